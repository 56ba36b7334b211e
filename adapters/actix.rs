//! actix-web 4: an extractor, and the refusal as its error.

mod shared;

use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::http::StatusCode;
use actix_web::http::header::HeaderValue;
use actix_web::{App, FromRequest, HttpRequest, HttpResponse, HttpServer, ResponseError, rt, web};
use glassbox::Token;
use glassbox::web::{Answer, Head, Protect, Refusal};
use shared::{Issuer, User, asks_for_me};

struct HeadOf<'r>(&'r HttpRequest);

impl Head for HeadOf<'_> {
    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
        self.0.headers().get_all(name).map(HeaderValue::as_bytes)
    }

    fn authority(&self) -> Option<&[u8]> {
        let authority = self.0.uri().authority()?;
        Some(authority.as_str().as_bytes())
    }
}

fn response(answer: Answer) -> HttpResponse {
    let status = StatusCode::from_u16(answer.status());
    let mut response = HttpResponse::build(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
    for field in answer.headers() {
        response.append_header(field);
    }
    response.body(answer.into_body().into_owned())
}

/// A verified token, as a handler's argument.
struct Bearer(Token<User>);

impl FromRequest for Bearer {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Self::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let protect = request.app_data::<web::Data<Protect>>();
            let protect =
                protect.ok_or_else(|| ErrorInternalServerError("no Protect in the app's data"))?;
            let token = protect.check_async(&HeadOf(&request)).await;
            Ok(Self(token.map_err(Refused)?))
        })
    }
}

#[derive(Debug)]
struct Refused(Refusal);

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl ResponseError for Refused {
    fn error_response(&self) -> HttpResponse {
        response(self.0.answer())
    }
}

async fn me(user: Bearer) -> String {
    user.0.into_claims().name
}

#[test]
fn answers_over_a_socket() {
    rt::System::new().block_on(async {
        let issuer = Issuer::start();
        let data = web::Data::new(issuer.protect());
        let app = move || {
            App::new()
                .app_data(data.clone())
                .route("/me", web::get().to(me))
        };
        let server = HttpServer::new(app)
            .workers(1)
            .bind(("127.0.0.1", 0))
            .unwrap();
        let address = server.addrs()[0];
        rt::spawn(server.run());
        rt::task::spawn_blocking(move || asks_for_me(address, issuer))
            .await
            .unwrap();
    });
}
