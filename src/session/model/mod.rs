//! A model of the world that refresh tokens live in: what is done to them, in which order, at random,
//! by the code itself over a store in which every step can be the last one.

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

mod world;

mod history;
mod tabs;

use super::faults::{FAULT, Fault};

/// How many random worlds of each kind are looked at.
const WORLDS: u64 = 2_000;

/// The first thing that is wrong, in any world.
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
fn every_deliberate_fault_is_found() {
    for fault in Fault::ALL {
        FAULT.set(Some(fault));
        let found = look();
        FAULT.set(None);
        let problem = found.expect_err(&format!("{fault:?} is not found"));
        println!("{fault:?}: {problem}");
    }
}
