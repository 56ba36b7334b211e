//! Deliberate faults in the decision, one at a time and for this thread alone: each must be found by
//! the model.

use core::cell::Cell;

use super::decide::{Decision, Rules, decide as real};
use super::error::RefreshError;
use super::grace::Grace;
use super::presenter::Presenter;
use super::refreshed::RefreshKind;
use super::row::Loaded;
use crate::time::NumericDate;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Fault {
    TheftIsNotWritten,
    WindowOnOneSide,
    NoWindowAtAll,
    PredecessorForEver,
    NothingSettles,
    NeverExpires,
    RevokedIsTaken,
    StampsAreIgnored,
    AheadIsTaken,
    ReplayOfTheOldOne,
}

impl Fault {
    pub(super) const ALL: [Self; 10] = [
        Self::TheftIsNotWritten,
        Self::WindowOnOneSide,
        Self::NoWindowAtAll,
        Self::PredecessorForEver,
        Self::NothingSettles,
        Self::NeverExpires,
        Self::RevokedIsTaken,
        Self::StampsAreIgnored,
        Self::AheadIsTaken,
        Self::ReplayOfTheOldOne,
    ];
}

std::thread_local! {
    pub(super) static FAULT: Cell<Option<Fault>> = const { Cell::new(None) };
}

pub(super) fn decide(
    loaded: Option<&Loaded>,
    presented: u64,
    by: &Presenter,
    now: NumericDate,
    rules: Rules,
) -> Decision {
    let Some(fault) = FAULT.get() else {
        return real(loaded, presented, by, now, rules);
    };
    let Some(loaded) = loaded else {
        return real(None, presented, by, now, rules);
    };
    let (mut altered, mut rules, mut at, mut asked) = (loaded.clone(), rules, now, presented);
    let row = &loaded.session;
    let is_predecessor = presented.checked_add(1) == Some(row.generation);
    match fault {
        Fault::WindowOnOneSide => at = now.max(row.rotated_at),
        Fault::NoWindowAtAll => rules.grace = Grace::Strict,
        Fault::PredecessorForEver if is_predecessor => {
            altered.session.rotated_at = now;
        }
        Fault::NothingSettles if presented == row.generation => rules.grace = Grace::Strict,
        Fault::NeverExpires => {
            at = now.min(
                row.ends_at()
                    .saturating_sub(core::time::Duration::from_secs(1)),
            )
        }
        Fault::RevokedIsTaken => altered.session.revoked = None,
        Fault::StampsAreIgnored => altered.stamp = None,
        Fault::AheadIsTaken => asked = presented.min(row.generation),
        _ => {}
    }
    match (fault, real(Some(&altered), asked, by, at, rules)) {
        (Fault::TheftIsNotWritten, Decision::Revoke(_, error @ RefreshError::Reuse { .. })) => {
            Decision::Refuse(error)
        }
        (
            Fault::ReplayOfTheOldOne,
            Decision::Grant {
                session,
                kind: kind @ RefreshKind::Replayed,
                is_new,
            },
        ) => Decision::Grant {
            session: session.rotated(presented, session.rotated_at),
            kind,
            is_new,
        },
        (_, decision) => decision,
    }
}
