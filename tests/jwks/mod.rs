//! Keys from elsewhere: when they are fetched, who waits, what a failure does. The transport of most tests
//! is written down, and their time is given; `sockets.rs` has a server on loopback.

mod addresses;
mod failing;
mod fetching;
mod finding;
mod hanging;
mod rotating;
mod sockets;
mod told;
mod waiting;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use glassbox::jwk::JwkSet;
use glassbox::jwks::{RemoteKeys, RemoteKeysBuilder, Request, Response, Transport, TransportError};
use glassbox::time::FixedClock;
use glassbox::{Algorithm, PrivateKey, Signer, Verifier, VerifyError};
use serde_json::{Value, json};

use crate::support::{NOW, at};

pub const URL: &str = "https://issuer.example/jwks";

pub type Answer = Result<Response, TransportError>;

type Answering = dyn FnMut(&Request<'_>) -> Answer + Send;

/// An issuer whose answers are written down.
#[derive(Clone)]
pub struct Issuer(Arc<Desk>);

struct Desk {
    answering: Mutex<Box<Answering>>,
    asked: AtomicUsize,
    door: Mutex<Door>,
    opened: Condvar,
}

#[derive(Default)]
struct Door {
    /// How many requests wait before it, of those that come.
    holds: usize,
    times_opened: usize,
}

impl Issuer {
    pub fn new() -> Self {
        Self(Arc::new(Desk {
            answering: Mutex::new(Box::new(|_| Err(TransportError::new("nobody is there")))),
            asked: AtomicUsize::new(0),
            door: Mutex::default(),
            opened: Condvar::new(),
        }))
    }

    /// Answers like this from now on.
    pub fn answers(&self, answering: impl FnMut(&Request<'_>) -> Answer + Send + 'static) {
        let mut before = self
            .0
            .answering
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        *before = Box::new(answering);
    }

    /// Publishes these keys, for five minutes.
    pub fn publishes(&self, keys: &[&PrivateKey]) {
        let body = published(keys);
        self.answers(move |_| Ok(fresh(body.clone(), 300)));
    }

    pub fn is_down(&self) {
        self.answers(|_| Err(TransportError::new("the line is cut")));
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.0.asked.load(Ordering::SeqCst)
    }

    /// Whoever asks waits until it opens.
    pub fn closes(&self) {
        self.holds(usize::MAX);
    }

    /// So many who ask wait until it opens.
    pub fn holds(&self, count: usize) {
        self.0.door.lock().unwrap().holds = count;
    }

    pub fn opens(&self) {
        let mut door = self.0.door.lock().unwrap();
        door.holds = 0;
        door.times_opened += 1;
        drop(door);
        self.0.opened.notify_all();
    }

    /// Waits until it was asked so often.
    pub fn is_asked(&self, count: usize) {
        while self.asked() < count {
            std::thread::yield_now();
        }
        assert_eq!(self.asked(), count);
    }
}

impl Transport for Issuer {
    fn get(&self, request: &Request<'_>) -> Answer {
        self.0.asked.fetch_add(1, Ordering::SeqCst);
        let mut door = self.0.door.lock().unwrap();
        if let Some(rest) = door.holds.checked_sub(1) {
            door.holds = rest;
            let before = door.times_opened;
            let is_held = |door: &mut Door| door.times_opened == before;
            drop(self.0.opened.wait_while(door, is_held).unwrap());
        } else {
            drop(door);
        }
        let mut answering = self
            .0
            .answering
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        (*answering)(request)
    }
}

pub fn published(keys: &[&PrivateKey]) -> Vec<u8> {
    let publics: Vec<_> = keys.iter().map(|key| key.public_key()).collect();
    serde_json::to_vec(&JwkSet::of(&publics)).unwrap()
}

pub fn fresh(body: Vec<u8>, seconds: u64) -> Response {
    Response::new(200, body).header("Cache-Control", &format!("max-age={seconds}"))
}

pub fn key(id: &str) -> PrivateKey {
    PrivateKey::generate(Algorithm::EdDsa)
        .unwrap()
        .with_key_id(id)
}

pub fn token(key: &PrivateKey) -> String {
    let signer = Signer::new(key.clone()).validity("15m");
    signer.at(at(NOW)).sign(&json!({"iss": ISSUER})).unwrap()
}

pub const ISSUER: &str = "https://issuer.example";

/// A monotonic clock that is moved.
#[derive(Clone)]
pub struct Stopwatch(Arc<Mutex<Instant>>);

impl Stopwatch {
    pub fn pass(&self, seconds: u64) {
        *self.0.lock().unwrap() += Duration::from_secs(seconds);
    }
}

/// An application, its issuer, and its time.
pub struct World {
    pub issuer: Issuer,
    pub clock: Stopwatch,
    pub keys: RemoteKeys,
    pub verifier: Verifier,
    events: Mutex<Receiver<String>>,
}

impl World {
    pub fn new() -> Self {
        Self::with(|builder| builder)
    }

    pub fn with(set: impl FnOnce(RemoteKeysBuilder) -> RemoteKeysBuilder) -> Self {
        let clock = Stopwatch(Arc::new(Mutex::new(Instant::now())));
        let (send, events) = channel();
        let (issuer, watch) = (Issuer::new(), clock.clone());
        let send = Mutex::new(send);
        let builder = RemoteKeys::builder()
            .clock(move || *watch.0.lock().unwrap())
            .on_event(move |event| {
                // Nobody listens at the end of a test.
                let _ = send
                    .lock()
                    .unwrap()
                    .send(format!("{}: {event}", event.code()));
            });
        let keys = set(builder).build(URL, issuer.clone()).unwrap();
        Self {
            verifier: verifier(&keys),
            issuer,
            clock,
            keys,
            events: Mutex::new(events),
        }
    }

    /// One whose keys were fetched.
    pub fn serving(keys: &[&PrivateKey]) -> Self {
        let world = Self::new();
        world.issuer.publishes(keys);
        world.keys.refresh().wait().unwrap();
        world.told("fetched");
        world
    }

    /// What a caller that can wait is told of a token.
    pub fn verify(&self, token: &str) -> Result<(), VerifyError> {
        self.keys
            .verify_blocking::<Value>(&self.verifier, token)
            .map(drop)
    }

    /// What a caller that cannot wait is told.
    pub fn look(&self, token: &str) -> Result<(), VerifyError> {
        self.verifier.verify::<Value>(token).map(drop)
    }

    /// Waits for an event of this code, and forgets those before it.
    #[track_caller]
    pub fn told(&self, code: &str) -> String {
        loop {
            let event = self.events.lock().unwrap();
            let event = event.recv_timeout(Duration::from_secs(30));
            let event = event.unwrap_or_else(|_| panic!("no {code}"));
            if event.starts_with(&format!("{code}: ")) {
                return event;
            }
        }
    }

    /// Waits until no fetch is on its way, so that the clock does not run ahead of one.
    pub fn lands(&self) {
        self.shows("is_fetching: false");
    }

    /// Waits until the keys show this of themselves.
    pub fn shows(&self, part: &str) {
        while !format!("{:?}", self.keys).contains(part) {
            std::thread::yield_now();
        }
    }

    /// The events until now.
    pub fn events(&self) -> Vec<String> {
        self.events.lock().unwrap().try_iter().collect()
    }
}

pub fn verifier(keys: &RemoteKeys) -> Verifier {
    Verifier::new(keys.clone())
        .issuer(ISSUER)
        .clock(FixedClock::new(at(NOW)))
}
