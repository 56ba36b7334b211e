//! What remote keys hold, and how a fetch changes it.

use alloc::sync::Arc;
use core::time::Duration;
use std::time::Instant;

use super::decide::{Life, Timing, after, back_off};
use super::error::JwksError;
use super::fetch::{Fetched, Tag};
use super::flight::Flight;
use crate::jwk::JwkSet;

#[derive(Default)]
pub(super) struct State {
    pub(super) timing: Timing,
    pub(super) held: Option<Held>,
    pub(super) flight: Option<Arc<Flight>>,
    /// How many fetches have ended.
    pub(super) landed: u64,
    /// Whether somebody was told that unknown keys are refused, since the last fetch for one began.
    pub(super) is_refusal_told: bool,
}

pub(super) struct Held {
    pub(super) set: JwkSet,
    fresh: Duration,
    pub(super) tag: Option<Tag>,
}

impl State {
    /// The set, while it may be used.
    pub(super) fn set(&self, now: Instant) -> Option<&JwkSet> {
        let life = self.timing.life.as_ref()?;
        let held = self.held.as_ref().filter(|_| now < life.dead_at)?;
        Some(&held.set)
    }

    /// A fetch takes too long.
    pub(super) const fn overdue(&self) -> JwksError {
        JwksError::Overdue {
            threads: self.timing.left_behind,
        }
    }

    /// A fetch begins. What an unknown key may cost is claimed here, before it is known how it ends.
    pub(super) fn begin(
        &mut self,
        now: Instant,
        is_unknown: bool,
        patience: Duration,
    ) -> Arc<Flight> {
        let flight = Flight::new();
        self.flight = Some(Arc::clone(&flight));
        self.timing.out_until = Some(after(now, patience));
        if is_unknown {
            self.timing.unknown_at = Some(now);
            self.is_refusal_told = false;
        }
        flight
    }

    /// A fetch has ended.
    fn end(&mut self) {
        self.flight = None;
        self.timing.out_until = None;
        self.landed = self.landed.wrapping_add(1);
    }

    /// The thread of a fetch has returned; tells whether its outcome counts. That of one that was given up
    /// does not, but its thread is left behind no more.
    pub(super) fn returned(&mut self, flight: &Arc<Flight>) -> bool {
        let is_it = |known: &Arc<Flight>| Arc::ptr_eq(known, flight);
        let counts = self.flight.as_ref().is_some_and(is_it);
        if !counts {
            self.timing.left_behind = self.timing.left_behind.saturating_sub(1);
        }
        counts
    }

    /// Gives up the fetch that is on its way. Its thread cannot be ended, so it is left behind.
    pub(super) fn give_up(&mut self) -> Option<Arc<Flight>> {
        let flight = self.flight.take()?;
        self.timing.left_behind = self.timing.left_behind.saturating_add(1);
        Some(flight)
    }

    /// A fetch has ended well; returns the set before, if another takes its place.
    pub(super) fn renew(
        &mut self,
        fetched: Fetched,
        now: Instant,
        stale: Duration,
    ) -> Option<JwkSet> {
        self.end();
        let mut before = None;
        let fresh = match fetched {
            Fetched::Set { set, fresh, tag } => {
                before = self.held.replace(Held { set, fresh, tag });
                fresh
            }
            Fetched::NotModified { fresh } => {
                // Only the holder of a set is told that it is the same.
                let held = self.held.as_mut()?;
                held.fresh = fresh.unwrap_or(held.fresh);
                held.fresh
            }
        };
        self.timing.life = Some(Life::new(now, fresh, stale));
        self.timing.failures = 0;
        self.timing.retry_at = None;
        before.map(|held| held.set)
    }

    /// A fetch has failed; returns for how long no other is begun.
    pub(super) fn fail(&mut self, now: Instant, random: u64) -> Duration {
        self.end();
        self.timing.failures = self.timing.failures.saturating_add(1);
        let pause = back_off(self.timing.failures, random);
        self.timing.retry_at = Some(after(now, pause));
        pause
    }
}
