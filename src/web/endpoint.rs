//! The answers of a token endpoint (RFC 6749 §5), for clients that keep their refresh token themselves.

use serde::Serialize;

use super::answer::Answer;
use super::verdict::{SERVER, UNAVAILABLE, Verdict};
use crate::session::{RefreshError, Refreshed, StoreError};

/// The tokens of a login or a refresh, for a client that keeps its refresh token itself: 200, with
/// `access_token`, `token_type`, `expires_in`, `refresh_token` and, if it has one, `scope` (RFC 6749
/// §5.1).
///
/// A page in a browser gets its refresh token as a [cookie](super::TokenCookie), which no script can
/// read.
///
/// ```
/// use glassbox::session::{Presenter, SessionStore, Sessions};
/// use glassbox::web::{Answer, token_error, token_response};
///
/// /// After the client has authenticated.
/// async fn token_endpoint<S: SessionStore>(sessions: &Sessions<S>, token: &str) -> Answer {
///     match sessions.refresh(token, &Presenter::authenticated("app-01")).await {
///         Ok(refreshed) => token_response(&refreshed),
///         Err(error) => token_error(&error),
///     }
/// }
/// ```
#[must_use]
pub fn token_response(refreshed: &Refreshed) -> Answer {
    // RFC 6749 §5.1 wants it beside `Cache-Control`.
    tokens(refreshed, Some(refreshed.refresh_token())).header("pragma", "no-cache")
}

/// The answer to a login or a refresh that failed: 400, 503 or 500, and a body with the
/// [`oauth_error`](RefreshError::oauth_error) alone (RFC 6749 §5.2).
///
/// A store that failed is 503 `temporarily_unavailable`, and never `invalid_grant`, at which a client
/// would throw its token away. No answer is 401: that is for a client which failed to authenticate, and
/// clients that get it at a refresh begin again without end.
#[must_use]
pub fn token_error(error: &RefreshError) -> Answer {
    Verdict::of_refresh(error).answer()
}

#[derive(Serialize)]
struct Tokens<'a> {
    access_token: &'a str,
    token_type: &'static str,
    expires_in: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<&'a str>,
}

/// The answer with the tokens; a refresh token may go another way.
pub(super) fn tokens(refreshed: &Refreshed, refresh_token: Option<&str>) -> Answer {
    let tokens = Tokens {
        access_token: refreshed.access_token(),
        token_type: "Bearer",
        expires_in: refreshed.access_expires_in().as_secs(),
        refresh_token,
        scope: refreshed.scope(),
    };
    match serde_json::to_string(&tokens) {
        Ok(body) => Answer::json(200, body),
        // Texts and a number are always written.
        Err(_) => SERVER.answer(),
    }
}

const INVALID_GRANT: Verdict = Verdict::silent(400, r#"{"error":"invalid_grant"}"#);
const INVALID_SCOPE: Verdict = Verdict::silent(400, r#"{"error":"invalid_scope"}"#);
const INVALID_TARGET: Verdict = Verdict::silent(400, r#"{"error":"invalid_target"}"#);
pub(super) const INVALID_REQUEST: Verdict = Verdict::silent(400, r#"{"error":"invalid_request"}"#);
const ACCESS_DENIED: Verdict = Verdict::silent(400, r#"{"error":"access_denied"}"#);

impl Verdict {
    /// Without a wildcard, so that the compiler asks for the answer to each new variant.
    const fn of_refresh(error: &RefreshError) -> &'static Self {
        match error {
            RefreshError::InvalidToken(_)
            | RefreshError::UnknownSession
            | RefreshError::BindingMismatch
            | RefreshError::Revoked
            | RefreshError::Expired { .. }
            | RefreshError::Ahead { .. }
            | RefreshError::Reuse { .. }
            | RefreshError::LoginRevoked => &INVALID_GRANT,
            RefreshError::ScopeExceeded => &INVALID_SCOPE,
            RefreshError::AudienceExceeded => &INVALID_TARGET,
            RefreshError::Invalid { .. } => &INVALID_REQUEST,
            RefreshError::LimitReached { .. } => &ACCESS_DENIED,
            RefreshError::Contended(_) => &UNAVAILABLE,
            RefreshError::Store(
                StoreError::Unavailable(_) | StoreError::Full | StoreError::Conflict,
            ) => &UNAVAILABLE,
            RefreshError::Store(StoreError::Corrupt { .. }) | RefreshError::Sign(_) => &SERVER,
        }
    }
}
