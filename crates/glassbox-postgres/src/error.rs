use std::error::Error as _;
use std::iter::successors;

use deadpool_postgres::PoolError;
use deadpool_postgres::tokio_postgres::Error;
use deadpool_postgres::tokio_postgres::error::SqlState;
use glassbox::session::StoreError;
use glassbox::{Foreign, error_debug};

/// Why a database cannot be used for sessions.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// It could not be reached, or refused something; with its message.
    #[error("the database cannot be used: {}", Foreign(.0))]
    Failed(String),
    /// Its tables are of a newer version than this library knows: a newer library uses them.
    #[error("the tables are of version {found}, and this library knows {known}: update it")]
    Newer {
        /// The version of the tables.
        found: i32,
        /// The newest one that is known here.
        known: i32,
    },
    /// It is a replica: reads from it may be old.
    #[error("the database is a replica, and what is read there may be old: connect to the primary")]
    Replica,
    /// It acknowledges writes before they are durable: after a crash, spent tokens would be valid
    /// again.
    #[error(
        "synchronous_commit is off, and a crash would lose what was acknowledged: turn it on for \
         this database, or this role"
    )]
    NotDurable,
}

error_debug! { OpenError: Failed, Newer, Replica, NotDurable }

impl From<Error> for OpenError {
    fn from(error: Error) -> Self {
        Self::Failed(message_of(&error))
    }
}

impl From<PoolError> for OpenError {
    fn from(error: PoolError) -> Self {
        Self::Failed(match error {
            PoolError::Backend(error) => message_of(&error),
            error => error.to_string(),
        })
    }
}

/// How often a statement that lost a race is tried again.
pub(crate) const TRIES: usize = 100;

/// Whether a transaction was ended for another one, and did nothing.
pub(crate) fn is_lost_race(error: &Error) -> bool {
    let lost = [
        SqlState::T_R_SERIALIZATION_FAILURE,
        SqlState::T_R_DEADLOCK_DETECTED,
    ];
    error.code().is_some_and(|code| lost.contains(code))
}

/// The message, without the server's DETAIL, which quotes rows.
fn message_of(error: &Error) -> String {
    match error.as_db_error() {
        Some(said) => format!("{} ({})", said.message(), said.code().code()),
        None => {
            let causes = successors(error.source(), |&cause| cause.source());
            // A cause of the system or of TLS may be its own cause.
            let causes = causes.take(8);
            causes.fold(error.to_string(), |text, cause| format!("{text}: {cause}"))
        }
    }
}

/// An error of the database as one of a store.
pub(crate) fn failed(error: Error) -> StoreError {
    match error.code() {
        Some(code) if *code == SqlState::DISK_FULL => StoreError::Full,
        Some(code) if [SqlState::DATA_CORRUPTED, SqlState::INDEX_CORRUPTED].contains(code) => {
            StoreError::corrupt("the database says that its data is damaged")
        }
        _ => StoreError::unavailable(message_of(&error)),
    }
}

/// No connection, in time or at all.
pub(crate) fn unconnected(error: PoolError) -> StoreError {
    match error {
        PoolError::Backend(error) => failed(error),
        error => StoreError::unavailable(error.to_string()),
    }
}
