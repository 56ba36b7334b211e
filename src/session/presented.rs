use core::fmt;

use serde::ser::Serialize;

use super::error::RefreshError;
use super::event::{self, Action};
use super::presenter::Presenter;
use super::refreshed::Refreshed;
use super::row::Session;
use super::sessions::Sessions;
use super::store::SessionStore;
use super::token::Ask;
use crate::key::{HmacKey, SigningKey};

/// A refresh token that was judged and not spent, from [`Sessions::present`].
///
/// Look at the user ([`session`](Self::session)): may they still come in? Then
/// [`grant`](Self::grant), or [`revoke`](Self::revoke). Dropped, it leaves everything as it was. It
/// may be held for as long as that takes: what was revoked in the meantime is not granted, and for 30
/// seconds its token is as old as it was when it was presented.
#[must_use = "nothing is granted before .grant(..)"]
pub struct Presented<'s, S, K = HmacKey> {
    sessions: &'s Sessions<S, K>,
    ask: Ask,
    by: Presenter,
    session: Session,
}

impl<'s, S: SessionStore, K: SigningKey> Presented<'s, S, K> {
    pub(super) fn new(
        sessions: &'s Sessions<S, K>,
        ask: Ask,
        by: Presenter,
        session: Session,
    ) -> Self {
        Self {
            sessions,
            ask,
            by,
            session,
        }
    }

    /// The session, as it was stored when the token was presented.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// Spends the token for an access token with these claims, and the next refresh token. It is
    /// judged again, on the row as it is now.
    ///
    /// `sub`, `aud`, `client_id`, `scope` and `sid` are the session's, and `iat`, `nbf` and `exp` are
    /// the signer's: an `iat` of the claims would move the token's end. Claims that name one of them,
    /// however it is spelt, are refused with
    /// [`SessionClaim`](crate::SignError::SessionClaim), and nothing is spent.
    ///
    /// # Errors
    /// As [`Sessions::refresh`].
    pub async fn grant<C: Serialize + ?Sized>(self, claims: &C) -> Result<Refreshed, RefreshError> {
        let Self {
            sessions, ask, by, ..
        } = self;
        let result = sessions.grant(&ask, &by, Some(claims)).await;
        event::told(Action::Refresh, Some(&ask.id), result)
    }

    /// Ends the session: the user is locked, or gone. At most 128 bytes of the reason are kept
    /// with the row.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store) and [`Contended`](RefreshError::Contended).
    pub async fn revoke(self, reason: &str) -> Result<(), RefreshError> {
        let id = &self.ask.id;
        let revoked = self.sessions.revoke_row(id, reason, |_| true).await;
        event::ended(Action::Revoke, Some(id), revoked).map(drop)
    }
}

impl<S, K> fmt::Debug for Presented<'_, S, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presented")
            .field("session", &self.session)
            .finish_non_exhaustive()
    }
}
