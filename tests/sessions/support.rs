use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use glassbox::jws::Unverified;
use glassbox::session::{
    Grace, MemoryStore, NewSession, Presenter, RefreshError, Refreshed, Session, SessionStore,
    Sessions, SessionsBuilder,
};
use glassbox::time::FixedClock;
use glassbox::{HmacKey, Signer};
use serde_json::{Value, json};

use crate::support::{NOW, at};

pub const DAY: u64 = 24 * 60 * 60;

/// Of a future that never waits: the store is memory.
pub fn block_on<F: Future>(future: F) -> F::Output {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => output,
        Poll::Pending => panic!("somebody waits"),
    }
}

pub fn access_key() -> HmacKey {
    HmacKey::hs256([1; 32]).unwrap()
}

pub fn refresh_key() -> HmacKey {
    HmacKey::hs256([2; 32]).unwrap()
}

pub fn signer() -> Signer {
    Signer::new(access_key()).validity(Duration::from_secs(300))
}

/// A server over a store in memory, with a clock of its own: idle for ten days, thirty in all.
pub struct Server<S = Arc<MemoryStore>> {
    pub sessions: Sessions<S>,
    pub clock: FixedClock,
    pub store: S,
}

pub fn server() -> Server {
    server_with(|builder| builder)
}

pub fn server_with(
    settings: impl FnOnce(SessionsBuilder<Arc<MemoryStore>>) -> SessionsBuilder<Arc<MemoryStore>>,
) -> Server {
    server_over(Arc::new(MemoryStore::new()), settings)
}

pub fn server_over<S: SessionStore + Clone>(
    store: S,
    settings: impl FnOnce(SessionsBuilder<S>) -> SessionsBuilder<S>,
) -> Server<S> {
    let clock = FixedClock::new(at(NOW));
    let builder = Sessions::builder(signer(), refresh_key(), store.clone())
        .idle(Duration::from_secs(10 * DAY))
        .lifetime(Duration::from_secs(30 * DAY))
        .clock(clock.clone());
    Server {
        sessions: settings(builder).build().unwrap(),
        clock,
        store,
    }
}

pub fn with_grace(grace: Grace) -> Server {
    server_with(|builder| builder.grace(grace))
}

impl<S: SessionStore> Server<S> {
    pub fn login(&self) -> Refreshed {
        let user = json!({"username": "testAdmin", "role": "admin"});
        let new = NewSession::new("42", browser()).label("Firefox");
        block_on(self.sessions.login(new.detail(&user))).unwrap()
    }

    pub fn refresh(&self, token: &str) -> Result<Refreshed, RefreshError> {
        block_on(self.sessions.refresh(token, &browser()))
    }

    /// Past the settle time, so that the next refresh rotates.
    pub fn rotate(&self, token: &str) -> Refreshed {
        self.pass(60);
        self.refresh(token).unwrap()
    }

    pub fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    pub fn set(&self, seconds: i64) {
        self.clock.set(at(seconds));
    }

    pub fn row(&self, of: &Refreshed) -> Session {
        let loaded = block_on(self.store.load(of.session().id()));
        loaded.unwrap().unwrap().session
    }

    pub fn is_revoked(&self, of: &Refreshed) -> bool {
        self.row(of).revoked().is_some()
    }
}

pub fn browser() -> Presenter {
    Presenter::first_party()
}

pub fn claims(token: &str) -> Value {
    let token = Unverified::parse(token).unwrap();
    token.dangerous_claims().unwrap()
}

/// The code of a refusal.
#[track_caller]
pub fn code<T: std::fmt::Debug>(result: Result<T, RefreshError>) -> &'static str {
    result.unwrap_err().code()
}
