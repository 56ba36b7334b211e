//! The file under the database: made whole or not at all, and tried before it is trusted.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use redb::backends::FileBackend;
use redb::{Database, StorageBackend};

use crate::tables;
use crate::trial::Trial;

/// Each page is read once or twice for a trial.
const CACHE: usize = 16 << 20;

/// The file, locked from now on: a database that is closed and opened again on it never lets
/// another process in between.
#[derive(Clone, Debug)]
pub(crate) struct Kept(Arc<Known>);

#[derive(Debug)]
struct Known {
    file: FileBackend,
    /// The same, to ask how long it is: whoever asks for all that is known of a file makes its next
    /// write a change of its times as well, and that costs a third of a commit.
    end: File,
    /// How long it is, unless somebody else has cut it off.
    len: AtomicU64,
}

impl Kept {
    /// The file of this name; a new one when there is none.
    pub(crate) fn open(path: &Path) -> Result<Self, redb::Error> {
        let kept = match path.try_exists()? {
            true => None,
            false => Self::make(path)?,
        };
        let kept = match kept {
            Some(kept) => kept,
            None => Self::of(File::options().read(true).write(true).open(path)?)?,
        };
        sync_folder(path)?;
        // The engine would begin anew in it, and what is empty was cut off: see `make`.
        match kept.len()? {
            0 => {
                let problem = "it is empty, and was not made so: delete it to begin anew";
                Err(Error::new(ErrorKind::InvalidData, problem).into())
            }
            _ => Ok(kept),
        }
    }

    fn of(file: File) -> Result<Self, redb::Error> {
        let end = file.try_clone()?;
        let file = FileBackend::new(file)?;
        let len = file.len()?.into();
        Ok(Self(Arc::new(Known { file, end, len })))
    }

    /// Makes a file beside its name, and names it when it is whole: neither a crash nor a full disk
    /// leaves half of one behind, and a file that is empty or without tables has been damaged.
    /// `None` when another process was first.
    fn make(path: &Path) -> Result<Option<Self>, redb::Error> {
        let mut beside = path.as_os_str().to_owned();
        beside.push(".new");
        let beside = PathBuf::from(beside);
        // Perhaps a rest of one that was not finished. Whoever makes one holds its lock until it is
        // named.
        let mut options = File::options();
        options.read(true).write(true).create(true).truncate(false);
        let kept = Self::of(options.open(&beside)?)?;
        if path.try_exists()? {
            let _ = fs::remove_file(&beside);
            return Ok(None);
        }
        let made = kept.fill().and_then(|()| Ok(fs::rename(&beside, path)?));
        if let Err(error) = made {
            let _ = fs::remove_file(&beside);
            return Err(error);
        }
        Ok(Some(kept))
    }

    fn fill(&self) -> Result<(), redb::Error> {
        self.set_len(0)?;
        let database = Database::builder().create_with_backend(self.clone())?;
        let transaction = database.begin_write()?;
        tables::create(&transaction)?;
        transaction.commit()?;
        Ok(())
    }

    /// Looks at all of it before it is touched: a damage would be handed out, or be spread to what is
    /// whole.
    pub(crate) fn try_out(&self) -> Result<(), redb::Error> {
        let Some(trial) = Trial::after_a_crash(self.clone())? else {
            return Ok(());
        };
        let database = trial_of(trial)?;
        let checked = tables::check(&database);
        abandon(database);
        checked
    }

    /// A database to read what is in the file, and stays there, where nothing can be written; to be
    /// [abandoned](abandon).
    pub(crate) fn look(&self) -> Result<Database, redb::Error> {
        self.sync_data()?;
        trial_of(Trial::new(self.clone())?)
    }

    /// Opens a database on it, repaired on the way after a crash.
    pub(crate) fn database(&self) -> Result<Database, redb::Error> {
        let database = Database::builder().create_with_backend(self.clone())?;
        match tables::check(&database) {
            Ok(()) => Ok(database),
            Err(error) => {
                abandon(database);
                Err(error)
            }
        }
    }
}

impl Drop for Known {
    /// Unlocks it. Closing does so only when nobody else has it open, and a process that is being
    /// started elsewhere in this one has, for a moment.
    fn drop(&mut self) {
        let _ = self.file.close();
    }
}

fn trial_of(trial: Trial<Kept>) -> Result<Database, redb::Error> {
    let mut builder = Database::builder();
    Ok(builder.set_cache_size(CACHE).create_with_backend(trial)?)
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

/// The name of a new file is durable with its folder.
#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<(), redb::Error> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    match File::open(folder.unwrap_or(Path::new("."))).and_then(|it| it.sync_all()) {
        // Of a file system that does so by itself, or knows no such thing.
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::InvalidInput | ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        synced => Ok(synced?),
    }
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> Result<(), redb::Error> {
    Ok(())
}

impl StorageBackend for Kept {
    fn len(&self) -> Result<u64, Error> {
        self.0.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        self.0.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        self.0.file.set_len(len)?;
        self.0.len.store(len, Ordering::Release);
        Ok(())
    }

    fn sync_data(&self) -> Result<(), Error> {
        // Nor is it known then what is on the disk: no "full", after which it is read.
        self.0.file.sync_data().map_err(Error::other)
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        // It would get its length back, and holes in place of its rows.
        if (&self.0.end).seek(SeekFrom::End(0))? < self.0.len.load(Ordering::Acquire) {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        self.0.file.write(offset, data)
    }

    // `close` is left out, since it would unlock: see `drop`.
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_unlocked_though_a_process_that_is_being_started_has_it_open() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sessions.redb");
        let kept = Kept::open(&path).unwrap();
        // As one is inherited: of the same opening.
        let inherited = kept.0.end.try_clone().unwrap();
        drop(kept);
        assert!(Kept::open(&path).is_ok());
        drop(inherited);
    }

    /// Of what could not be synced nobody knows what is on the disk, whatever the reason.
    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_not_on_the_disk_is_neither_full_nor_looked_at() {
        // It cannot be synced, and is as long as a file that is empty.
        let (pipe, _writer) = std::io::pipe().unwrap();
        let pipe = File::from(std::os::fd::OwnedFd::from(pipe));
        assert_eq!(
            pipe.sync_data().unwrap_err().kind(),
            ErrorKind::InvalidInput
        );
        let kept = Kept::of(pipe).unwrap();
        assert_eq!(kept.sync_data().unwrap_err().kind(), ErrorKind::Other);
        let looked = kept.look().map(abandon);
        assert!(matches!(&looked, Err(redb::Error::Io(error)) if error.kind() == ErrorKind::Other));
    }
}
