//! Databases on the file: the one that is used, and those that only read it.

use redb::{Database, StorageBackend};

use crate::file::LockedFile;
use crate::migration;
use crate::overlay::Overlay;
use crate::tables;

/// A check reads each page once or twice: a small cache will do.
const CACHE: usize = 16 << 20;

/// Fills a file that is new.
pub(crate) fn create(file: &LockedFile) -> Result<(), redb::Error> {
    let database = Database::builder().create_with_backend(file.clone())?;
    let transaction = database.begin_write()?;
    tables::create(&transaction)?;
    transaction.commit()?;
    Ok(())
}

/// Checks all of a file before it is written to: damage would be given to callers, or spread to what is
/// whole.
pub(crate) fn verify(file: &LockedFile) -> Result<(), redb::Error> {
    let database = open_overlay(Overlay::after_a_crash(file.clone())?)?;
    let checked = tables::check(&database);
    abandon(database);
    checked
}

/// Opens a database that reads the file and never writes to it; the caller [abandons](abandon) it.
pub(crate) fn open_read_only(file: &LockedFile) -> Result<Database, redb::Error> {
    file.sync_data()?;
    open_overlay(Overlay::new(file.clone())?)
}

fn open_overlay(overlay: Overlay<LockedFile>) -> Result<Database, redb::Error> {
    let mut builder = Database::builder();
    Ok(builder.set_cache_size(CACHE).create_with_backend(overlay)?)
}

/// Opens a database on the file, repaired on the way after a crash.
pub(crate) fn open(file: &LockedFile) -> Result<Database, redb::Error> {
    let database = Database::builder().create_with_backend(file.clone())?;
    // A file of an earlier version lacks tables.
    let opened = tables::check(&database).and_then(|()| migration::migrate(&database));
    match opened {
        Ok(()) => Ok(database),
        Err(error) => {
            abandon(database);
            Err(error)
        }
    }
}

/// Closes a database that is not trusted any more: during a panic, redb writes nothing more.
pub(crate) fn abandon(database: Database) {
    #[cfg(panic = "unwind")]
    let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let _database = database;
        std::panic::resume_unwind(Box::new("abandoned"))
    }));
    #[cfg(not(panic = "unwind"))]
    drop(database);
}

#[cfg(test)]
mod tests {
    /// After a failed sync nobody knows what is on the disk, whatever the reason was.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_not_on_the_disk_is_neither_full_nor_looked_at() {
        use std::fs::File;
        use std::io::ErrorKind;

        use super::*;

        // It cannot be synced, and is as long as a file that is empty.
        let (pipe, _writer) = std::io::pipe().unwrap();
        let pipe = File::from(std::os::fd::OwnedFd::from(pipe));
        assert_eq!(
            pipe.sync_data().unwrap_err().kind(),
            ErrorKind::InvalidInput
        );
        let file = LockedFile::lock(pipe).unwrap();
        assert_eq!(file.sync_data().unwrap_err().kind(), ErrorKind::Other);
        let looked = open_read_only(&file).map(abandon);
        assert!(matches!(&looked, Err(redb::Error::Io(error)) if error.kind() == ErrorKind::Other));
    }
}
