//! Small scenes, each gone through in every order of its steps, in each mode of grace.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::modes::{Scene, go_in_all_modes};
use super::stage::{Event, Said, Stage};
use super::ways::Way;
use super::world::{Builder, Ending, Halts, IDLE, Running, START, finish, refresh};
use crate::session::Grace;
use crate::time::NumericDate;

const SCENES: [(&str, Scene); 18] = [
    ("two tabs, a server that dies", two_tabs),
    ("three tabs", three_tabs),
    ("two tabs, clocks that jump a little", |way, grace| {
        jumps(way, grace, [20, -20])
    }),
    ("two tabs, clocks that jump far", |way, grace| {
        jumps(way, grace, [450, -450])
    }),
    ("a thief one behind", |way, grace| thief(way, grace, 1)),
    ("a thief two behind", |way, grace| thief(way, grace, 2)),
    ("a failover", |way, grace| failover(way, grace, false)),
    ("a failover, adopted", |way, grace| {
        failover(way, grace, true)
    }),
    ("revoke_subject beside tabs", |way, grace| {
        ended(way, grace, How::Group(Ending::Subject), false)
    }),
    ("revoke_subject_at beside tabs", |way, grace| {
        ended(way, grace, How::Group(Ending::SubjectAtClient), false)
    }),
    ("revoke_client beside tabs", |way, grace| {
        ended(way, grace, How::Group(Ending::Client), false)
    }),
    ("revoke_all beside tabs", |way, grace| {
        ended(way, grace, How::Group(Ending::All), false)
    }),
    ("revoke_session beside tabs", |way, grace| {
        ended(way, grace, How::Session, false)
    }),
    ("logout beside tabs", |way, grace| {
        ended(way, grace, How::Logout, false)
    }),
    ("revoke_subject beside a look", |way, grace| {
        ended(way, grace, How::Group(Ending::Subject), true)
    }),
    ("revoke_session beside a look", |way, grace| {
        ended(way, grace, How::Session, true)
    }),
    ("logout beside a look", |way, grace| {
        ended(way, grace, How::Logout, true)
    }),
    ("pruning beside a refresh that sleeps", pruning),
];

/// How many ways there were, by scene.
pub(super) fn look() -> Result<Vec<(&'static str, u64)>, String> {
    go_in_all_modes(&SCENES)
}

fn two_tabs(way: &mut Way, grace: Grace) -> Result<(), String> {
    let mut stage = Stage::with(Halts::ALL, |builder| builder.grace(grace), grace)?;
    let tabs = Vec::from([0, 1].map(|machine| stage.refresh(machine, &stage.jar.1)));
    let events = Vec::from([Event::Dies(0), Event::Dies(1)]);
    stage.play(way, tabs, events, |_, _| None)?;
    judge_tabs(&stage)
}

fn three_tabs(way: &mut Way, grace: Grace) -> Result<(), String> {
    let mut stage = Stage::new(grace)?;
    let tabs = Vec::from([0, 1, 0].map(|machine| stage.refresh(machine, &stage.jar.1)));
    stage.play(way, tabs, Vec::new(), |_, _| None)?;
    judge_tabs(&stage)
}

fn jumps(way: &mut Way, grace: Grace, by: [i64; 2]) -> Result<(), String> {
    let mut stage = Stage::new(grace)?;
    let tabs = Vec::from([0, 1].map(|machine| stage.refresh(machine, &stage.jar.1)));
    stage.play(way, tabs, by.map(Event::Jump).into(), |_, _| None)?;
    let is_within = grace.length().as_secs() > by[0].unsigned_abs();
    match is_within {
        true => judge_tabs(&stage),
        false => only(&stage, &["refresh_token_reuse", "session_revoked"]),
    }
}

/// Within the window nobody is a thief; without one, a tab that comes second is.
fn judge_tabs(stage: &Stage) -> Result<(), String> {
    match stage.grace {
        Grace::Strict => only(stage, &["refresh_token_reuse", "session_revoked"]),
        _ => stage.nobody_was_refused(),
    }
}

fn only(stage: &Stage, codes: &[&str]) -> Result<(), String> {
    match stage.errors.iter().find(|code| !codes.contains(code)) {
        Some(code) => Err(format!("{:?}: {code}", stage.grace)),
        None => Ok(()),
    }
}

/// The client and a thief with a copy from so many rotations ago, outside the window if it is one.
fn thief(way: &mut Way, grace: Grace, behind: u64) -> Result<(), String> {
    let mut stage = Stage::new(grace)?;
    let stolen = stage.jar.1.clone();
    for _ in 0..behind {
        let tokens = finish(refresh(&stage.server(), &stage.jar.1));
        let tokens = tokens.map_err(|error| error.code())?;
        let generation = tokens.session().generation();
        stage.jar = (generation, tokens.into_tokens().1);
        stage.tokens.insert(generation, stage.jar.1.clone());
        stage.pass(if behind == 1 { 450 } else { 35 });
    }
    let both = Vec::from([stage.refresh(0, &stage.jar.1), stage.refresh(1, &stolen)]);
    stage.play(way, both, Vec::new(), |_, _| None)?;
    if !stage.is_revoked() {
        return Err(format!("{grace:?}: a theft that nobody saw"));
    }
    only(&stage, &["refresh_token_reuse", "session_revoked"])
}

fn failover(way: &mut Way, grace: Grace, adopts: bool) -> Result<(), String> {
    let configure = |builder: Builder| match adopts {
        true => builder.grace(grace).adopt_ahead(),
        false => builder.grace(grace),
    };
    let mut stage = Stage::with(Halts::NO_DEATHS, configure, grace)?;
    let skewed = &stage.machines[1].1;
    skewed.set(NumericDate::from_seconds(START + 63));
    let tabs = Vec::from([0, 1].map(|machine| stage.refresh(machine, &stage.jar.1)));
    // The one that was answered first asks again.
    let mut asks = 1;
    let again = |stage: &mut Stage, _| {
        asks -= 1;
        (asks == 0).then(|| stage.refresh(1, &stage.jar.1))
    };
    stage.play(way, tabs, Vec::from([Event::Failover]), again)?;
    let is_ahead = stage
        .stored()
        .is_some_and(|row| stage.jar.0 > row.generation());
    if is_ahead && !adopts && finish(refresh(&stage.server(), &stage.jar.1)).is_ok() {
        return Err("a lost write that nobody saw".into());
    }
    match (grace, adopts) {
        // Its predecessor is two behind what was adopted.
        (Grace::Strict, _) | (_, true) => only(
            &stage,
            &["store_behind", "refresh_token_reuse", "session_revoked"],
        ),
        _ => only(&stage, &["store_behind", "session_revoked"]),
    }
}

/// How a session is ended.
#[derive(Clone, Copy)]
enum How {
    Group(Ending),
    Session,
    Logout,
}

/// Two tabs, or a user who is looked at, and whatever ends the session. What is asked for afterwards
/// is refused.
fn ended(way: &mut Way, grace: Grace, how: How, is_looked_at: bool) -> Result<(), String> {
    let mut stage = Stage::new(grace)?;
    let (server, id, token) = (stage.server(), *stage.row.id(), stage.jar.1.clone());
    let revocation = async move {
        Said::Ended(match how {
            How::Group(ending) => ending.happen(&server).await,
            How::Session => server.revoke_session("42", &id).await.map(drop),
            How::Logout => server.logout(&token).await.map(drop),
        })
    };
    let mut requests: Vec<Running<Said>> = Vec::from([Box::pin(revocation) as Running<Said>]);
    match is_looked_at {
        true => requests.push(stage.present_and_grant()),
        false => requests.extend([0, 1].map(|machine| stage.refresh(machine, &stage.jar.1))),
    }
    // With the newest token that the client has by then.
    let afterwards =
        |stage: &mut Stage, request| (request == 0).then(|| stage.refresh(0, &stage.jar.1));
    stage.play(way, requests, Vec::new(), afterwards)?;
    only(&stage, &["refresh_token_reuse", "session_revoked"])
}

/// A refresh that sleeps, between two of its steps, for longer than its session may live.
fn pruning(way: &mut Way, grace: Grace) -> Result<(), String> {
    let mut stage = Stage::new(grace)?;
    let server = stage.server();
    let requests = Vec::from([
        stage.refresh(0, &stage.jar.1),
        Box::pin(async move { Said::Pruned(server.prune(10).await) }) as Running<Said>,
    ]);
    let sleep = Event::Jump(IDLE as i64 + 24 * 60 * 60 + 10);
    stage.play(way, requests, Vec::from([sleep]), |_, _| None)?;
    let has_slept = stage.now() > START + IDLE as i64;
    match (stage.stored(), has_slept) {
        (None, false) => Err("what lives was pruned".into()),
        (_, false) => stage.nobody_was_refused(),
        (_, true) => only(&stage, &["session_expired", "unknown_session"]),
    }
}
