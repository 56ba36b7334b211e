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

/// A refresh token that was judged and not spent, from [`Sessions::present`].
///
/// Look at the user ([`session`](Self::session)): may they still come in? Then
/// [`grant`](Self::grant), or [`revoke`](Self::revoke). Dropped, it leaves everything as it was. It
/// may be held for as long as that takes: what was revoked in the meantime is not granted, and for 30
/// seconds its token is as old as it was when it was presented.
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

    /// A new [detail](super::NewSession::detail) for the row, in place of the one that it has: it is
    /// written with the rotation of the token, or not at all.
    ///
    /// Where the token is given again ([`RefreshKind::Same`](super::RefreshKind::Same),
    /// [`Replayed`](super::RefreshKind::Replayed)) nothing is written, and the row keeps what it has;
    /// [`Refreshed::session`] is what is stored. So say it at each refresh, and it is stored at the
    /// next one that rotates. Its limits are those at login; a detail beyond them is refused by
    /// [`grant`](Self::grant), and nothing is spent.
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
    ///     // Of the database of users, by presented.session().subject():
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

    /// Spends the token for an access token with these claims, and the next refresh token. It is
    /// judged again, on the row as it is now.
    ///
    /// `sub`, `aud`, `client_id`, `scope` and `sid` are the session's, and `iat`, `nbf` and `exp` are
    /// the signer's: an `iat` of the claims would move the token's end. Claims that name one of them,
    /// however it is spelt, are refused with
    /// [`SessionClaim`](crate::SignError::SessionClaim), and nothing is spent.
    ///
    /// # Errors
    /// As [`Sessions::refresh`], and [`Invalid`](RefreshError::Invalid) for a
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

    /// Ends the session: the user is locked, or gone. At most 128 bytes of the reason are kept
    /// with the row.
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
