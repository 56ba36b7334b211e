#![doc = include_str!("../README.md")]

mod error;

mod recent;

mod former;
mod live;
mod tables;

mod prune;

mod format;

mod file;
mod trial;

mod database;

mod place;

mod engine;

mod worker;

mod store;

pub use error::OpenError;
pub use store::RedbStore;
