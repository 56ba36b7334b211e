use super::debug::error_debug;
use crate::time::ParseValidityError;

/// How a verifier's configuration contradicts itself.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ConfigurationError {
    /// An expectation without a value: an empty list or an empty text would refuse every token, or
    /// none.
    #[error(".{call}(..) was given nothing to expect: is a setting missing?")]
    EmptyExpectation {
        /// The call.
        call: &'static str,
    },
    /// A value that JSON would change (a number that is not finite, an integer of more than 64
    /// bits, a name that serde_json reserves in this build), or one that does not serialize.
    #[error(
        ".{call}(..) was given a value that JSON would change: a number that is NaN, infinite or \
         an integer of more than 64 bits, a name of serde_json's own, or no JSON at all"
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
    /// A call that may come once only was made twice.
    #[error(
        ".{call}(..) was called twice: keep one of the two, and to accept any of several values, \
         give them in one call"
    )]
    CalledTwice {
        /// The call.
        call: &'static str,
    },
    /// A value that the claim never has: RFC 7519 §4.1 specifies another JSON type for it.
    #[error(
        ".expect(\"{claim}\", ..) was given a value whose type RFC 7519 does not allow for that \
         claim, so no token could have it"
    )]
    NeverHolds {
        /// The registered claim.
        claim: &'static str,
    },
    /// A duration of less than a second: the verifier counts whole seconds.
    #[error(".{call}(..) was given less than one second, but counts whole seconds")]
    BelowOneSecond {
        /// The call.
        call: &'static str,
    },
    /// A text that is not a duration.
    #[error(".{call}(..) was given a text that is not a duration: {problem}")]
    NoDuration {
        /// The call.
        call: &'static str,
        /// What is wrong with the text.
        problem: ParseValidityError,
    },
    /// A leeway of more than ten minutes.
    #[error("a leeway of more than 10 minutes needs .long_leeway(..)")]
    LongLeeway,
    /// A key that decrypts and one that verifies have one secret (feature `jwe`).
    #[error(
        "the key of .decrypt_with(..) and a key that verifies have one secret: give each its own, or a \
         flaw of one is a flaw of both"
    )]
    SharedSecret,
    /// The platform has no clock, and the caller gave none.
    #[error("this platform has no clock: give one with .clock(..), or an instant with .at(..)")]
    NoClock,
}

error_debug! { ConfigurationError:
    EmptyExpectation, InexactExpectation, Contradiction, CalledTwice, NeverHolds,
    BelowOneSecond, NoDuration, LongLeeway, SharedSecret, NoClock
}
