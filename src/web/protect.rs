use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use serde::de::DeserializeOwned;

use super::credential::{bearer, cookie};
use super::head::Head;
use super::header_text::{is_cookie_name, is_printable, is_scope_name, is_url, quoted};
use super::origin::SameOrigin;
use super::protect_error::ProtectError;
use super::refusal::{Body, Refusal, Why, Wording};
use super::scoped::Scoped;
use crate::error::VerifyError;
#[cfg(feature = "jwks")]
use crate::jwks::RemoteKeys;
use crate::jwt::{Token, Verifier};

/// A protected resource: it finds the access token of a request, verifies it, and says how to answer if
/// it does not hold. Cheap to clone.
#[derive(Clone)]
pub struct Protect(Arc<Policy>);

struct Policy {
    verifier: Verifier,
    cookie: Option<Cookie>,
    wording: Arc<Wording>,
}

struct Cookie {
    name: Box<str>,
    origin: SameOrigin,
}

/// The token of a request.
struct Found<'h> {
    token: &'h str,
    is_cookie: bool,
}

impl Protect {
    /// A protected resource. The realm names it in challenges (RFC 9110 §11.5), such as `app-01`.
    #[must_use]
    #[expect(
        clippy::new_ret_no_self,
        reason = "what is named here is judged when built"
    )]
    pub fn new(realm: impl Into<String>, verifier: Verifier) -> ProtectBuilder {
        ProtectBuilder {
            realm: realm.into(),
            verifier,
            cookie: None,
            origin: None,
            resource_metadata: None,
            body: None,
        }
    }

    /// Verifies the access token of a request.
    ///
    /// The token is that of `Authorization: Bearer …`. If there is none, and
    /// [`or_cookie`](ProtectBuilder::or_cookie) names a cookie, the token is the cookie's; then a request
    /// that is not `GET`, `HEAD` or `OPTIONS`, or that asks for an `Upgrade` (a WebSocket), has to come
    /// from a page of the [same origin](SameOrigin).
    ///
    /// # Errors
    /// [`Refusal::why`] says which: [`Missing`](Why::Missing), [`Ambiguous`](Why::Ambiguous),
    /// [`CrossSite`](Why::CrossSite), or [`Token`](Why::Token) as [`Verifier::verify`] returns it.
    pub fn check<C: DeserializeOwned>(&self, head: &impl Head) -> Result<Token<C>, Refusal> {
        let found = self.find(head)?;
        let verified = self.0.verifier.verify(found.token);
        verified.map_err(|error| self.refused(&found, error))
    }

    /// As [`check`](Self::check), and waits for keys that are fetched: a token whose key was just published
    /// is not refused. That is for a verifier of `jwks::RemoteKeys` (feature `jwks`); with any other it
    /// never waits.
    ///
    /// The head is read at once, so that the future is `Send` whatever a framework's request is.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub fn check_async<'h, C: DeserializeOwned>(
        &'h self,
        head: &'h impl Head,
    ) -> impl Future<Output = Result<Token<C>, Refusal>> {
        let found = self.find(head);
        async move {
            let found = found?;
            let verified = self.verify_async(found.token).await;
            verified.map_err(|error| self.refused(&found, error))
        }
    }

    /// Whether the verifier's keys are fetched, so that [`check_async`](Self::check_async) may wait.
    #[must_use]
    pub fn fetches_keys(&self) -> bool {
        #[cfg(feature = "jwks")]
        return RemoteKeys::of(&self.0.verifier).is_some();
        #[cfg(not(feature = "jwks"))]
        return false;
    }

    async fn verify_async<C: DeserializeOwned>(
        &self,
        token: &str,
    ) -> Result<Token<C>, VerifyError> {
        let verifier = &self.0.verifier;
        #[cfg(feature = "jwks")]
        if let Some(keys) = RemoteKeys::of(verifier) {
            return keys.verify(verifier, token).await;
        }
        verifier.verify(token)
    }

    fn find<'h>(&self, head: &'h impl Head) -> Result<Found<'h>, Refusal> {
        if let Some(token) = bearer(head).map_err(|error| self.refusal(error))? {
            let is_cookie = false;
            return Ok(Found { token, is_cookie });
        }
        let Some(Cookie { name, origin }) = &self.0.cookie else {
            return Err(self.refusal(Why::Missing));
        };
        let token = cookie(head, name).map_err(|error| self.refusal(error))?;
        let token = token.ok_or_else(|| self.refusal(Why::Missing))?;
        let is_safe = matches!(head.method(), "GET" | "HEAD" | "OPTIONS");
        if !is_safe || head.values("upgrade").next().is_some() {
            origin.check(head).map_err(|error| self.refusal(error))?;
        }
        let is_cookie = true;
        Ok(Found { token, is_cookie })
    }

    fn refused(&self, found: &Found<'_>, error: VerifyError) -> Refusal {
        match found.is_cookie {
            true => Refusal::of_cookie(error, &self.0.wording),
            false => self.refusal(error),
        }
    }

    /// Whether the scope of a verified token has this name.
    ///
    /// # Errors
    /// [`Scope`](Why::Scope) if not. [`ScopeName`](Why::ScopeName) if `scope` is no scope's name: that is
    /// the program's mistake.
    pub fn permit<C: Scoped>(&self, token: &Token<C>, scope: &'static str) -> Result<(), Refusal> {
        match token.claims() {
            _ if !is_scope_name(scope) => Err(self.refusal(Why::ScopeName(scope))),
            claims if claims.has_scope(scope) => Ok(()),
            _ => Err(self.refusal(Why::Scope(scope))),
        }
    }

    /// Whether both are clones of one: then a token that one has verified, the other need not verify
    /// again.
    #[must_use]
    pub fn is_clone_of(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    fn refusal(&self, why: impl Into<Why>) -> Refusal {
        Refusal::new(why, &self.0.wording)
    }
}

/// So that code which takes a type around a `Protect` takes a `Protect`, too.
impl AsRef<Self> for Protect {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl fmt::Debug for Protect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Protect")
            .field("challenge", &self.0.wording.challenge)
            .field("cookie", &self.0.cookie.as_ref().map(|cookie| &cookie.name))
            .field("verifier", &self.0.verifier)
            .finish_non_exhaustive()
    }
}

/// Makes a [`Protect`], from [`Protect::new`].
pub struct ProtectBuilder {
    realm: String,
    verifier: Verifier,
    cookie: Option<String>,
    origin: Option<SameOrigin>,
    resource_metadata: Option<String>,
    body: Option<(String, Body)>,
}

impl ProtectBuilder {
    /// Also takes the token from this cookie, if the request has no `Authorization: Bearer …`.
    ///
    /// A browser sends a cookie with what other sites' pages ask for, too, so a request that could change
    /// something has to come from a page of the same origin: see [`Protect::check`].
    #[must_use]
    pub fn or_cookie(mut self, name: impl Into<String>) -> Self {
        self.cookie = Some(name.into());
        self
    }

    /// Whose pages may use the cookie; by default those of the request's own origin.
    #[must_use]
    pub fn origin(mut self, origin: SameOrigin) -> Self {
        self.origin = Some(origin);
        self
    }

    /// Tells clients where the metadata of this resource are, and so who issues its tokens (RFC 9728
    /// §5.1).
    #[must_use]
    pub fn resource_metadata(mut self, url: impl Into<String>) -> Self {
        self.resource_metadata = Some(url.into());
        self
    }

    /// Answers refusals with bodies of your own. Status, challenge and `Cache-Control: no-store` stay.
    ///
    /// The body is read by whoever sent the request: say nothing of [`Refusal::why`] but its status.
    #[must_use]
    pub fn body(
        mut self,
        content_type: impl Into<String>,
        body: impl Fn(&Refusal) -> String + Send + Sync + 'static,
    ) -> Self {
        self.body = Some((content_type.into(), Box::new(body)));
        self
    }

    /// Makes it.
    ///
    /// # Errors
    /// The verifier's configuration contradicts itself, or one of the texts cannot stand in a header:
    /// the [error](ProtectError) says which.
    pub fn build(self) -> Result<Protect, ProtectError> {
        self.verifier.check_configuration()?;
        let check = |holds: bool, error| if holds { Ok(()) } else { Err(error) };
        check(is_printable(&self.realm), ProtectError::Realm)?;
        let mut challenge = alloc::format!("Bearer realm={}", quoted(&self.realm));
        if let Some(url) = &self.resource_metadata {
            check(is_url(url), ProtectError::ResourceMetadata)?;
            challenge = [&*challenge, ", resource_metadata=", &*quoted(url)].concat();
        }
        if let Some((content_type, _)) = &self.body {
            check(is_printable(content_type), ProtectError::ContentType)?;
        }
        let has_use = self.origin.is_none() || self.cookie.is_some();
        check(has_use, ProtectError::OriginWithoutCookie)?;
        let origin = self.origin.unwrap_or_default();
        origin.check_configuration()?;
        let cookie = match self.cookie {
            Some(name) => {
                check(is_cookie_name(&name), ProtectError::CookieName)?;
                let name = name.into_boxed_str();
                Some(Cookie { name, origin })
            }
            None => None,
        };
        let wording = Wording {
            challenge: challenge.into_boxed_str(),
            body: self
                .body
                .map(|(content_type, body)| (content_type.into_boxed_str(), body)),
        };
        Ok(Protect(Arc::new(Policy {
            verifier: self.verifier,
            cookie,
            wording: Arc::new(wording),
        })))
    }
}

impl fmt::Debug for ProtectBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProtectBuilder")
            .field("realm", &self.realm)
            .field("cookie", &self.cookie)
            .field("verifier", &self.verifier)
            .finish_non_exhaustive()
    }
}
