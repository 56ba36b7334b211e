use alloc::sync::Arc;
use alloc::vec::Vec;

use super::error::StoreError;
use super::family::SessionId;
use super::row::{Loaded, Session, Stamp, Version};
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

    /// A row and its subject's stamp, in one snapshot; `None` when there is no such row.
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
    /// beginning behind `after`.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> impl Future<Output = Result<Vec<Session>, StoreError>> + Send;

    /// The rows of a subject and one client (`None`: those without a client) that can be used at
    /// `now`, all of them, in any order: those that are not revoked, that the subject's stamp
    /// [admits](Stamp::admits), if there is one, and that [end](Session::ends_at) later than `now`.
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

    /// A subject's stamp.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn stamp(
        &self,
        subject: &str,
    ) -> impl Future<Output = Result<Option<Stamp>, StoreError>> + Send;

    /// Sets a subject's stamp, in place of any before.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    fn set_stamp(
        &self,
        subject: &str,
        stamp: &Stamp,
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Deletes at most `limit` rows that [are over](Session::is_over), each judged and deleted at
    /// once, and the stamps from before `before` of subjects that have no row; how many rows.
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
    ) -> Result<Vec<Session>, StoreError> {
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

    async fn stamp(&self, subject: &str) -> Result<Option<Stamp>, StoreError> {
        (**self).stamp(subject).await
    }

    async fn set_stamp(&self, subject: &str, stamp: &Stamp) -> Result<(), StoreError> {
        (**self).set_stamp(subject, stamp).await
    }

    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        (**self).prune(before, limit).await
    }
}
