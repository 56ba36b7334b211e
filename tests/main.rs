//! One binary for all tests but those that count allocations, and events.
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
mod attacks;
mod documents;
mod explained;
#[cfg(feature = "jwe")]
mod jwe;
#[cfg(feature = "public-keys")]
mod jwk;
#[cfg(feature = "jwks")]
mod jwks;
mod ladder;
#[cfg(feature = "public-keys")]
mod pairs;
mod properties;
mod recorded;
mod replay;
mod rfc_coverage;
mod rules;
#[cfg(feature = "session")]
mod sessions;
mod support;
mod vectors;
#[cfg(all(feature = "web", feature = "std", feature = "generate"))]
mod web;
mod wiped;

// What these show, they show of the whole crate.
#[cfg(all(feature = "std", feature = "generate"))]
mod auto_traits;
#[cfg(all(feature = "std", feature = "generate"))]
mod examples;
#[cfg(all(feature = "std", feature = "generate"))]
mod redaction;
// The compiler lists the types that have a trait, and shortens their names, as the features let it.
#[cfg(all(
    feature = "std",
    feature = "generate",
    any(
        not(any(feature = "public-keys", feature = "web")),
        all(feature = "jwe", feature = "jwks")
    )
))]
mod ui;
