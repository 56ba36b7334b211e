//! Databases on the file: the one that is used, and those that only look at it.

use redb::{Database, StorageBackend};

use crate::file::LockedFile;
use crate::migration;
use crate::overlay::Overlay;
use crate::tables;

/// Each page is read once or twice for a trial.
const CACHE: usize = 16 << 20;

/// Fills a file that is new.
pub(crate) fn create(file: &LockedFile) -> Result<(), redb::Error> {
    let database = Database::builder().create_with_backend(file.clone())?;
    let transaction = database.begin_write()?;
    tables::create(&transaction)?;
    transaction.commit()?;
    Ok(())
}

/// Looks at all of a file before it is touched: a damage would be handed out, or be spread to what is
/// whole.
pub(crate) fn verify(file: &LockedFile) -> Result<(), redb::Error> {
    let database = open_overlay(Overlay::after_a_crash(file.clone())?)?;
    let checked = tables::check(&database);
    abandon(database);
    checked
}

/// A database to read what is in the file, and stays there, where nothing can be written; to be
/// [abandoned](abandon).
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
    // In a file of a version before, tables are missing.
    let opened = tables::check(&database).and_then(|()| migration::migrate(&database));
    match opened {
        Ok(()) => Ok(database),
        Err(error) => {
            abandon(database);
            Err(error)
        }
    }
}

/// Closes a database that is not to be trusted: within a panic, it writes nothing more.
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
    /// Of what could not be synced nobody knows what is on the disk, whatever the reason.
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
