//! Scenarios, run in each mode of grace.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::schedules::{Schedule, explore};
use crate::session::Grace;

const MODES: [Grace; 3] = [
    Grace::Window(Duration::from_secs(30)),
    Grace::Window(Duration::from_secs(400)),
    Grace::Strict,
];

pub(super) type Scenario = fn(&mut Schedule, Grace) -> Result<(), String>;

/// Runs each scenario in all schedules; returns how many there were, by scenario.
pub(super) fn explore_in_all_modes(
    scenarios: &[(&'static str, Scenario)],
) -> Result<Vec<(&'static str, u64)>, String> {
    let mut counts = Vec::new();
    for (name, scenario) in scenarios {
        let mut count = 0;
        for grace in MODES {
            let gone = explore(|schedule| scenario(schedule, grace));
            count += gone.map_err(|problem| format!("{name}: {problem}"))?;
        }
        counts.push((*name, count));
    }
    Ok(counts)
}
