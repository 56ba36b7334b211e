use core::fmt;
use core::time::Duration;

use serde::ser::Serialize;

use super::error::RefreshError;
use super::event::{self, Action};
use super::refreshed::Refreshed;
use super::request::Presenter;
use super::row::{Loaded, Session};
use super::sessions::Sessions;
use super::store::SessionStore;
use super::token::Ask;
use crate::key::SigningKey;
use crate::time::NumericDate;

/// A refresh token that was judged and not spent, from [`Sessions::present`].
///
/// Look at the user ([`session`](Self::session)): may they still come in? Then
/// [`grant`](Self::grant), or [`revoke`](Self::revoke). Dropped, it leaves everything as it was. After
/// 30 seconds it is judged again.
#[must_use = "nothing is granted before .grant(..)"]
pub struct Presented<'s, K, S> {
    sessions: &'s Sessions<K, S>,
    ask: Ask,
    by: Presenter,
    loaded: Loaded,
    at: NumericDate,
}

/// How long what was read is good for.
const FRESH: Duration = Duration::from_secs(30);

impl<'s, K: SigningKey, S: SessionStore> Presented<'s, K, S> {
    pub(super) fn new(
        sessions: &'s Sessions<K, S>,
        ask: Ask,
        by: Presenter,
        loaded: Loaded,
    ) -> Self {
        Self {
            at: sessions.now(),
            sessions,
            ask,
            by,
            loaded,
        }
    }

    /// The session, as it is stored.
    pub const fn session(&self) -> &Session {
        &self.loaded.session
    }

    /// Spends the token for an access token with these claims, and the next refresh token.
    ///
    /// `sub`, `aud`, `client_id`, `scope` and `sid` are the session's; claims that name them are
    /// refused with [`DuplicateClaim`](crate::SignError::DuplicateClaim), and nothing is spent.
    ///
    /// # Errors
    /// As [`Sessions::refresh`].
    pub async fn grant<C: Serialize + ?Sized>(self, claims: &C) -> Result<Refreshed, RefreshError> {
        let age = self.sessions.now().seconds().abs_diff(self.at.seconds());
        let result = async {
            let loaded = match age < FRESH.as_secs() {
                true => Some(self.loaded),
                false => self.sessions.load(&self.ask).await?,
            };
            let claims = Some(claims);
            self.sessions
                .grant(&self.ask, &self.by, loaded, claims)
                .await
        };
        event::told(Action::Refresh, Some(&self.ask.id), result.await)
    }

    /// Ends the session: the user is locked, or gone. At most 128 bytes of the reason are kept
    /// with the row.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store) and [`Contended`](RefreshError::Contended).
    pub async fn revoke(self, reason: &str) -> Result<(), RefreshError> {
        let id = &self.ask.id;
        let revoked = self.sessions.revoke_row(id, reason, |_| true).await;
        event::finished(Action::Revoke, Some(id), revoked.map(drop))
    }
}

impl<K, S> fmt::Debug for Presented<'_, K, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Presented")
            .field("session", &self.loaded.session)
            .finish_non_exhaustive()
    }
}
