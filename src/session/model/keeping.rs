//! A client that keeps its refresh token, in every order of the requests of its instances.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::modes::{Scenario, explore_in_all_modes};
use super::schedules::Schedule;
use super::simulation::{Event, Outcome, Simulation};
use super::world::{Builder, Halts, Running};
use crate::session::{Grace, Presenter, Rotation};

const SCENARIOS: [(&str, Scenario); 3] = [
    ("two instances that keep a token", instances),
    ("a look at the user beside an instance", beside_a_look),
    ("a token that is kept beside its end", beside_its_end),
];

/// How many schedules there were, by scenario.
pub(super) fn look() -> Result<Vec<(&'static str, u64)>, String> {
    explore_in_all_modes(&SCENARIOS)
}

fn simulation(halts: Halts, grace: Grace) -> Result<Simulation, String> {
    let configure = |builder: Builder| builder.grace(grace).rotation(Rotation::PublicClients);
    Simulation::of(Presenter::authenticated("app"), halts, configure, grace)
}

/// Nobody is a thief, in any mode, and nobody gets another token.
fn judge(simulation: &Simulation) -> Result<(), String> {
    simulation.nobody_was_refused()?;
    match simulation.stored() {
        Some(row) if row.generation() == 0 && simulation.tokens.len() == 1 => Ok(()),
        row => Err(format!("{:?}: it was rotated: {row:?}", simulation.grace)),
    }
}

fn instances(schedule: &mut Schedule, grace: Grace) -> Result<(), String> {
    let mut simulation = simulation(Halts::ALL, grace)?;
    let both = Vec::from([0, 1].map(|machine| simulation.refresh(machine, &simulation.cookie.1)));
    let events = Vec::from([Event::Dies(0), Event::Jump(20), Event::Jump(-450)]);
    simulation.play(schedule, both, events, |_, _| None)?;
    judge(&simulation)
}

/// One of them writes a new label: no other use undoes it.
fn beside_a_look(schedule: &mut Schedule, grace: Grace) -> Result<(), String> {
    let mut simulation = simulation(Halts::NO_DEATHS, grace)?;
    let both = Vec::from([
        simulation.refresh(1, &simulation.cookie.1),
        simulation.present_and_grant(),
    ]);
    let again = |simulation: &mut Simulation, request| {
        (request == 1).then(|| simulation.refresh(1, &simulation.cookie.1))
    };
    simulation.play(schedule, both, Vec::from([Event::Jump(40)]), again)?;
    judge(&simulation)
}

fn beside_its_end(schedule: &mut Schedule, grace: Grace) -> Result<(), String> {
    let mut simulation = simulation(Halts::NO_DEATHS, grace)?;
    let server = simulation.server();
    let end = async move { Outcome::Ended(server.revoke_subject("42").await) };
    let requests = Vec::from([
        Box::pin(end) as Running<Outcome>,
        simulation.refresh(0, &simulation.cookie.1),
        simulation.refresh(1, &simulation.cookie.1),
    ]);
    let afterwards = |simulation: &mut Simulation, request| {
        (request == 0).then(|| simulation.refresh(0, &simulation.cookie.1))
    };
    simulation.play(schedule, requests, Vec::new(), afterwards)?;
    match simulation
        .errors
        .iter()
        .find(|code| **code != "session_revoked")
    {
        Some(code) => Err(format!("{grace:?}: {code}")),
        None => Ok(()),
    }
}
