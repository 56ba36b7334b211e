//! Introspection: reads a refresh token, and changes nothing.

use super::decide::Decision;
use super::error::RefreshError;
use super::event::{self, Action};
use super::presenter::Presenter;
use super::row::Session;
use super::sessions::Sessions;
use super::store::SessionStore;
use super::token::RefreshToken;
use crate::key::SigningKey;

impl<S: SessionStore, K: SigningKey> Sessions<S, K> {
    /// The session of a refresh token that is active now: its own client would get tokens for it. For an
    /// access token it returns `None`: verify that with a [`Verifier`](crate::Verifier).
    ///
    /// It returns `None` for every other text, too: the token was spent, its session was revoked or is
    /// over, or it is not a refresh token of this server. The call spends nothing and revokes nothing, even if the
    /// same token would be [reuse](RefreshError::Reuse) at a refresh.
    ///
    /// Use it for an introspection endpoint (RFC 7662 §2.2). The caller there need not be the token's
    /// client, so this takes no [`Presenter`]. The endpoint authenticates its callers (§2.1), and
    /// answers `"active": false` for tokens that are not the caller's business (§4):
    /// [`Session::client_id`] is the client that the token was issued to. If the store fails, answer
    /// 503, and not `"active": false`.
    ///
    /// ```
    /// use glassbox::session::{RefreshError, SessionStore, Sessions};
    /// use serde_json::{Value, json};
    ///
    /// async fn answer<S: SessionStore>(
    ///     sessions: &Sessions<S>,
    ///     token: &str,
    ///     caller: &str,
    /// ) -> Result<Value, RefreshError> {
    ///     let session = sessions.introspect(token).await?;
    ///     Ok(match session.filter(|session| session.client_id() == Some(caller)) {
    ///         None => json!({"active": false}),
    ///         Some(session) => json!({
    ///             "active": true,
    ///             "client_id": session.client_id(),
    ///             "sub": session.subject(),
    ///             "scope": session.scope(),
    ///             "exp": session.ends_at(),
    ///         }),
    ///     })
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Store`](RefreshError::Store): whether the token is active is unknown.
    pub async fn introspect(&self, token: &str) -> Result<Option<Session>, RefreshError> {
        let Ok(token) = self.server.tokens.read(token) else {
            return Ok(None);
        };
        self.look(&token)
            .await
            .inspect_err(|error| event::failed(Action::Introspect, Some(&token.id), error))
    }

    async fn look(&self, token: &RefreshToken) -> Result<Option<Session>, RefreshError> {
        let Some(loaded) = self.load(&token.id).await? else {
            return Ok(None);
        };
        let owner = Presenter::owner_of(&loaded.session);
        match self.judge(Some(&loaded), token, &owner) {
            Decision::Grant { .. } => Ok(Some(loaded.session)),
            Decision::Refuse(_) | Decision::Revoke(..) => Ok(None),
        }
    }
}
