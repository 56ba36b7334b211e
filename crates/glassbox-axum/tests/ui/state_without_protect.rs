//! The state of a router has no `Protect` that could verify the token.

use glassbox_axum::Bearer;

#[derive(serde::Deserialize)]
struct User {}

#[derive(Clone)]
struct App {}

#[axum::debug_handler(state = App)]
async fn me(_: Bearer<User>) {}

fn main() {}
