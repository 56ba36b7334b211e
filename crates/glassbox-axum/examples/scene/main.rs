//! One login, two applications, tokens of five seconds: the way of a token from a browser to an
//! application, to look at and to touch.
//!
//! `cargo run -p glassbox-axum --example scene`, and open <http://auth.localhost:8000>. Each application
//! has a secret of its own; with `-- shared` both have the same one, and with `-- key-pair` they have the
//! public half of a pair.

#[path = "scene.rs"] // its modules are beside it
mod scene;

use std::sync::Arc;

use glassbox::session::MemoryStore;
use glassbox::time::SystemClock;
use scene::{Keys, Scene};

type Store = Arc<MemoryStore>;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let keys = match std::env::args().nth(1).as_deref() {
        None => Keys::Secrets,
        Some("shared") => Keys::Shared,
        Some("key-pair") => Keys::Pair,
        Some(other) => return Err(format!("{other}: expected shared, key-pair or nothing").into()),
    };
    let scene = Scene::build(keys, [8000, 8001, 8002], Store::default(), &SystemClock).await?;
    println!(
        "Open {} and log in as ada, whose password is lovelace.",
        scene.auth.origin
    );
    Ok(scene.serve().await?)
}
