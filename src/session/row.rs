use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use serde_json::{Map, Value};

use super::attributes::{Attributes, NO_ATTRIBUTES};
use super::family::SessionId;
use super::fixed::Fixed;
use super::stamp::Stamps;
use crate::jwt::Audience;
use crate::time::NumericDate;

/// One login, as a row in a store: the state of all refresh tokens that it ever had.
///
/// Cheap to clone: what hardly ever changes is shared. A store keeps [`to_bytes`](Self::to_bytes); a
/// database that searches and compares keeps [`columns`](Self::columns) and the rest.
#[derive(Clone, PartialEq)]
pub struct Session {
    pub(super) fixed: Arc<Fixed>,
    pub(super) attributes: Option<Arc<Attributes>>,
    pub(super) generation: u64,
    pub(super) rotated_at: NumericDate,
    pub(super) revoked: Option<Arc<Revoked>>,
}

#[derive(Debug, PartialEq)]
pub(super) struct Revoked {
    pub(super) at: NumericDate,
    pub(super) reason: Box<str>,
}

impl Session {
    /// Its id, the `sid` of its access tokens.
    #[must_use]
    pub fn id(&self) -> &SessionId {
        &self.fixed.id
    }

    /// How often its refresh token was rotated.
    #[must_use]
    pub const fn generation(&self) -> u64 {
        self.generation
    }

    /// When the user logged in.
    #[must_use]
    pub fn created_at(&self) -> NumericDate {
        self.fixed.created_at
    }

    /// When its refresh token was last rotated, or used and [kept](super::Rotation::PublicClients).
    #[must_use]
    pub const fn rotated_at(&self) -> NumericDate {
        self.rotated_at
    }

    /// How long it may go unused.
    #[must_use]
    pub fn idle(&self) -> Duration {
        self.fixed.idle
    }

    /// Its absolute end, which never moves.
    #[must_use]
    pub fn expires_at(&self) -> NumericDate {
        self.fixed.expires_at
    }

    /// When it is over unless it is used: after [`idle`](Self::idle), or at its absolute end.
    #[must_use]
    pub fn ends_at(&self) -> NumericDate {
        let idle_until = self.rotated_at.saturating_add(self.fixed.idle);
        idle_until.min(self.fixed.expires_at)
    }

    /// Its subject, the `sub` of its access tokens.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.fixed.subject
    }

    /// The client that it was made for; `None` for the server's own pages.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        self.fixed.client_id()
    }

    /// Whether that client authenticated at login.
    #[must_use]
    pub fn is_client_authenticated(&self) -> bool {
        let client = self.fixed.grant().client.as_ref();
        client.is_some_and(|client| client.is_authenticated)
    }

    /// The audiences that were granted.
    #[must_use]
    pub fn audience(&self) -> Option<&Audience> {
        self.fixed.grant().audience.as_ref()
    }

    /// The scope that was granted: names separated by single spaces (RFC 6749 §3.3).
    #[must_use]
    pub fn scope(&self) -> Option<&str> {
        self.fixed.grant().scope.as_deref()
    }

    /// The name by which the user knows the device.
    #[must_use]
    pub fn label(&self) -> Option<&str> {
        self.attributes().label.as_deref()
    }

    /// The user's detail, which [`Sessions::refresh`](super::Sessions::refresh) puts into access
    /// tokens.
    #[must_use]
    pub fn detail(&self) -> &Map<alloc::string::String, Value> {
        &self.attributes().detail
    }

    /// When and why it was revoked, if it was.
    #[must_use]
    pub fn revoked(&self) -> Option<(NumericDate, &str)> {
        let revoked = self.revoked.as_ref();
        revoked.map(|revoked| (revoked.at, &*revoked.reason))
    }

    /// What a [swap](super::SessionStore::swap) compares. Of the rest of a row, only the label and the
    /// detail can change, and only together with the version.
    #[must_use]
    pub const fn version(&self) -> Version {
        Version {
            generation: self.generation,
            rotated_at: self.rotated_at,
            is_revoked: self.revoked.is_some(),
        }
    }

    /// The values of the [`Stamps`] under which it began, as [`Stamps::values`] gives them.
    #[must_use]
    pub fn stamp_values(&self) -> &[u8] {
        &self.fixed.stamp_values
    }

    /// Whether a store may delete it: before `before` it expired, was revoked, or was ended by a stamp.
    #[must_use]
    pub fn is_over(&self, stamps: &Stamps, before: NumericDate) -> bool {
        let is_revoked = self.revoked.as_ref().is_some_and(|it| it.at < before);
        let mut ending = stamps.ending(self.stamp_values());
        self.ends_at() < before || is_revoked || ending.any(|stamp| stamp.at() < before)
    }

    /// Its place in the order of logins.
    pub(super) fn turn(&self) -> u64 {
        self.fixed.turn
    }

    pub(super) fn attributes(&self) -> &Attributes {
        self.attributes.as_deref().unwrap_or(&NO_ATTRIBUTES)
    }

    /// Whether its newest refresh token was used and kept.
    pub(super) fn is_kept(&self) -> bool {
        self.attributes().issued_at.is_some()
    }

    /// When its newest refresh token was made.
    pub(super) fn issued_at(&self) -> NumericDate {
        self.attributes().issued_at.unwrap_or(self.rotated_at)
    }
}

impl fmt::Debug for Session {
    /// Without the subject, the label, the user's detail, and the reason of a revocation.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("id", self.id())
            .field("generation", &self.generation)
            .field("created_at", &self.created_at())
            .field("rotated_at", &self.rotated_at)
            .field("expires_at", &self.expires_at())
            .field("revoked", &self.revoked().map(|(at, _)| at))
            .finish_non_exhaustive()
    }
}

/// Tells two states of a row apart, also after a failover of the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Version {
    /// How often the token was rotated.
    pub generation: u64,
    /// When it was rotated, or used and kept, the last time.
    pub rotated_at: NumericDate,
    /// Whether it is revoked.
    pub is_revoked: bool,
}

impl Stamps {
    /// Whether none of them ends a session, since it began under each.
    #[must_use]
    pub fn admits(&self, session: &Session) -> bool {
        self.ending(session.stamp_values()).next().is_none()
    }
}

/// A row and the stamps of all groups that it is in, as they were at one instant.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Loaded {
    /// The row.
    pub session: Session,
    /// The stamps.
    pub stamps: Stamps,
}

impl Loaded {
    /// Both, read in one snapshot.
    #[must_use]
    pub const fn new(session: Session, stamps: Stamps) -> Self {
        Self { session, stamps }
    }

    /// Whether it was revoked, alone or with its group.
    pub(super) fn is_revoked(&self) -> bool {
        self.session.revoked.is_some() || !self.stamps.admits(&self.session)
    }

    /// Whether it can still be used.
    pub(super) fn is_live(&self, now: NumericDate) -> bool {
        !self.is_revoked() && now < self.session.ends_at()
    }
}
