use glassbox::session::StoreError;

/// Why a file was not opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum OpenError {
    /// Another process, or another store of this one, has it open.
    #[error("the file is in use: one process at a time can have it open")]
    InUse,
    /// It cannot be read or written, or is no file of sessions.
    #[error("the file cannot be opened: {0}")]
    Failed(#[source] Box<redb::Error>),
    /// The operating system gave no thread.
    #[error("no thread can be started: {0}")]
    Thread(#[source] std::io::Error),
}

impl OpenError {
    pub(crate) fn failed(error: impl Into<redb::Error>) -> Self {
        match error.into() {
            redb::Error::DatabaseAlreadyOpen => Self::InUse,
            error => Self::Failed(Box::new(error)),
        }
    }
}

/// An error of the engine as one of a store.
pub(crate) fn failed(error: impl Into<redb::Error>) -> StoreError {
    match error.into() {
        redb::Error::Corrupted(_) => StoreError::corrupt("the file is damaged"),
        error => StoreError::unavailable(error),
    }
}
