//! salvo 1: a handler before others, which finds the token for them.

mod shared;

use glassbox::Token;
use glassbox::web::{Answer, Head, Protect};
use salvo::conn::{Acceptor, Listener, TcpListener};
use salvo::http::header::{HeaderName, HeaderValue};
use salvo::prelude::StatusCode;
use salvo::{Depot, FlowCtrl, Handler, Request, Response, Router, Server, async_trait, handler};
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

fn render(answer: Answer, response: &mut Response) {
    let status = StatusCode::from_u16(answer.status());
    response.status_code(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    for (name, value) in answer.headers() {
        if let Ok(value) = HeaderValue::from_str(value) {
            response
                .headers_mut()
                .append(HeaderName::from_static(name), value);
        }
    }
    response.body(answer.into_body().into_owned());
}

struct Require(Protect);

#[async_trait]
impl Handler for Require {
    async fn handle(
        &self,
        request: &mut Request,
        depot: &mut Depot,
        response: &mut Response,
        flow: &mut FlowCtrl,
    ) {
        match self.0.check_async::<User>(&HeadOf(request)).await {
            Ok(token) => _ = depot.insert_typed(token),
            Err(refusal) => {
                render(refusal.answer(), response);
                flow.skip_rest();
            }
        }
    }
}

#[handler]
async fn me(depot: &mut Depot) -> Result<String, StatusCode> {
    let user = depot.get_typed::<Token<User>>();
    let user = user.map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)?;
    Ok(user.claims().name.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_over_a_socket() {
    let issuer = Issuer::start();
    let app = Router::with_path("me")
        .hoop(Require(issuer.protect()))
        .get(me);
    let acceptor = TcpListener::new("127.0.0.1:0").bind().await;
    let address = acceptor.holdings()[0]
        .local_addr
        .clone()
        .into_std()
        .unwrap();
    tokio::spawn(Server::new(acceptor).serve(app));
    tokio::task::spawn_blocking(move || asks_for_me(address, issuer))
        .await
        .unwrap();
}
