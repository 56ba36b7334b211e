use core::convert::Infallible;
use core::fmt;
use core::pin::Pin;
use core::task::{Context, Poll};

use axum_core::body::Body;
use axum_core::response::{IntoResponse, Response};
use glassbox::web::Answer;
use http::StatusCode;
use http::header::SET_COOKIE;
use http_body::Frame;

/// An [`Answer`] of [`glassbox::web`] as a response. `Set-Cookie` is marked as sensitive, so that it stays
/// out of logs of headers.
#[must_use]
pub fn response(answer: Answer) -> Response {
    let mut response = Response::builder().status(answer.status());
    for (name, text) in answer.headers() {
        response = response.header(name, text);
    }
    let body = match answer.status() {
        204 | 304 => Body::new(NoBody),
        _ => Body::from(answer.into_body()),
    };
    let response = response.body(body);
    // What an answer has can stand in a header: that is judged when it is configured.
    let mut response =
        response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response());
    for (name, value) in response.headers_mut() {
        value.set_sensitive(name == SET_COOKIE);
    }
    response
}

/// The body that is left away with 204 and 304. It does not say that its length is zero, because the router
/// would send that: with 204 there is no length, and with 304 it is that of what the client has already (RFC
/// 9110 §8.6).
struct NoBody;

impl http_body::Body for NoBody {
    type Data = <Body as http_body::Body>::Data;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Infallible>>> {
        Poll::Ready(None)
    }

    fn is_end_stream(&self) -> bool {
        true
    }
}

/// An [`Answer`] that a handler returns: `app.cookie.refreshed(&result).into()`, as in the handlers of
/// [`FromCookie`](super::FromCookie).
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
