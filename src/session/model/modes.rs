//! Scenes, gone through in each mode of grace.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

use super::ways::{Way, go_all};
use crate::session::Grace;

const MODES: [Grace; 3] = [
    Grace::Window(Duration::from_secs(30)),
    Grace::Window(Duration::from_secs(400)),
    Grace::Strict,
];

pub(super) type Scene = fn(&mut Way, Grace) -> Result<(), String>;

/// Goes all ways of each; how many there were, by scene.
pub(super) fn go_in_all_modes(
    scenes: &[(&'static str, Scene)],
) -> Result<Vec<(&'static str, u64)>, String> {
    let mut counts = Vec::new();
    for (name, scene) in scenes {
        let mut count = 0;
        for grace in MODES {
            let gone = go_all(|way| scene(way, grace));
            count += gone.map_err(|problem| format!("{name}: {problem}"))?;
        }
        counts.push((*name, count));
    }
    Ok(counts)
}
