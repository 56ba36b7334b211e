//! Keys fetched from real servers on this machine: over sockets, and over TLS.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod support;

mod agent;
mod callers;
mod fetching;
mod misbehaving;
mod outage;
mod readme;
mod tls;

// Elsewhere no variable says where a system's authorities are.
#[cfg(target_os = "linux")]
mod environment;
