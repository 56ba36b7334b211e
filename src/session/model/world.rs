//! A store whose operations are taken step by step, and chance.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::Cell;
use core::future::poll_fn;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;

use crate::jwt::Signer;
use crate::key::HmacKey;
use crate::session::{
    Grace, Loaded, MemoryStore, Presenter, RefreshError, Refreshed, Session, SessionId,
    SessionStore, Sessions, SessionsBuilder, Stamp, StoreError, Version,
};
use crate::time::{FixedClock, NumericDate};

pub(super) const START: i64 = 1_800_000_000;
pub(super) const IDLE: u64 = 1_000;
pub(super) const LIFETIME: u64 = 3_000;

/// Chance, the same for the same seed (xorshift).
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        let mut chance = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        for _ in 0..8 {
            chance.below(2);
        }
        chance
    }

    pub(super) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) % limit
    }
}

/// The store of the worlds: another one may go ahead before each operation.
pub(super) struct Steps {
    store: Arc<MemoryStore>,
    halts: Halts,
}

/// Where else somebody may go ahead, or where it makes no difference: all ways are gone, so that there
/// must not be too many.
#[derive(Clone, Copy)]
pub(super) struct Halts {
    /// Behind what writes: the server may die before it answers.
    pub(super) after_writes: bool,
    /// Before a stamp is read.
    pub(super) at_stamps: bool,
}

impl Halts {
    pub(super) const ALL: Self = Self {
        after_writes: true,
        at_stamps: true,
    };
    pub(super) const NO_DEATHS: Self = Self {
        after_writes: false,
        ..Self::ALL
    };
}

/// Where another one may go ahead, or the server may die.
pub(super) async fn step() {
    let mut is_over = false;
    poll_fn(|_| match core::mem::replace(&mut is_over, true) {
        true => Poll::Ready(()),
        false => Poll::Pending,
    })
    .await;
}

impl Steps {
    async fn write<T>(&self, operation: impl Future<Output = T>) -> T {
        step().await;
        let result = operation.await;
        if self.halts.after_writes {
            step().await;
        }
        result
    }
}

async fn read<T>(operation: impl Future<Output = T>) -> T {
    step().await;
    operation.await
}

impl SessionStore for Steps {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        self.write(self.store.insert(row)).await
    }
    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        read(self.store.load(id)).await
    }
    async fn swap(&self, seen: Version, row: &Session) -> Result<bool, StoreError> {
        self.write(self.store.swap(seen, row)).await
    }
    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Session>, StoreError> {
        // A page behind the first one is empty in these worlds.
        let page = self.store.list(subject, after, limit);
        match after {
            None => read(page).await,
            Some(_) => page.await,
        }
    }
    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        read(self.store.live(subject, client, now)).await
    }
    async fn stamp(&self, subject: &str) -> Result<Option<Stamp>, StoreError> {
        let stamp = self.store.stamp(subject);
        match self.halts.at_stamps {
            true => read(stamp).await,
            false => stamp.await,
        }
    }
    async fn set_stamp(&self, subject: &str, stamp: &Stamp) -> Result<(), StoreError> {
        self.write(self.store.set_stamp(subject, stamp)).await
    }
    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        self.write(self.store.prune(before, limit)).await
    }
}

pub(super) type Builder = SessionsBuilder<Steps>;
pub(super) type Server = Sessions<Steps>;
pub(super) type Running<T> = Pin<Box<dyn Future<Output = T>>>;
pub(super) type Answer = Result<Refreshed, RefreshError>;

/// A machine over the store, with a clock of its own.
pub(super) fn machine(
    store: &Arc<MemoryStore>,
    grace: Grace,
    adopts: bool,
) -> (Arc<Server>, FixedClock) {
    machine_with(store, Halts::ALL, |builder| match adopts {
        true => builder.grace(grace).adopt_ahead(),
        false => builder.grace(grace),
    })
}

pub(super) fn machine_with(
    store: &Arc<MemoryStore>,
    halts: Halts,
    configure: impl FnOnce(Builder) -> Builder,
) -> (Arc<Server>, FixedClock) {
    let clock = FixedClock::new(NumericDate::from_seconds(START));
    let signer = Signer::new(HmacKey::hs256([1; 32]).unwrap()).validity(Duration::from_secs(60));
    let refresh = HmacKey::hs256([2; 32]).unwrap();
    let steps = Steps {
        store: Arc::clone(store),
        halts,
    };
    let builder = Sessions::builder(signer, refresh, steps)
        .idle(Duration::from_secs(IDLE))
        .lifetime(Duration::from_secs(LIFETIME))
        .clock(clock.clone());
    (Arc::new(configure(builder).build().unwrap()), clock)
}

std::thread_local! {
    static REQUESTS: Cell<u64> = const { Cell::new(0) };
}

pub(super) fn requests() -> u64 {
    REQUESTS.get()
}

pub(super) fn refresh(server: &Arc<Server>, token: &str) -> Running<Answer> {
    refresh_by(server, token, Presenter::first_party())
}

pub(super) fn refresh_by(server: &Arc<Server>, token: &str, by: Presenter) -> Running<Answer> {
    REQUESTS.set(REQUESTS.get() + 1);
    let (server, token) = (Arc::clone(server), String::from(token));
    Box::pin(async move { server.refresh(&token, &by).await })
}

/// One step of it.
pub(super) fn poll<T>(running: &mut Running<T>) -> Option<T> {
    match running
        .as_mut()
        .poll(&mut Context::from_waker(Waker::noop()))
    {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}

pub(super) fn finish<T>(future: impl Future<Output = T>) -> T {
    let mut future = core::pin::pin!(future);
    loop {
        let polled = future
            .as_mut()
            .poll(&mut Context::from_waker(Waker::noop()));
        if let Poll::Ready(output) = polled {
            return output;
        }
    }
}
