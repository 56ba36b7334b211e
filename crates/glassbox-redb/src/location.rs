//! The path of the file: makes a file whole or not at all, and checks that the path still leads to it.

use std::fs::{self, File, Metadata};
use std::hash::{BuildHasher, RandomState};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf, absolute};

use redb::StorageBackend;

use crate::database;
use crate::file::LockedFile;

/// Where the file was opened.
#[derive(Debug)]
pub(crate) struct Location {
    path: PathBuf,
    identity: Identity,
}

impl Location {
    /// The file of this path; a new one when there is none.
    pub(crate) fn open(path: &Path) -> Result<(Self, LockedFile), redb::Error> {
        let path = absolute(path)?;
        let made = match path.try_exists()? {
            true => None,
            false => make(&path)?,
        };
        let file = match made {
            Some(file) => file,
            None => LockedFile::lock(File::options().read(true).write(true).open(&path)?)?,
        };
        sync_folder(&path)?;
        // The engine would begin anew in an empty file. Since `make` makes none, it was cut off.
        if file.len()? == 0 {
            let problem = "it is empty, and was not made empty: delete it to begin anew";
            return Err(Error::new(ErrorKind::InvalidData, problem).into());
        }
        let identity = identity(&file.metadata()?);
        let location = Self { path, identity };
        // The file may have been replaced before it was locked.
        location.check()?;
        Ok((location, file))
    }

    /// Whether the path leads to the file. If it does not, writes are lost, and whoever opens the path
    /// has another file.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match fs::metadata(&self.path) {
            Ok(found) if identity(&found) == self.identity => return Ok(()),
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let problem = "the file is not at its path any more: it was deleted, moved or replaced";
        Err(Error::new(ErrorKind::NotFound, problem))
    }
}

/// The device, and the file's number there.
#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(file: &Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

/// Other systems have none: it is not noticed if another file replaces this one.
#[cfg(not(unix))]
type Identity = ();

#[cfg(not(unix))]
fn identity(_: &Metadata) -> Identity {}

/// Makes a file under another name beside it, and links it to its own name when it is whole. So neither
/// a crash nor a full disk leaves half a file behind, and a file that is empty or without tables is a
/// damaged one. `None` when another process was first.
fn make(path: &Path) -> Result<Option<LockedFile>, redb::Error> {
    // Others who may write in the folder cannot guess it, and its length does not depend on the name.
    let random = RandomState::new().hash_one(path);
    let beside = path.with_file_name(format!(".{random:016x}.new"));
    let file = new(&beside)?;
    let made = fill(file).and_then(|file| match fs::hard_link(&beside, path) {
        Ok(()) => Ok(Some(file)),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(error.into()),
    });
    let _ = fs::remove_file(&beside);
    made
}

/// Makes a file that was not there: no link is followed, and nobody else can read it.
fn new(path: &Path) -> Result<File, Error> {
    let mut options = File::options();
    options.read(true).write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(path)?;
    // A umask may take bits away, even the owner's.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// Locks the file before it gets its name.
fn fill(file: File) -> Result<LockedFile, redb::Error> {
    let file = LockedFile::lock(file)?;
    database::create(&file)?;
    Ok(file)
}

/// The name of a new file is durable only when its folder is.
#[cfg(unix)]
fn sync_folder(path: &Path) -> Result<(), redb::Error> {
    let folder = path.parent().unwrap_or(path);
    match File::open(folder).and_then(|it| it.sync_all()) {
        // The file system does so by itself, or does not support it.
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

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_new_file_is_none_that_was_there_and_no_link_is_followed() {
        let folder = tempfile::tempdir().unwrap();
        let [file, beside, nowhere] =
            ["file", "beside", "nowhere"].map(|it| folder.path().join(it));
        fs::write(&file, "of another").unwrap();
        for target in [&file, &nowhere] {
            symlink(target, &beside).unwrap();
            assert_eq!(new(&beside).unwrap_err().kind(), ErrorKind::AlreadyExists);
            fs::remove_file(&beside).unwrap();
        }
        assert_eq!(new(&file).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read_to_string(&file).unwrap(), "of another");
        assert!(!nowhere.exists());
    }

    #[test]
    fn a_name_of_any_length_is_made() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a".repeat(255));
        assert!(make(&path).unwrap().is_some());
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn what_was_made_by_another_meanwhile_is_left_to_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("sessions.redb");
        let first = make(&path).unwrap().unwrap();
        let bytes = fs::read(&path).unwrap();
        assert!(make(&path).unwrap().is_none());
        assert!(fs::read(&path).unwrap() == bytes);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        drop(first);
    }
}
