use axum_core::extract::{FromRef, FromRequestParts};
use glassbox::web::{CookieRefusal, TokenCookie};
use http::request::Parts;

use super::head::HeadOf;
use super::response::Reply;

/// That a request comes from a page that may use the state's [`TokenCookie`]: one of the same origin, or
/// one that it [trusts](glassbox::web::SameOrigin). Otherwise the answer is 403.
///
/// For a login, which has no cookie yet: without it another site's page could log its visitor in as
/// somebody else, and see what is then done there. [`FromCookie`](super::FromCookie) asks for the same by
/// itself.
///
/// ```
/// # use axum::Form;
/// # use glassbox_axum::SameOrigin;
/// # #[derive(serde::Deserialize)]
/// # struct Login {}
/// async fn login(_: SameOrigin, Form(login): Form<Login>) {}
/// # let _ = axum::routing::post::<_, _, glassbox::web::TokenCookie>(login);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct SameOrigin;

impl<S> FromRequestParts<S> for SameOrigin
where
    S: Send + Sync,
    TokenCookie: FromRef<S>,
{
    type Rejection = Reply;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Reply> {
        let cookie = TokenCookie::from_ref(state);
        match cookie.read(&HeadOf::from(&*parts)) {
            // Whether there is a cookie, and how many, matters to who reads it. Only these are named, so
            // that a refusal which is new in glassbox lets nobody in.
            Ok(_) | Err(CookieRefusal::Missing | CookieRefusal::Ambiguous(_)) => Ok(Self),
            Err(refusal) => Err(cookie.refused(refusal).into()),
        }
    }
}
