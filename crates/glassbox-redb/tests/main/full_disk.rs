//! A disk that is full in earnest: a small one that only the test sees.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use glassbox_redb::{OpenError, RedbStore};

use crate::full::{
    FOLDER, Server, assert_is_full, assert_is_whole, assert_loses_nothing, folder, run,
};

/// With a disk of a few megabytes, in a namespace that ends with the child, and the disk with it.
fn run_on_a_small_disk(child: &str) {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("mount -t tmpfs -o size=3m small \"${FOLDER}\" && exec \"$@\"");
    run(child, folder.path(), &["unshare", "-rm", "sh"], &script);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// Takes all room but `left`; gives it back when it is deleted.
fn ballast(folder: &Path, left: usize) -> PathBuf {
    let path = folder.join("ballast");
    let mut file = fs::File::create(&path).unwrap();
    let full = loop {
        if let Err(error) = std::io::Write::write_all(&mut file, &[1; 4_096]) {
            break error;
        }
    };
    assert_eq!(full.kind(), ErrorKind::StorageFull);
    let len = file.metadata().unwrap().len();
    file.set_len(len - u64::try_from(left).unwrap()).unwrap();
    path
}

#[test]
fn a_full_disk_loses_nothing_and_it_goes_on_when_there_is_room() {
    run_on_a_small_disk("full_disk::child_fills_a_disk");
}

#[test]
#[ignore = "it is started by another test, on a small disk"]
fn child_fills_a_disk() {
    let Some(folder) = folder() else { return };
    let ballast = ballast(&folder, 1 << 20);
    let make_room = || fs::remove_file(ballast).unwrap();
    assert_loses_nothing(&folder.join("sessions.redb"), make_room);
}

fn is_full(error: &OpenError) -> bool {
    match error {
        OpenError::Failed(error) => match &**error {
            redb::Error::Io(error) => error.kind() == ErrorKind::StorageFull,
            _ => false,
        },
        _ => false,
    }
}

#[test]
fn on_a_full_disk_no_file_is_made_and_one_that_is_there_is_opened() {
    run_on_a_small_disk("full_disk::child_opens_on_a_full_disk");
}

#[test]
#[ignore = "it is started by another test, on a small disk"]
fn child_opens_on_a_full_disk() {
    let Some(folder) = folder() else { return };
    let path = folder.join("sessions.redb");
    let everything = ballast(&folder, 0);
    let error = RedbStore::open(&path).unwrap_err();
    assert!(is_full(&error), "{error:?}");
    let left: Vec<_> = fs::read_dir(&folder).unwrap().collect();
    assert_eq!(left.len(), 1, "{left:?}");
    fs::rename(everything, folder.join("half")).unwrap();
    let half = fs::File::options().write(true).open(folder.join("half"));
    half.unwrap().set_len(1 << 20).unwrap();

    let server = Server::new(&path);
    let (clients, errors) = server.fill();
    errors.iter().for_each(assert_is_full);
    drop(server);
    ballast(&folder, 0);
    let server = Server::new(&path);
    server.assert_has(&clients);
    fs::remove_file(folder.join("half")).unwrap();
    assert_is_whole(&path, server.close(), clients);
}
