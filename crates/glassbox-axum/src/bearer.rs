use core::fmt;
use core::marker::PhantomData;
use core::ops::Deref;
use std::sync::Arc;

use axum_core::extract::{FromRef, FromRequestParts, OptionalFromRequestParts};
use glassbox::Token;
use glassbox::web::{Protect, Scoped, Why};
use http::request::Parts;
use serde::de::DeserializeOwned;

use super::head::HeadOf;
use super::refusal::Refusal;

/// A token that [`require`](super::require) has verified, for the extractors of the handler.
pub(super) struct Verified<C> {
    pub(super) by: Protect,
    pub(super) token: Token<C>,
}

enum Held<C> {
    Own(Token<C>),
    OfLayer(Arc<Verified<C>>),
}

/// The verified access token of a request; derefs to the [`Token`].
///
/// The state has the [`Protect`] that verifies it: `#[derive(FromRef)]` on the state makes each field
/// an extractor's. For a second policy in one state, wrap its `Protect` in a type of its own that is
/// `AsRef<Protect>`, and name that type as `P`.
///
/// A request without a valid token is answered with a [`Refusal`], before the handler runs.
/// `Option<Bearer<C>>` is `None` only if the request has no credential: a token that is expired or
/// forged is refused there, too. `Result<Bearer<C>, Refusal>` gives the handler the refusal.
///
/// If [`require`](super::require) with the same `Protect` and the same `C` is around the handler, the
/// token is not verified again.
///
/// ```
/// # use glassbox::web::Protect;
/// # use glassbox_axum::Bearer;
/// #[derive(serde::Deserialize)]
/// struct User {
///     username: String,
/// }
///
/// async fn me(user: Bearer<User>) -> String {
///     user.claims().username.clone()
/// }
/// # let _ = axum::routing::get::<_, _, Protect>(me);
/// ```
pub struct Bearer<C, P = Protect> {
    token: Held<C>,
    policy: PhantomData<fn() -> P>,
}

impl<C, P> Bearer<C, P>
where
    C: DeserializeOwned + Send + Sync + 'static,
{
    async fn check(parts: &Parts, protect: &Protect) -> Result<Self, glassbox::web::Refusal> {
        let of_layer = parts.extensions.get::<Arc<Verified<C>>>();
        let token = match of_layer.filter(|verified| verified.by.is_clone_of(protect)) {
            Some(verified) => Held::OfLayer(Arc::clone(verified)),
            None => Held::Own(protect.check_async(&HeadOf::from(parts)).await?),
        };
        Ok(Self {
            token,
            policy: PhantomData,
        })
    }
}

impl<C, P> Deref for Bearer<C, P> {
    type Target = Token<C>;

    fn deref(&self) -> &Token<C> {
        match &self.token {
            Held::Own(token) => token,
            Held::OfLayer(verified) => &verified.token,
        }
    }
}

/// Without the claims, since arguments of handlers are logged.
impl<C, P> fmt::Debug for Bearer<C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bearer")
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}

impl<S, C, P> FromRequestParts<S> for Bearer<C, P>
where
    S: Send + Sync,
    C: DeserializeOwned + Send + Sync + 'static,
    P: FromRef<S> + AsRef<Protect>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let protect = P::from_ref(state).as_ref().clone();
        Ok(Self::check(parts, &protect).await?)
    }
}

impl<S, C, P> OptionalFromRequestParts<S> for Bearer<C, P>
where
    S: Send + Sync,
    C: DeserializeOwned + Send + Sync + 'static,
    P: FromRef<S> + AsRef<Protect>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Self>, Refusal> {
        match <Self as FromRequestParts<S>>::from_request_parts(parts, state).await {
            Ok(bearer) => Ok(Some(bearer)),
            Err(refusal) if matches!(refusal.why(), Why::Missing) => Ok(None),
            Err(refusal) => Err(refusal),
        }
    }
}

/// The name of a scope as a type, for [`Permit`].
pub trait Scope {
    /// The name, such as `reports:write`.
    const NAME: &'static str;
}

/// A [`Bearer`] whose token has a scope: without it the answer is 403 with `insufficient_scope` (RFC 6750
/// §3.1). As an extractor of the head it comes before that of the body, so a client without the scope
/// never learns what is wrong with its body.
///
/// ```
/// # use axum::Json;
/// # use glassbox_axum::{Permit, Scope};
/// use serde_json::Value; // or claims of your own, which are `glassbox::web::Scoped`
///
/// struct WriteReports;
///
/// impl Scope for WriteReports {
///     const NAME: &'static str = "reports:write";
/// }
///
/// async fn write(_: Permit<WriteReports, Value>, Json(report): Json<Value>) {}
/// # let _ = axum::routing::post::<_, _, glassbox::web::Protect>(write);
/// ```
pub struct Permit<N, C, P = Protect> {
    bearer: Bearer<C, P>,
    scope: PhantomData<fn() -> N>,
}

impl<N, C, P> Deref for Permit<N, C, P> {
    type Target = Token<C>;

    fn deref(&self) -> &Token<C> {
        &self.bearer
    }
}

impl<N, C, P> fmt::Debug for Permit<N, C, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Permit").field(&self.bearer).finish()
    }
}

impl<S, N, C, P> FromRequestParts<S> for Permit<N, C, P>
where
    S: Send + Sync,
    N: Scope,
    C: Scoped + DeserializeOwned + Send + Sync + 'static,
    P: FromRef<S> + AsRef<Protect>,
{
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let protect = P::from_ref(state).as_ref().clone();
        let bearer = Bearer::check(parts, &protect).await?;
        protect.permit(&bearer, N::NAME)?;
        Ok(Self {
            bearer,
            scope: PhantomData,
        })
    }
}
