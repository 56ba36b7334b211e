//! The limit of sessions that a subject has with one client, which each login keeps.

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
    /// The turn of a login that is about to be written: behind all that its client has. `None` where
    /// that is not known, and no matter: the login stands, and the next one keeps the limit.
    pub(super) async fn next_turn(
        &self,
        subject: &str,
        client: Option<&str>,
    ) -> Result<Option<u64>, RefreshError> {
        let live = match self.live(subject, client).await {
            Ok(live) => live,
            Err(error) => return self.on_limit_failure(error).map(|()| None),
        };
        let is_refusing = self.limit.reached == AtLimit::RefuseLogin;
        if is_refusing && live.len() >= self.limit.sessions {
            return Err(RefreshError::LimitReached {
                limit: self.limit.sessions,
            });
        }
        let last = live.iter().map(Session::turn).max();
        Ok(Some(last.unwrap_or_default().saturating_add(1)))
    }

    /// Makes room for a login that is written; an error when it does not stand: somebody ended it
    /// meanwhile, or another one took the last place, and it is to be [taken back](Self::undo_login).
    pub(super) async fn keep_to_limit(&self, new: &Session) -> Result<(), RefreshError> {
        let mut live = match self.live(new.subject(), new.client_id()).await {
            Ok(live) => live,
            Err(error) => return self.on_limit_failure(error),
        };
        if !live.iter().any(|session| session.id() == new.id()) {
            return self.check_still_live(new).await;
        }
        let excess = live.len().saturating_sub(self.limit.sessions);
        match self.limit.reached {
            _ if excess == 0 => Ok(()),
            // Whoever wrote last sees all of them, so that there are never too many. Of two at once
            // neither may stay, and they try again.
            AtLimit::RefuseLogin => Err(RefreshError::Contended(Contention::LastPlace)),
            AtLimit::EndLongestUnused => {
                live.sort_unstable_by_key(|session| {
                    // Logins of this very moment are behind all others, whatever their clocks say.
                    let is_of_now = session.turn() >= new.turn();
                    let used_at = (!is_of_now).then_some(session.rotated_at());
                    (is_of_now, used_at, session.turn(), *session.id())
                });
                for session in live.iter().take(excess) {
                    // What fails is told to the operator, and the next login tries again.
                    let _ = self.end_for_limit(session).await;
                }
                self.check_still_live(new).await
            }
        }
    }

    /// Ends a login that failed, if it can: it may stand all the same, with a token that nobody has,
    /// and where logins are refused it would take a place until it was unused for too long.
    pub(super) async fn undo_login(&self, new: &Session, error: RefreshError) -> RefreshError {
        let is_refusing = self.limit.reached == AtLimit::RefuseLogin;
        let was_not_done = matches!(
            error,
            RefreshError::Store(StoreError::Conflict | StoreError::Full)
        );
        if is_refusing && !was_not_done {
            // What fails is told to the operator.
            let _ = self.end_for_limit(new).await;
        }
        error
    }

    /// Another login of this moment may have ended it, or it itself to make room for that one; or it was
    /// ended with others.
    async fn check_still_live(&self, new: &Session) -> Result<(), RefreshError> {
        match self.load(new.id()).await {
            Ok(Some(stored)) if stored.is_live(self.now()) => Ok(()),
            Ok(_) => Err(RefreshError::Contended(Contention::EndedAtOnce)),
            Err(error) => self.on_limit_failure(error),
        }
    }

    /// Where the limit cannot be kept: the operator is told, and the user comes in; unless no login
    /// may be one too many.
    fn on_limit_failure(&self, error: RefreshError) -> Result<(), RefreshError> {
        event::failed(Action::Limit, None, &error);
        match self.limit.reached {
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
        let live = self.store.live(subject, client, self.now()).await?;
        let is_theirs = |row: &Session| row.subject() == subject && row.client_id() == client;
        match live.iter().all(is_theirs) {
            true => Ok(live),
            false => Err(StoreError::corrupt("it gave the sessions of another client").into()),
        }
    }
}
