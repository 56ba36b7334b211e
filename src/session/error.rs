use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::error::Error;

use super::contention::Contention;
use super::error_text::{LostAnswer, NoRefreshToken};
use super::row::Session;
use crate::error::{Foreign, Past, SignError, VerifyError, error_debug};
use crate::time::NumericDate;

/// Why a [`SessionStore`](super::SessionStore) failed.
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A row with this id exists already.
    #[error("a session with this id exists already")]
    Conflict,
    /// There is no room for another session. Live sessions are kept.
    #[error("the store is full: raise its limit, or prune sessions that are over")]
    Full,
    /// Stored data cannot be read. It is not treated as absent.
    #[error("the store has data that cannot be read: {}", Foreign(problem))]
    Corrupt {
        /// What is wrong with it; nothing of the row.
        problem: Box<str>,
    },
    /// The store did not answer, or it is unknown whether it did what it was asked. Trying again is
    /// safe; for a refresh, within its grace.
    #[error("the store could not be asked: {}", Foreign(.0))]
    Unavailable(Arc<dyn Error + Send + Sync>),
}

error_debug! { StoreError: Conflict, Full, Corrupt, Unavailable }

impl StoreError {
    /// Stored data cannot be read, and why. The text must contain nothing of a row.
    #[must_use]
    pub fn corrupt(problem: impl Into<String>) -> Self {
        Self::Corrupt {
            problem: problem.into().into_boxed_str(),
        }
    }

    /// The store did not answer: an error of its engine, or a text. It is logged, and must contain
    /// nothing of a row.
    #[must_use]
    pub fn unavailable(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::Unavailable(Arc::from(source.into()))
    }

    /// A stable word for metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Conflict => "store_conflict",
            Self::Full => "store_full",
            Self::Corrupt { .. } => "store_corrupt",
            Self::Unavailable(_) => "store_unavailable",
        }
    }
}

/// Why a session was not begun, refreshed or ended.
///
/// The text is for the server's logs. The server sends the client [`oauth_error`](Self::oauth_error)
/// only; the client does what [`client_action`](Self::client_action) says.
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum RefreshError {
    /// `invalid_token`: the text is not a refresh token of these keys.
    #[error("not a refresh token of this server: {}", NoRefreshToken(.0))]
    InvalidToken(VerifyError),
    /// `unknown_session`: no row has its id. It was pruned, or the store lost it.
    #[error("no session has this id: it ended long ago, or the store lost it")]
    UnknownSession,
    /// `binding_mismatch`: the presenter is not the client that it was issued to, or has not
    /// authenticated as that client did at login.
    #[error(
        "the refresh token was issued to another client, or to a client that authenticated at \
         login"
    )]
    BindingMismatch,
    /// `session_revoked`: it was logged out, or revoked.
    #[error("the session was revoked")]
    Revoked,
    /// `session_expired`: it went unused for too long, or reached its absolute end.
    #[error("the session expired {} (end {end}, now {now})", Past(*end, *now))]
    Expired {
        /// Its end.
        end: NumericDate,
        /// The server's instant.
        now: NumericDate,
    },
    /// `store_behind`: the token is newer than its row: the store lost a write (a failover to a
    /// replica that lagged, a backup that was restored). The session is revoked.
    #[error(
        "the refresh token has generation {presented}, and its row in the store has {}: the store \
         lost a write (a failover, a backup?), and the session is revoked; \
         SessionsBuilder::adopt_ahead() would continue it",
        session.generation()
    )]
    Ahead {
        /// The token's generation.
        presented: u64,
        /// The session, revoked.
        session: Session,
    },
    /// `refresh_token_reuse`: it was spent before. Two parties hold tokens of one login, and the
    /// session is revoked (RFC 9700 §4.14.2).
    #[error(
        "the refresh token of generation {presented} was spent before (the newest has {}): \
         somebody else may hold a copy, and the session is revoked{}",
        session.generation(), LostAnswer(session, *presented)
    )]
    Reuse {
        /// The token's generation.
        presented: u64,
        /// The revoked session, so that the server can warn its user.
        session: Session,
    },
    /// `scope_exceeded`: the client asked for more scope than was granted (RFC 6749 §6).
    #[error("the client asked for more scope than was granted at login")]
    ScopeExceeded,
    /// `audience_exceeded`: the client asked for an audience that was not granted (RFC 8707 §2.2).
    #[error("the client asked for an audience that was not granted at login")]
    AudienceExceeded,
    /// `login_revoked`: since the user authenticated, all sessions of the subject, of the client or of
    /// everybody were ended. Or the user authenticated more than a day ago, and revocations since then
    /// may be forgotten.
    #[error(
        "all sessions of the subject, of the client or of everybody were ended since the user \
         authenticated, or the user authenticated more than a day ago: log in again"
    )]
    LoginRevoked,
    /// `invalid_session`: a row cannot keep a value given at a login or a refresh, or no session can
    /// have the subject or the client whose sessions are to be ended.
    #[error("the session's {field} {problem}")]
    Invalid {
        /// Which part of it.
        field: &'static str,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// `limit_reached`: at login, the client has as many sessions of the subject as it may have, and no
    /// session is ended to make room ([`AtLimit::RefuseLogin`](super::AtLimit::RefuseLogin)).
    #[error(
        "the subject has {limit} sessions with this client, which is the limit: end one of them \
         (Sessions::revoke_session), or let each login end one (AtLimit::EndLongestUnused)"
    )]
    LimitReached {
        /// How many it may have.
        limit: usize,
    },
    /// `contended`: other requests kept changing the session at the same time, or another login took
    /// the place of this one. It is safe to try again.
    #[error("{0}: try again")]
    Contended(Contention),
    /// `store_…`: the store failed; the token may still be valid.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// `not_signed`: the access token could not be made. Nothing was spent.
    #[error("the access token could not be made: {0}")]
    Sign(SignError),
}

error_debug! { RefreshError:
    InvalidToken, UnknownSession, BindingMismatch, Revoked, Expired, Ahead, Reuse,
    ScopeExceeded, AudienceExceeded, LoginRevoked, Invalid, LimitReached, Contended, Store, Sign
}

impl From<SignError> for RefreshError {
    fn from(error: SignError) -> Self {
        Self::Sign(error)
    }
}

/// What a client should do about a [`RefreshError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClientAction {
    /// Keep the refresh token, and ask again later.
    Retry,
    /// Keep the refresh token, and ask for less.
    ChangeRequest,
    /// Throw the refresh token away (delete its cookie), and log in again.
    Reauthenticate,
}

impl RefreshError {
    /// What the client should do. Delete a cookie only for
    /// [`Reauthenticate`](ClientAction::Reauthenticate): a store that is down must not log anybody out.
    #[must_use]
    pub const fn client_action(&self) -> ClientAction {
        match self {
            Self::Store(_) | Self::Contended(_) | Self::Sign(_) | Self::LimitReached { .. } => {
                ClientAction::Retry
            }
            Self::ScopeExceeded | Self::AudienceExceeded | Self::Invalid { .. } => {
                ClientAction::ChangeRequest
            }
            Self::InvalidToken(_)
            | Self::UnknownSession
            | Self::BindingMismatch
            | Self::Revoked
            | Self::Expired { .. }
            | Self::Ahead { .. }
            | Self::Reuse { .. }
            | Self::LoginRevoked => ClientAction::Reauthenticate,
        }
    }

    /// The `error` of an OAuth answer (RFC 6749 §4.1.2.1 and §5.2, RFC 8707 §2): answer 503 with
    /// `temporarily_unavailable`, 500 with `server_error`, 400 with the others.
    #[must_use]
    pub const fn oauth_error(&self) -> &'static str {
        match self {
            Self::Store(StoreError::Corrupt { .. }) | Self::Sign(_) => "server_error",
            Self::Store(_) | Self::Contended(_) => "temporarily_unavailable",
            Self::ScopeExceeded => "invalid_scope",
            Self::AudienceExceeded => "invalid_target",
            Self::Invalid { .. } => "invalid_request",
            // RFC 6749 §4.1.2.1: the server denied it, to a user who has proven who they are.
            Self::LimitReached { .. } => "access_denied",
            Self::InvalidToken(_)
            | Self::UnknownSession
            | Self::BindingMismatch
            | Self::Revoked
            | Self::Expired { .. }
            | Self::Ahead { .. }
            | Self::Reuse { .. }
            | Self::LoginRevoked => "invalid_grant",
        }
    }

    /// Whether the server itself may try the same call again: a refresh within its grace, and not under
    /// [`Grace::Strict`](super::Grace::Strict), since the first try may have succeeded.
    #[must_use]
    pub const fn is_retryable(&self) -> bool {
        matches!(
            self,
            Self::Contended(_) | Self::Store(StoreError::Unavailable(_) | StoreError::Full)
        )
    }

    /// A stable word for metrics.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::InvalidToken(_) => "invalid_token",
            Self::UnknownSession => "unknown_session",
            Self::BindingMismatch => "binding_mismatch",
            Self::Revoked => "session_revoked",
            Self::Expired { .. } => "session_expired",
            Self::Ahead { .. } => "store_behind",
            Self::Reuse { .. } => "refresh_token_reuse",
            Self::ScopeExceeded => "scope_exceeded",
            Self::AudienceExceeded => "audience_exceeded",
            Self::LoginRevoked => "login_revoked",
            Self::Invalid { .. } => "invalid_session",
            Self::LimitReached { .. } => "limit_reached",
            Self::Contended(_) => "contended",
            Self::Store(error) => error.code(),
            Self::Sign(_) => "not_signed",
        }
    }
}
