use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::{Router, extract, routing};
use glassbox::jwk::JwkSet;
use glassbox::jwks::{RemoteKeys, Request, Response, Transport, TransportError};
use glassbox::web::PublishedKeys;
use glassbox::{Algorithm, PrivateKey, Signer};
use glassbox_axum::{HeadOf, response};
use tokio::sync::Semaphore;

use super::{Server, User, clock};

/// An issuer on a socket: it publishes keys, or is down, and counts who asks.
pub(crate) struct Issuer {
    desk: Arc<Desk>,
    server: Server,
}

struct Desk {
    published: Mutex<Option<PublishedKeys>>,
    asked: AtomicUsize,
    /// Whoever asks waits until it is open.
    door: Semaphore,
}

async fn keys(
    State(desk): State<Arc<Desk>>,
    request: extract::Request,
) -> axum::response::Response {
    desk.asked.fetch_add(1, Ordering::Relaxed);
    drop(desk.door.acquire().await);
    match &*desk.published.lock().unwrap() {
        Some(keys) => response(keys.answer(&HeadOf::from(&request))),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

impl Issuer {
    pub(crate) async fn start() -> Self {
        let desk = Arc::new(Desk {
            published: Mutex::new(None),
            asked: AtomicUsize::new(0),
            door: Semaphore::new(1),
        });
        let app = Router::new().route("/jwks", routing::get(keys));
        let server = Server::start(app.with_state(Arc::clone(&desk))).await;
        Self { desk, server }
    }

    pub(crate) fn publishes<const N: usize>(&self, keys: [&PrivateKey; N]) {
        let keys = JwkSet::of(&keys.map(PrivateKey::public_key));
        *self.desk.published.lock().unwrap() = Some(PublishedKeys::new(&keys));
    }

    /// How often it was asked.
    pub(crate) fn asked(&self) -> usize {
        self.desk.asked.load(Ordering::Relaxed)
    }

    pub(crate) fn closes(&self) {
        self.desk.door.try_acquire().unwrap().forget();
    }

    pub(crate) fn opens(&self) {
        self.desk.door.add_permits(1);
    }

    pub(crate) fn remote_keys(&self) -> RemoteKeys {
        // Its clock stands: however slow the machine is, no time of theirs is over.
        let now = Instant::now();
        let builder = RemoteKeys::builder().allow_http_on_loopback();
        let builder = builder.clock(move || now);
        let url = format!("http://{}/jwks", self.server.authority());
        builder.build(&url, Plain).unwrap()
    }
}

/// HTTP as it is on a loopback interface.
struct Plain;

impl Transport for Plain {
    fn get(&self, request: &Request<'_>) -> Result<Response, TransportError> {
        fetch(request.url()).map_err(TransportError::new)
    }
}

fn fetch(url: &str) -> io::Result<Response> {
    let (authority, path) = url
        .strip_prefix("http://")
        .and_then(|url| url.split_once('/'))
        .unwrap();
    let mut stream = TcpStream::connect(authority)?;
    write!(stream, "GET /{path} HTTP/1.0\r\nHost: {authority}\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let (status, fields) = head.split_once("\r\n").unwrap();
    let status = status.split(' ').nth(1).unwrap().parse().unwrap();
    let response = Response::new(status, body.into());
    let fields = fields.lines().filter_map(|field| field.split_once(':'));
    Ok(fields.fold(response, |response, (name, value)| {
        response.header(name, value)
    }))
}

/// A key with an id, and a good token of it.
pub(crate) fn pair(id: &str) -> (PrivateKey, String) {
    let key = PrivateKey::generate(Algorithm::EdDsa).unwrap();
    let key = key.with_key_id(id);
    let signer = Signer::new(key.clone()).clock(clock()).validity("15m");
    let signer = signer.issuer("https://auth.example").audience("app-01");
    (key, signer.sign(&User::with_scope("profile")).unwrap())
}
