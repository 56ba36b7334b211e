//! What a rotation costs in memory: against one verification, one signature and one HMAC of the same
//! run, with few sessions and with a million; and how much memory a session takes.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::arithmetic_side_effects,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    missing_docs
)]

use std::hint::black_box;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use glassbox::key::SigningKey;
use glassbox::session::{MemoryStore, NewSession, Presenter, RefreshKind, Sessions};
use glassbox::time::FixedClock;
use glassbox::{HmacKey, NumericDate, Signer, Verifier};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct User {
    username: String,
    role: String,
    sid: String,
    sub: String,
}

const ROUNDS: usize = 41;
const BATCH: usize = 2_000;

/// The store is memory: nothing is ever waited for.
fn block_on<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("the memory made somebody wait"),
    }
}

/// The clients' tokens. They lie apart from the server's memory, as clients do: were they strings, what
/// the server allocates would take their places, far from each other.
struct Clients {
    tokens: Vec<[u8; Self::ROOM]>,
}

impl Clients {
    const ROOM: usize = 256;

    fn new(count: usize) -> Self {
        Self {
            tokens: vec![[0; Self::ROOM]; count],
        }
    }

    fn keep(&mut self, at: usize, token: &str) {
        self.tokens[at] = [0; Self::ROOM];
        self.tokens[at][..token.len()].copy_from_slice(token.as_bytes());
    }

    fn token(&self, at: usize) -> String {
        let token = self.tokens[at].split(|byte| *byte == 0).next();
        String::from_utf8_lossy(token.unwrap_or_default()).into_owned()
    }
}

struct Server {
    sessions: Sessions<MemoryStore>,
    clock: FixedClock,
    clients: Clients,
    next: usize,
}

impl Server {
    fn new(live: usize) -> Self {
        let clock = FixedClock::new(NumericDate::from_seconds(1_800_000_000));
        let access = HmacKey::hs256([7; 32]).expect("as long as the hash");
        let refresh = HmacKey::hs256([8; 32]).expect("as long as the hash");
        let signer = Signer::new(access).validity(Duration::from_secs(900));
        let sessions = Sessions::builder(signer, refresh, MemoryStore::new())
            .clock(clock.clone())
            .build()
            .expect("a configuration that holds");
        let mut clients = Clients::new(live);
        for number in 0..live {
            let new = NewSession::new(number.to_string(), Presenter::first_party());
            let login = block_on(sessions.login(new)).expect("room");
            clients.keep(number, login.refresh_token());
        }
        Self {
            sessions,
            clock,
            clients,
            next: 0,
        }
    }

    /// Rotates sessions that lie far from each other in memory, each once, past its settle time. The
    /// tokens come from outside, as they do to a server.
    fn rotate(&mut self) -> Duration {
        self.clock.advance(Duration::from_secs(60));
        let by = Presenter::first_party();
        // A prime stride visits all of them before the first comes again.
        let live = self.clients.tokens.len();
        let turns: Vec<usize> = (0..BATCH)
            .map(|turn| (self.next + turn * 7_919) % live)
            .collect();
        let presented: Vec<String> = turns.iter().map(|&at| self.clients.token(at)).collect();
        let mut given = Vec::with_capacity(BATCH);
        let start = Instant::now();
        for token in &presented {
            let refreshed = block_on(self.sessions.refresh(token, &by)).expect("a genuine token");
            assert_eq!(refreshed.kind(), RefreshKind::Rotated);
            given.push(refreshed.into_tokens().1);
        }
        let spent = start.elapsed();
        for (at, token) in turns.into_iter().zip(given) {
            self.clients.keep(at, &token);
        }
        self.next = (self.next + BATCH * 7_919) % live;
        spent
    }
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn main() {
    // What `cargo test --benches` and a look at whether it runs want is one round.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let (rounds, million) = if is_bench {
        (ROUNDS, 1_000_000)
    } else {
        (1, 10_000)
    };

    let memory = allocation_counter::measure(|| {
        std::mem::forget(Server::new(10_000));
    });
    let tokens = 10_000 * Clients::ROOM; // what this bench itself keeps
    let each =
        (memory.bytes_current.max(0).cast_unsigned() as usize).saturating_sub(tokens) / 10_000;
    println!("memory of a live session without detail: {each} bytes (at most 1024 wanted)");

    let key = HmacKey::hs256([7; 32]).expect("as long as the hash");
    let user = User {
        username: "testAdmin".into(),
        role: "admin".into(),
        sid: "BwcHBwcHBwcHBwcHBwcHBw".into(),
        sub: "42".into(),
    };
    let signer = Signer::new(key.clone()).validity(Duration::from_secs(900));
    let verifier = Verifier::new(key.clone());
    let token = signer.sign(&user).expect("claims");
    let message = [7; 160];
    let primitives = || {
        let start = Instant::now();
        for _ in 0..BATCH {
            black_box(verifier.verify::<User>(black_box(&token))).expect("a good token");
            black_box(signer.sign(black_box(&user))).expect("claims");
            black_box(key.sign(black_box(&message))).expect("a key in memory");
        }
        start.elapsed()
    };

    let (mut few, mut many) = (Server::new(BATCH), Server::new(million));
    let (mut against, mut growth, mut nanoseconds) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let unit = primitives().as_secs_f64();
        let (small, large) = (few.rotate().as_secs_f64(), many.rotate().as_secs_f64());
        against.push(small / unit);
        growth.push(large / small);
        nanoseconds.push(small * 1e9 / BATCH as f64);
    }
    println!("a rotation: {:.0} ns", median(nanoseconds));
    println!(
        "against one verify, one sign and one HMAC: {:.2} (at most 1.5 wanted)",
        median(against)
    );
    println!(
        "with {million} live sessions against {BATCH}: {:.2} (at most 1.5 wanted)",
        median(growth)
    );
}
