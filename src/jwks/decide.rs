//! When keys are fetched, and who waits for that: pure, over instants that the caller gives.

use core::time::Duration;
use std::time::Instant;

/// What a caller does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Uses the keys that are known.
    Use,
    /// Uses them, and begins a fetch that delays nobody.
    UseAndAsk,
    /// Begins a fetch and waits for it, if it can wait.
    AskAndWait,
    /// Waits for the fetch that is on its way, if it can wait.
    Wait,
    /// Goes without: its key is unknown, or no key is known.
    Refuse,
}

/// What is known of the keys, without the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Timing {
    /// Of the set that is held, if one is.
    pub(super) life: Option<Life>,
    /// When the fetch began that is on its way, if one is.
    pub(super) out_since: Option<Instant>,
    /// How many fetches failed since the last that did not.
    pub(super) failures: u32,
    /// Until when no fetch is begun because the set is old.
    pub(super) retry_at: Option<Instant>,
    /// When a fetch last began because of an unknown key.
    pub(super) unknown_at: Option<Instant>,
}

/// The life of a set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Life {
    /// From here on it is refreshed ahead.
    pub(super) refresh_at: Instant,
    /// From here on it is stale.
    pub(super) stale_at: Instant,
    /// From here on it is not used.
    pub(super) dead_at: Instant,
}

/// How long an unknown key begins no fetch, after one did: a flood of made-up ids costs nothing.
pub(super) const COOL_DOWN: Duration = Duration::from_secs(30);

/// A fetch that takes longer is waited for by nobody: its transport does not keep to its time.
pub(super) const OVERDUE: Duration = Duration::from_secs(60);

/// No set is used for longer, whatever it and the settings say: a withdrawn key must die.
const LONGEST_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

impl Life {
    /// Of a set that comes now, is fresh for so long, and is used for so long beyond that.
    pub(super) fn new(now: Instant, fresh: Duration, stale: Duration) -> Self {
        let ahead = fresh.saturating_mul(4).checked_div(5).unwrap_or(fresh);
        Self {
            refresh_at: after(now, ahead),
            stale_at: after(now, fresh),
            dead_at: after(now, fresh.saturating_add(stale).min(LONGEST_LIFE)),
        }
    }
}

/// `is_unknown`: the token names a key that the set has not.
pub(super) fn decide(timing: &Timing, now: Instant, is_unknown: bool) -> Verdict {
    let is_before = |instant: Option<Instant>| instant.is_some_and(|instant| now < instant);
    let is_late = |since| now >= after(since, OVERDUE);
    let is_overdue = timing.out_since.is_some_and(is_late);
    let is_out = timing.out_since.is_some();
    let is_held_off = is_overdue || is_before(timing.retry_at);
    let life = timing.life.filter(|life| now < life.dead_at);
    let Some(life) = life else {
        return match () {
            () if is_held_off => Verdict::Refuse,
            () if is_out => Verdict::Wait,
            () => Verdict::AskAndWait,
        };
    };
    let is_due = now >= life.refresh_at && !is_held_off;
    if is_unknown {
        let cools = is_before(timing.unknown_at.map(|began| after(began, COOL_DOWN)));
        return match () {
            () if is_overdue => Verdict::Refuse,
            () if is_out => Verdict::Wait,
            () if !cools || is_due => Verdict::AskAndWait,
            () => Verdict::Refuse,
        };
    }
    // Stale, and nobody knows whether the issuer can be asked: a key may have been withdrawn long ago.
    let is_unsure = now >= life.stale_at && timing.failures == 0;
    match (is_due, is_out) {
        (false, _) => Verdict::Use,
        (true, true) if is_unsure => Verdict::Wait,
        (true, true) => Verdict::Use,
        (true, false) if is_unsure => Verdict::AskAndWait,
        (true, false) => Verdict::UseAndAsk,
    }
}

/// How long no fetch is begun after so many failures in a row: a second, doubled each time, a minute at
/// most. `random` moves it by up to a fifth, so that not all servers come back at once.
pub(super) fn back_off(failures: u32, random: u64) -> Duration {
    let doubled = 1_u64.checked_shl(failures.saturating_sub(1)).unwrap_or(60);
    let seconds = if failures > 6 { 60 } else { doubled.min(60) };
    let percent = random.checked_rem(41).unwrap_or(20).saturating_add(80);
    Duration::from_millis(seconds.saturating_mul(percent).saturating_mul(10))
}

/// An instant so much later; the same one where the clock does not reach that far.
pub(super) fn after(instant: Instant, time: Duration) -> Instant {
    instant.checked_add(time).unwrap_or(instant)
}
