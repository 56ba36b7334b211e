//! The file under the engine: locked, and checked for changes by others, who must not write to it.

use std::fs::{File, Metadata, TryLockError};
use std::io::{Error, ErrorKind, Seek, SeekFrom};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use redb::StorageBackend;
use redb::backends::FileBackend;

use crate::format::HEADER;

/// The file, which stays locked when a database on it is closed and opened again, so that no other
/// process comes in between.
#[derive(Clone, Debug)]
pub(crate) struct LockedFile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: FileBackend,
    /// The same file, for what the engine's cannot do.
    own: File,
    fingerprint: Mutex<Fingerprint>,
}

/// How this process left the file. It differs only if somebody else changed the file.
#[derive(Debug)]
struct Fingerprint {
    len: u64,
    /// Its first bytes, which differ after each commit.
    begin: Vec<u8>,
}

impl LockedFile {
    /// Locks a file. The engine cannot be relied on for it: which locks it takes depends on its
    /// version.
    pub(crate) fn lock(own: File) -> Result<Self, redb::Error> {
        own.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => redb::Error::DatabaseAlreadyOpen,
            TryLockError::Error(error) => {
                Error::new(error.kind(), format!("it cannot be locked: {error}")).into()
            }
        })?;
        let file = FileBackend::new(own.try_clone()?)?;
        let len = file.len()?;
        let begin = begin(&file, len)?;
        let fingerprint = Fingerprint { len, begin }.into();
        Ok(Self(Arc::new(Inner {
            file,
            own,
            fingerprint,
        })))
    }

    pub(crate) fn metadata(&self) -> Result<Metadata, Error> {
        self.0.own.metadata()
    }

    /// Whether the file is as this process left it.
    pub(crate) fn check(&self) -> Result<(), Error> {
        self.compare(&self.fingerprint())
    }

    fn compare(&self, expected: &Fingerprint) -> Result<(), Error> {
        if self.end()? < expected.len {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        if begin(&self.0.file, expected.len)? != expected.begin {
            let problem = "somebody else wrote to it";
            return Err(Error::new(ErrorKind::InvalidData, problem));
        }
        Ok(())
    }

    /// How long it is. A seek, since asking for the metadata may make the next write update the file's
    /// times as well.
    fn end(&self) -> Result<u64, Error> {
        (&self.0.own).seek(SeekFrom::End(0))
    }

    fn fingerprint(&self) -> MutexGuard<'_, Fingerprint> {
        self.0
            .fingerprint
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Allows a change, if the file is as this process left it. A file that was cut off would get its
    /// length back, with holes in place of its rows, and a file that was restored from a copy would be
    /// mixed with its former content.
    fn to_change(&self) -> Result<MutexGuard<'_, Fingerprint>, Error> {
        let expected = self.fingerprint();
        self.compare(&expected)?;
        Ok(expected)
    }
}

fn begin(file: &FileBackend, len: u64) -> Result<Vec<u8>, Error> {
    let len = usize::try_from(len).map_or(HEADER, |len| len.min(HEADER));
    let mut begin = vec![0; len];
    file.read(0, &mut begin)?;
    Ok(begin)
}

impl Drop for Inner {
    /// Closing would unlock it only when nobody else has it open, and a child process that is being
    /// started has it open for a moment.
    fn drop(&mut self) {
        let _ = self.own.unlock();
    }
}

impl StorageBackend for LockedFile {
    fn len(&self) -> Result<u64, Error> {
        self.0.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), Error> {
        self.0.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> Result<(), Error> {
        let mut expected = self.to_change()?;
        self.0.file.set_len(len)?;
        expected.len = len;
        expected.begin = begin(&self.0.file, len)?;
        Ok(())
    }

    fn sync_data(&self) -> Result<(), Error> {
        // After a failed sync nobody knows what is on the disk: so never "full", after which it would
        // be read.
        self.0.file.sync_data().map_err(Error::other)
    }

    fn write(&self, offset: u64, data: &[u8]) -> Result<(), Error> {
        let mut expected = self.to_change()?;
        let written = self.0.file.write(offset, data);
        if usize::try_from(offset).is_ok_and(|offset| offset < HEADER) {
            // A failed write may have been done in part.
            expected.begin = begin(&self.0.file, expected.len)?;
        }
        written
    }

    // `close` and the locks are left out: the file is locked until it is dropped.
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn it_is_unlocked_though_a_process_that_is_being_started_has_it_open() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let open = || LockedFile::lock(file.reopen().unwrap());
        let kept = open().unwrap();
        // As one is inherited: of the same opening.
        let inherited = kept.0.own.try_clone().unwrap();
        assert!(matches!(open(), Err(redb::Error::DatabaseAlreadyOpen)));
        drop(kept);
        assert!(open().is_ok());
        drop(inherited);
    }

    #[test]
    fn nothing_is_written_to_what_somebody_else_changed() {
        let mut other = tempfile::tempfile().unwrap();
        let kept = LockedFile::lock(other.try_clone().unwrap()).unwrap();
        kept.set_len(1_000).unwrap();
        kept.write(0, b"the first commit").unwrap();
        let is_refused = |kind| {
            let checked = kept.check().unwrap_err();
            let grown = kept.set_len(2_000).unwrap_err();
            let written = kept.write(500, b"rows").unwrap_err();
            assert_eq!([checked, grown, written].map(|it| it.kind()), [kind; 3]);
        };
        let mut begin = |begin: &[u8]| {
            other.rewind().unwrap();
            other.write_all(begin).unwrap();
        };
        begin(b"the other commit");
        is_refused(ErrorKind::InvalidData);
        begin(b"the first commit");
        other.set_len(999).unwrap();
        is_refused(ErrorKind::UnexpectedEof);
        other.set_len(1_000).unwrap();
        assert!(kept.check().is_ok() && kept.write(500, b"rows").is_ok());
    }
}
