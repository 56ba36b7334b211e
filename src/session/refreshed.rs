use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;
use core::time::Duration;

use super::row::Session;
use crate::time::NumericDate;

/// How a [`Refreshed`] came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RefreshKind {
    /// A new session.
    Login,
    /// The refresh token was spent, and a new one made.
    Rotated,
    /// The client presented the predecessor within its grace, and gets the newest token again, the same
    /// bytes under the same key: two tabs, a lost answer, or a thief who follows each refresh.
    Replayed,
    /// The client presented the newest token right after it was made or used, and gets it again,
    /// unspent.
    Same,
    /// The refresh token was used, and stays the same ([`Rotation::PublicClients`](super::Rotation)).
    Kept,
    /// The token was newer than its row, and the row was brought up to it
    /// ([`SessionsBuilder::adopt_ahead`](super::SessionsBuilder::adopt_ahead)).
    Adopted,
}

impl RefreshKind {
    /// A stable word for metrics.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Rotated => "rotated",
            Self::Replayed => "replayed",
            Self::Same => "same",
            Self::Kept => "kept",
            Self::Adopted => "adopted",
        }
    }
}

/// The tokens of a login or a refresh. `Debug` shows neither.
#[derive(Clone)]
pub struct Refreshed {
    pub(super) access_token: String,
    pub(super) refresh_token: String,
    pub(super) issued_at: NumericDate,
    pub(super) access_expires_at: NumericDate,
    pub(super) scope: Option<Box<str>>,
    pub(super) session: Session,
    pub(super) kind: RefreshKind,
}

impl Refreshed {
    /// The client sends it to the applications, with each request.
    #[must_use]
    pub fn access_token(&self) -> &str {
        &self.access_token
    }

    /// For this authorization server alone. It belongs in an `HttpOnly` cookie, or the client's safest
    /// storage.
    #[must_use]
    pub fn refresh_token(&self) -> &str {
        &self.refresh_token
    }

    /// Both tokens by value: access, refresh.
    #[must_use]
    pub fn into_tokens(self) -> (String, String) {
        (self.access_token, self.refresh_token)
    }

    /// When the access token expires; never after the session ends.
    #[must_use]
    pub const fn access_expires_at(&self) -> NumericDate {
        self.access_expires_at
    }

    /// How long the access token is valid, by the clock of the sessions: the `expires_in` of an answer
    /// (RFC 6749 §5.1).
    #[must_use]
    pub fn access_expires_in(&self) -> Duration {
        self.until(self.access_expires_at)
    }

    /// When the refresh token expires, unless it is used.
    #[must_use]
    pub fn refresh_expires_at(&self) -> NumericDate {
        self.session.ends_at()
    }

    /// How long the refresh token is valid, unless it is used, by the clock of the sessions: the
    /// `Max-Age` of its cookie. For a token that the client got [again](RefreshKind::Same), the rest.
    #[must_use]
    pub fn refresh_expires_in(&self) -> Duration {
        self.until(self.refresh_expires_at())
    }

    /// From the instant at which the tokens were made.
    fn until(&self, end: NumericDate) -> Duration {
        let left = end.seconds().saturating_sub(self.issued_at.seconds());
        Duration::from_secs(u64::try_from(left).unwrap_or_default())
    }

    /// The scope of the access token.
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.scope.as_deref()
    }

    /// The session, as it is stored.
    #[must_use]
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// How it came about.
    #[must_use]
    pub const fn kind(&self) -> RefreshKind {
        self.kind
    }
}

impl fmt::Debug for Refreshed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Refreshed")
            .field("kind", &self.kind)
            .field("scope", &self.scope)
            .field("access_expires_at", &self.access_expires_at)
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
