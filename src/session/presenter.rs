use alloc::boxed::Box;
use alloc::string::String;

use super::error::RefreshError;
use super::fixed::Client;
use super::row::Session;
use crate::jwt::Audience;

/// Who presents a refresh token, and what they ask for.
///
/// The server that calls has checked who it is; [`authenticated`](Self::authenticated) is a claim of
/// the caller that the client proved its identity (RFC 6749 §2.3).
///
/// ```
/// use glassbox::session::Presenter;
///
/// let browser = Presenter::first_party();
/// let app = Presenter::public("app-01").scope("orders:read").audience("orders");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Presenter {
    pub(super) client: Option<Client>,
    pub(super) scope: Option<Box<str>>,
    pub(super) audience: Option<Audience>,
}

impl Presenter {
    /// The server's own pages: no OAuth client.
    #[must_use]
    pub const fn first_party() -> Self {
        Self {
            client: None,
            scope: None,
            audience: None,
        }
    }

    /// A client that cannot keep a secret: a browser, a phone (RFC 6749 §2.1).
    #[must_use]
    pub fn public(id: impl Into<String>) -> Self {
        Self::client(id.into(), false)
    }

    /// A client that proved who it is.
    #[must_use]
    pub fn authenticated(id: impl Into<String>) -> Self {
        Self::client(id.into(), true)
    }

    fn client(id: String, is_authenticated: bool) -> Self {
        Self {
            client: Some(Client {
                id: id.into_boxed_str(),
                is_authenticated,
            }),
            ..Self::first_party()
        }
    }

    /// Less scope than was granted, for this request alone: names with spaces between
    /// (RFC 6749 §6).
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let scope: String = scope.into();
        self.scope = Some(normal(&scope));
        self
    }

    /// One or several of the audiences that were granted, for this request alone (RFC 8707 §2.2).
    /// They are for a signer without an audience of its own: with one, nothing is signed.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<Audience>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Whether a session is theirs.
    pub(super) fn may_use(&self, session: &Session) -> bool {
        match (&session.fixed.more().client, &self.client) {
            (None, None) => true,
            (Some(owner), Some(client)) => {
                owner.id == client.id && client.is_authenticated >= owner.is_authenticated
            }
            _ => false,
        }
    }

    /// What they get: what they ask for, if it was granted at login.
    pub(super) fn narrow<'a>(&'a self, session: &'a Session) -> Result<Granted<'a>, RefreshError> {
        let mut granted = Granted {
            scope: session.scope(),
            audience: session.audience(),
        };
        if let Some(wanted) = &self.scope {
            let all = granted.scope.unwrap_or_default();
            let is_granted = |name| all.split(' ').any(|known| known == name);
            // No longer than all of it, so that a name that comes again and again is not signed.
            let fits = (1..=all.len()).contains(&wanted.len());
            if !fits || !wanted.split(' ').all(is_granted) {
                return Err(RefreshError::ScopeExceeded);
            }
            granted.scope = Some(wanted);
        }
        if let Some(wanted) = &self.audience {
            let is_granted = |name| granted.audience.is_some_and(|all| all.contains(name));
            let most = granted.audience.map_or(0, |all| all.iter().count());
            let fits = (1..=most).contains(&wanted.iter().count());
            if !fits || !wanted.iter().all(is_granted) {
                return Err(RefreshError::AudienceExceeded);
            }
            granted.audience = Some(wanted);
        }
        Ok(granted)
    }
}

/// What an access token is made for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Granted<'a> {
    pub(super) scope: Option<&'a str>,
    pub(super) audience: Option<&'a Audience>,
}

/// Names with single spaces between.
fn normal(scope: &str) -> Box<str> {
    let names: alloc::vec::Vec<&str> = scope.split(' ').filter(|name| !name.is_empty()).collect();
    names.join(" ").into_boxed_str()
}
