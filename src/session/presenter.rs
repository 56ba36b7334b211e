use alloc::boxed::Box;
use alloc::collections::BTreeSet;
use alloc::string::String;
use alloc::vec::Vec;

use super::error::RefreshError;
use super::fixed::Client;
use super::row::Session;
use crate::jwt::Audience;

/// The client that presents a refresh token, and what it asks for: your own pages
/// ([`first_party`](Self::first_party)), or an OAuth client ([`public`](Self::public) or
/// [`authenticated`](Self::authenticated)). The client is the same at login and at refresh.
///
/// The caller, an authorization server, checks before who the client is. With
/// [`authenticated`](Self::authenticated) the caller asserts that the client has authenticated (RFC
/// 6749 §2.3).
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

    /// A client that has authenticated.
    #[must_use]
    pub fn authenticated(id: impl Into<String>) -> Self {
        Self::client(id.into(), true)
    }

    /// The client of a session, which asks for all that was granted.
    pub(super) fn owner_of(session: &Session) -> Self {
        Self {
            client: session.fixed.grant().client.clone(),
            ..Self::first_party()
        }
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

    /// The scope of a login, or less of it for one refresh (RFC 6749 §6): names separated by spaces. A
    /// repeated name counts once (§3.3). A text without a name counts as an omitted parameter (§3.2):
    /// no scope at a login, and all of it at a refresh.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        let scope: String = scope.into();
        let names = scope.split(' ').filter(|name| !name.is_empty());
        let names = once_each(names).join(" ");
        self.scope = (!names.is_empty()).then(|| names.into_boxed_str());
        self
    }

    /// The audiences of a login, or some of them for one refresh (RFC 8707 §2.2). A repeated one counts
    /// once. They are for a signer without an audience of its own: a signer that has one refuses to
    /// sign.
    #[must_use]
    pub fn audience(mut self, audience: impl Into<Audience>) -> Self {
        let audience: Audience = audience.into();
        let names = once_each(audience.iter());
        // A single name stays a string or a list, as it was given.
        self.audience = Some(match names.len() == audience.iter().count() {
            true => audience,
            false => names.into(),
        });
        self
    }

    /// Whether a session is this client's.
    pub(super) fn may_use(&self, session: &Session) -> bool {
        match (&session.fixed.grant().client, &self.client) {
            (None, None) => true,
            (Some(owner), Some(client)) => {
                owner.id == client.id && client.is_authenticated >= owner.is_authenticated
            }
            _ => false,
        }
    }

    /// What the client gets: what it asks for, if that was granted at login.
    pub(super) fn narrow<'a>(&'a self, session: &'a Session) -> Result<Granted<'a>, RefreshError> {
        let mut granted = Granted {
            scope: session.scope(),
            audience: session.audience(),
        };
        if let Some(wanted) = &self.scope {
            let all = granted.scope.unwrap_or_default();
            let is_granted = |name| all.split(' ').any(|known| known == name);
            if !wanted.split(' ').all(is_granted) {
                return Err(RefreshError::ScopeExceeded);
            }
            granted.scope = Some(wanted);
        }
        if let Some(wanted) = &self.audience {
            let is_granted = |name| granted.audience.is_some_and(|all| all.contains(name));
            let is_empty = wanted.iter().next().is_none();
            if is_empty || !wanted.iter().all(is_granted) {
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

/// Each name once, in the order of their first occurrence; there may be many.
fn once_each<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = BTreeSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}
