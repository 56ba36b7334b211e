//! Rotations per second on PostgreSQL, against its own durable compare-and-swap of a row of the same
//! size, in the same server, round by round in turn; with one client and with eight.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    dead_code,
    missing_docs
)]

#[path = "../tests/main/support.rs"]
mod support;

use std::sync::Arc;
use std::time::{Duration, Instant};

use glassbox::session::{NewSession, RefreshKind};
use glassbox::time::FixedClock;
use glassbox_postgres::PostgresStore;
use glassbox_postgres::deadpool_postgres::Pool;

use support::{Postgres, Server, browser};

const CLIENTS: [usize; 2] = [1, 8];
const ROUNDS: usize = 21;
/// Rotations of each client in a round, each of a session of its own.
const TURNS: usize = 50;

/// Ours: each client has its sessions, and the token of each.
struct Ours {
    sessions: Arc<Server>,
    clock: FixedClock,
    clients: Vec<Vec<String>>,
    row: usize,
}

impl Ours {
    async fn new(pool: Pool, clients: usize, turns: usize) -> Self {
        let clock = support::clock();
        let store = PostgresStore::open(pool).await.unwrap();
        let sessions = Arc::new(support::sessions(store, &clock));
        let mut row = 0;
        let mut all = Vec::new();
        for client in 0..clients {
            let mut tokens = Vec::new();
            for turn in 0..turns {
                let new = NewSession::new(format!("{client}-{turn}"), browser());
                let login = sessions.login(new).await.unwrap();
                row = login.session().to_bytes().len();
                tokens.push(login.into_tokens().1);
            }
            all.push(tokens);
        }
        Self {
            sessions,
            clock,
            clients: all,
            row,
        }
    }

    async fn round(&mut self) -> Duration {
        self.clock.advance(Duration::from_secs(60));
        let start = Instant::now();
        let each = self.clients.drain(..).map(|mut tokens| {
            let sessions = Arc::clone(&self.sessions);
            tokio::spawn(async move {
                for token in &mut tokens {
                    let rotated = sessions.refresh(token, &browser()).await.unwrap();
                    assert_eq!(rotated.kind(), RefreshKind::Rotated);
                    *token = rotated.into_tokens().1;
                }
                tokens
            })
        });
        let running: Vec<_> = each.collect();
        let mut clients = Vec::new();
        for client in running {
            clients.push(client.await.unwrap());
        }
        let spent = start.elapsed();
        self.clients = clients;
        spent
    }
}

const READ: &str = "SELECT version, data FROM raw WHERE id = $1";
const SWAP: &str = "UPDATE raw SET version = $3, data = $4 WHERE id = $1 AND version = $2";

/// The engine alone: one prepared statement for each change of a row, by its version.
struct Raw {
    pool: Pool,
    clients: usize,
    turns: usize,
    version: i64,
    row: usize,
}

impl Raw {
    async fn new(pool: Pool, clients: usize, turns: usize, row: usize) -> Self {
        let client = pool.get().await.unwrap();
        let table = "CREATE TABLE raw (id bytea PRIMARY KEY, version bigint NOT NULL, data bytea)";
        client.batch_execute(table).await.unwrap();
        let insert = "INSERT INTO raw VALUES ($1, 0, $2)";
        for number in 0..clients * turns {
            let (id, data) = (id(number), vec![0_u8; row]);
            client.execute(insert, &[&id, &data]).await.unwrap();
        }
        Self {
            pool,
            clients,
            turns,
            version: 0,
            row,
        }
    }

    async fn round(&mut self, reads: bool) -> Duration {
        let (seen, row, turns) = (self.version, self.row, self.turns);
        self.version += 1;
        let (new, start) = (self.version, Instant::now());
        let each = (0..self.clients).map(|client| {
            let pool = self.pool.clone();
            tokio::spawn(async move {
                let connection = pool.get().await.unwrap();
                let read = connection.prepare_cached(READ).await.unwrap();
                let swap = connection.prepare_cached(SWAP).await.unwrap();
                for turn in 0..turns {
                    let (id, data) = (id(client * turns + turn), vec![1_u8; row]);
                    if reads {
                        let found = connection.query_one(&read, &[&id]).await.unwrap();
                        assert_eq!(found.get::<_, i64>(0), seen);
                        assert_eq!(found.get::<_, &[u8]>(1).len(), row);
                    }
                    let swapped = connection.execute(&swap, &[&id, &seen, &new, &data]).await;
                    assert_eq!(swapped.unwrap(), 1);
                }
            })
        });
        let running: Vec<_> = each.collect();
        for client in running {
            client.await.unwrap();
        }
        start.elapsed()
    }
}

/// As far from each other as random ids are.
fn id(number: usize) -> Vec<u8> {
    let id = (number as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835);
    id.to_be_bytes().to_vec()
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

#[tokio::main]
async fn main() {
    // What `cargo test --benches` and a look at whether it runs want is one round.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let (rounds, turns) = if is_bench { (ROUNDS, TURNS) } else { (1, 2) };
    let server = Postgres::start();
    for clients in CLIENTS {
        let pool = server.database(&format!("rotation_{clients}"), &[]).await;
        let mut ours = Ours::new(pool.clone(), clients, turns).await;
        let mut raw = Raw::new(pool, clients, turns, ours.row).await;
        let (mut rotations, mut swaps, mut reads) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..rounds {
            let per_second = |spent: Duration| (clients * turns) as f64 / spent.as_secs_f64();
            let mut figures = [0.0; 3];
            for turn in 0..3 {
                let which = (round + turn) % 3; // none always comes first
                figures[which] = per_second(match which {
                    0 => ours.round().await,
                    raw_reads => raw.round(raw_reads == 1).await,
                });
            }
            let [ours, with_reads, alone] = figures;
            swaps.push(ours / alone);
            reads.push(ours / with_reads);
            rotations.push(ours);
        }
        println!(
            "clients: {clients}, rotations/s: {:.0}; of PostgreSQL's own swaps: {:.2} (at least 0.9 \
             wanted), of its reads and swaps: {:.2}",
            median(rotations),
            median(swaps),
            median(reads)
        );
    }
}
