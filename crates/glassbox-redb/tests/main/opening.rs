//! What is opened, and what is refused and left alone.

use std::error::Error;
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Barrier;

use glassbox::session::NewSession;
use glassbox::session::conformance::block_on;
use glassbox::time::FixedClock;
use glassbox_redb::{OpenError, RedbStore};
use redb::Database;

use crate::support::{START, alone, browser, folder, server};

#[test]
fn what_was_answered_is_there_when_it_is_opened_again() {
    let (_folder, path) = folder();
    let open = || server(RedbStore::open(&path).unwrap(), &FixedClock::new(START));
    let server = open();
    let login = block_on(server.login(NewSession::new("42", browser()).label("laptop")));
    let login = login.unwrap();
    drop(server);
    let server = open();
    let devices = block_on(server.sessions("42")).unwrap();
    assert_eq!(devices, [login.session().clone()]);
    assert!(block_on(server.refresh(login.refresh_token(), &browser())).is_ok());
}

#[test]
fn one_process_at_a_time() {
    let (_folder, path) = folder();
    let store = RedbStore::open(&path).unwrap();
    let second = RedbStore::open(&path);
    assert!(matches!(second, Err(OpenError::InUse)), "{second:?}");
    let text = "the file is in use, by another process or another store of this one: open it once, and clone the store";
    assert_eq!(second.unwrap_err().to_string(), text);
    let other = |path| {
        let mut other = Command::new(std::env::current_exe().unwrap());
        other.args(alone("opening::child_opens_it"));
        let output = other.env(FILE, path).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(other(&path).contains(text));
    drop(store);
    assert!(other(&path).contains("opened"));
    assert!(RedbStore::open(&path).is_ok());
}

const FILE: &str = "GLASSBOX_OPENED_FILE";

#[test]
#[ignore = "it is started by another test"]
fn child_opens_it() {
    let Some(path) = std::env::var_os(FILE) else {
        return;
    };
    match RedbStore::open(path) {
        Ok(_) => println!("opened"),
        Err(error) => println!("{error}"),
    }
}

#[test]
fn what_is_no_such_file_is_left_alone() {
    let (folder, path) = folder();
    for content in [&b"not a store"[..], &[0xa5; 1 << 16]] {
        fs::write(&path, content).unwrap();
        let opened = RedbStore::open(&path);
        assert!(matches!(opened, Err(OpenError::Failed(_))), "{opened:?}");
        assert_eq!(fs::read(&path).unwrap(), content);
    }
    let nowhere = RedbStore::open(folder.path().join("nowhere").join("x"));
    assert!(matches!(nowhere, Err(OpenError::Failed(_))));
}

fn names(folder: &Path) -> Vec<OsString> {
    let entries = fs::read_dir(folder).unwrap();
    entries.map(|entry| entry.unwrap().file_name()).collect()
}

#[test]
fn of_many_who_make_a_file_at_once_one_has_it() {
    const OPENERS: usize = 8;
    for _ in 0..20 {
        let (folder, path) = folder();
        let together = Barrier::new(OPENERS);
        let open = || {
            together.wait();
            let opened = RedbStore::open(&path);
            together.wait(); // and nobody closes it before the others have tried
            opened.map_err(|error| matches!(error, OpenError::InUse))
        };
        let opened: Vec<_> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..OPENERS).map(|_| scope.spawn(open)).collect();
            let results = threads.into_iter().map(|it| it.join().unwrap());
            results.map(|it| it.map(drop)).collect()
        });
        let count = |is: Result<(), bool>| opened.iter().filter(|it| **it == is).count();
        assert_eq!((count(Ok(())), count(Err(true))), (1, OPENERS - 1));
        assert_eq!(names(folder.path()), ["sessions.redb"]);
    }
}

#[cfg(unix)]
#[test]
fn a_new_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let (_folder, path) = folder();
    let _store = RedbStore::open(&path).unwrap();
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

/// Nobody who may write in the folder gets a file of somebody else's emptied, or made, or the sessions
/// into one of theirs.
#[cfg(unix)]
#[test]
fn what_lies_beside_is_neither_followed_nor_taken() {
    use std::os::unix::fs::symlink;
    let (folder, path) = folder();
    let of_another = tempfile::tempdir().unwrap();
    let [old, new] = ["old", "new"].map(|name| of_another.path().join(name));
    fs::write(&old, "of another").unwrap();
    let beside = folder.path().join("sessions.redb.new");
    for target in [&old, &new] {
        symlink(target, &beside).unwrap();
        drop(RedbStore::open(&path).unwrap());
        fs::remove_file(&path).unwrap();
        assert_eq!(fs::read_link(&beside).unwrap(), *target);
        fs::remove_file(&beside).unwrap();
    }
    // Nor by its own name.
    symlink(&new, &path).unwrap();
    assert!(matches!(RedbStore::open(&path), Err(OpenError::Failed(_))));
    assert_eq!(fs::read_link(&path).unwrap(), new);
    assert_eq!(names(folder.path()), ["sessions.redb"]);

    assert_eq!(names(of_another.path()), ["old"]);
    assert_eq!(fs::read_to_string(&old).unwrap(), "of another");
}

#[test]
fn a_file_of_something_else_is_refused_and_left_alone() {
    let (_folder, path) = folder();
    drop(Database::create(&path).unwrap());
    let bytes = fs::read(&path).unwrap();
    assert!(matches!(RedbStore::open(&path), Err(OpenError::Failed(_))));
    assert!(fs::read(&path).unwrap() == bytes);
}

/// A name that may be lost with the next crash, and the sessions with it.
#[cfg(target_os = "linux")]
#[test]
fn what_is_in_a_folder_that_cannot_be_synced_is_not_opened() {
    let folder = tempfile::tempdir().unwrap();
    // Not as root, who may open every folder, but as one who owns this one.
    let shell = ["unshare", "--user", "sh"];
    let child = "opening::child_opens_in_a_folder";
    crate::full::run(child, folder.path(), &shell, "exec \"$@\"");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "it is started by another test, as another user"]
fn child_opens_in_a_folder() {
    use std::os::unix::fs::PermissionsExt;
    let Some(folder) = crate::full::folder() else {
        return;
    };
    let path = folder.join("sessions.redb");
    let allow = |mode: u32| fs::set_permissions(&folder, fs::Permissions::from_mode(mode)).unwrap();
    // A new one, and one that is there.
    for _ in 0..2 {
        allow(0o300);
        let opened = RedbStore::open(&path);
        allow(0o700);
        let Err(OpenError::Failed(error)) = opened else {
            panic!("{opened:?}");
        };
        let redb::Error::Io(error) = *error else {
            panic!("{error:?}");
        };
        assert_eq!(error.kind(), std::io::ErrorKind::PermissionDenied);
        assert!(RedbStore::open(&path).is_ok());
    }
}

#[test]
fn the_sentence_is_in_the_debug_and_the_cause_is_said_once() {
    let folder = tempfile::tempdir().unwrap();
    let opened = RedbStore::open(folder.path().join("nowhere/sessions.redb"));
    let cause = "I/O error: No such file or directory (os error 2)";
    let error = opened.unwrap_err();
    assert_eq!(error.to_string(), "the file cannot be opened");
    assert_eq!(error.source().unwrap().to_string(), cause);
    for (error, debug) in [
        (error, format!("Failed: the file cannot be opened: {cause}")),
        (
            OpenError::InUse,
            "InUse: the file is in use, by another process or another store of this one: open it once, and clone the store".into(),
        ),
        (
            OpenError::Thread(std::io::Error::other("no more\nof them")),
            "Thread: no thread can be started: no more\\nof them".into(),
        ),
    ] {
        assert_eq!(format!("{error:?}"), debug);
        assert_eq!(format!("{error:#?}"), debug);
    }
}
