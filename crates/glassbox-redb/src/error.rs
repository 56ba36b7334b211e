use std::io::ErrorKind;

use glassbox::error_debug;
use glassbox::session::StoreError;

/// Why a file was not opened. The error of the engine or the system is the `source()`, and is in the
/// `Debug`.
#[derive(thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process, or another store of this one, has it open.
    #[error(
        "the file is in use, by another process or another store of this one: open it once, and clone the store"
    )]
    InUse,
    /// It cannot be read, written or locked, is damaged, or is not a file of sessions.
    #[error("the file cannot be opened")]
    Failed(#[source] Box<redb::Error>),
    /// The operating system gave no thread.
    #[error("no thread can be started")]
    Thread(#[source] std::io::Error),
}

error_debug! { OpenError: InUse, Failed, Thread }

impl OpenError {
    pub(crate) fn failed(error: impl Into<redb::Error>) -> Self {
        match error.into() {
            redb::Error::DatabaseAlreadyOpen => Self::InUse,
            error => Self::Failed(Box::new(error)),
        }
    }
}

/// What went wrong within a transaction.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    pub(crate) error: StoreError,
    /// The engine failed, perhaps half-way: the transaction must be undone, and the database opened
    /// again.
    pub(crate) is_of_engine: bool,
}

impl From<StoreError> for Fault {
    /// The row or the request is at fault, and not the engine.
    fn from(error: StoreError) -> Self {
        let is_of_engine = false;
        Self {
            error,
            is_of_engine,
        }
    }
}

/// An error of the engine.
pub(crate) fn failed(error: impl Into<redb::Error>) -> Fault {
    let error = error.into();
    let error = match &error {
        error if is_damage(error) => StoreError::corrupt("the file is damaged"),
        error if is_full(error) => StoreError::Full,
        _ => StoreError::unavailable(error),
    };
    Fault {
        error,
        is_of_engine: true,
    }
}

/// Damage, which no retry will repair.
pub(crate) fn is_damage(error: &redb::Error) -> bool {
    match error {
        redb::Error::Corrupted(_) => true,
        // The file is shorter than it was, or does not begin as such a file does.
        redb::Error::Io(error) => matches!(
            error.kind(),
            ErrorKind::UnexpectedEof | ErrorKind::InvalidData
        ),
        _ => false,
    }
}

/// The disk is full, or this file has reached its limit.
fn is_full(error: &redb::Error) -> bool {
    use ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    match error {
        redb::Error::Io(error) => {
            matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
        }
        _ => false,
    }
}
