use alloc::sync::Arc;
use alloc::vec::Vec;

use super::error::StoreError;
use super::family::SessionId;
use super::row::{Loaded, Session, Version};
use super::stamp::{Group, Stamp, Stamps};
use crate::time::NumericDate;

/// A store of sessions.
///
/// Reads are linearizable: they see what was written last, and never come from a replica that lags. A
/// write that returned `Ok` is durable. If you write a store, run `session::conformance` from a test
/// (cargo feature `conformance`).
///
/// Its futures may be of any runtime, or of none.
pub trait SessionStore: Send + Sync {
    /// Stores a new row.
    ///
    /// # Errors
    /// [`Conflict`](StoreError::Conflict) when its id exists, [`Full`](StoreError::Full), and as for
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

    /// Replaces the row of this id, with its label and its detail, if the stored row still has the
    /// version `seen`. Returns whether it did; `false` if the row is gone.
    ///
    /// # Errors
    /// As [`load`](Self::load). Whether the row was replaced may be unknown then.
    fn swap(
        &self,
        seen: Version,
        row: &Session,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// At most `limit` rows of a subject, in any state, in the order of their ids, beginning after
    /// `after`. Each has the stamps of its groups, as [`load`](Self::load) gives it.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Loaded>, StoreError>> + Send;

    /// All rows of a subject and one client (`None`: those without a client) that are live at `now`, in
    /// any order. A row is live if it is not revoked, [ends](Session::ends_at) later than `now`, and
    /// began under the present stamps: its [values](Session::stamp_values) are [those](Stamps::values)
    /// of now, or there is no stamp at all. If the stamp of a row was pruned, the row may be left out
    /// while there is another stamp.
    ///
    /// Each login calls it, to keep the limit. Its cost must depend on these rows alone, however many
    /// other rows the subject has, dead ones too: use an index.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> impl Future<Output = Result<Vec<Session>, StoreError>> + Send;

    /// The stamps of all groups that a session of a subject is in, with a client or without one, in one
    /// snapshot. Each login calls it.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn stamps(
        &self,
        subject: &str,
        client: Option<&str>,
    ) -> impl Future<Output = Result<Stamps, StoreError>> + Send;

    /// Sets the stamp of a group, [in place](Stamp::replacing) of a former one, if there is one: one
    /// write, however many sessions it ends.
    ///
    /// # Errors
    /// [`Full`](StoreError::Full), and as [`load`](Self::load).
    fn set_stamp(
        &self,
        group: Group<'_>,
        stamp: &Stamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Deletes at most `limit` rows that [are over](Session::is_over), and the stamps from before
    /// `before` of groups that have no row. Each row is judged and deleted in one step. Returns how
    /// many rows were deleted.
    ///
    /// A row that was ended by the stamp of a client or of all may stay until it expires by itself, if
    /// finding it would mean reading each row.
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
