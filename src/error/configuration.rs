use super::debug::error_debug;
use crate::time::ParseValidityError;

/// How a verifier's configuration contradicts itself.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// An expectation without a value (an empty list, an empty text) would refuse everything, or
    /// nothing.
    #[error(".{call}(..) was given nothing to expect: is a setting missing?")]
    EmptyExpectation {
        /// The call.
        call: &'static str,
    },
    /// A value that JSON would change: a number that is not finite, an integer of more than 64 bits, a
    /// name that serde_json keeps for itself in this build; or one that does not serialize.
    #[error(
        ".{call}(..) was given what JSON would change: a number that is NaN, infinite or an integer of \
         more than 64 bits, a name of serde_json's own, or no JSON at all"
    )]
    InexactExpectation {
        /// The call.
        call: &'static str,
    },
    /// Two calls that cannot both hold.
    #[error(".{first} and .{second} contradict each other: keep one of them")]
    Contradiction {
        /// The earlier call.
        first: &'static str,
        /// The later one.
        second: &'static str,
    },
    /// One call twice, of which only one could hold.
    #[error(
        ".{call}(..) was called twice: keep one of the two, and where any of several values will do, \
         give them in one call"
    )]
    CalledTwice {
        /// The call.
        call: &'static str,
    },
    /// A value that the claim never has: RFC 7519 §4.1 gives it another JSON type.
    #[error(
        ".expect(\"{claim}\", ..) was given a value of another type than RFC 7519 gives that claim, \
         so no token could have it"
    )]
    NeverHolds {
        /// The registered claim.
        claim: &'static str,
    },
    /// A duration of less than a second, where whole seconds are counted.
    #[error(".{call}(..) was given less than one second, and counts whole seconds")]
    BelowOneSecond {
        /// The call.
        call: &'static str,
    },
    /// A text that is no duration.
    #[error(".{call}(..) was given a text that is no duration: {problem}")]
    NoDuration {
        /// The call.
        call: &'static str,
        /// What is wrong with the text.
        problem: ParseValidityError,
    },
    /// A leeway beyond ten minutes.
    #[error("a leeway of more than 10 minutes needs .long_leeway(..)")]
    LongLeeway,
    /// No clock: the platform has none and none was given.
    #[error("this platform has no clock: give one with .clock(..), or an instant with .at(..)")]
    NoClock,
}

error_debug! { ConfigurationError:
    EmptyExpectation, InexactExpectation, Contradiction, CalledTwice, NeverHolds,
    BelowOneSecond, NoDuration, LongLeeway, NoClock
}
