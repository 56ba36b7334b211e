//! Calls for users and operators: listing devices, ending some of them, pruning.

use alloc::vec::Vec;

use super::error::{RefreshError, StoreError};
use super::event::{self, Action};
use super::family::SessionId;
use super::row::Session;
use super::sessions::Sessions;
use super::stamp::MARGIN;
use super::store::SessionStore;
use crate::key::SigningKey;

/// How many rows are read at once.
const PAGE: usize = 100;

impl<S: SessionStore, K: SigningKey> Sessions<S, K> {
    /// The live sessions of a subject (the user's devices), in no particular order.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store).
    pub async fn sessions(&self, subject: &str) -> Result<Vec<Session>, RefreshError> {
        let now = self.now();
        let (mut live, mut after) = (Vec::new(), None);
        loop {
            let page = self
                .server
                .store
                .list(subject, after.as_ref(), PAGE)
                .await?;
            let Some(last) = page.last() else {
                return Ok(live);
            };
            if after.as_ref() >= Some(last.session.id()) {
                return Err(StoreError::corrupt("it lists the same sessions again").into());
            }
            after = Some(*last.session.id());
            if page.iter().any(|row| row.session.subject() != subject) {
                return Err(StoreError::corrupt("it lists the sessions of another subject").into());
            }
            let usable = page.into_iter().filter(|loaded| loaded.is_live(now));
            live.extend(usable.map(|loaded| loaded.session));
        }
    }

    /// Ends one session of a subject. Returns whether it was the subject's, and live until now. A
    /// session of somebody else is left alone.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store) and [`Contended`](RefreshError::Contended).
    pub async fn revoke_session(
        &self,
        subject: &str,
        id: &SessionId,
    ) -> Result<bool, RefreshError> {
        let is_theirs = |session: &Session| session.subject() == subject;
        let result = self.revoke_row(id, "revoked", is_theirs).await;
        event::ended(Action::Revoke, Some(id), result).map(|it| it == Some(true))
    }

    /// Ends all sessions of a subject but one: "log out my other devices". Returns how many were ended.
    ///
    /// # Errors
    /// [`Invalid`](RefreshError::Invalid) when the session to keep is not the subject's, or not live:
    /// nothing is ended then. [`Store`](RefreshError::Store) and
    /// [`Contended`](RefreshError::Contended).
    pub async fn revoke_others(
        &self,
        subject: &str,
        keep: &SessionId,
    ) -> Result<usize, RefreshError> {
        let result = self.end_others(subject, keep).await;
        event::finished(Action::RevokeOthers, Some(keep), result)
    }

    async fn end_others(&self, subject: &str, keep: &SessionId) -> Result<usize, RefreshError> {
        let all = self.sessions(subject).await?;
        if !all.iter().any(|session| session.id() == keep) {
            return Err(RefreshError::Invalid {
                field: "id",
                problem: "is not that of a live session of the subject",
            });
        }
        let mut ended = 0_usize;
        for other in all.iter().filter(|session| session.id() != keep) {
            let revoked = self.revoke_row(other.id(), "revoked", |_| true).await?;
            ended = ended.saturating_add(usize::from(revoked == Some(true)));
        }
        Ok(ended)
    }

    /// Deletes at most `limit` rows of sessions that have been over for a day. Returns how many. Call
    /// it from a timer, until it returns less than `limit`.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store).
    pub async fn prune(&self, limit: usize) -> Result<usize, RefreshError> {
        let before = self.now().saturating_sub(MARGIN);
        let result = self.server.store.prune(before, limit).await;
        event::finished(Action::Prune, None, result.map_err(Into::into))
    }
}
