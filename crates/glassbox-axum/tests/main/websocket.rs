//! A WebSocket begins with a `GET`, and a browser opens one for any page, cookies included.

use axum::Router;
use axum::extract::WebSocketUpgrade;
use axum::extract::ws::Message;
use axum::response::Response;
use axum::routing::any;
use glassbox::web::Protect;
use glassbox_axum::Bearer;
use http_body_util::Empty;
use hyper::body::Bytes;
use hyper::client::conn::http2;
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio::net::TcpStream;
use tokio_tungstenite::client_async;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::{Error, Message as Text};

use crate::support::{Server, User, key, sign, verifier};

async fn talk(user: Bearer<User>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |mut socket| {
        let sub = user.claims().sub.clone();
        socket.send(Message::text(sub)).await.unwrap();
    })
}

/// What the socket says first, or the status of the refusal.
async fn open(server: &Server, fields: &[(&'static str, String)]) -> Result<Text, u16> {
    use futures_util::StreamExt;
    let url = format!("ws://{}/talk", server.authority());
    let mut request = url.into_client_request().unwrap();
    for (name, value) in fields {
        request.headers_mut().append(*name, value.parse().unwrap());
    }
    let stream = TcpStream::connect(server.authority()).await.unwrap();
    match client_async(request, stream).await {
        Ok((mut socket, _)) => Ok(socket.next().await.unwrap().unwrap()),
        Err(Error::Http(response)) => Err(response.status().as_u16()),
        Err(error) => panic!("{error}"),
    }
}

fn app() -> Router {
    let protect = Protect::new("app-01", verifier(key())).or_cookie("__Host-at");
    let app = Router::new().route("/talk", any(talk));
    app.with_state(protect.build().unwrap())
}

#[tokio::test]
async fn a_cookie_opens_a_websocket_for_pages_of_the_same_origin_alone() {
    let server = Server::start(app()).await;
    let cookie = ("cookie", format!("__Host-at={}", sign("")));
    let origin = |origin: String| [cookie.clone(), ("origin", origin)];
    let site = |site: &str| [cookie.clone(), ("sec-fetch-site", site.to_owned())];
    let own = format!("http://{}", server.authority());

    let first = Ok(Text::text("42"));
    assert_eq!(open(&server, &origin(own)).await, first);
    assert_eq!(open(&server, &site("same-origin")).await, first);
    assert_eq!(
        open(
            &server,
            &[("authorization", format!("Bearer {}", sign("")))]
        )
        .await,
        first
    );

    assert_eq!(
        open(&server, &origin("https://evil.example".into())).await,
        Err(403)
    );
    assert_eq!(open(&server, &site("cross-site")).await, Err(403));
    assert_eq!(
        open(&server, core::slice::from_ref(&cookie)).await,
        Err(403)
    );
    assert_eq!(open(&server, &[]).await, Err(401));
}

/// In HTTP/2 it begins with a `CONNECT` (RFC 8441 §5).
#[tokio::test]
async fn so_does_it_in_http_2() {
    let server = Server::start(app()).await;
    let stream = TokioIo::new(TcpStream::connect(server.authority()).await.unwrap());
    let executor = TokioExecutor::new();
    let (mut sender, connection) = http2::handshake(executor, stream).await.unwrap();
    tokio::spawn(connection);
    let uri = format!("http://{}/talk", server.authority());
    let request = || {
        let cookie = format!("__Host-at={}", sign(""));
        hyper::Request::builder().uri(&uri).header("cookie", cookie)
    };
    // After its answer the server's settings are known.
    let first = request().body(Empty::<Bytes>::new()).unwrap();
    sender.send_request(first).await.unwrap();
    for (site, status) in [("same-origin", 200), ("cross-site", 403), ("none", 403)] {
        let request = request().method(hyper::Method::CONNECT);
        let request = request.header("sec-fetch-site", site);
        let request = request.header("sec-websocket-version", "13");
        let mut request = request.body(Empty::new()).unwrap();
        let protocol = hyper::ext::Protocol::from_static("websocket");
        request.extensions_mut().insert(protocol);
        let said = sender.send_request(request).await.unwrap();
        assert_eq!(said.status(), status, "{site}");
    }
}
