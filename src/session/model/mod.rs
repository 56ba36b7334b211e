//! A model of the world of refresh tokens. It runs the real code over a store in which every step can
//! be the last one: small scenarios in every order of their steps, and large ones at random.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::unwrap_used
)]

mod schedules;
mod world;

mod modes;

mod history;
mod logins;
mod simulation;
mod tabs;

mod keeping;
mod scenarios;

use super::faults::{FAULT, Fault};
pub(super) use schedules::fill;

/// How many random worlds of each kind are looked at.
const WORLDS: u64 = 2_000;

/// The first error in any random world.
fn look() -> Result<(), String> {
    for seed in 1..=WORLDS {
        let found = history::run(seed).and_then(|()| tabs::run(seed));
        found.map_err(|problem| format!("world {seed}: {problem}"))?;
    }
    Ok(())
}

#[test]
fn nothing_goes_wrong_in_any_world() {
    look().unwrap();
    let (requests, worlds) = (world::requests(), 2 * WORLDS);
    println!("{worlds} worlds, {requests} requests");
    assert!(requests > 50_000, "{requests}");
}

#[test]
fn nothing_goes_wrong_in_any_order_of_a_scene() {
    let scenarios = scenarios::look().unwrap();
    let others = [logins::look().unwrap(), keeping::look().unwrap()].concat();
    for (scenario, schedules) in scenarios.into_iter().chain(others) {
        println!("{scenario}: {schedules} schedules");
        assert!(schedules > 10, "{scenario}: {schedules}");
    }
}

#[test]
fn every_deliberate_fault_is_found() {
    for fault in Fault::ALL {
        FAULT.set(Some(fault));
        let (scenario, world) = (scenarios::look().err(), look().err());
        FAULT.set(None);
        println!("{fault:?}: {scenario:?}, {world:?}");
        assert!(world.is_some(), "{fault:?} is not found");
    }
}
