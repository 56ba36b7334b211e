//! What clients ask for: login, refresh, logout.

use super::attributes::Update;
use super::builder::SessionsBuilder;
use super::error::RefreshError;
use super::event::{self, Action};
use super::family::{Family, SessionId};
use super::manage::MARGIN;
use super::new_session::NewSession;
use super::presented::Presented;
use super::presenter::Presenter;
use super::refreshed::{RefreshKind, Refreshed};
use super::sessions::Sessions;
use super::store::SessionStore;
use super::token::RefreshToken;
use crate::jwt::Signer;
use crate::key::{HmacKey, SigningKey};

impl<S: SessionStore, K: SigningKey> Sessions<S, K> {
    /// Begins with the signer of access tokens, the key of refresh tokens, which this server alone
    /// holds, and a store.
    ///
    /// One `Sessions` per application, each with its own signer, may share a store (`Arc<S>` is one,
    /// too). A refresh token is good wherever its key and its store are: what is not to be
    /// exchanged between applications needs a refresh key for each.
    pub fn builder(access: Signer<K>, refresh: HmacKey, store: S) -> SessionsBuilder<S, K> {
        SessionsBuilder::new(access, refresh, store)
    }

    /// Begins a session for a user who has proven who they are. It takes no token of a session
    /// before: there is nothing that a stranger could plant.
    ///
    /// Beyond the [limit](SessionsBuilder::limit_per_client) of the client, the session of the subject
    /// that was unused for the longest time is ended. A failure of that is an operator's event, and
    /// not the user's: the next login tries again. Or the login is refused, where
    /// [`at_limit`](SessionsBuilder::at_limit) says so.
    ///
    /// # Errors
    /// [`Invalid`](RefreshError::Invalid) for a text that is empty or too long, and for a
    /// [duration](NewSession::idle) that is no longer than the grace,
    /// [`LoginRevoked`](RefreshError::LoginRevoked) when all sessions of the subject, of the client, or of
    /// everybody were ended at or after [`authenticated_at`](NewSession::authenticated_at), or that is more
    /// than a day ago,
    /// [`LimitReached`](RefreshError::LimitReached) under
    /// [`AtLimit::RefuseLogin`](super::AtLimit::RefuseLogin),
    /// [`Sign`](RefreshError::Sign) when the access token cannot be made, of the detail too,
    /// [`Expired`](RefreshError::Expired) when the session was over before its first token,
    /// [`Store`](RefreshError::Store), [`Contended`](RefreshError::Contended) when it was ended at
    /// once, by another login that took the last place, or with all sessions of the subject or the client.
    pub async fn login(&self, new: NewSession) -> Result<Refreshed, RefreshError> {
        event::granted(Action::Login, None, self.begin(new).await)
    }

    async fn begin(&self, new: NewSession) -> Result<Refreshed, RefreshError> {
        new.check()?;
        let now = self.now();
        let ends = new.ends(self.ends, self.rules.grace)?;
        let stamps = self.store.stamps(new.subject(), new.client_id()).await?;
        if let Some(at) = new.authenticated_at.map(|at| at.min(now)) {
            // What was revoked longer ago may be pruned, and known no more.
            if stamps.has_any_since(at) || at < now.saturating_sub(MARGIN) {
                return Err(RefreshError::LoginRevoked);
            }
        }
        let turn = self.next_turn(new.subject(), new.client_id()).await?;
        let family = Family::draw()?;
        let (id, place) = (family.id(), turn.unwrap_or_default());
        let session = new.into_session(id, now, ends, &stamps, place)?;
        let whole = Presenter::first_party();
        let login = self.mint::<()>(&family, session, RefreshKind::Login, &whole, None)?;
        let kept = match self.store.insert(&login.session).await {
            Ok(()) if turn.is_some() => self.keep_to_limit(&login.session).await,
            inserted => inserted.map_err(RefreshError::Store),
        };
        match kept {
            Ok(()) => Ok(login),
            Err(error) => Err(self.undo_login(&login.session, error).await),
        }
    }

    /// Spends a refresh token for an access token with the row's detail and the next refresh token.
    /// Whoever has a database of users [presents](Self::present) it instead.
    ///
    /// In the first 30 seconds of a refresh token (or its grace, where that is shorter), that of a
    /// login too, it is given again and not spent ([`RefreshKind::Same`]), so that a second tab does
    /// no harm; a test moves the [clock](SessionsBuilder::clock).
    ///
    /// # Errors
    /// [`InvalidToken`](RefreshError::InvalidToken) for what is no refresh token of these keys; then
    /// [`UnknownSession`](RefreshError::UnknownSession),
    /// [`BindingMismatch`](RefreshError::BindingMismatch), [`Revoked`](RefreshError::Revoked),
    /// [`Expired`](RefreshError::Expired), [`Ahead`](RefreshError::Ahead),
    /// [`Reuse`](RefreshError::Reuse), [`ScopeExceeded`](RefreshError::ScopeExceeded),
    /// [`AudienceExceeded`](RefreshError::AudienceExceeded), in this order;
    /// [`Contended`](RefreshError::Contended), [`Store`](RefreshError::Store),
    /// [`Sign`](RefreshError::Sign).
    pub async fn refresh(&self, token: &str, by: &Presenter) -> Result<Refreshed, RefreshError> {
        let token = self.read(token)?;
        let result = self.grant::<()>(&token, by, None, &Update::default()).await;
        event::granted(Action::Refresh, Some(&token.id), result)
    }

    /// Judges a refresh token without spending it, for a look at the user before they may go on.
    ///
    /// # Errors
    /// As [`refresh`](Self::refresh), [`Sign`](RefreshError::Sign) excepted.
    pub async fn present(
        &self,
        token: &str,
        by: &Presenter,
    ) -> Result<Presented<'_, S, K>, RefreshError> {
        let token = self.read(token)?;
        let decided = self.decide(&token, by).await.inspect_err(|error| {
            event::failed(Action::Refresh, Some(&token.id), error);
        })?;
        let presented_at = Some(self.now());
        let token = RefreshToken {
            presented_at,
            ..token
        };
        Ok(Presented::new(self, token, by.clone(), decided.stored))
    }

    fn read(&self, token: &str) -> Result<RefreshToken, RefreshError> {
        let token = self.tokens.read(token).map_err(RefreshError::InvalidToken);
        token.inspect_err(|error| event::failed(Action::Refresh, None, error))
    }

    /// Ends the session of a refresh token, an old or expired one too; gives its id. A text that is
    /// no refresh token of this server (an access token, too), and a session that is not known, are
    /// `None`: nothing was ended.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store) and [`Contended`](RefreshError::Contended): it may not be
    /// ended, so keep the cookie and ask again.
    pub async fn logout(&self, token: &str) -> Result<Option<SessionId>, RefreshError> {
        let token = match self.tokens.read(token) {
            Ok(token) => token,
            Err(error) => {
                event::failed(Action::Logout, None, &RefreshError::InvalidToken(error));
                return Ok(None);
            }
        };
        let found = self.revoke_row(&token.id, "logout", |_| true).await;
        let found = event::ended(Action::Logout, Some(&token.id), found)?;
        Ok(found.map(|_| token.id))
    }
}
