//! Rotations per second on a file, against redb's own durable compare-and-swap of a row of the same
//! size, on the same disk, round by round in turn; with one client and with eight. Its own once by a
//! caller that waits for the disk, and once by a thread of its own for callers that must not.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    missing_docs
)]

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use glassbox::session::conformance::block_on;
use glassbox::session::{NewSession, Presenter, RefreshKind, Sessions};
use glassbox::time::FixedClock;
use glassbox::{HmacKey, NumericDate, Signer};
use glassbox_redb::RedbStore;
use redb::{Database, ReadableTable, TableDefinition};

const CLIENTS: [usize; 2] = [1, 8];
const ROUNDS: usize = 21;
/// Rotations of each client in a round, each of a session of its own.
const TURNS: usize = 50;

/// Ours: each client has its sessions, and the token of each.
struct Ours {
    sessions: Sessions<RedbStore>,
    clock: FixedClock,
    clients: Vec<Vec<String>>,
    row: usize,
}

impl Ours {
    fn new(path: &Path, clients: usize, turns: usize) -> Self {
        let clock = FixedClock::new(NumericDate::from_seconds(1_800_000_000));
        let key = |byte: u8| HmacKey::hs256([byte; 32]).unwrap();
        let signer = Signer::new(key(1)).validity(Duration::from_secs(300));
        let builder = Sessions::builder(signer, key(2), RedbStore::open(path).unwrap());
        let sessions = builder.clock(clock.clone()).build().unwrap();
        let mut row = 0;
        let mut login = |number: usize| {
            let new = NewSession::new(number.to_string(), Presenter::first_party());
            let login = block_on(sessions.login(new)).unwrap();
            row = login.session().to_bytes().len();
            login.into_tokens().1
        };
        let client = |client: usize| {
            (0..turns)
                .map(|turn| login(client * turns + turn))
                .collect()
        };
        let clients = (0..clients).map(client).collect();
        Self {
            sessions,
            clock,
            clients,
            row,
        }
    }

    fn round(&mut self) -> Duration {
        self.clock.advance(Duration::from_secs(60));
        let (sessions, browser) = (&self.sessions, &Presenter::first_party());
        let start = Instant::now();
        std::thread::scope(|scope| {
            for tokens in &mut self.clients {
                scope.spawn(move || {
                    for token in tokens {
                        let rotated = block_on(sessions.refresh(token, browser)).unwrap();
                        assert_eq!(rotated.kind(), RefreshKind::Rotated);
                        *token = rotated.into_tokens().1;
                    }
                });
            }
        });
        start.elapsed()
    }
}

const ROWS: TableDefinition<'_, &[u8; 16], &[u8]> = TableDefinition::new("row");

/// The engine alone: one durable transaction for each change of a row, by its version.
struct Raw {
    database: Arc<Database>,
    clients: Vec<Vec<[u8; 16]>>,
    version: u64,
    row: usize,
}

impl Raw {
    fn new(path: &Path, clients: usize, turns: usize, row: usize) -> Self {
        let database = Arc::new(Database::create(path).unwrap());
        // As far from each other as random ids are.
        let id = |number: usize| {
            let number =
                (number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
            number.to_be_bytes()
        };
        let client = |client: usize| (0..turns).map(|turn| id(client * turns + turn)).collect();
        let clients: Vec<Vec<_>> = (0..clients).map(client).collect();
        let transaction = database.begin_write().unwrap();
        let mut table = transaction.open_table(ROWS).unwrap();
        for id in clients.iter().flatten() {
            table.insert(id, vec![0; row].as_slice()).unwrap();
        }
        drop(table);
        transaction.commit().unwrap();
        // As ours, and as it is after any restart: a file that was closed once.
        drop(database);
        let database = Arc::new(Database::open(path).unwrap());
        Self {
            database,
            clients,
            version: 0,
            row,
        }
    }

    fn round(&mut self, by: By) -> Duration {
        let (seen, row) = (self.version, self.row);
        self.version += 1;
        let (new, database) = (self.version, &self.database);
        let (writer, jobs) = channel::<([u8; 16], Sender<bool>)>();
        let thread = Arc::clone(database);
        std::thread::spawn(move || {
            for (id, answer) in jobs {
                answer.send(swap(&thread, &id, seen, new, row)).unwrap();
            }
        });
        let start = Instant::now();
        std::thread::scope(|scope| {
            for ids in &self.clients {
                let writer = writer.clone();
                scope.spawn(move || {
                    let (answer, answered) = channel();
                    for id in ids {
                        let is_swapped = match by {
                            By::Caller => swap(database, id, seen, new, row),
                            By::Thread => {
                                writer.send((*id, answer.clone())).unwrap();
                                answered.recv().unwrap()
                            }
                        };
                        assert!(is_swapped);
                    }
                });
            }
        });
        start.elapsed()
    }
}

#[derive(Clone, Copy)]
enum By {
    Caller,
    Thread,
}

fn swap(database: &Database, id: &[u8; 16], seen: u64, new: u64, row: usize) -> bool {
    let transaction = database.begin_write().unwrap();
    let mut table = transaction.open_table(ROWS).unwrap();
    let stored = table.get(id).unwrap().map(|row| row.value().to_vec());
    if stored.is_none_or(|stored| stored[..8] != seen.to_be_bytes()) {
        return false;
    }
    let mut bytes = vec![0; row];
    bytes[..8].copy_from_slice(&new.to_be_bytes());
    table.insert(id, bytes.as_slice()).unwrap();
    drop(table);
    transaction.commit().unwrap();
    true
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn main() {
    // What `cargo test --benches` and a look at whether it runs want is one round.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let (rounds, turns) = if is_bench { (ROUNDS, TURNS) } else { (1, 2) };
    for clients in CLIENTS {
        let folder = tempfile::tempdir().unwrap();
        let mut ours = Ours::new(&folder.path().join("ours"), clients, turns);
        let mut raw = Raw::new(&folder.path().join("raw"), clients, turns, ours.row);
        let (mut rotations, mut swaps, mut handed) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..rounds {
            let per_second = |spent: Duration| (clients * turns) as f64 / spent.as_secs_f64();
            let mut figures = [0.0; 3];
            for turn in 0..3 {
                let which = (round + turn) % 3; // none always comes first
                figures[which] = per_second(match which {
                    0 => ours.round(),
                    1 => raw.round(By::Caller),
                    _ => raw.round(By::Thread),
                });
            }
            let [ours, by_caller, by_thread] = figures;
            swaps.push(ours / by_caller);
            handed.push(ours / by_thread);
            rotations.push(ours);
        }
        println!(
            "clients: {clients}, rotations/s: {:.0}; of redb's own swaps: {:.2} (at least 0.9 wanted), \
             handed to a thread: {:.2}",
            median(rotations),
            median(swaps),
            median(handed)
        );
    }
}
