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
    /// Gives up the fetch that is on its way, which counts as failed, and decides again.
    GiveUp,
}

/// What is known of the keys, without the keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Timing {
    /// Of the set that is held, if one is.
    pub(super) life: Option<Life>,
    /// Until when the fetch may take that is on its way, if one is.
    pub(super) out_until: Option<Instant>,
    /// How many fetches were given up whose threads still run.
    pub(super) left_behind: u32,
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

/// How many threads may be left behind. Until that many the pauses between the fetches have grown to a
/// minute, so that an outage of some minutes in which each connection hangs is survived; and a transport
/// that has hung so often hangs once more.
pub(super) const MOST_LEFT_BEHIND: u32 = 8;

/// A transport may be late by that much, however short its time is: the machine may be busy.
const SHORTEST_PATIENCE: Duration = Duration::from_secs(10);

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

impl Timing {
    /// Whether the fetch that is on its way takes too long.
    pub(super) fn is_overdue(&self, now: Instant) -> bool {
        self.out_until.is_some_and(|until| now >= until)
    }

    /// Whether none is begun, since too many threads wait for the transport.
    pub(super) const fn is_stuck(&self) -> bool {
        self.left_behind >= MOST_LEFT_BEHIND
    }
}

/// How long a fetch is waited for that should end within `time`.
pub(super) fn patience(time: Duration) -> Duration {
    time.saturating_mul(2).max(SHORTEST_PATIENCE)
}

/// `is_unknown`: the token names a key that the set has not.
pub(super) fn decide(timing: &Timing, now: Instant, is_unknown: bool) -> Verdict {
    let is_before = |instant: Option<Instant>| instant.is_some_and(|instant| now < instant);
    if timing.is_overdue(now) {
        return Verdict::GiveUp;
    }
    let is_out = timing.out_until.is_some();
    let is_held_off = timing.is_stuck() || is_before(timing.retry_at);
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
            () if is_out => Verdict::Wait,
            () if timing.is_stuck() => Verdict::Refuse,
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

#[cfg(test)]
mod tests {
    use super::*;

    const fn seconds(count: u64) -> Duration {
        Duration::from_secs(count)
    }

    /// A set that came at 0 and is fresh for 300 seconds: refreshed ahead from 240 on, stale from 300 on,
    /// dead from 3900 on.
    struct Row {
        is_held: bool,
        out_until: Option<u64>,
        left_behind: u32,
        failures: u32,
        retry_at: Option<u64>,
        unknown_at: Option<u64>,
    }

    const HELD: Row = Row {
        is_held: true,
        out_until: None,
        left_behind: 0,
        failures: 0,
        retry_at: None,
        unknown_at: None,
    };

    const NOTHING: Row = Row {
        is_held: false,
        ..HELD
    };

    /// At a second: the verdict for a token whose key is known, or that names none, and the one for a
    /// token that names an unknown key.
    type Verdicts = (u64, Verdict, Verdict);

    #[test]
    fn the_whole_table() {
        use Verdict::{AskAndWait, GiveUp, Refuse, Use, UseAndAsk, Wait};
        let table: &[(&str, Row, &[Verdicts])] = &[
            (
                "nothing is known yet",
                NOTHING,
                &[(0, AskAndWait, AskAndWait)],
            ),
            (
                "nothing is known yet, and a fetch is on its way",
                Row {
                    out_until: Some(10),
                    ..NOTHING
                },
                // It takes longer than any transport should.
                &[(0, Wait, Wait), (9, Wait, Wait), (10, GiveUp, GiveUp)],
            ),
            (
                "nothing is known, and one thread fewer than the most is left behind",
                Row {
                    left_behind: MOST_LEFT_BEHIND - 1,
                    failures: 7,
                    retry_at: Some(60),
                    ..NOTHING
                },
                &[(59, Refuse, Refuse), (60, AskAndWait, AskAndWait)],
            ),
            (
                "nothing is known, and the most are left behind",
                Row {
                    left_behind: MOST_LEFT_BEHIND,
                    failures: 8,
                    retry_at: Some(60),
                    ..NOTHING
                },
                &[
                    (59, Refuse, Refuse),
                    (60, Refuse, Refuse),
                    (9999, Refuse, Refuse),
                ],
            ),
            (
                "nothing is known, and a fetch failed",
                Row {
                    failures: 1,
                    retry_at: Some(1),
                    ..NOTHING
                },
                &[(0, Refuse, Refuse), (1, AskAndWait, AskAndWait)],
            ),
            (
                "a set is held",
                HELD,
                &[
                    (0, Use, AskAndWait),
                    (239, Use, AskAndWait),
                    (240, UseAndAsk, AskAndWait),
                    (299, UseAndAsk, AskAndWait),
                    (300, AskAndWait, AskAndWait),
                    (3899, AskAndWait, AskAndWait),
                    (3900, AskAndWait, AskAndWait),
                ],
            ),
            (
                "a set is held, and a fetch began at 240",
                Row {
                    out_until: Some(310),
                    ..HELD
                },
                &[
                    (240, Use, Wait),
                    (299, Use, Wait),
                    (300, Wait, Wait),
                    (309, Wait, Wait),
                    (310, GiveUp, GiveUp),
                    (3900, GiveUp, GiveUp),
                ],
            ),
            (
                "a fetch was given up at 310, and its thread is left behind",
                Row {
                    left_behind: 1,
                    failures: 1,
                    retry_at: Some(311),
                    unknown_at: Some(300),
                    ..HELD
                },
                &[
                    (310, Use, Refuse),
                    (311, UseAndAsk, AskAndWait),
                    (3900, AskAndWait, AskAndWait),
                ],
            ),
            (
                "the most threads are left behind",
                Row {
                    left_behind: MOST_LEFT_BEHIND,
                    failures: 8,
                    retry_at: Some(400),
                    ..HELD
                },
                &[
                    (239, Use, Refuse),
                    (400, Use, Refuse),
                    (3899, Use, Refuse),
                    (3900, Refuse, Refuse),
                ],
            ),
            (
                "a set is held that nobody used, and a fetch began at 1000",
                Row {
                    out_until: Some(1010),
                    ..HELD
                },
                &[
                    (1000, Wait, Wait),
                    (1009, Wait, Wait),
                    (1010, GiveUp, GiveUp),
                ],
            ),
            (
                "fetches fail since 240",
                Row {
                    failures: 7,
                    retry_at: Some(300),
                    ..HELD
                },
                &[
                    (241, Use, AskAndWait),
                    (299, Use, AskAndWait),
                    // Stale, but everybody knows why.
                    (300, UseAndAsk, AskAndWait),
                    (3899, UseAndAsk, AskAndWait),
                    (3900, AskAndWait, AskAndWait),
                ],
            ),
            (
                "fetches fail at the end of its life",
                Row {
                    failures: 7,
                    retry_at: Some(3930),
                    ..HELD
                },
                &[
                    (3899, Use, AskAndWait),
                    (3900, Refuse, Refuse),
                    (3929, Refuse, Refuse),
                    (3930, AskAndWait, AskAndWait),
                ],
            ),
            (
                "a fetch for an unknown key began at 100",
                Row {
                    unknown_at: Some(100),
                    ..HELD
                },
                &[
                    (100, Use, Refuse),
                    (129, Use, Refuse),
                    (130, Use, AskAndWait),
                ],
            ),
            (
                "a fetch for an unknown key began at 230, but it is time for one anyway",
                Row {
                    unknown_at: Some(230),
                    ..HELD
                },
                &[(239, Use, Refuse), (240, UseAndAsk, AskAndWait)],
            ),
            (
                "a fetch for an unknown key failed at 230",
                Row {
                    failures: 1,
                    retry_at: Some(250),
                    unknown_at: Some(230),
                    ..HELD
                },
                &[
                    (249, Use, Refuse),
                    (250, UseAndAsk, AskAndWait),
                    (260, UseAndAsk, AskAndWait),
                ],
            ),
        ];
        let start = Instant::now();
        let at = |second| after(start, seconds(second));
        for (name, row, verdicts) in table {
            let timing = Timing {
                life: row
                    .is_held
                    .then(|| Life::new(start, seconds(300), seconds(3600))),
                out_until: row.out_until.map(at),
                left_behind: row.left_behind,
                failures: row.failures,
                retry_at: row.retry_at.map(at),
                unknown_at: row.unknown_at.map(at),
            };
            for &(now, known, unknown) in *verdicts {
                assert_eq!(decide(&timing, at(now), false), known, "{name}, at {now}");
                let verdict = decide(&timing, at(now), true);
                assert_eq!(verdict, unknown, "{name}, an unknown key at {now}");
            }
        }
    }

    #[test]
    fn a_fetch_may_take_twice_its_time_and_ten_seconds_at_least() {
        for (time, most) in [(0, 10), (1, 10), (5, 10), (15, 30), (45, 90)] {
            assert_eq!(patience(seconds(time)), seconds(most));
        }
        assert_eq!(patience(Duration::MAX), Duration::MAX);
    }

    #[test]
    fn no_set_is_used_for_longer_than_a_day() {
        let (start, day) = (Instant::now(), 24 * 60 * 60);
        for (fresh, stale, dead) in [
            (60, 3600, 3660),
            (300, 3600, 3900),
            (300, 0, 300),
            (day, 3600, day),
            (day - 60, 3600, day),
            (300, u64::MAX, day),
        ] {
            let life = Life::new(start, seconds(fresh), seconds(stale));
            let passed = |instant: Instant| instant.duration_since(start).as_secs();
            assert_eq!(passed(life.dead_at), dead);
            assert_eq!(passed(life.stale_at), fresh);
            assert_eq!(passed(life.refresh_at), fresh * 4 / 5);
        }
    }

    #[test]
    fn pauses_double_up_to_a_minute_and_are_moved_by_a_fifth() {
        for (failures, whole) in [
            (1, 1000),
            (2, 2000),
            (3, 4000),
            (6, 32_000),
            (7, 60_000),
            (8, 60_000),
            (64, 60_000),
            (u32::MAX, 60_000),
        ] {
            let pause = |random| back_off(failures, random).as_millis();
            assert_eq!(pause(20), whole, "{failures}");
            assert_eq!(pause(0), whole * 4 / 5);
            assert_eq!(pause(40), whole * 6 / 5);
            let all = (0..1000).map(pause);
            assert!(
                all.into_iter()
                    .all(|one| (whole * 4 / 5..=whole * 6 / 5).contains(&one))
            );
        }
    }
}
