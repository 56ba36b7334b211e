//! A disk that is full in earnest: a small one that only the test sees, and a limit of what its
//! process may write. What was answered stays, what was refused was not done, and when there is room
//! again it goes on by itself.
#![cfg(target_os = "linux")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use glassbox::session::conformance::block_on;
use glassbox::session::{
    ClientAction, NewSession, Presenter, RefreshError, SessionId, Sessions, StoreError,
};
use glassbox::time::FixedClock;
use glassbox::{HmacKey, NumericDate, Signer};
use glassbox_redb::{OpenError, RedbStore};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

const FOLDER: &str = "GLASSBOX_SMALL_DISK";
const CLIENTS: usize = 4;
const LIMITS: u64 = 40;
const ENDS: usize = 120;
const PAGE: usize = 4_096;

fn browser() -> Presenter {
    Presenter::first_party()
}

/// One who is logged in, and the token that they hold.
struct Client {
    subject: String,
    id: SessionId,
    token: String,
}

struct Server {
    sessions: Sessions<HmacKey, RedbStore>,
    clock: FixedClock,
    subjects: AtomicUsize,
}

impl Server {
    fn new(path: &Path) -> Self {
        let clock = FixedClock::new(NumericDate::from_seconds(1_800_000_000));
        Self::with(path, clock)
    }

    fn with(path: &Path, clock: FixedClock) -> Self {
        let key = |byte: u8| HmacKey::hs256([byte; 32]).unwrap();
        let signer = Signer::new(key(1)).validity(Duration::from_secs(300));
        let builder = Sessions::builder(signer, key(2), RedbStore::open(path).unwrap());
        Self {
            sessions: builder.clock(clock.clone()).build().unwrap(),
            clock,
            subjects: AtomicUsize::new(0),
        }
    }

    fn login(&self) -> Result<Client, RefreshError> {
        let subject = self.subjects.fetch_add(1, Ordering::Relaxed).to_string();
        let detail = BTreeMap::from([("detail", "x".repeat(1_000))]);
        let new = NewSession::new(subject.clone(), browser()).detail(&detail);
        let login = block_on(self.sessions.login(new))?;
        let id = *login.session().id();
        let token = login.into_tokens().1;
        Ok(Client { subject, id, token })
    }

    /// Logs in when there is room again: a disk that was full is not tried at once.
    fn login_at_last(&self) -> Client {
        let deadline = Instant::now() + Duration::from_secs(60);
        loop {
            match self.login() {
                Ok(client) => return client,
                Err(error) => assert_is_full(&error),
            }
            assert!(Instant::now() < deadline, "it is full for ever");
        }
    }

    /// Logs in from some threads at once, each until it is refused.
    fn fill(&self) -> (Vec<Client>, Vec<RefreshError>) {
        let fill = || {
            let mut clients = Vec::new();
            loop {
                match self.login() {
                    Ok(client) => clients.push(client),
                    Err(error) => return (clients, error),
                }
            }
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..CLIENTS).map(|_| scope.spawn(fill)).collect();
            let mut all = (Vec::new(), Vec::new());
            for thread in threads {
                let (clients, error) = thread.join().unwrap();
                all.0.extend(clients);
                all.1.push(error);
            }
            all
        })
    }

    /// Refreshes all, when the grace of what was before is over; how many are refused, and keep their
    /// token.
    fn refresh(&self, clients: &mut [Client]) -> usize {
        self.clock.advance(Duration::from_secs(60));
        let mut refused = 0;
        for client in clients {
            match block_on(self.sessions.refresh(&client.token, &browser())) {
                Ok(refreshed) => client.token = refreshed.into_tokens().1,
                Err(error) => {
                    refused += 1;
                    assert_is_full(&error);
                }
            }
        }
        refused
    }

    fn close(self) -> FixedClock {
        self.clock
    }

    /// From the file: a list is never read from memory.
    fn assert_has(&self, clients: &[Client]) {
        for client in clients {
            let sessions = block_on(self.sessions.sessions(&client.subject)).unwrap();
            let ids: Vec<_> = sessions.iter().map(|session| *session.id()).collect();
            assert_eq!(ids, [client.id]);
        }
    }
}

fn assert_is_full(error: &RefreshError) {
    assert!(
        matches!(error, RefreshError::Store(StoreError::Full)),
        "{error:?}"
    );
    assert_eq!(error.code(), "store_full");
    assert_eq!(error.oauth_error(), "temporarily_unavailable");
    assert_eq!(error.client_action(), ClientAction::Retry);
    assert!(error.is_retryable());
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

/// All who were answered, and nobody who was refused, have a row, and its entry under the subject, and
/// are logged in with the token that they hold.
fn assert_is_whole(path: &Path, clock: FixedClock, mut clients: Vec<Client>) {
    const ROWS: TableDefinition<'_, &[u8; 16], &[u8]> = TableDefinition::new("session");
    const ENTRIES: TableDefinition<'_, (&[u8], &[u8; 16]), ()> = TableDefinition::new("subject");
    let mut database = Database::open(path).unwrap();
    assert!(database.check_integrity().unwrap());
    let transaction = database.begin_read().unwrap();
    let rows = transaction.open_table(ROWS).unwrap();
    let entries = transaction.open_table(ENTRIES).unwrap();
    let answered: BTreeSet<_> = clients.iter().map(|it| *it.id.as_bytes()).collect();
    let rows = rows.iter().unwrap().map(|row| *row.unwrap().0.value());
    assert_eq!(rows.collect::<BTreeSet<_>>(), answered);
    let entries = entries.iter().unwrap();
    let entries = entries.map(|entry| *entry.unwrap().0.value().1);
    assert_eq!(entries.collect::<BTreeSet<_>>(), answered);
    drop((transaction, database));
    let server = Server::with(path, clock);
    assert_eq!(server.refresh(&mut clients), 0);
}

/// Fills the disk, uses it when it is full, and when there is room.
fn assert_loses_nothing(path: &Path, make_room: impl FnOnce()) {
    let server = Server::new(path);
    let (mut clients, errors) = server.fill();
    errors.iter().for_each(assert_is_full);
    assert!(clients.len() > 100, "{}", clients.len());
    server.assert_has(&clients);
    let refused = server.refresh(&mut clients);
    server.assert_has(&clients);
    assert!(matches!(RedbStore::open(path), Err(OpenError::InUse)));

    make_room();
    clients.push(server.login_at_last());
    assert_eq!(server.refresh(&mut clients), 0);
    server.assert_has(&clients);
    println!(
        "{} logins until it was full, {refused} of their refreshes refused then, none later",
        clients.len() - 1
    );
    assert_is_whole(path, server.close(), clients);
}

/// Runs a test of this file by itself, behind a script that ends with `"$@"`.
fn run(child: &str, folder: &Path, shell: &[&str], script: &str) {
    let output = Command::new(shell[0])
        .args(&shell[1..])
        .args(["-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args([
            "--exact",
            child,
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ])
        .env(FOLDER, folder)
        .output()
        .unwrap();
    let [out, err] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    assert!(output.status.success(), "{}\n{out}\n{err}", output.status);
    assert!(out.contains("1 passed"), "{out}\n{err}");
    println!("{out}");
}

/// With a disk of a few megabytes, in a namespace that ends with the child, and the disk with it.
fn run_on_a_small_disk(child: &str) {
    let folder = tempfile::tempdir().unwrap();
    let script = format!("mount -t tmpfs -o size=3m small \"${FOLDER}\" && exec \"$@\"");
    run(child, folder.path(), &["unshare", "-rm", "sh"], &script);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// The folder of a child; none when it was not started by its test.
fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
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
    run_on_a_small_disk("child_fills_a_disk");
}

#[test]
#[ignore = "it is started by another test, on a small disk"]
fn child_fills_a_disk() {
    let Some(folder) = folder() else { return };
    let ballast = ballast(&folder, 1 << 20);
    let make_room = || fs::remove_file(ballast).unwrap();
    assert_loses_nothing(&folder.join("sessions.redb"), make_room);
}

#[test]
fn on_a_full_disk_no_file_is_made_and_one_that_is_there_is_opened() {
    run_on_a_small_disk("child_opens_on_a_full_disk");
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
    run_under_a_limit("child_grows_to_its_limit");
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
    run_under_a_limit("child_may_not_write");
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
    run_under_a_limit("child_may_not_write_the_end");
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
