#![doc = include_str!("../README.md")]

mod connections;

mod error;

mod row;

mod statements;

mod backfill;

mod schema;

mod store;

pub use deadpool_postgres;
pub use error::OpenError;
pub use store::PostgresStore;
