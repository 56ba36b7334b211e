//! Calls for clients: login, refresh, logout.

use alloc::sync::Arc;

use super::attributes::Update;
use super::build_error::BuildError;
use super::builder::SessionsBuilder;
use super::error::RefreshError;
use super::event::{self, Action};
use super::family::{Family, SessionId};
use super::new_session::NewSession;
use super::presented::Presented;
use super::presenter::Presenter;
use super::refreshed::{RefreshKind, Refreshed};
use super::sessions::Sessions;
use super::stamp::MARGIN;
use super::store::SessionStore;
use super::token::RefreshToken;
use crate::jwt::Signer;
use crate::key::{HmacKey, SigningKey};

impl<S: SessionStore, K: SigningKey> Sessions<S, K> {
    /// Takes the signer of access tokens, the key of refresh tokens, which this server alone has, and a
    /// store.
    ///
    /// For further applications, each with its own signer, call
    /// [`for_application`](Self::for_application) on what it builds. Only an application whose users
    /// shall log in apart from all others needs a builder and a refresh key of its own. (`Arc<S>` is a
    /// store, too.)
    pub fn builder(access: Signer<K>, refresh: HmacKey, store: S) -> SessionsBuilder<S, K> {
        SessionsBuilder::new(access, refresh, store)
    }

    /// The same sessions for another application, whose access tokens this signer makes: with another
    /// secret, for another audience, or with a key pair. Everything else is shared: the store, the
    /// refresh keys, and every setting. So one login serves all the applications, and each refresh
    /// token is accepted for each of them. A session that was granted an
    /// [audience](Presenter::audience) keeps it, whichever signer makes its tokens, and a signer with an
    /// audience of its own refuses to sign for it. Two builders over one store would have to agree on grace,
    /// limit and clock: where one is strict and the other is not, a user's second tab looks like theft.
    ///
    /// ```
    /// use glassbox::session::{MemoryStore, NewSession, Presenter, Sessions};
    /// use glassbox::{Algorithm, HmacKey, Signer};
    ///
    /// async fn server() -> Result<(), Box<dyn std::error::Error>> {
    ///     let key_01 = HmacKey::hs256(b"the secret of app 01, shared with it, 32 bytes")?;
    ///     let key_02 = HmacKey::hs256(b"the secret of app 02, shared with it, 32 bytes")?;
    ///     let signer = |key| Signer::new(key).validity("15m");
    ///     let own = HmacKey::generate(Algorithm::Hs256)?;
    ///     let app_01 = Sessions::builder(signer(key_01), own, MemoryStore::new()).build()?;
    ///     let app_02 = app_01.for_application(signer(key_02))?;
    ///
    ///     let browser = Presenter::first_party();
    ///     let login = app_01.login(NewSession::new("42", browser.clone())).await?;
    ///     let next_door = app_02.refresh(login.refresh_token(), &browser).await?;
    ///     // An access token that app 02 can verify, and app 01 cannot.
    ///     assert_ne!(login.access_token(), next_door.access_token());
    ///     Ok(())
    /// }
    /// # pollster::block_on(server()).unwrap();
    /// ```
    ///
    /// # Errors
    /// [`SharedSecret`](BuildError::SharedSecret) if the signer has the secret of a refresh key,
    /// [`Signer`](BuildError::Signer), [`MissingValidity`](BuildError::MissingValidity),
    /// [`MissingIssuedAt`](BuildError::MissingIssuedAt) and [`FixedSubject`](BuildError::FixedSubject)
    /// for its settings, as at [`build`](SessionsBuilder::build).
    pub fn for_application<A: SigningKey>(
        &self,
        access: Signer<A>,
    ) -> Result<Sessions<S, A>, BuildError> {
        Sessions::over(Arc::clone(&self.server), access)
    }

    /// Begins a session for a user who has authenticated. It takes no token of an earlier session, so
    /// that an attacker can plant none (session fixation).
    ///
    /// Beyond the [limit](SessionsBuilder::limit_per_client) of the client, the login ends the session
    /// of the subject that was unused for the longest time. If ending it fails, the login still
    /// succeeds: the failure becomes an event, and the next login tries again.
    /// [`at_limit`](SessionsBuilder::at_limit) can refuse the login instead.
    ///
    /// # Errors
    /// [`Invalid`](RefreshError::Invalid) for a text that is empty or too long, and for a
    /// [duration](NewSession::idle) that is no longer than the grace,
    /// [`LoginRevoked`](RefreshError::LoginRevoked) when all sessions of the subject, of the client, or
    /// of everybody were ended at or after [`authenticated_at`](NewSession::authenticated_at), or the
    /// user authenticated more than a day ago, [`LimitReached`](RefreshError::LimitReached) under
    /// [`AtLimit::RefuseLogin`](super::AtLimit::RefuseLogin), [`Sign`](RefreshError::Sign) when the
    /// access token cannot be made, also because of the detail, [`Expired`](RefreshError::Expired) when
    /// the session was over before its first token, [`Store`](RefreshError::Store),
    /// [`Contended`](RefreshError::Contended) when the session ended at once: another login took the
    /// last place, or somebody ended all sessions of the subject or the client.
    pub async fn login(&self, new: NewSession) -> Result<Refreshed, RefreshError> {
        event::granted(Action::Login, None, self.begin(new).await)
    }

    async fn begin(&self, new: NewSession) -> Result<Refreshed, RefreshError> {
        new.check()?;
        let now = self.now();
        let ends = new.ends(self.server.ends, self.server.rules.grace)?;
        let stamps = self
            .server
            .store
            .stamps(new.subject(), new.client_id())
            .await?;
        if let Some(at) = new.authenticated_at.map(|at| at.min(now)) {
            // Older revocations may be pruned, and forgotten.
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
        let kept = match self.server.store.insert(&login.session).await {
            Ok(()) if turn.is_some() => self.keep_to_limit(&login.session).await,
            inserted => inserted.map_err(RefreshError::Store),
        };
        match kept {
            Ok(()) => Ok(login),
            Err(error) => Err(self.undo_login(&login.session, error).await),
        }
    }

    /// Spends a refresh token. Returns an access token with the row's detail, and the next refresh
    /// token. A server with a database of users calls [`present`](Self::present) instead.
    ///
    /// A refresh token that is younger than 30 seconds (or than its grace, where that is shorter) is
    /// not spent: the client gets it again ([`RefreshKind::Same`]), so that a second tab does no harm.
    /// This holds for the token of a login, too; [`kind`](Refreshed::kind) says which it was. A test
    /// that wants a rotation moves the [clock](SessionsBuilder::clock) by 30 seconds, or builds with
    /// [`Grace::Strict`](super::Grace::Strict).
    ///
    /// # Errors
    /// [`InvalidToken`](RefreshError::InvalidToken) for a text that is not a refresh token of these
    /// keys; then [`UnknownSession`](RefreshError::UnknownSession),
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

    /// Checks a refresh token without spending it, so that the caller can look up the user first.
    ///
    /// # Errors
    /// As for [`refresh`](Self::refresh), except [`Sign`](RefreshError::Sign).
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
        let token = self
            .server
            .tokens
            .read(token)
            .map_err(RefreshError::InvalidToken);
        token.inspect_err(|error| event::failed(Action::Refresh, None, error))
    }

    /// Ends the session of a refresh token, even of an old or expired one. Returns the session's id, or
    /// `None` if nothing was ended: the text is not a refresh token of this server (perhaps an access
    /// token), or the session is unknown.
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store) and [`Contended`](RefreshError::Contended): the session may not
    /// have ended, so keep the cookie and try again.
    pub async fn logout(&self, token: &str) -> Result<Option<SessionId>, RefreshError> {
        let token = match self.server.tokens.read(token) {
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
