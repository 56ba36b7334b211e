//! A file that is no longer at its path while it is open, or was written over: nobody is told that what
//! they did stays, and what lies there now is left alone.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use glassbox::session::conformance::block_on;
use glassbox::session::{NewSession, Refreshed, SessionStore};
use glassbox::time::FixedClock;
use glassbox_redb::{OpenError, RedbStore};
use tempfile::TempDir;

use crate::support::{START, browser, server};

/// A folder of its own for the file, so that the folder can be replaced too.
fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("data")).unwrap();
    let path = folder.path().join("data/sessions.redb");
    (folder, path)
}

fn login(store: &RedbStore) -> Refreshed {
    let server = server(store.clone(), &FixedClock::new(START));
    block_on(server.login(NewSession::new("42", browser()))).unwrap()
}

/// What every way of asking is answered.
fn codes(store: &RedbStore, known: &Refreshed) -> Vec<Result<(), &'static str>> {
    let server = server(store.clone(), &FixedClock::new(START));
    let id = known.session().id();
    let answers = [
        block_on(server.login(NewSession::new("42", browser()))).map(drop),
        block_on(server.revoke_session("42", id)).map(drop),
        block_on(server.revoke_subject("42")),
        block_on(server.sessions("42")).map(drop),
        block_on(server.refresh(known.refresh_token(), &browser())).map(drop),
    ];
    let mut codes = answers.map(|it| it.map_err(|error| error.code())).to_vec();
    let pruned = block_on(store.prune(START, 9)).map(drop);
    codes.push(pruned.map_err(|error| error.code()));
    codes
}

/// Somebody does something to a file with one login, of which there is a copy from before it.
fn after(act: impl FnOnce(&Path, &Path)) -> (TempDir, PathBuf, RedbStore, Refreshed) {
    let (folder, path) = folder();
    drop(login(&RedbStore::open(&path).unwrap()));
    let backup = folder.path().join("backup");
    fs::copy(&path, &backup).unwrap();
    let store = RedbStore::open(&path).unwrap();
    let known = login(&store);
    act(&path, &backup);
    (folder, path, store, known)
}

type Act = fn(&Path, &Path);

#[cfg(unix)]
const UNAVAILABLE: [Result<(), &str>; 6] = [Err("store_unavailable"); 6];

#[cfg(unix)]
#[test]
fn a_file_that_is_not_at_its_path_is_unavailable() {
    let acts: [(&str, Act); 6] = [
        ("deleted", |path, _| fs::remove_file(path).unwrap()),
        ("moved", |path, _| {
            fs::rename(path, path.with_extension("old")).unwrap();
        }),
        ("replaced", |path, backup| {
            fs::rename(backup, path).unwrap();
        }),
        ("restored", |path, backup| {
            fs::remove_file(path).unwrap();
            fs::copy(backup, path).unwrap();
        }),
        ("a link to a copy", |path, backup| {
            fs::remove_file(path).unwrap();
            std::os::unix::fs::symlink(backup, path).unwrap();
        }),
        ("in a folder that was replaced", |path, backup| {
            let folder = path.parent().unwrap();
            fs::rename(folder, folder.with_extension("old")).unwrap();
            fs::create_dir(folder).unwrap();
            fs::copy(backup, path).unwrap();
        }),
    ];
    for (what, act) in acts {
        let (_folder, path, store, known) = after(act);
        let there = fs::read(&path).ok();
        assert_eq!(codes(&store, &known), UNAVAILABLE, "{what}");
        assert!(fs::read(&path).ok() == there, "{what}");
        // The path is another's by now.
        let other = RedbStore::open(&path).unwrap();
        login(&other);
        assert_eq!(codes(&store, &known), UNAVAILABLE, "{what}");
        login(&other);
        drop(other);
        let there = fs::read(&path).unwrap();
        drop(store);
        assert!(fs::read(&path).unwrap() == there, "{what}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_that_is_moved_back_goes_on() {
    let (_folder, path, store, known) = after(|_, _| ());
    let away = path.with_extension("away");
    fs::rename(&path, &away).unwrap();
    assert_eq!(codes(&store, &known), UNAVAILABLE);
    assert!(matches!(RedbStore::open(&away), Err(OpenError::InUse)));
    fs::rename(&away, &path).unwrap();
    login(&store);
}

/// Whoever was refused keeps the token, and comes back with it.
#[cfg(unix)]
#[test]
fn what_was_refused_while_it_was_away_was_not_done() {
    let (_folder, path, store, known) = after(|_, _| ());
    let clock = FixedClock::new(START);
    let server = server(store, &clock);
    let refresh = || block_on(server.refresh(known.refresh_token(), &browser()));
    clock.advance(Duration::from_secs(60));
    let away = path.with_extension("away");
    fs::rename(&path, &away).unwrap();
    assert_eq!(refresh().unwrap_err().code(), "store_unavailable");
    let revoked = block_on(server.revoke_session("42", known.session().id()));
    assert_eq!(revoked.unwrap_err().code(), "store_unavailable");
    clock.advance(Duration::from_secs(60));
    fs::rename(&away, &path).unwrap();
    assert_eq!(refresh().unwrap().session().generation(), 1);
}

/// `cp` keeps the file, and writes another over it.
#[test]
fn a_file_that_is_written_over_is_told_and_left_as_it_was_restored() {
    let (folder, path, store, known) = after(|path, backup| {
        fs::write(path, fs::read(backup).unwrap()).unwrap();
    });
    assert_eq!(codes(&store, &known), [Err("store_corrupt"); 6]);
    drop(store);
    let backup = fs::read(folder.path().join("backup")).unwrap();
    assert!(fs::read(&path).unwrap() == backup);
    let store = RedbStore::open(&path).unwrap();
    assert_eq!(block_on(store.list("42", None, 9)).unwrap().len(), 1);
}

/// As a reader, who comes first, meets it.
#[test]
fn what_was_written_over_is_not_read() {
    let (_folder, _, store, _) = after(|path, backup| {
        fs::write(path, fs::read(backup).unwrap()).unwrap();
    });
    let listed = block_on(store.list("42", None, 9));
    assert_eq!(listed.unwrap_err().code(), "store_corrupt");
}
