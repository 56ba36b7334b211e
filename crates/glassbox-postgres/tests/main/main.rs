//! The store over a real PostgreSQL, which the tests start.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::print_stdout
)]

mod support;

mod by_hand;
mod crash;
mod former;
mod live;
mod lost;
mod processes;
mod schema;
mod slots;
mod suite;
mod tls;
