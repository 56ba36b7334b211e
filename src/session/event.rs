//! Events for the operator (cargo feature `tracing`): each outcome, with the session's public id, and
//! never a token, a subject or a detail.

use super::error::RefreshError;
use super::family::SessionId;
use super::refreshed::{RefreshKind, Refreshed};

/// The call.
#[derive(Clone, Copy, Debug)]
pub(super) enum Action {
    Login,
    /// Ending sessions beyond the client's limit, at a login.
    Limit,
    Refresh,
    Introspect,
    Logout,
    Revoke,
    RevokeOthers,
    RevokeSubject,
    RevokeSubjectAt,
    RevokeClient,
    RevokeAll,
    Prune,
}

impl Action {
    #[cfg(feature = "tracing")]
    const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Limit => "limit_per_client",
            Self::Refresh => "refresh",
            Self::Introspect => "introspect",
            Self::Logout => "logout",
            Self::Revoke => "revoke",
            Self::RevokeOthers => "revoke_others",
            Self::RevokeSubject => "revoke_subject",
            Self::RevokeSubjectAt => "revoke_subject_at",
            Self::RevokeClient => "revoke_client",
            Self::RevokeAll => "revoke_all",
            Self::Prune => "prune",
        }
    }
}

/// The outcome of a login or a refresh.
pub(super) fn granted(
    action: Action,
    session: Option<&SessionId>,
    result: Result<Refreshed, RefreshError>,
) -> Result<Refreshed, RefreshError> {
    match &result {
        Ok(refreshed) => {
            let is_odd = matches!(
                refreshed.kind,
                // Perhaps a thief, or a lost write: an operator should look at it.
                RefreshKind::Replayed | RefreshKind::Adopted
            );
            let session = Some(refreshed.session.id());
            done(action, session, refreshed.kind.code(), is_odd);
        }
        Err(error) => failed(action, session, error),
    }
    result
}

/// The outcome of ending one session: whether it was there, and live until now.
pub(super) fn ended(
    action: Action,
    session: Option<&SessionId>,
    result: Result<Option<bool>, RefreshError>,
) -> Result<Option<bool>, RefreshError> {
    match &result {
        Ok(Some(true)) => done(action, session, "done", false),
        Ok(Some(false)) => done(action, session, "ended_before", false),
        Ok(None) => done(action, session, "unknown_session", false),
        Err(error) => failed(action, session, error),
    }
    result
}

/// The outcome of anything else.
pub(super) fn finished<T>(
    action: Action,
    session: Option<&SessionId>,
    result: Result<T, RefreshError>,
) -> Result<T, RefreshError> {
    match &result {
        Ok(_) => done(action, session, "done", false),
        Err(error) => failed(action, session, error),
    }
    result
}

/// A success, under a stable word.
fn done(action: Action, session: Option<&SessionId>, outcome: &'static str, is_odd: bool) {
    #[cfg(feature = "tracing")]
    {
        let action = action.name();
        let session = session.map(tracing::field::display);
        if is_odd {
            tracing::warn!(target: "glassbox::session", action, outcome, session);
        } else {
            tracing::info!(target: "glassbox::session", action, outcome, session);
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (action, session, outcome, is_odd);
}

/// A refusal or a failure, under the code of its error.
pub(super) fn failed(action: Action, session: Option<&SessionId>, error: &RefreshError) {
    #[cfg(feature = "tracing")]
    {
        let (action, outcome) = (action.name(), error.code());
        let session = session.map(tracing::field::display);
        match error {
            RefreshError::Store(_) | RefreshError::Contended(_) => {
                tracing::error!(target: "glassbox::session", action, outcome, session, %error);
            }
            // Its text may come from the `Serialize` of the caller's claims, and contain anything.
            RefreshError::Sign(_) => {
                tracing::error!(target: "glassbox::session", action, outcome, session);
            }
            RefreshError::Reuse { .. }
            | RefreshError::Ahead { .. }
            | RefreshError::BindingMismatch => {
                tracing::warn!(target: "glassbox::session", action, outcome, session, %error);
            }
            _ => tracing::info!(target: "glassbox::session", action, outcome, session, %error),
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (action, session, error);
}
