//! Extractors, layer and answers over real sockets, in HTTP/1.1 and HTTP/2.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

mod support;

/// How its tests start PostgreSQL.
#[allow(dead_code)]
#[path = "../../../glassbox-postgres/tests/main/support.rs"]
mod postgres;

mod at_once;
mod cookies;
mod encrypted;
mod extractors;
mod layers;
mod migrated;
mod outage;
mod published_keys;
mod readme;
mod remote_keys;
mod resource;
mod ui;
mod websocket;
