use alloc::string::String;
use core::fmt;

use serde::ser::Serialize;

use super::attributes::{Update, label_of};
use super::detail::detail_of;
use super::error::RefreshError;
use super::event::{self, Action};
use super::presenter::Presenter;
use super::refreshed::Refreshed;
use super::row::Session;
use super::sessions::Sessions;
use super::store::SessionStore;
use super::token::RefreshToken;
use crate::key::{HmacKey, SigningKey};

/// A refresh token that was checked and not spent, from [`Sessions::present`].
///
/// Look up the user ([`session`](Self::session)), and call [`grant`](Self::grant) or
/// [`revoke`](Self::revoke). Dropping it changes nothing. The lookup may take its time: if the session
/// is revoked meanwhile, [`grant`](Self::grant) is refused, and for 30 seconds the token is judged as
/// of the instant when it was presented.
#[must_use = "nothing is granted before .grant(..)"]
pub struct Presented<'s, S, K = HmacKey> {
    sessions: &'s Sessions<S, K>,
    token: RefreshToken,
    by: Presenter,
    session: Session,
    update: Result<Update, RefreshError>,
}

impl<'s, S: SessionStore, K: SigningKey> Presented<'s, S, K> {
    pub(super) fn new(
        sessions: &'s Sessions<S, K>,
        token: RefreshToken,
        by: Presenter,
        session: Session,
    ) -> Self {
        Self {
            sessions,
            token,
            by,
            session,
            update: Ok(Update::default()),
        }
    }

    /// The session, as it was stored when the token was presented.
    pub const fn session(&self) -> &Session {
        &self.session
    }

    /// A new [detail](super::NewSession::detail) for the row, in place of its present one. It is
    /// written when the token is rotated (or used, if it is [kept](super::Rotation::PublicClients)), or
    /// not at all.
    ///
    /// If the client gets a token again ([`RefreshKind::Same`](super::RefreshKind::Same),
    /// [`Replayed`](super::RefreshKind::Replayed)), nothing is written, and the row keeps what it has;
    /// [`Refreshed::session`] is what is stored. So pass the detail at each refresh: the next one that
    /// writes the row stores it. The limits are those at login; [`grant`](Self::grant) refuses a detail
    /// beyond them, and nothing is spent.
    ///
    /// ```
    /// use glassbox::session::{Presenter, RefreshError, Refreshed, SessionStore, Sessions};
    /// use serde_json::json;
    ///
    /// async fn refresh<S: SessionStore>(
    ///     sessions: &Sessions<S>,
    ///     token: &str,
    /// ) -> Result<Refreshed, RefreshError> {
    ///     let presented = sessions.present(token, &Presenter::first_party()).await?;
    ///     // From the database of users, by presented.session().subject():
    ///     let user = json!({"username": "testAdmin", "role": "reader"});
    ///     presented.label("Firefox 140").detail(&user).grant(&user).await
    /// }
    /// ```
    pub fn detail<C: Serialize + ?Sized>(mut self, detail: &C) -> Self {
        self.update = self.update.and_then(|update| {
            let detail = Some(detail_of(detail)?);
            Ok(Update { detail, ..update })
        });
        self
    }

    /// A new [label](super::NewSession::label) for the row, written when [`detail`](Self::detail) is.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        let label = Some(label_of(&label.into()));
        self.update = self.update.map(|update| Update { label, ..update });
        self
    }

    /// Spends the token. Returns an access token with these claims, and the next refresh token. The
    /// token is judged again, on the row as it is now.
    ///
    /// The session sets `sub`, `aud`, `client_id`, `scope` and `sid`, and the signer sets `iat`, `nbf`
    /// and `exp`: an `iat` of the claims would move the token's end. Claims that name one of them,
    /// however it is spelt, are refused with [`SessionClaim`](crate::SignError::SessionClaim), and
    /// nothing is spent.
    ///
    /// # Errors
    /// As for [`Sessions::refresh`], and [`Invalid`](RefreshError::Invalid) for a
    /// [`detail`](Self::detail) that cannot be kept.
    pub async fn grant<C: Serialize + ?Sized>(self, claims: &C) -> Result<Refreshed, RefreshError> {
        let Self {
            sessions,
            token,
            by,
            update,
            ..
        } = self;
        let result = match update {
            Ok(update) => sessions.grant(&token, &by, Some(claims), &update).await,
            Err(error) => Err(error),
        };
        event::granted(Action::Refresh, Some(&token.id), result)
    }

    /// Ends the session, such as that of a user who is locked or gone. The row keeps at most 128 bytes
    /// of the reason.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store) and [`Contended`](RefreshError::Contended).
    pub async fn revoke(self, reason: &str) -> Result<(), RefreshError> {
        let id = &self.token.id;
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
