//! What an operator is told (cargo feature `tracing`): each outcome, with the session's public id,
//! and never a token, a subject or a detail.

use super::error::RefreshError;
use super::family::SessionId;
use super::refreshed::{RefreshKind, Refreshed};

/// What was asked for.
#[derive(Clone, Copy, Debug)]
pub(super) enum Action {
    Login,
    Refresh,
    Logout,
    Revoke,
    RevokeSubject,
    Prune,
}

impl Action {
    #[cfg(feature = "tracing")]
    const fn name(self) -> &'static str {
        match self {
            Self::Login => "login",
            Self::Refresh => "refresh",
            Self::Logout => "logout",
            Self::Revoke => "revoke",
            Self::RevokeSubject => "revoke_subject",
            Self::Prune => "prune",
        }
    }
}

/// The outcome of a login or a refresh.
pub(super) fn told(
    action: Action,
    session: Option<&SessionId>,
    result: Result<Refreshed, RefreshError>,
) -> Result<Refreshed, RefreshError> {
    match &result {
        Ok(refreshed) => done(action, Some(refreshed.session.id()), Some(refreshed.kind)),
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
        Ok(_) => done(action, session, None),
        Err(error) => failed(action, session, error),
    }
    result
}

/// A good outcome: its stable word is that of a kind, or `done`.
fn done(action: Action, session: Option<&SessionId>, kind: Option<RefreshKind>) {
    #[cfg(feature = "tracing")]
    {
        let (action, outcome) = (action.name(), kind.map_or("done", RefreshKind::code));
        let session = session.map(tracing::field::display);
        // What may be a thief, and what tells of a lost write, is for somebody to look at.
        if matches!(kind, Some(RefreshKind::Replayed | RefreshKind::Adopted)) {
            tracing::warn!(target: "glassbox::session", action, outcome, session);
        } else {
            tracing::info!(target: "glassbox::session", action, outcome, session);
        }
    }
    #[cfg(not(feature = "tracing"))]
    let _ = (action, session, kind);
}

/// A refusal or a failure: its stable word is that of the error.
pub(super) fn failed(action: Action, session: Option<&SessionId>, error: &RefreshError) {
    #[cfg(feature = "tracing")]
    {
        let (action, outcome) = (action.name(), error.code());
        let session = session.map(tracing::field::display);
        match error {
            RefreshError::Store(_) | RefreshError::Sign(_) | RefreshError::Contended => {
                tracing::error!(target: "glassbox::session", action, outcome, session, %error);
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
