use core::cell::Cell;
use core::fmt;

use crate::algorithm::Algorithm;
use crate::time::{Clock, HAS_SYSTEM_CLOCK, NumericDate, system_now};

/// Which key is wanted.
#[derive(Debug)]
pub struct Lookup<'a> {
    pub(crate) algorithm: Algorithm,
    pub(crate) key_id: Option<&'a str>,
    pub(crate) now: &'a Now<'a>,
}

impl Lookup<'_> {
    /// The token's algorithm.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The token's key id. Anybody may have written it: only compare it (RFC 8725 §3.10).
    #[must_use]
    pub const fn key_id(&self) -> Option<&str> {
        self.key_id
    }

    /// The instant at which the token is judged.
    #[must_use]
    pub fn now(&self) -> NumericDate {
        self.now.get()
    }
}

/// One instant for keys and claims, read from the clock when it is first needed.
pub(crate) struct Now<'a> {
    clock: Option<&'a dyn Clock>,
    instant: Cell<Option<NumericDate>>,
}

impl<'a> Now<'a> {
    pub(crate) const fn of(clock: Option<&'a dyn Clock>) -> Self {
        Self {
            clock,
            instant: Cell::new(None),
        }
    }

    pub(crate) const fn at(instant: NumericDate) -> Self {
        Self {
            clock: None,
            instant: Cell::new(Some(instant)),
        }
    }

    /// Whether there is an instant: one that was given, or a clock.
    pub(crate) fn is_known(&self) -> bool {
        HAS_SYSTEM_CLOCK || self.clock.is_some() || self.instant.get().is_some()
    }

    pub(crate) fn get(&self) -> NumericDate {
        self.instant.get().unwrap_or_else(|| {
            let read = match self.clock {
                Some(clock) => clock.now(),
                // Callers ask `is_known` first; the latest instant refuses every token.
                None => system_now().unwrap_or(NumericDate::MAX),
            };
            self.instant.set(Some(read));
            read
        })
    }
}

impl fmt::Debug for Now<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Now").field(&self.instant.get()).finish()
    }
}
