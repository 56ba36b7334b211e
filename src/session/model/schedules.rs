//! All schedules (orders of steps) that there are, one after the other.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::cell::Cell;

std::thread_local! {
    static DRAWS: Cell<Option<u8>> = const { Cell::new(None) };
}

/// Random bytes: of the operating system, or in each schedule the same.
pub(crate) fn fill(bytes: &mut [u8]) -> Result<(), getrandom::Error> {
    let Some(draws) = DRAWS.get() else {
        return getrandom::fill(bytes);
    };
    DRAWS.set(Some(draws.wrapping_add(1)));
    bytes.fill(draws);
    Ok(())
}

/// One schedule: what was chosen, of how many, at each step.
#[derive(Default)]
pub(super) struct Schedule {
    taken: Vec<(usize, usize)>,
    at: usize,
}

impl Schedule {
    /// Which of so many comes next.
    pub(super) fn choose(&mut self, of: usize) -> usize {
        let at = self.at;
        self.at += 1;
        if at == self.taken.len() {
            self.taken.push((0, of));
        }
        let (chosen, forks) = self.taken[at];
        assert_eq!(forks, of, "the same schedule led elsewhere");
        chosen
    }

    /// One of a few orders that the ids of sessions may have.
    pub(super) fn choose_ids(&mut self) {
        let seed = [0, 60][self.choose(2)];
        DRAWS.set(Some(seed));
    }

    /// Goes on to the schedule that differs from this one as late as possible.
    fn turn(&mut self) -> bool {
        self.at = 0;
        while let Some((chosen, of)) = self.taken.pop() {
            if chosen + 1 < of {
                self.taken.push((chosen + 1, of));
                return true;
            }
        }
        false
    }
}

/// Runs a scenario in all schedules; returns how many there are.
pub(super) fn explore(
    mut scenario: impl FnMut(&mut Schedule) -> Result<(), String>,
) -> Result<u64, String> {
    let (mut schedule, mut count) = (Schedule::default(), 0);
    loop {
        DRAWS.set(Some(0));
        let gone = scenario(&mut schedule);
        DRAWS.set(None);
        gone.map_err(|problem| format!("{problem}, in the schedule {:?}", schedule.taken))?;
        count += 1;
        if !schedule.turn() {
            return Ok(count);
        }
    }
}

#[test]
fn all_ways_are_gone_once() {
    let mut seen = Vec::new();
    let count = explore(|schedule| {
        let first = schedule.choose(3);
        let second = if first == 1 { schedule.choose(2) } else { 0 };
        seen.push((first, second));
        Ok(())
    });
    assert_eq!(count, Ok(4));
    assert_eq!(seen, [(0, 0), (1, 0), (1, 1), (2, 0)]);
}
