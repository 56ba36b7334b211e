//! A store whose operations are run step by step, and random numbers.

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
    Grace, Group, Loaded, MemoryStore, Presenter, RefreshError, Refreshed, Session, SessionId,
    SessionStore, Sessions, SessionsBuilder, Stamp, Stamps, StoreError, Version,
};
use crate::time::{FixedClock, NumericDate};

pub(super) const START: i64 = 1_800_000_000;
pub(super) const IDLE: u64 = 1_000;
pub(super) const LIFETIME: u64 = 3_000;

/// Random numbers, the same for the same seed (xorshift).
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

/// The store of the worlds: another request may run before each operation.
pub(super) struct Steps {
    store: Arc<MemoryStore>,
    halts: Halts,
}

/// Where else another request may run. It is left out where it makes no difference, since all schedules
/// are run, and there must not be too many.
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

/// A point where another request may run, or the server may die.
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
    ) -> Result<Vec<Loaded>, StoreError> {
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
    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        let stamps = self.store.stamps(subject, client);
        match self.halts.at_stamps {
            true => read(stamps).await,
            false => stamps.await,
        }
    }
    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        self.write(self.store.set_stamp(group, stamp)).await
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

/// The client in each world: a session with a client is in all kinds of groups.
pub(super) const CLIENT: &str = "app";

pub(super) fn app() -> Presenter {
    Presenter::public(CLIENT)
}

/// The calls that end many sessions by one write.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Ending {
    Subject,
    SubjectAtClient,
    Client,
    All,
}

impl Ending {
    /// Those that end the sessions of a presenter: one of the server's own pages is of no client.
    pub(super) fn of(by: &Presenter) -> &'static [Self] {
        match by.client {
            Some(_) => &[
                Self::Subject,
                Self::All,
                Self::Client,
                Self::SubjectAtClient,
            ],
            None => &[Self::Subject, Self::All],
        }
    }

    /// Ends those of the user of these worlds.
    pub(super) async fn happen(self, server: &Server) -> Result<(), RefreshError> {
        match self {
            Self::Subject => server.revoke_subject("42").await,
            Self::SubjectAtClient => server.revoke_subject_at("42", CLIENT).await,
            Self::Client => server.revoke_client(CLIENT).await,
            Self::All => server.revoke_all().await,
        }
    }

    /// Ends those of others, who have the same names elsewhere.
    pub(super) async fn happen_to_others(server: &Server) -> Result<(), RefreshError> {
        server.revoke_subject(CLIENT).await?;
        server.revoke_client("42").await?;
        server.revoke_subject_at("42", "42").await?;
        server.revoke_subject_at(CLIENT, CLIENT).await
    }
}

std::thread_local! {
    static REQUESTS: Cell<u64> = const { Cell::new(0) };
}

pub(super) fn requests() -> u64 {
    REQUESTS.get()
}

pub(super) fn refresh(server: &Arc<Server>, token: &str) -> Running<Answer> {
    refresh_by(server, token, app())
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
