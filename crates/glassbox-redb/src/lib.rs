#![doc = include_str!("../README.md")]

mod error;

mod recent;

mod live;
mod migration;
mod tables;

mod prune;

mod format;

mod file;
mod overlay;

mod database;

mod location;

mod engine;

mod worker;

mod store;

pub use error::OpenError;
pub use store::RedbStore;
