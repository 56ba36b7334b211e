use alloc::boxed::Box;
use core::fmt;

use crate::error::{Escaped, KeyError};

/// A key of a [`JwkSet`](super::JwkSet) that is not used, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    pub(super) index: usize,
    pub(super) key_id: Option<Box<str>>,
    pub(super) reason: KeyError,
}

impl Skipped {
    /// Its place in the set's array, from 0.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Its id (`kid`), if it has one that is a text.
    #[must_use]
    pub fn key_id(&self) -> Option<&str> {
        self.key_id.as_deref()
    }

    /// Why it is not used.
    #[must_use]
    pub const fn reason(&self) -> &KeyError {
        &self.reason
    }
}

/// One line, safe for a log: `keys[3] "enc": the JSON Web Key's member use is for another use than signatures`.
impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "keys[{}]", self.index)?;
        if let Some(key_id) = &self.key_id {
            write!(f, " \"{}\"", Escaped(key_id))?;
        }
        write!(f, ": {}", self.reason)
    }
}
