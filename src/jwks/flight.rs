//! One fetch that is on its way, and everybody who waits for it.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::mem;
use core::pin::Pin;
use core::task::{Context, Poll, Waker};
use core::time::Duration;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::error::JwksError;

pub(super) type Outcome = Result<(), JwksError>;

#[derive(Debug)]
pub(super) struct Flight {
    progress: Mutex<Progress>,
    has_ended: Condvar,
}

#[derive(Debug)]
enum Progress {
    /// On its way, and who is woken at its end: each with a number.
    Out(Vec<(u64, Waker)>),
    Ended(Outcome),
}

impl Flight {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            progress: Mutex::new(Progress::Out(Vec::new())),
            has_ended: Condvar::new(),
        })
    }

    /// Ends it, once, and wakes everybody.
    pub(super) fn end(&self, outcome: Outcome) {
        let mut progress = self.lock();
        let wakers = match &mut *progress {
            Progress::Out(wakers) => mem::take(wakers),
            Progress::Ended(_) => return,
        };
        *progress = Progress::Ended(outcome);
        drop(progress);
        self.has_ended.notify_all();
        for (_, waker) in wakers {
            // One that panics keeps nobody else from being woken.
            let _ = catch_unwind(AssertUnwindSafe(|| waker.wake()));
        }
    }

    /// Whoever panicked with the lock in hand left whole values behind.
    fn lock(&self) -> MutexGuard<'_, Progress> {
        self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where the waker with a number is: each has a larger one than those before it.
fn place_of(wakers: &[(u64, Waker)], number: u64) -> Option<usize> {
    wakers
        .binary_search_by_key(&number, |(known, _)| *known)
        .ok()
}

/// Somebody who waits. When it is dropped, the fetch goes on.
#[derive(Debug)]
pub(super) struct Waiting {
    flight: Arc<Flight>,
    number: Option<u64>,
    is_joined: bool,
}

impl Waiting {
    /// For a fetch that is on its way.
    pub(super) const fn of(flight: Arc<Flight>) -> Self {
        Self {
            flight,
            number: None,
            is_joined: true,
        }
    }

    /// For a fetch that begins.
    pub(super) const fn of_new(flight: Arc<Flight>) -> Self {
        Self {
            flight,
            number: None,
            is_joined: false,
        }
    }

    /// Whether the fetch was on its way before.
    pub(super) const fn is_joined(&self) -> bool {
        self.is_joined
    }

    /// Blocks until the fetch has ended; `None` if it does not in that time.
    pub(super) fn wait(&self, longest: Duration) -> Option<Outcome> {
        let is_out = |progress: &mut Progress| matches!(progress, Progress::Out(_));
        let ended = self
            .flight
            .has_ended
            .wait_timeout_while(self.flight.lock(), longest, is_out);
        let (progress, _) = ended.unwrap_or_else(PoisonError::into_inner);
        match &*progress {
            Progress::Out(_) => None,
            Progress::Ended(outcome) => Some(outcome.clone()),
        }
    }
}

impl Future for Waiting {
    type Output = Outcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Outcome> {
        // Cloned before the lock is taken: a waker may do anything.
        let waker = context.waker().clone();
        let this = &mut *self;
        let mut progress = this.flight.lock();
        let wakers = match &mut *progress {
            Progress::Ended(outcome) => return Poll::Ready(outcome.clone()),
            Progress::Out(wakers) => wakers,
        };
        let place = this.number.and_then(|number| place_of(wakers, number));
        let before = match place.and_then(|place| wakers.get_mut(place)) {
            Some((_, known)) => Some(mem::replace(known, waker)),
            None => {
                let number = wakers.last().map_or(0, |(last, _)| last.saturating_add(1));
                wakers.push((number, waker));
                this.number = Some(number);
                None
            }
        };
        drop(progress);
        drop(before);
        Poll::Pending
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let Some(number) = self.number else { return };
        let mut progress = self.flight.lock();
        let mut gone = None;
        if let Progress::Out(wakers) = &mut *progress
            && let Some(place) = place_of(wakers, number)
        {
            gone = Some(wakers.remove(place));
        }
        drop(progress);
        drop(gone);
    }
}
