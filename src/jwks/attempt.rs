//! A token that is tried, and tried again when a fetch may have brought its key: the same for those who await
//! that fetch and for those who block.

use alloc::sync::Arc;
use core::mem;

use serde::de::DeserializeOwned;

use super::flight::Waiting;
use super::inner::{Again, Inner};
use crate::error::VerifyError;
use crate::jws::Unverified;
use crate::jwt::{Token, Verifier};
use crate::key::KeyInfo;

/// How many fetches a token waits for, at most: one may have begun before the token's key was published,
/// so that only the one after it has to have that key.
const FETCHES: usize = 2;

pub(super) struct Attempt<'a> {
    inner: &'a Arc<Inner>,
    verifier: &'a Verifier,
    token: &'a str,
    /// Whether the keys were looked at before the token was first tried.
    is_settled: bool,
    /// For how many fetches it may still wait.
    fetches: usize,
}

pub(super) enum Step<C> {
    Judged(Result<Token<C>, VerifyError>),
    /// Wait for this fetch, however it ends, and take the next step.
    Wait(Waiting),
}

impl<'a> Attempt<'a> {
    pub(super) const fn new(inner: &'a Arc<Inner>, verifier: &'a Verifier, token: &'a str) -> Self {
        Self {
            inner,
            verifier,
            token,
            is_settled: false,
            fetches: FETCHES,
        }
    }

    pub(super) fn step<C: DeserializeOwned>(&mut self) -> Step<C> {
        let mut seen = match mem::replace(&mut self.is_settled, true) {
            true => self.inner.landed(),
            false => match self.inner.settle() {
                Ok(seen) => seen,
                Err(waiting) => return Step::Wait(waiting),
            },
        };
        loop {
            let verdict = self.verifier.verify(self.token);
            let Some(left) = self.fetches.checked_sub(1) else {
                return Step::Judged(verdict);
            };
            self.fetches = left;
            match self.again(&verdict, seen) {
                Again::No => return Step::Judged(verdict),
                Again::Now => seen = self.inner.landed(),
                Again::After(waiting) => return Step::Wait(waiting),
            }
        }
    }

    /// Whether the token is tried again, because its key may be in a set that came since, or that is on its
    /// way.
    fn again<T>(&self, verdict: &Result<T, VerifyError>, seen: u64) -> Again {
        let is_judged = match verdict {
            Err(VerifyError::UnknownKey | VerifyError::Unavailable) => false,
            // Maybe by a key without an id, which is asked for every token.
            Err(VerifyError::InvalidSignature | VerifyError::AlgorithmMismatch { .. }) => true,
            _ => return Again::No,
        };
        match self.inner.again(seen) {
            // Its own key refused it, unless that key came this very moment.
            Again::After(_) if is_judged && !self.is_of_unknown_key() => {
                match self.inner.landed() == seen {
                    true => Again::No,
                    false => Again::Now,
                }
            }
            again => again,
        }
    }

    /// Whether the token names a key that the set has not.
    fn is_of_unknown_key(&self) -> bool {
        let (Some(set), Ok(token)) = (self.inner.held(), Unverified::parse(self.token)) else {
            return false;
        };
        let mut ids = set.candidates().iter().map(KeyInfo::key_id);
        token
            .key_id()
            .is_some_and(|id| ids.all(|known| known != Some(id)))
    }
}
