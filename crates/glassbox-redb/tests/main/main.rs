//! The store over real files: closed, killed, damaged, and on disks that are full.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod support;

mod crash;

mod truth;

mod damage;
mod damage_in_use;

mod former;
mod opening;
mod replaced;
mod store;

// Its disks and limits are Linux's.
#[cfg(target_os = "linux")]
mod full;
#[cfg(target_os = "linux")]
mod full_disk;
#[cfg(target_os = "linux")]
mod full_limit;
