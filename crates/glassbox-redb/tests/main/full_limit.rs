//! A limit of what the process may write, which ends in the middle of what it writes.

use std::fs;
use std::process::Command;

use glassbox_redb::{OpenError, RedbStore};

use crate::full::{Server, assert_is_full, assert_is_whole, assert_loses_nothing, folder, run};
use crate::support::PAGE;

const LIMITS: u64 = 40;
const ENDS: usize = 120;

/// Limits the files that this process writes; the parent ignores the signal.
fn limit(bytes: &str) {
    let id = std::process::id().to_string();
    let limit = format!("--fsize={bytes}:unlimited");
    let status = Command::new("prlimit")
        .args(["--pid", &id, &limit])
        .status();
    assert!(status.unwrap().success());
}

fn run_under_a_limit(child: &str) {
    let folder = tempfile::tempdir().unwrap();
    run(child, folder.path(), &["sh"], "trap '' XFSZ; exec \"$@\"");
}

#[test]
fn a_file_that_may_not_grow_loses_nothing_and_it_goes_on_when_it_may() {
    run_under_a_limit("full_limit::child_grows_to_its_limit");
}

#[test]
#[ignore = "it is started by another test, with a signal ignored"]
fn child_grows_to_its_limit() {
    let Some(folder) = folder() else { return };
    limit("1500000");
    assert_loses_nothing(&folder.join("sessions.redb"), || limit("unlimited"));
}

#[test]
fn wherever_in_a_file_a_write_fails_nobody_is_logged_out() {
    run_under_a_limit("full_limit::child_may_not_write");
}

#[test]
#[ignore = "it is started by another test, with a signal ignored"]
fn child_may_not_write() {
    let Some(folder) = folder() else { return };
    let path = folder.join("sessions.redb");
    let server = Server::new(&path);
    let mut clients: Vec<_> = (0..100).map(|_| server.login().unwrap()).collect();
    let len = fs::metadata(&path).unwrap().len();
    let (mut refused, mut torn) = (0, 0);
    for step in 0..LIMITS {
        let before = refused;
        // Behind it nothing can be written: at first nothing at all, then the header alone, then
        // more and more of the pages.
        limit(&(len * step / LIMITS).to_string());
        for _ in 0..3 {
            match server.login() {
                Ok(client) => clients.push(client),
                Err(error) => {
                    refused += 1;
                    assert_is_full(&error);
                }
            }
            refused += server.refresh(&mut clients[..5]);
        }
        if step == 0 {
            assert_eq!(refused, 3 * 6);
        }
        torn += usize::from(refused > before);
        assert!(matches!(RedbStore::open(&path), Err(OpenError::InUse)));
        limit("unlimited");
        clients.push(server.login_at_last());
        server.assert_has(&clients);
        assert_eq!(server.refresh(&mut clients[..5]), 0);
    }
    assert_eq!(server.refresh(&mut clients), 0);
    assert_is_whole(&path, server.close(), clients);
    println!("{LIMITS} limits, {torn} of them met, {refused} answers refused, nothing lost");
}

#[test]
fn what_is_refused_was_not_done_though_all_that_counts_was_written() {
    run_under_a_limit("full_limit::child_may_not_write_the_end");
}

#[test]
#[ignore = "it is started by another test, with a signal ignored"]
fn child_may_not_write_the_end() {
    let Some(folder) = folder() else { return };
    let path = folder.join("sessions.redb");
    let server = Server::new(&path);
    let mut clients: Vec<_> = (0..50).map(|_| server.login().unwrap()).collect();
    let mut refused = 0;
    for _ in 0..ENDS {
        // The pages of a commit are free for the second one after it: all of them can be written
        // again, but for the unused end of the last.
        let before = fs::read(&path).unwrap();
        clients.push(server.login_at_last());
        let after = fs::read(&path).unwrap();
        clients.push(server.login().unwrap());
        let pages = before.chunks(PAGE).zip(after.chunks(PAGE));
        let last = pages.enumerate().rfind(|(_, (old, new))| old != new);
        let last = last.map_or(0, |(page, _)| page) * PAGE;
        limit(&(last + PAGE - 64).to_string());
        match server.login() {
            Ok(client) => clients.push(client),
            Err(error) => {
                refused += 1;
                assert_is_full(&error);
            }
        }
        limit("unlimited");
    }
    assert_is_whole(&path, server.close(), clients);
    println!("{ENDS} limits, {refused} refused, and none of them done");
}

#[test]
fn what_may_have_been_done_is_not_told_as_refused() {
    run_under_a_limit("full_limit::child_may_not_know");
}

#[test]
#[ignore = "it is started by another test, with a signal ignored"]
fn child_may_not_know() {
    let Some(folder) = folder() else { return };
    let path = folder.join("sessions.redb");
    let server = Server::new(&path);
    server.login().unwrap();
    // It is looked at what a commit has left, and that will not be found again.
    fs::remove_file(&path).unwrap();
    limit("0");
    let error = server.login().map(|_| ()).unwrap_err();
    limit("unlimited");
    assert_eq!(error.code(), "store_unavailable", "{error:?}");
}
