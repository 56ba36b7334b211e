use alloc::boxed::Box;
use alloc::string::ToString;
use core::fmt;

use crate::error::error_debug;
use crate::session::{RefreshError, StoreError};

/// A rule that a store breaks.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{case}: {problem}")]
pub struct Failure {
    case: &'static str,
    problem: Box<str>,
}

error_debug! { Failure }

impl Failure {
    /// The rule that it breaks.
    #[must_use]
    pub const fn case(&self) -> &'static str {
        self.case
    }
}

/// The rule that is being looked at.
#[derive(Clone, Copy)]
pub(super) struct Case(pub(super) &'static str);

impl Case {
    pub(super) fn fail(self, problem: impl fmt::Display) -> Failure {
        Failure {
            case: self.0,
            problem: problem.to_string().into_boxed_str(),
        }
    }

    /// Wants two values to be equal.
    pub(super) fn equal<T: PartialEq + fmt::Debug>(
        self,
        found: T,
        expected: T,
    ) -> Result<(), Failure> {
        match found == expected {
            true => Ok(()),
            false => Err(self.fail(format_args!("expected {expected:?}, found {found:?}"))),
        }
    }

    /// Wants an answer.
    pub(super) fn answer<T>(self, answer: Result<T, StoreError>) -> Result<T, Failure> {
        answer.map_err(|error| self.fail(error))
    }

    /// Wants a session's request to be good.
    pub(super) fn good<T>(self, answer: Result<T, RefreshError>) -> Result<T, Failure> {
        answer.map_err(|error| self.fail(format_args!("{}: {error}", error.code())))
    }

    /// Wants a session's request to be refused with a code.
    pub(super) fn refused<T>(
        self,
        answer: Result<T, RefreshError>,
        code: &str,
    ) -> Result<(), Failure> {
        let found = answer.map_or_else(|error| error.code(), |_| "accepted");
        self.equal(found, code)
    }
}
