//! One binary for all tests but those that count allocations.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    dead_code,
    unreachable_pub
)]

mod api;
mod auto_traits;
mod examples;
mod ladder;
mod recorded;
mod redaction;
mod rules;
mod support;
mod ui;
