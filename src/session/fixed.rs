//! The part of a row that never changes.

use alloc::boxed::Box;
use core::time::Duration;
use std::sync::LazyLock;

use super::family::SessionId;
use super::subject::Subject;
use crate::jwt::Audience;
use crate::time::NumericDate;

/// What the login sets for good.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Fixed {
    pub(super) id: SessionId,
    pub(super) created_at: NumericDate,
    pub(super) idle: Duration,
    pub(super) expires_at: NumericDate,
    pub(super) subject: Subject,
    /// The values of the stamps under which it began.
    pub(super) stamp_values: Box<[u8]>,
    /// The order of logins, finer than a second and independent of clocks: one more than the greatest
    /// among the sessions of its subject and client. 0 in a row of format 1.
    pub(super) turn: u64,
    /// Boxed apart, if there is anything.
    pub(super) grant: Option<Box<ClientGrant>>,
}

/// A client and what was granted to it, which not every session has.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct ClientGrant {
    pub(super) client: Option<Client>,
    pub(super) audience: Option<Audience>,
    pub(super) scope: Option<Box<str>>,
}

/// For sessions without them.
static NO_CLIENT: LazyLock<ClientGrant> = LazyLock::new(ClientGrant::default);

impl Fixed {
    pub(super) fn grant(&self) -> &ClientGrant {
        self.grant.as_deref().unwrap_or(&NO_CLIENT)
    }

    pub(super) fn client_id(&self) -> Option<&str> {
        self.grant().client.as_ref().map(|client| &*client.id)
    }
}

impl ClientGrant {
    pub(super) fn boxed(self) -> Option<Box<Self>> {
        (self != *NO_CLIENT).then(|| Box::new(self))
    }
}

/// The OAuth client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Client {
    pub(super) id: Box<str>,
    pub(super) is_authenticated: bool,
}
