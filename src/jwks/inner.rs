//! What all clones of remote keys share: it decides under a lock that is held for a moment, and fetches on
//! a thread of its own without one, which another one watches.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::time::Duration;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{RwLock, RwLockWriteGuard};
use std::thread;
use std::time::Instant;

use super::decide::{Verdict, decide};
use super::error::JwksError;
use super::event::JwksEvent;
use super::fetch::{Fetched, Fetcher, Tag};
use super::flight::{Flight, Outcome, Waiting};
use super::state::State;
use crate::jwk::{Jwk, JwkSet};

pub(super) type Listener = Box<dyn Fn(&JwksEvent<'_>) + Send + Sync>;
pub(super) type Monotonic = Box<dyn Fn() -> Instant + Send + Sync>;

pub(super) struct Inner {
    pub(super) fetcher: Fetcher,
    pub(super) stale: Duration,
    pub(super) clock: Monotonic,
    pub(super) listener: Option<Listener>,
    pub(super) state: RwLock<State>,
}

/// Whether a token is tried again that was refused for want of a key.
pub(super) enum Again {
    No,
    Now,
    After(Waiting),
}

impl Inner {
    pub(super) fn now(&self) -> Instant {
        (self.clock)()
    }

    /// The set, while it may be used.
    pub(super) fn held(&self) -> Option<JwkSet> {
        // Before the lock is taken: the clock may be anybody's.
        let now = self.now();
        let state = self.state.read().ok()?;
        state.set(now).cloned()
    }

    /// Before a token is tried: how many fetches have ended, or the one to wait for first.
    pub(super) fn settle(self: &Arc<Self>) -> Result<u64, Waiting> {
        let now = self.now();
        let (verdict, landed) = match self.state.read() {
            Ok(state) => (decide(&state.timing, now, false), state.landed),
            Err(_) => return Ok(0),
        };
        if matches!(verdict, Verdict::Use | Verdict::UseAndAsk | Verdict::Refuse) {
            return Ok(landed);
        }
        self.ask(now, false);
        match self.again(landed) {
            Again::After(waiting) => Err(waiting),
            Again::No | Again::Now => Ok(self.landed()),
        }
    }

    pub(super) fn landed(&self) -> u64 {
        self.state.read().map_or(0, |state| state.landed)
    }

    /// After a token was refused: `seen` fetches had ended before it was tried.
    pub(super) fn again(&self, seen: u64) -> Again {
        let Ok(state) = self.state.read() else {
            return Again::No;
        };
        match &state.flight {
            Some(flight) => Again::After(Waiting::of(Arc::clone(flight))),
            None if state.landed != seen => Again::Now,
            None => Again::No,
        }
    }

    /// Begins a fetch, if it is time for one. `is_unknown`: for a token whose key is not in the set.
    pub(super) fn ask(self: &Arc<Self>, now: Instant, is_unknown: bool) {
        let Ok(mut state) = self.state.write() else {
            return;
        };
        match decide(&state.timing, now, is_unknown) {
            Verdict::UseAndAsk | Verdict::AskAndWait => {
                self.begin(state, now, is_unknown);
            }
            Verdict::GiveUp => {
                self.give_up(state, now);
                self.ask(now, is_unknown);
            }
            Verdict::Refuse => {
                let is_news = is_unknown && !state.is_refusal_told;
                state.is_refusal_told |= is_unknown;
                drop(state);
                if is_news {
                    self.report(&JwksEvent::UnknownKeyRefused);
                }
            }
            Verdict::Use | Verdict::Wait => {}
        }
    }

    /// Begins a fetch whether or not it is time for one, or joins the one that is on its way.
    pub(super) fn insist(self: &Arc<Self>) -> Result<Waiting, JwksError> {
        let now = self.now();
        let write = || self.state.write().map_err(|_| JwksError::Panic);
        let mut state = write()?;
        if state.timing.is_overdue(now) {
            self.give_up(state, now);
            state = write()?;
        }
        if let Some(flight) = &state.flight {
            return Ok(Waiting::of(Arc::clone(flight)));
        }
        if state.timing.is_stuck() {
            return Err(state.overdue());
        }
        Ok(Waiting::of_new(self.begin(state, now, false)))
    }

    /// Blocks until a fetch has ended, or takes too long.
    pub(super) fn wait(self: &Arc<Self>, waiting: &Waiting) -> Outcome {
        if let Some(outcome) = waiting.wait(self.fetcher.patience()) {
            return outcome;
        }
        // Whoever finds that out says so to the others, too.
        self.ask(self.now(), false);
        let overdue = || {
            self.state
                .read()
                .map_or(JwksError::Panic, |state| state.overdue())
        };
        waiting
            .wait(Duration::ZERO)
            .unwrap_or_else(|| Err(overdue()))
    }

    fn begin(
        self: &Arc<Self>,
        mut state: RwLockWriteGuard<'_, State>,
        now: Instant,
        is_unknown: bool,
    ) -> Arc<Flight> {
        let flight = state.begin(now, is_unknown, self.fetcher.patience());
        let tag = state.held.as_ref().and_then(|held| held.tag.clone());
        drop(state);
        self.start(Arc::clone(&flight), tag, now);
        flight
    }

    fn give_up(&self, mut state: RwLockWriteGuard<'_, State>, now: Instant) {
        if let Some(flight) = state.give_up() {
            let error = state.overdue();
            self.fail(state, &flight, now, error);
        }
    }

    fn start(self: &Arc<Self>, flight: Arc<Flight>, tag: Option<Tag>, began: Instant) {
        let mut landing = Landing {
            inner: Arc::clone(self),
            flight,
            began,
            outcome: Some(Err(JwksError::NoThread)),
        };
        let run = move || {
            landing.inner.watch(&landing.flight);
            let fetch = || landing.inner.fetcher.fetch(tag.as_ref());
            let outcome = catch_unwind(AssertUnwindSafe(fetch));
            landing.outcome = Some(outcome.unwrap_or(Err(JwksError::Panic)));
        };
        // Without a thread the closure is dropped, and with it goes the landing.
        let _ = thread::Builder::new()
            .name("glassbox-jwks".into())
            .spawn(run);
    }

    /// Gives up a fetch that takes too long, if nobody else comes to find that out: who awaits it cannot.
    fn watch(self: &Arc<Self>, flight: &Arc<Flight>) {
        let (inner, waiting) = (Arc::clone(self), Waiting::of(Arc::clone(flight)));
        // Without a thread the next token finds it out.
        let _ = thread::Builder::new()
            .name("glassbox-watch".into())
            .spawn(move || drop(inner.wait(&waiting)));
    }

    fn land(&self, flight: &Arc<Flight>, began: Instant, outcome: Result<Fetched, JwksError>) {
        let now = catch_unwind(AssertUnwindSafe(|| self.now())).unwrap_or(began);
        let Ok(mut state) = self.state.write() else {
            return flight.end(Err(JwksError::Panic));
        };
        // A late answer may be older than what another fetch has brought.
        if !state.returned(flight) {
            return;
        }
        match outcome {
            // It is as late if nobody came meanwhile who gave it up.
            Ok(_) if state.timing.is_overdue(now) => {
                let error = state.overdue();
                self.fail(state, flight, now, error);
            }
            Ok(fetched) => self.renew(state, flight, now, fetched),
            Err(error) => self.fail(state, flight, now, error),
        }
    }

    fn renew(
        &self,
        mut state: RwLockWriteGuard<'_, State>,
        flight: &Flight,
        now: Instant,
        fetched: Fetched,
    ) {
        let set = match &fetched {
            Fetched::Set { set, .. } => Some(set.clone()),
            Fetched::NotModified { .. } => None,
        };
        let before = state.renew(fetched, now, self.stale);
        drop(state);
        flight.end(Ok(()));
        let Some(set) = set else {
            return self.report(&JwksEvent::NotModified);
        };
        self.report(&JwksEvent::Fetched { keys: &set });
        for &index in set.private() {
            self.report(&JwksEvent::PrivateKeyPublished { index });
        }
        if let Some(before) = before {
            new_keys(&before, &set).for_each(|key| self.report(&JwksEvent::KeyAdded { key }));
            new_keys(&set, &before).for_each(|key| self.report(&JwksEvent::KeyRemoved { key }));
        }
    }

    fn fail(
        &self,
        mut state: RwLockWriteGuard<'_, State>,
        flight: &Flight,
        now: Instant,
        error: JwksError,
    ) {
        let pause = state.fail(now, RandomState::new().hash_one(0));
        let life = state.timing.life;
        drop(state);
        flight.end(Err(error.clone()));
        self.report(&JwksEvent::Failed {
            error: &error,
            pause,
        });
        if let Some(life) = life.filter(|life| now >= life.stale_at && now < life.dead_at) {
            let left = life.dead_at.saturating_duration_since(now);
            self.report(&JwksEvent::ServingStale { left });
        }
    }

    /// A listener that panics has been told.
    fn report(&self, event: &JwksEvent<'_>) {
        let told = catch_unwind(AssertUnwindSafe(|| {
            event.trace();
            if let Some(listener) = &self.listener {
                listener(event);
            }
        }));
        drop(told);
    }
}

/// The keys of a set that the one before had not, by their numbers and their ids.
fn new_keys<'s>(before: &JwkSet, set: &'s JwkSet) -> impl Iterator<Item = &'s Jwk> {
    let name = |key: &Jwk| (key.key_id().cloned(), key.thumbprint());
    let known: alloc::vec::Vec<_> = before.keys().iter().map(name).collect();
    set.keys()
        .iter()
        .filter(move |key| !known.contains(&name(key)))
}

/// A fetch that ends, however its thread does.
struct Landing {
    inner: Arc<Inner>,
    flight: Arc<Flight>,
    began: Instant,
    outcome: Option<Result<Fetched, JwksError>>,
}

impl Drop for Landing {
    fn drop(&mut self) {
        if let Some(outcome) = self.outcome.take() {
            self.inner.land(&self.flight, self.began, outcome);
        }
    }
}
