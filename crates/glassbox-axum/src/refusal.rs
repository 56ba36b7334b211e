use core::error::Error;
use core::fmt;
use core::ops::Deref;

use axum_core::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, WWW_AUTHENTICATE};

use super::response::response;

/// A refused request: the rejection of [`Bearer`](super::Bearer) and [`Permit`](super::Permit). As a
/// response it has the status, the challenge (RFC 6750 §3) and the body of
/// [`glassbox::web::Refusal`], which it derefs to: `why()` says which rule failed, and its text is for the log.
///
/// An error type of one's own that takes it in must keep the challenge, without which a page cannot tell an
/// expired token from none: [`decorate`](Self::decorate).
pub struct Refusal(glassbox::web::Refusal);

impl Refusal {
    /// Puts status, challenge and `Cache-Control: no-store` of this refusal on a response of one's own.
    ///
    /// ```
    /// use axum::Json;
    /// use axum::response::{IntoResponse, Response};
    /// use glassbox_axum::Refusal;
    /// use serde_json::json;
    ///
    /// struct ApiError(Refusal);
    ///
    /// impl From<Refusal> for ApiError {
    ///     fn from(refusal: Refusal) -> Self {
    ///         Self(refusal)
    ///     }
    /// }
    ///
    /// impl IntoResponse for ApiError {
    ///     fn into_response(self) -> Response {
    ///         self.0.decorate(Json(json!({"code": self.0.why().code()})))
    ///     }
    /// }
    /// ```
    #[must_use]
    pub fn decorate(&self, own: impl IntoResponse) -> Response {
        let refused = response(self.0.answer());
        let mut own = own.into_response();
        *own.status_mut() = refused.status();
        for name in [CACHE_CONTROL, WWW_AUTHENTICATE] {
            own.headers_mut().remove(&name);
            for value in refused.headers().get_all(&name) {
                own.headers_mut().append(&name, value.clone());
            }
        }
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
