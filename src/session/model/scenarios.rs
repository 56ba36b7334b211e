//! Small scenarios, each run in every order of its steps, in each mode of grace.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::modes::{Scenario, explore_in_all_modes};
use super::schedules::Schedule;
use super::simulation::{Event, Outcome, Simulation};
use super::world::{Builder, Ending, Halts, IDLE, Running, START, finish, refresh};
use crate::session::Grace;
use crate::time::NumericDate;

const SCENARIOS: [(&str, Scenario); 18] = [
    ("two tabs, a server that dies", two_tabs),
    ("three tabs", three_tabs),
    ("two tabs, clocks that jump a little", |schedule, grace| {
        jumps(schedule, grace, [20, -20])
    }),
    ("two tabs, clocks that jump far", |schedule, grace| {
        jumps(schedule, grace, [450, -450])
    }),
    ("a thief one behind", |schedule, grace| {
        thief(schedule, grace, 1)
    }),
    ("a thief two behind", |schedule, grace| {
        thief(schedule, grace, 2)
    }),
    ("a failover", |schedule, grace| {
        failover(schedule, grace, false)
    }),
    ("a failover, adopted", |schedule, grace| {
        failover(schedule, grace, true)
    }),
    ("revoke_subject beside tabs", |schedule, grace| {
        ended(schedule, grace, How::Group(Ending::Subject), false)
    }),
    ("revoke_subject_at beside tabs", |schedule, grace| {
        ended(schedule, grace, How::Group(Ending::SubjectAtClient), false)
    }),
    ("revoke_client beside tabs", |schedule, grace| {
        ended(schedule, grace, How::Group(Ending::Client), false)
    }),
    ("revoke_all beside tabs", |schedule, grace| {
        ended(schedule, grace, How::Group(Ending::All), false)
    }),
    ("revoke_session beside tabs", |schedule, grace| {
        ended(schedule, grace, How::Session, false)
    }),
    ("logout beside tabs", |schedule, grace| {
        ended(schedule, grace, How::Logout, false)
    }),
    ("revoke_subject beside a look", |schedule, grace| {
        ended(schedule, grace, How::Group(Ending::Subject), true)
    }),
    ("revoke_session beside a look", |schedule, grace| {
        ended(schedule, grace, How::Session, true)
    }),
    ("logout beside a look", |schedule, grace| {
        ended(schedule, grace, How::Logout, true)
    }),
    ("pruning beside a refresh that sleeps", pruning),
];

/// How many schedules there were, by scenario.
pub(super) fn look() -> Result<Vec<(&'static str, u64)>, String> {
    explore_in_all_modes(&SCENARIOS)
}

fn two_tabs(schedule: &mut Schedule, grace: Grace) -> Result<(), String> {
    let mut simulation = Simulation::with(Halts::ALL, |builder| builder.grace(grace), grace)?;
    let tabs = Vec::from([0, 1].map(|machine| simulation.refresh(machine, &simulation.cookie.1)));
    let events = Vec::from([Event::Dies(0), Event::Dies(1)]);
    simulation.play(schedule, tabs, events, |_, _| None)?;
    judge_tabs(&simulation)
}

fn three_tabs(schedule: &mut Schedule, grace: Grace) -> Result<(), String> {
    let mut simulation = Simulation::new(grace)?;
    let tabs =
        Vec::from([0, 1, 0].map(|machine| simulation.refresh(machine, &simulation.cookie.1)));
    simulation.play(schedule, tabs, Vec::new(), |_, _| None)?;
    judge_tabs(&simulation)
}

fn jumps(schedule: &mut Schedule, grace: Grace, by: [i64; 2]) -> Result<(), String> {
    let mut simulation = Simulation::new(grace)?;
    let tabs = Vec::from([0, 1].map(|machine| simulation.refresh(machine, &simulation.cookie.1)));
    simulation.play(schedule, tabs, by.map(Event::Jump).into(), |_, _| None)?;
    let is_within = grace.length().as_secs() > by[0].unsigned_abs();
    match is_within {
        true => judge_tabs(&simulation),
        false => only(&simulation, &["refresh_token_reuse", "session_revoked"]),
    }
}

/// Within the window nobody is a thief; without one, a tab that comes second is.
fn judge_tabs(simulation: &Simulation) -> Result<(), String> {
    match simulation.grace {
        Grace::Strict => only(simulation, &["refresh_token_reuse", "session_revoked"]),
        _ => simulation.nobody_was_refused(),
    }
}

fn only(simulation: &Simulation, codes: &[&str]) -> Result<(), String> {
    match simulation.errors.iter().find(|code| !codes.contains(code)) {
        Some(code) => Err(format!("{:?}: {code}", simulation.grace)),
        None => Ok(()),
    }
}

/// The client and a thief with a copy from so many rotations ago, outside the window if it is one.
fn thief(schedule: &mut Schedule, grace: Grace, behind: u64) -> Result<(), String> {
    let mut simulation = Simulation::new(grace)?;
    let stolen = simulation.cookie.1.clone();
    for _ in 0..behind {
        let tokens = finish(refresh(&simulation.server(), &simulation.cookie.1));
        let tokens = tokens.map_err(|error| error.code())?;
        let generation = tokens.session().generation();
        simulation.cookie = (generation, tokens.into_tokens().1);
        simulation
            .tokens
            .insert(generation, simulation.cookie.1.clone());
        simulation.pass(if behind == 1 { 450 } else { 35 });
    }
    let both = Vec::from([
        simulation.refresh(0, &simulation.cookie.1),
        simulation.refresh(1, &stolen),
    ]);
    simulation.play(schedule, both, Vec::new(), |_, _| None)?;
    if !simulation.is_revoked() {
        return Err(format!("{grace:?}: a theft that nobody saw"));
    }
    only(&simulation, &["refresh_token_reuse", "session_revoked"])
}

fn failover(schedule: &mut Schedule, grace: Grace, adopts: bool) -> Result<(), String> {
    let configure = |builder: Builder| match adopts {
        true => builder.grace(grace).adopt_ahead(),
        false => builder.grace(grace),
    };
    let mut simulation = Simulation::with(Halts::NO_DEATHS, configure, grace)?;
    let skewed = &simulation.machines[1].1;
    skewed.set(NumericDate::from_seconds(START + 63));
    let tabs = Vec::from([0, 1].map(|machine| simulation.refresh(machine, &simulation.cookie.1)));
    // The one that was answered first asks again.
    let mut asks = 1;
    let again = |simulation: &mut Simulation, _| {
        asks -= 1;
        (asks == 0).then(|| simulation.refresh(1, &simulation.cookie.1))
    };
    simulation.play(schedule, tabs, Vec::from([Event::Failover]), again)?;
    let is_ahead = simulation
        .stored()
        .is_some_and(|row| simulation.cookie.0 > row.generation());
    if is_ahead && !adopts && finish(refresh(&simulation.server(), &simulation.cookie.1)).is_ok() {
        return Err("a lost write that nobody saw".into());
    }
    match (grace, adopts) {
        // Its predecessor is two behind what was adopted.
        (Grace::Strict, _) | (_, true) => only(
            &simulation,
            &["store_behind", "refresh_token_reuse", "session_revoked"],
        ),
        _ => only(&simulation, &["store_behind", "session_revoked"]),
    }
}

/// How a session is ended.
#[derive(Clone, Copy)]
enum How {
    Group(Ending),
    Session,
    Logout,
}

/// Two tabs, or a lookup of the user, beside a call that ends the session. Later requests are refused.
fn ended(
    schedule: &mut Schedule,
    grace: Grace,
    how: How,
    is_looked_at: bool,
) -> Result<(), String> {
    let mut simulation = Simulation::new(grace)?;
    let (server, id, token) = (
        simulation.server(),
        *simulation.row.id(),
        simulation.cookie.1.clone(),
    );
    let revocation = async move {
        Outcome::Ended(match how {
            How::Group(ending) => ending.happen(&server).await,
            How::Session => server.revoke_session("42", &id).await.map(drop),
            How::Logout => server.logout(&token).await.map(drop),
        })
    };
    let mut requests: Vec<Running<Outcome>> = Vec::from([Box::pin(revocation) as Running<Outcome>]);
    match is_looked_at {
        true => requests.push(simulation.present_and_grant()),
        false => {
            requests.extend([0, 1].map(|machine| simulation.refresh(machine, &simulation.cookie.1)))
        }
    }
    // With the newest token that the client has by then.
    let afterwards = |simulation: &mut Simulation, request| {
        (request == 0).then(|| simulation.refresh(0, &simulation.cookie.1))
    };
    simulation.play(schedule, requests, Vec::new(), afterwards)?;
    only(&simulation, &["refresh_token_reuse", "session_revoked"])
}

/// A refresh that sleeps, between two of its steps, for longer than its session may live.
fn pruning(schedule: &mut Schedule, grace: Grace) -> Result<(), String> {
    let mut simulation = Simulation::new(grace)?;
    let server = simulation.server();
    let requests = Vec::from([
        simulation.refresh(0, &simulation.cookie.1),
        Box::pin(async move { Outcome::Pruned(server.prune(10).await) }) as Running<Outcome>,
    ]);
    let sleep = Event::Jump(IDLE as i64 + 24 * 60 * 60 + 10);
    simulation.play(schedule, requests, Vec::from([sleep]), |_, _| None)?;
    let has_slept = simulation.now() > START + IDLE as i64;
    match (simulation.stored(), has_slept) {
        (None, false) => Err("what lives was pruned".into()),
        (_, false) => simulation.nobody_was_refused(),
        (_, true) => only(&simulation, &["session_expired", "unknown_session"]),
    }
}
