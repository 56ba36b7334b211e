//! poem 3: an extractor, whose error is the answer.

mod shared;

use glassbox::Token;
use glassbox::web::{Answer, Head, Protect};
use poem::http::{HeaderValue, StatusCode};
use poem::listener::{Acceptor, Listener, TcpListener};
use poem::{EndpointExt, Error, FromRequest, Request, RequestBody, Response, Route, Server};
use shared::{Issuer, User, asks_for_me};

struct HeadOf<'r>(&'r Request);

impl Head for HeadOf<'_> {
    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
        self.0
            .headers()
            .get_all(name)
            .iter()
            .map(HeaderValue::as_bytes)
    }

    fn authority(&self) -> Option<&[u8]> {
        let authority = self.0.uri().authority()?;
        Some(authority.as_str().as_bytes())
    }
}

fn response(answer: Answer) -> Response {
    let status = StatusCode::from_u16(answer.status());
    let mut response =
        Response::builder().status(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in answer.headers() {
        response = response.header(name, value);
    }
    response.body(answer.into_body().into_owned())
}

/// A verified token, as a handler's argument.
struct Bearer(Token<User>);

impl<'a> FromRequest<'a> for Bearer {
    async fn from_request(request: &'a Request, _: &mut RequestBody) -> poem::Result<Self> {
        let protect = request
            .data::<Protect>()
            .ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        let token = protect.check_async(&HeadOf(request)).await;
        token
            .map(Self)
            .map_err(|refusal| Error::from_response(response(refusal.answer())))
    }
}

#[poem::handler]
fn me(user: Bearer) -> String {
    user.0.into_claims().name
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_over_a_socket() {
    let issuer = Issuer::start();
    let app = Route::new().at("/me", poem::get(me)).data(issuer.protect());
    let acceptor = TcpListener::bind("127.0.0.1:0")
        .into_acceptor()
        .await
        .unwrap();
    let address = *acceptor.local_addr()[0].as_socket_addr().unwrap();
    tokio::spawn(Server::new_with_acceptor(acceptor).run(app));
    tokio::task::spawn_blocking(move || asks_for_me(address, issuer))
        .await
        .unwrap();
}
