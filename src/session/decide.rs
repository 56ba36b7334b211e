//! Decides on a presented refresh token: a pure function of its row, the instant and the rules.

use super::error::RefreshError;
use super::grace::{Grace, is_held};
use super::presenter::Presenter;
use super::refreshed::RefreshKind;
use super::rotation::Rotation;
use super::row::{Loaded, Session};
use crate::time::NumericDate;

/// The server's configuration, and what is known of the request.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Rules {
    pub(super) grace: Grace,
    pub(super) adopt_ahead: bool,
    pub(super) rotation: Rotation,
    /// When the token was presented, if earlier than now: the caller may look up the user in between.
    pub(super) presented_at: Option<NumericDate>,
}

/// The verdict.
#[derive(Clone, Debug)]
pub(super) enum Decision {
    /// Grants the token of this row. If `is_new`, the row is written first.
    Grant {
        session: Session,
        kind: RefreshKind,
        is_new: bool,
    },
    Refuse(RefreshError),
    /// Writes this row, in which the session is revoked, and then refuses.
    Revoke(Session, RefreshError),
}

/// The first rule that applies wins, in the order that `Sessions::refresh` documents.
pub(super) fn decide(
    loaded: Option<&Loaded>,
    presented: u64,
    by: &Presenter,
    now: NumericDate,
    rules: Rules,
) -> Decision {
    let Some(loaded) = loaded else {
        return Decision::Refuse(RefreshError::UnknownSession);
    };
    let session = &loaded.session;
    let (stored, rotated_at) = (session.generation, session.rotated_at);
    if !by.may_use(session) {
        return Decision::Refuse(RefreshError::BindingMismatch);
    }
    if loaded.is_revoked() {
        return Decision::Refuse(RefreshError::Revoked);
    }
    let end = session.ends_at();
    if now >= end {
        return Decision::Refuse(RefreshError::Expired { end, now });
    }
    let is_ahead = presented > stored;
    if is_ahead && !rules.adopt_ahead {
        let session = session.revoked_at(now, "store behind");
        let error = RefreshError::Ahead {
            presented,
            session: session.clone(),
        };
        return Decision::Revoke(session, error);
    }
    // A predecessor has ended once its successor was used, even if the successor is kept.
    let is_predecessor = presented.checked_add(1) == Some(stored) && !session.is_kept();
    let was_covered = |at| is_held(at, now) && rules.grace.covers(rotated_at, at);
    let is_covered = is_predecessor
        && (rules.grace.covers(rotated_at, now) || rules.presented_at.is_some_and(was_covered));
    if presented < stored && !is_covered {
        let session = session.revoked_at(now, "refresh token reuse");
        let error = RefreshError::Reuse {
            presented,
            session: session.clone(),
        };
        return Decision::Revoke(session, error);
    }
    if let Err(error) = by.narrow(session) {
        return Decision::Refuse(error);
    }
    let (kind, session, is_new) = if is_covered {
        (RefreshKind::Replayed, session.clone(), false)
    } else if is_ahead {
        let next = session.rotated(presented.saturating_add(1), now);
        (RefreshKind::Adopted, next, true)
    } else if rules.grace.is_settling(rotated_at, now) {
        (RefreshKind::Same, session.clone(), false)
    } else if rules.rotation.spends(session) {
        let next = session.rotated(presented.saturating_add(1), now);
        (RefreshKind::Rotated, next, true)
    } else if now > rotated_at {
        (RefreshKind::Kept, session.kept(now), true)
    } else {
        // A clock that is behind does not undo a use: no version of a row may occur twice.
        (RefreshKind::Same, session.clone(), false)
    };
    Decision::Grant {
        session,
        kind,
        is_new,
    }
}
