use core::fmt;

use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use glassbox::web::Answer;
use http::{HeaderValue, StatusCode, header};

/// An [`Answer`] of [`glassbox::web`] as a response. `Set-Cookie` is marked as sensitive, so that it stays
/// out of logs of headers.
#[must_use]
pub fn response(answer: Answer) -> Response {
    let mut builder = http::Response::builder().status(answer.status());
    for (name, text) in answer.headers() {
        let value = HeaderValue::from_str(text).map(|mut value| {
            value.set_sensitive(name.eq_ignore_ascii_case(header::SET_COOKIE.as_str()));
            value
        });
        builder = match value {
            Ok(value) => builder.header(name, value),
            Err(error) => return unsendable(&error),
        };
    }
    let response = builder.body(Body::from(answer.into_body()));
    response.unwrap_or_else(|error| unsendable(&error))
}

/// `glassbox::web` judges what it puts into a header when that is built, so this is never sent.
fn unsendable(_: &dyn core::error::Error) -> Response {
    StatusCode::INTERNAL_SERVER_ERROR.into_response()
}

/// An [`Answer`] that a handler returns.
///
/// ```
/// use axum::extract::State;
/// use glassbox::session::{MemoryStore, Presenter, Sessions};
/// use glassbox::web::TokenCookie;
/// use glassbox_axum::{FromCookie, Reply};
///
/// # #[derive(Clone, axum::extract::FromRef)]
/// # struct App { cookie: TokenCookie, sessions: Sessions<MemoryStore> }
/// async fn refresh(State(app): State<App>, from: FromCookie) -> Reply {
///     let refreshed = app.sessions.refresh(from.token(), &Presenter::first_party()).await;
///     app.cookie.refreshed(&refreshed).into()
/// }
/// # let _: axum::Router<App> = axum::Router::new().route("/refresh", axum::routing::post(refresh));
/// ```
pub struct Reply(Answer);

impl From<Answer> for Reply {
    fn from(answer: Answer) -> Self {
        Self(answer)
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        response(self.0)
    }
}

/// Without the tokens that it may have.
impl fmt::Debug for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reply").field(&self.0).finish()
    }
}
