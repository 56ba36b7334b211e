use alloc::sync::Arc;
use alloc::vec::Vec;

use super::error::StoreError;
use super::family::SessionId;
use super::row::{Loaded, Session, Version};
use super::stamp::{Group, Stamp, Stamps};
use crate::time::NumericDate;

/// Where sessions are kept.
///
/// Reads are linearizable: they come from what was written last, never from a replica that lags.
/// What was answered with `Ok` is durable. Whoever writes a store runs `session::conformance` from a
/// test (cargo feature `conformance`).
///
/// Futures of any runtime, or of none, will do.
pub trait SessionStore: Send + Sync {
    /// Keeps a new row.
    ///
    /// # Errors
    /// [`Conflict`](StoreError::Conflict) when its id exists, [`Full`](StoreError::Full), and as
    /// [`load`](Self::load).
    fn insert(&self, row: &Session) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// A row and the stamps of all [groups](Group) that it is in, in one snapshot; `None` when there is
    /// no such row.
    ///
    /// # Errors
    /// [`Corrupt`](StoreError::Corrupt) for a row that cannot be read,
    /// [`Unavailable`](StoreError::Unavailable).
    fn load(
        &self,
        id: &SessionId,
    ) -> impl Future<Output = Result<Option<Loaded>, StoreError>> + Send;

    /// Replaces the row of this id, its label and its detail too, if it still has the version that was
    /// `seen`; whether it did. A row that is gone is `false`.
    ///
    /// # Errors
    /// As [`load`](Self::load). Whether the row was replaced may be unknown then.
    fn swap(
        &self,
        seen: Version,
        row: &Session,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// The rows of a subject, whatever their state, in the order of their ids: at most `limit`,
    /// beginning behind `after`; each with the stamps of its groups, as [`load`](Self::load) gives it.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Loaded>, StoreError>> + Send;

    /// The rows of a subject and one client (`None`: those without a client) that can be used at
    /// `now`, all of them, in any order: those that are not revoked, that [end](Session::ends_at) later
    /// than `now`, and that were begun under the stamps that there are: their
    /// [values](Session::stamp_values) are [those](Stamps::values) of now, or there is no stamp at all. A
    /// row that began under a stamp which was pruned meanwhile may be left out while there is another.
    ///
    /// Each login asks for them, to keep the limit. There are hardly more than that, and the cost
    /// must be theirs alone, however many other rows there are of the subject, dead ones too:
    /// an index does it.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> impl Future<Output = Result<Vec<Session>, StoreError>> + Send;

    /// The stamps of all groups that a session of a subject is in, with a client or without one, in
    /// one snapshot. Each login asks for them.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn stamps(
        &self,
        subject: &str,
        client: Option<&str>,
    ) -> impl Future<Output = Result<Stamps, StoreError>> + Send;

    /// Sets the stamp of a group, in place of any before: one write, however many sessions it ends.
    ///
    /// # Errors
    /// [`Full`](StoreError::Full), and as [`load`](Self::load).
    fn set_stamp(
        &self,
        group: Group<'_>,
        stamp: &Stamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Deletes at most `limit` rows that [are over](Session::is_over), each judged and deleted at
    /// once, and the stamps from before `before` of groups that have no row; how many rows.
    ///
    /// A row that the stamp of a client or of all has ended may stay until it ends by itself, where to
    /// find it would take a look at each row.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn prune(
        &self,
        before: NumericDate,
        limit: usize,
    ) -> impl Future<Output = Result<usize, StoreError>> + Send;
}

impl<S: SessionStore> SessionStore for Arc<S> {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        (**self).insert(row).await
    }

    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        (**self).load(id).await
    }

    async fn swap(&self, seen: Version, row: &Session) -> Result<bool, StoreError> {
        (**self).swap(seen, row).await
    }

    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Loaded>, StoreError> {
        (**self).list(subject, after, limit).await
    }

    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        (**self).live(subject, client, now).await
    }

    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        (**self).stamps(subject, client).await
    }

    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        (**self).set_stamp(group, stamp).await
    }

    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        (**self).prune(before, limit).await
    }
}
