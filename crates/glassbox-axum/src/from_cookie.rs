use core::fmt;

use axum_core::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use glassbox::web::{CookieRefusal, TokenCookie};
use http::request::Parts;

use super::head::HeadOf;
use super::response::Reply;

/// The refresh token of a request's cookie. The state has the [`TokenCookie`] that says which.
///
/// A request from another site's page is refused first ([`SameOrigin`](super::SameOrigin) need not stand
/// beside it), then one without the cookie or with two. `Option<FromCookie>` is `None` only if there is no
/// such cookie: for a logout, which ends well then.
///
/// ```
/// # use axum::extract::State;
/// # use glassbox::session::{MemoryStore, Presenter, Sessions};
/// # use glassbox::web::TokenCookie;
/// # use glassbox_axum::{FromCookie, Reply};
/// # #[derive(Clone, axum::extract::FromRef)]
/// # struct App { cookie: TokenCookie, sessions: Sessions<MemoryStore> }
/// async fn refresh(State(app): State<App>, from: FromCookie) -> Reply {
///     let refreshed = app.sessions.refresh(from.token(), &Presenter::first_party()).await;
///     app.cookie.refreshed(&refreshed).into()
/// }
/// # let _ = axum::routing::post(refresh);
/// ```
///
/// Use it for `POST` alone: a `GET` that changes something can be asked by a link.
pub struct FromCookie(Box<str>);

impl FromCookie {
    /// The token, as it came: not verified yet. It opens the session, so keep it out of logs.
    #[must_use]
    pub fn token(&self) -> &str {
        &self.0
    }

    fn read(cookie: &TokenCookie, parts: &Parts) -> Result<Self, CookieRefusal> {
        let head = HeadOf::from(parts);
        cookie.read(&head).map(|token| Self(token.into()))
    }
}

/// Without the token.
impl fmt::Debug for FromCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromCookie").finish_non_exhaustive()
    }
}

impl<S> FromRequestParts<S> for FromCookie
where
    S: Send + Sync,
    TokenCookie: FromRef<S>,
{
    type Rejection = Reply;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Reply> {
        let cookie = TokenCookie::from_ref(state);
        Self::read(&cookie, parts).map_err(|refusal| cookie.refused(refusal).into())
    }
}

impl<S> OptionalFromRequestParts<S> for FromCookie
where
    S: Send + Sync,
    TokenCookie: FromRef<S>,
{
    type Rejection = Reply;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Reply> {
        let cookie = TokenCookie::from_ref(state);
        match Self::read(&cookie, parts) {
            Ok(from) => Ok(Some(from)),
            Err(CookieRefusal::Missing) => Ok(None),
            Err(refusal) => Err(cookie.refused(refusal).into()),
        }
    }
}
