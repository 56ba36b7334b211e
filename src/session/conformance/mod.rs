//! A suite that every [`SessionStore`](super::SessionStore) must pass, and that its author runs from a
//! test (cargo feature `conformance`).
//!
//! ```
//! use glassbox::session::conformance::{block_on, check, check_full, on_threads};
//! use glassbox::session::MemoryStore;
//!
//! block_on(check(MemoryStore::new(), on_threads))?;
//! block_on(check_full(MemoryStore::with_limit(3)))?;
//! # Ok::<(), glassbox::session::conformance::Failure>(())
//! ```
//!
//! A store that needs a runtime spawns its tasks there: `|task| { tokio::spawn(task); }`.

mod failure;
mod tasks;

mod fixture;

mod groups;
mod life;
mod live;
mod races;
mod rows;
mod rules;

mod suite;

pub use failure::Failure;
pub use suite::{check, check_corrupt, check_full};
pub use tasks::{Task, block_on, on_threads};
