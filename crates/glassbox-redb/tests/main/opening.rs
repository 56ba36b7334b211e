//! What is opened, and what is refused and left alone.

use std::fs;
use std::process::Command;

use glassbox::session::NewSession;
use glassbox::session::conformance::block_on;
use glassbox::time::FixedClock;
use glassbox_redb::{OpenError, RedbStore};
use redb::Database;

use crate::support::{PAGE, START, alone, browser, folder, server};

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
    let text = "the file is in use: one process at a time can have it open";
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

#[test]
fn what_was_left_of_making_a_file_is_no_obstacle() {
    let (folder, path) = folder();
    let beside = folder.path().join("sessions.redb.new");
    fs::write(&beside, [0; 2 * PAGE]).unwrap();
    let store = RedbStore::open(&path).unwrap();
    assert!(!beside.exists());
    assert!(matches!(RedbStore::open(&path), Err(OpenError::InUse)));
    drop(store);
    assert!(RedbStore::open(&path).is_ok());
}

#[test]
fn one_that_is_being_made_by_another_is_in_use() {
    let (folder, path) = folder();
    let beside = fs::File::create(folder.path().join("sessions.redb.new")).unwrap();
    beside.lock().unwrap();
    assert!(matches!(RedbStore::open(&path), Err(OpenError::InUse)));
    beside.unlock().unwrap();
    assert!(RedbStore::open(&path).is_ok());
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
