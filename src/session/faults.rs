//! Deliberate faults in the decision, one at a time and for this thread alone: each must be found by
//! the model.

use core::cell::Cell;

use super::decide::{Decision, Rules, decide as real};
use super::error::RefreshError;
use super::grace::Grace;
use super::presenter::Presenter;
use super::refreshed::RefreshKind;
use super::rotation::Rotation;
use super::row::{Loaded, Session};
use super::stamp::{Group, Stamps};
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
    StampOfAllIsIgnored,
    StampOfClientIsIgnored,
    StampOfSubjectIsIgnored,
    StampOfSubjectAtClientIsIgnored,
    AheadIsTaken,
    ReplayOfTheOldOne,
    EverybodyKeeps,
    NobodyKeeps,
    AUseIsNotWritten,
    AUseMakesAnotherToken,
    PredecessorLivesOn,
}

impl Fault {
    pub(super) const ALL: [Self; 18] = [
        Self::TheftIsNotWritten,
        Self::WindowOnOneSide,
        Self::NoWindowAtAll,
        Self::PredecessorForEver,
        Self::NothingSettles,
        Self::NeverExpires,
        Self::RevokedIsTaken,
        Self::StampOfAllIsIgnored,
        Self::StampOfClientIsIgnored,
        Self::StampOfSubjectIsIgnored,
        Self::StampOfSubjectAtClientIsIgnored,
        Self::AheadIsTaken,
        Self::ReplayOfTheOldOne,
        Self::EverybodyKeeps,
        Self::NobodyKeeps,
        Self::AUseIsNotWritten,
        Self::AUseMakesAnotherToken,
        Self::PredecessorLivesOn,
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
    let (subject, client) = (row.subject(), row.client_id().unwrap_or_default());
    let mut ignored = None;
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
        Fault::StampOfAllIsIgnored => ignored = Some(Group::All),
        Fault::StampOfClientIsIgnored => ignored = Some(Group::Client(client)),
        Fault::StampOfSubjectIsIgnored => ignored = Some(Group::Subject(subject)),
        Fault::StampOfSubjectAtClientIsIgnored => {
            ignored = Some(Group::SubjectAtClient { subject, client });
        }
        Fault::NobodyKeeps => rules.rotation = Rotation::All,
        Fault::PredecessorLivesOn => altered.session = without_issue(row),
        Fault::AheadIsTaken => asked = presented.min(row.generation),
        _ => {}
    }
    if ignored.is_some() {
        let others =
            |group| Ok::<_, ()>(loaded.stamps.get(group).filter(|_| ignored != Some(group)));
        altered.stamps = Stamps::read(subject, row.client_id(), others).unwrap_or_default();
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
        (
            fault,
            Decision::Grant {
                session,
                kind,
                is_new,
            },
        ) => {
            let (session, kind) = match (fault, kind) {
                (Fault::EverybodyKeeps, RefreshKind::Rotated) => (row.kept(now), RefreshKind::Kept),
                (Fault::AUseMakesAnotherToken, RefreshKind::Kept) => {
                    (without_issue(&session), kind)
                }
                _ => (session, kind),
            };
            let is_lost = fault == Fault::AUseIsNotWritten && kind == RefreshKind::Kept;
            Decision::Grant {
                session,
                kind,
                is_new: is_new && !is_lost,
            }
        }
        (_, decision) => decision,
    }
}

/// A row that does not know that its token was used and kept.
fn without_issue(row: &Session) -> Session {
    row.rotated(row.generation, row.rotated_at)
}
