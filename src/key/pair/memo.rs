//! Signatures that held once. Whether a key's signature over some bytes holds depends on nothing that
//! changes, so that no entry is ever out of date; what a token says is judged each time.

use alloc::boxed::Box;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

/// A hash of key, algorithm, message and signature: of the token itself nothing is kept, and nothing of
/// a signature can be found by asking.
pub(super) type Fact = [u8; 32];

/// Eight facts, the one that was asked for last in front.
type Set = [Fact; WAYS];

const WAYS: usize = 8;
const LOCKS: usize = 16;
/// The most facts, 32 MB of them.
const MOST: usize = 1 << 20;

/// What no hash is.
const VACANT: Fact = [0; 32];

/// All its memory is taken when it is made.
pub(crate) struct Memo([Mutex<Box<[Set]>>; LOCKS]);

impl Memo {
    /// Room for so many facts, rounded up, and for a million at most.
    pub(crate) fn new(capacity: usize) -> Self {
        let sets = capacity.min(MOST).div_ceil(WAYS * LOCKS).max(1);
        let shelf = || Mutex::new(alloc::vec![[VACANT; WAYS]; sets].into_boxed_slice());
        Self(core::array::from_fn(|_| shelf()))
    }

    /// Whether it holds by what is remembered, or else by `verify`. Only what held is noted: a flood of
    /// bad signatures drives no good one out.
    pub(super) fn holds(&self, fact: &Fact, verify: impl FnOnce() -> bool) -> bool {
        if self.with_set(fact, |set| recall(set, fact)) {
            return true;
        }
        let holds = verify();
        if holds {
            self.with_set(fact, |set| note(set, fact));
        }
        holds
    }

    fn with_set<T: Default>(&self, fact: &Fact, visit: impl FnOnce(&mut Set) -> T) -> T {
        let [lock, place @ ..] = fact;
        let place = place
            .first_chunk()
            .map_or(0, |bytes| u32::from_le_bytes(*bytes));
        let Some(shelf) = self.0.get(usize::from(*lock) % LOCKS) else {
            return T::default();
        };
        // Whoever panicked with the lock in hand left whole facts behind.
        let mut sets = shelf.lock().unwrap_or_else(PoisonError::into_inner);
        let place = usize::try_from(place).unwrap_or_default();
        let place = place.checked_rem(sets.len()).unwrap_or_default();
        sets.get_mut(place).map(visit).unwrap_or_default()
    }
}

/// Brings a fact that is there to the front.
fn recall(set: &mut Set, fact: &Fact) -> bool {
    let Some(place) = set.iter().position(|known| known == fact) else {
        return false;
    };
    if let Some(newer) = set.get_mut(..=place) {
        newer.rotate_right(1);
    }
    true
}

/// Puts a fact in front, in the place of the last.
fn note(set: &mut Set, fact: &Fact) {
    set.rotate_right(1);
    if let Some(first) = set.first_mut() {
        *first = *fact;
    }
}

/// The fact that a signature over a message holds. `key` stands for a key and its algorithm, all of whose
/// signatures have one length: so no two cases have one text.
pub(super) fn fact(key: &[u8; 32], message: &[u8], signature: &[u8]) -> Fact {
    let parts = [key, message, b".", signature];
    let hash = parts.into_iter().fold(Sha256::new(), Digest::chain_update);
    hash.finalize().into()
}

impl core::fmt::Debug for Memo {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Memo(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(number: u32) -> Fact {
        fact(&[7; 32], &number.to_be_bytes(), b"")
    }

    #[test]
    fn what_held_is_not_asked_again() {
        let memo = Memo::new(1);
        let fact = number(0);
        assert!(!memo.holds(&fact, || false));
        assert!(memo.holds(&fact, || true));
        assert!(memo.holds(&fact, || panic!("asked again")));
        assert!(!memo.holds(&number(1), || false));
    }

    #[test]
    fn the_one_that_was_not_asked_for_the_longest_goes() {
        let memo = Memo::new(1);
        // All of one set.
        let mut facts = (0..u32::MAX).map(number);
        let mut facts: Vec<Fact> = facts
            .by_ref()
            .filter(|fact| fact[0] % 16 == 3)
            .take(9)
            .collect();
        let last = facts.pop().unwrap();
        for fact in &facts {
            assert!(memo.holds(fact, || true));
        }
        assert!(memo.holds(&facts[0], || panic!("forgotten")));
        assert!(memo.holds(&last, || true));
        assert!(!memo.holds(&facts[1], || false), "it was the oldest");
        for fact in facts.iter().filter(|fact| **fact != facts[1]) {
            assert!(memo.holds(fact, || panic!("forgotten")));
        }
    }

    #[test]
    fn room_is_bounded() {
        let facts = |memo: &Memo| -> usize {
            let shelves = memo.0.iter();
            shelves
                .map(|shelf| shelf.lock().unwrap().len() * WAYS)
                .sum()
        };
        assert_eq!(facts(&Memo::new(0)), 128);
        assert_eq!(facts(&Memo::new(10_000)), 10_112);
        assert_eq!(facts(&Memo::new(usize::MAX)), MOST);
    }
}
