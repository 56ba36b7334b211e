//! Clients of a store that meets a full disk: what was answered stays, what was refused was not done, and
//! when there is room again it goes on by itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use glassbox::session::conformance::block_on;
use glassbox::session::{ClientAction, NewSession, RefreshError, SessionId, Sessions, StoreError};
use glassbox::time::FixedClock;
use glassbox_redb::{OpenError, RedbStore};
use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use crate::support::{ROWS, START, alone, browser, server};

pub(crate) const FOLDER: &str = "GLASSBOX_SMALL_DISK";
const CLIENTS: usize = 4;

/// One who is logged in, and the token that they hold.
pub(crate) struct Client {
    subject: String,
    id: SessionId,
    token: String,
}

pub(crate) struct Server {
    sessions: Sessions<RedbStore>,
    clock: FixedClock,
    subjects: AtomicUsize,
}

impl Server {
    pub(crate) fn new(path: &Path) -> Self {
        Self::with(path, FixedClock::new(START))
    }

    pub(crate) fn with(path: &Path, clock: FixedClock) -> Self {
        Self {
            sessions: server(RedbStore::open(path).unwrap(), &clock),
            clock,
            subjects: AtomicUsize::new(0),
        }
    }

    pub(crate) fn login(&self) -> Result<Client, RefreshError> {
        let subject = self.subjects.fetch_add(1, Ordering::Relaxed).to_string();
        let detail = BTreeMap::from([("detail", "x".repeat(1_000))]);
        let new = NewSession::new(subject.clone(), browser()).detail(&detail);
        let login = block_on(self.sessions.login(new))?;
        let id = *login.session().id();
        let token = login.into_tokens().1;
        Ok(Client { subject, id, token })
    }

    /// Logs in when there is room again: a disk that was full is not tried at once.
    pub(crate) fn login_at_last(&self) -> Client {
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
    pub(crate) fn fill(&self) -> (Vec<Client>, Vec<RefreshError>) {
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
    pub(crate) fn refresh(&self, clients: &mut [Client]) -> usize {
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

    pub(crate) fn close(self) -> FixedClock {
        self.clock
    }

    /// From the file: a list is never read from memory.
    pub(crate) fn assert_has(&self, clients: &[Client]) {
        for client in clients {
            let sessions = block_on(self.sessions.sessions(&client.subject)).unwrap();
            let ids: Vec<_> = sessions.iter().map(|session| *session.id()).collect();
            assert_eq!(ids, [client.id]);
        }
    }
}

pub(crate) fn assert_is_full(error: &RefreshError) {
    assert!(
        matches!(error, RefreshError::Store(StoreError::Full)),
        "{error:?}"
    );
    assert_eq!(error.code(), "store_full");
    assert_eq!(error.oauth_error(), "temporarily_unavailable");
    assert_eq!(error.client_action(), ClientAction::Retry);
    assert!(error.is_retryable());
}

/// All who were answered, and nobody who was refused, have a row, and its entry under the subject, and
/// are logged in with the token that they hold.
pub(crate) fn assert_is_whole(path: &Path, clock: FixedClock, mut clients: Vec<Client>) {
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
pub(crate) fn assert_loses_nothing(path: &Path, make_room: impl FnOnce()) {
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

/// Runs a test by itself, behind a script that ends with `"$@"`.
pub(crate) fn run(child: &str, folder: &Path, shell: &[&str], script: &str) {
    let output = Command::new(shell[0])
        .args(&shell[1..])
        .args(["-c", script, "sh"])
        .arg(std::env::current_exe().unwrap())
        .args(alone(child))
        .env(FOLDER, folder)
        .output()
        .unwrap();
    let [out, err] = [&output.stdout, &output.stderr].map(|it| String::from_utf8_lossy(it));
    assert!(output.status.success(), "{}\n{out}\n{err}", output.status);
    assert!(out.contains("1 passed"), "{out}\n{err}");
    println!("{out}");
}

/// The folder of a child; none when it was not started by its test.
pub(crate) fn folder() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}
