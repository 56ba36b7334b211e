//! Each login keeps the limit of sessions that a subject may have with one client.

use alloc::vec::Vec;

use super::at_limit::AtLimit;
use super::contention::Contention;
use super::error::{RefreshError, StoreError};
use super::event::{self, Action};
use super::row::Session;
use super::sessions::Sessions;
use super::store::SessionStore;
use crate::key::SigningKey;

const REASON: &str = "limit per client";

impl<S: SessionStore, K: SigningKey> Sessions<S, K> {
    /// The turn of a login that is about to be written: after all sessions of its client. `None` if the
    /// store failed and the login may go on: the next login keeps the limit.
    pub(super) async fn next_turn(
        &self,
        subject: &str,
        client: Option<&str>,
    ) -> Result<Option<u64>, RefreshError> {
        let live = match self.live(subject, client).await {
            Ok(live) => live,
            Err(error) => return self.on_limit_failure(error).map(|()| None),
        };
        let is_refusing = self.server.limit.reached == AtLimit::RefuseLogin;
        if is_refusing && live.len() >= self.server.limit.sessions {
            return Err(RefreshError::LimitReached {
                limit: self.server.limit.sessions,
            });
        }
        let last = live.iter().map(Session::turn).max();
        Ok(Some(last.unwrap_or_default().saturating_add(1)))
    }

    /// Makes room for a login that was written. An error says that the login cannot stay: somebody
    /// ended it meanwhile, or another login took the last place. The caller then
    /// [undoes](Self::undo_login) it.
    pub(super) async fn keep_to_limit(&self, new: &Session) -> Result<(), RefreshError> {
        let mut live = match self.live(new.subject(), new.client_id()).await {
            Ok(live) => live,
            Err(error) => return self.on_limit_failure(error),
        };
        if !live.iter().any(|session| session.id() == new.id()) {
            return self.check_still_live(new).await;
        }
        let excess = live.len().saturating_sub(self.server.limit.sessions);
        match self.server.limit.reached {
            _ if excess == 0 => Ok(()),
            // The login that wrote last sees all of them, so that there are never too many. If two
            // write at once, neither may stay, and both try again.
            AtLimit::RefuseLogin => Err(RefreshError::Contended(Contention::LastPlace)),
            AtLimit::EndLongestUnused => {
                live.sort_unstable_by_key(|session| {
                    // Concurrent logins come after all others, whatever their clocks say.
                    let is_of_now = session.turn() >= new.turn();
                    let used_at = (!is_of_now).then_some(session.rotated_at());
                    (is_of_now, used_at, session.turn(), *session.id())
                });
                for session in live.iter().take(excess) {
                    // A failure becomes an event, and the next login tries again.
                    let _ = self.end_for_limit(session).await;
                }
                self.check_still_live(new).await
            }
        }
    }

    /// Ends a login that failed, if possible. Its row may exist, with a token that nobody has, and
    /// under [`AtLimit::RefuseLogin`] it would take a place until it was unused for too long.
    pub(super) async fn undo_login(&self, new: &Session, error: RefreshError) -> RefreshError {
        let is_refusing = self.server.limit.reached == AtLimit::RefuseLogin;
        let was_not_done = matches!(
            error,
            RefreshError::Store(StoreError::Conflict | StoreError::Full)
        );
        if is_refusing && !was_not_done {
            // A failure becomes an event.
            let _ = self.end_for_limit(new).await;
        }
        error
    }

    /// A concurrent login may have ended the session, the session may have ended itself to make room
    /// for that login, or a revocation ended it.
    async fn check_still_live(&self, new: &Session) -> Result<(), RefreshError> {
        match self.load(new.id()).await {
            Ok(Some(stored)) if stored.is_live(self.now()) => Ok(()),
            Ok(_) => Err(RefreshError::Contended(Contention::EndedAtOnce)),
            Err(error) => self.on_limit_failure(error),
        }
    }

    /// When the limit cannot be checked: the failure becomes an event, and the login goes on, except
    /// under [`AtLimit::RefuseLogin`].
    fn on_limit_failure(&self, error: RefreshError) -> Result<(), RefreshError> {
        event::failed(Action::Limit, None, &error);
        match self.server.limit.reached {
            AtLimit::EndLongestUnused => Ok(()),
            AtLimit::RefuseLogin => Err(error),
        }
    }

    async fn end_for_limit(&self, session: &Session) -> Result<(), RefreshError> {
        let id = session.id();
        let ended = self.revoke_row(id, REASON, |_| true).await;
        event::ended(Action::Limit, Some(id), ended).map(drop)
    }

    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
    ) -> Result<Vec<Session>, RefreshError> {
        let live = self.server.store.live(subject, client, self.now()).await?;
        let is_theirs = |row: &Session| row.subject() == subject && row.client_id() == client;
        match live.iter().all(is_theirs) {
            true => Ok(live),
            false => Err(StoreError::corrupt("it gave the sessions of another client").into()),
        }
    }
}
