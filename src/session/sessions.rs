use alloc::sync::Arc;
use core::fmt;

use serde::ser::Serialize;

use super::attributes::Update;
use super::build_error::BuildError;
use super::contention::Contention;
#[cfg(not(test))]
use super::decide::decide;
use super::decide::{Decision, Rules};
use super::error::{RefreshError, StoreError};
use super::family::{Family, SessionId};
#[cfg(test)]
use super::faults::decide;
use super::presenter::Presenter;
use super::refreshed::{RefreshKind, Refreshed};
use super::row::{Loaded, Session, Version};
use super::server::Server;
use super::store::SessionStore;
use super::token::RefreshToken;
use crate::jwt::{Addition, Signer};
use crate::key::{HmacKey, SigningKey};
use crate::time::NumericDate;

/// Logins, refreshes and logouts of an authorization server, over a [store](SessionStore).
///
/// A login gives a short-lived access token for the applications, and a refresh token for this server
/// alone; [`refresh`](Self::refresh) spends the refresh token, and gives new ones of both. One row in
/// the store has the state of all refresh tokens of a login, so that the server recognizes a token that
/// was spent before (RFC 9700 §4.14.2).
///
/// Make one at start-up, and [one for each further application](Self::for_application) from it. A clone
/// is cheap, and shares everything. The calls take `&self` and are async, and any executor runs them.
///
/// ```
/// use glassbox::session::{MemoryStore, NewSession, Presenter, RefreshKind, Sessions};
/// use glassbox::{Algorithm, HmacKey, Signer};
/// use serde_json::json;
///
/// async fn server() -> Result<(), Box<dyn std::error::Error>> {
///     let app = HmacKey::hs256(b"the secret of app 01, shared with it, 32 bytes")?;
///     let signer = Signer::new(app).validity("15m");
///     let own = HmacKey::generate(Algorithm::Hs256)?; // in production: one that outlives a restart
///     let sessions = Sessions::builder(signer, own, MemoryStore::new()).build()?;
///
///     // At login, when the user has proven who they are.
///     let user = json!({"username": "testAdmin", "role": "admin"});
///     let login = NewSession::new("42", Presenter::first_party()).label("Firefox").detail(&user);
///     let tokens = sessions.login(login).await?;
///
///     // When the access token has expired. A refresh token this young stays the same.
///     let tokens = sessions.refresh(tokens.refresh_token(), &Presenter::first_party()).await?;
///     assert_eq!(tokens.kind(), RefreshKind::Same);
///
///     // At logout: from now on the refresh token is refused.
///     sessions.logout(tokens.refresh_token()).await?;
///     let refused = sessions.refresh(tokens.refresh_token(), &Presenter::first_party()).await;
///     assert_eq!(refused.unwrap_err().code(), "session_revoked");
///     Ok(())
/// }
/// # pollster::block_on(server()).unwrap();
/// ```
pub struct Sessions<S, K = HmacKey> {
    access: Arc<Signer<K>>,
    pub(super) server: Arc<Server<S>>,
}

/// How often a swap is tried while other requests change the row first.
const TRIES: usize = 8;
const GAVE_UP: Contention = Contention::Changed { tries: TRIES };

/// What was decided for a request, and on which state of its row.
pub(super) struct Decided {
    pub(super) stored: Session,
    session: Session,
    kind: RefreshKind,
    is_new: bool,
}

impl<S: SessionStore, K: SigningKey> Sessions<S, K> {
    pub(super) fn over(server: Arc<Server<S>>, access: Signer<K>) -> Result<Self, BuildError> {
        server.check_access(&access)?;
        let access = Arc::new(access);
        Ok(Self { access, server })
    }

    pub(super) fn now(&self) -> NumericDate {
        self.server.now()
    }

    /// Decides on the row as it is now, and again if another request changes it meanwhile. A revocation
    /// is durable before its error is returned.
    pub(super) async fn decide(
        &self,
        token: &RefreshToken,
        by: &Presenter,
    ) -> Result<Decided, RefreshError> {
        for _ in 0..TRIES {
            let loaded = self.load(&token.id).await?;
            match (self.judge(loaded.as_ref(), token, by), loaded) {
                (Decision::Refuse(error), _) => return Err(error),
                (Decision::Revoke(revoked, error), Some(seen)) => {
                    if self.swap(seen.session.version(), &revoked).await? {
                        return Err(error);
                    }
                }
                (
                    Decision::Grant {
                        session,
                        kind,
                        is_new,
                    },
                    Some(loaded),
                ) => {
                    return Ok(Decided {
                        stored: loaded.session,
                        session,
                        kind,
                        is_new,
                    });
                }
                // Nothing is granted or revoked of a row that is not there.
                (_, None) => return Err(RefreshError::UnknownSession),
            }
        }
        Err(RefreshError::Contended(GAVE_UP))
    }

    /// Decides on a token by this row, now.
    pub(super) fn judge(
        &self,
        loaded: Option<&Loaded>,
        token: &RefreshToken,
        by: &Presenter,
    ) -> Decision {
        let presented_at = token.presented_at;
        let rules = Rules {
            presented_at,
            ..self.server.rules
        };
        decide(loaded, token.generation, by, self.now(), rules)
    }

    /// Loads a row, and checks that it is the right one: another one would log one user in as another.
    pub(super) async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, RefreshError> {
        let loaded = self.server.store.load(id).await?;
        match loaded.as_ref().is_none_or(|it| it.session.id() == id) {
            true => Ok(loaded),
            false => Err(StoreError::corrupt("it gave the row of another session").into()),
        }
    }

    pub(super) async fn swap(&self, seen: Version, row: &Session) -> Result<bool, RefreshError> {
        Ok(self.server.store.swap(seen, row).await?)
    }

    /// Decides, makes the tokens, and writes the row with the update. The access token has `claims`, or
    /// else the detail of the row.
    pub(super) async fn grant<C: Serialize + ?Sized>(
        &self,
        token: &RefreshToken,
        by: &Presenter,
        claims: Option<&C>,
        update: &Update,
    ) -> Result<Refreshed, RefreshError> {
        for _ in 0..TRIES {
            let decided = self.decide(token, by).await?;
            let (seen, is_new) = (decided.stored.version(), decided.is_new);
            let session = match is_new {
                true => decided.session.updated(update),
                false => decided.session,
            };
            // Before the swap: if signing fails, no token may be spent.
            let refreshed = self.mint(&token.family, session, decided.kind, by, claims)?;
            if !is_new || self.swap(seen, &refreshed.session).await? {
                return Ok(refreshed);
            }
        }
        Err(RefreshError::Contended(GAVE_UP))
    }

    pub(super) fn mint<C: Serialize + ?Sized>(
        &self,
        family: &Family,
        session: Session,
        kind: RefreshKind,
        by: &Presenter,
        claims: Option<&C>,
    ) -> Result<Refreshed, RefreshError> {
        let granted = by.narrow(&session)?;
        let sid = session.id().text();
        let addition = Addition {
            members: [
                ("client_id", session.client_id()),
                ("scope", granted.scope),
                ("sid", Some(&sid)),
            ],
            audience: granted.audience,
            subject: session.subject(),
            ends: session.expires_at(),
        };
        let now = self.now();
        // Time went on since the decision: nobody would accept a token that ends with the session.
        let end = session.expires_at();
        if now >= end {
            return Err(RefreshError::Expired { end, now });
        }
        let (access_token, access_expires_at) = match claims {
            Some(claims) => self.access.sign_for(claims, &addition, now),
            None => self.access.sign_for(session.detail(), &addition, now),
        }?;
        Ok(Refreshed {
            access_token,
            refresh_token: self.server.tokens.mint(family, &session)?,
            issued_at: now,
            access_expires_at,
            scope: granted.scope.map(Into::into),
            session,
            kind,
        })
    }

    /// Marks the row of a session as revoked, if it `is_theirs`. `None` if there is no such row, and
    /// otherwise whether it was live until now.
    pub(super) async fn revoke_row(
        &self,
        id: &SessionId,
        reason: &str,
        is_theirs: impl Fn(&Session) -> bool + Send,
    ) -> Result<Option<bool>, RefreshError> {
        for _ in 0..TRIES {
            let Some(loaded) = self.load(id).await? else {
                return Ok(None);
            };
            let (session, now) = (&loaded.session, self.now());
            if !is_theirs(session) {
                return Ok(None);
            }
            if session.revoked.is_some() {
                return Ok(Some(false));
            }
            let revoked = session.revoked_at(now, reason);
            if self.swap(session.version(), &revoked).await? {
                return Ok(Some(loaded.is_live(now)));
            }
        }
        Err(RefreshError::Contended(GAVE_UP))
    }
}

/// Cheap, and of the same sessions.
impl<S, K> Clone for Sessions<S, K> {
    fn clone(&self) -> Self {
        Self {
            access: Arc::clone(&self.access),
            server: Arc::clone(&self.server),
        }
    }
}

impl<S, K> fmt::Debug for Sessions<S, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sessions")
            .field("ends", &self.server.ends)
            .field("rules", &self.server.rules)
            .field("limit_per_client", &self.server.limit.sessions)
            .field("at_limit", &self.server.limit.reached)
            .finish_non_exhaustive()
    }
}
