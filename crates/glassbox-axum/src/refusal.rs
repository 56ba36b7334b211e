use core::error::Error;
use core::fmt;
use core::ops::Deref;

use axum_core::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;

use super::response::response;

/// A refused request: the rejection of [`Bearer`](super::Bearer) and [`Permit`](super::Permit). As a
/// response it has the status, the challenge (RFC 6750 §3) and the body of
/// [`glassbox::web::Refusal`], which it derefs to: `why()` says which rule failed, and its text is for the log.
///
/// An error type of one's own that takes it in must keep the challenge, without which a page cannot tell an
/// expired token from none: [`decorate`](Self::decorate).
pub struct Refusal(glassbox::web::Refusal);

impl Refusal {
    /// Puts the status and the headers of this refusal on a response of one's own, which keeps its body:
    /// the challenge, `Cache-Control: no-store`, `Retry-After`.
    ///
    /// ```
    /// # use axum::response::{IntoResponse, Response};
    /// # use glassbox_axum::Refusal;
    /// struct ApiError(Refusal); // and `impl From<Refusal> for ApiError`
    ///
    /// impl IntoResponse for ApiError {
    ///     fn into_response(self) -> Response {
    ///         let code = self.0.why().code();
    ///         self.0.decorate(axum::Json(serde_json::json!({"code": code})))
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn decorate(&self, own: impl IntoResponse) -> Response {
        let (mut refused, _) = response(self.0.answer()).into_parts();
        refused.headers.remove(CONTENT_TYPE);
        let mut own = own.into_response();
        *own.status_mut() = refused.status;
        own.headers_mut().extend(refused.headers);
        own
    }
}

impl Deref for Refusal {
    type Target = glassbox::web::Refusal;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl From<glassbox::web::Refusal> for Refusal {
    fn from(refusal: glassbox::web::Refusal) -> Self {
        Self(refusal)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        response(self.0.answer())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Error for Refusal {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.0.source()
    }
}
