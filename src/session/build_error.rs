use crate::error::{KeyError, SignError, error_debug};
use crate::time::ParseValidityError;

/// Why [`SessionsBuilder::build`](super::SessionsBuilder::build) or
/// [`Sessions::for_application`](super::Sessions::for_application) refused. It happens at start-up.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BuildError {
    /// A refresh key has the secret of an access key: whoever verifies access tokens could make
    /// refresh tokens.
    #[error(
        "a refresh key has the secret of an access key: give the authorization server a secret of \
         its own for refresh tokens"
    )]
    SharedSecret,
    /// The secret of a refresh key is shorter than its hash.
    #[error(
        "the secret of a refresh key is shorter than its hash, and can be found from one token: \
         make the key with HmacKey::new"
    )]
    ShortSecret,
    /// The signer of access tokens has no validity.
    #[error("the signer of access tokens needs .validity(..), such as 15 minutes")]
    MissingValidity,
    /// The signer of access tokens sets a subject; each session has its own.
    #[error("the signer of access tokens must not have .subject(..): each session has its own")]
    FixedSubject,
    /// The signer of access tokens leaves out `iat`, which RFC 9068 §2.2 requires.
    #[error(
        "the signer of access tokens must not have .without_issued_at(): an access token says when it \
         was issued"
    )]
    MissingIssuedAt,
    /// A setting of the signer of access tokens is invalid.
    #[error("the signer of access tokens: {0}")]
    Signer(SignError),
    /// A text is not a duration.
    #[error(".{call}(..) was given a text that is no duration: {problem}")]
    NoDuration {
        /// The call.
        call: &'static str,
        /// What is wrong with the text.
        problem: ParseValidityError,
    },
    /// A duration of less than one second (durations are whole seconds), or a limit of zero.
    #[error(".{call}(..) was given zero, or less than one second")]
    Nothing {
        /// The call.
        call: &'static str,
    },
    /// The grace is as long as the session itself, or longer.
    #[error(
        "the grace (30 seconds unless .grace(..) says otherwise) must be shorter than .idle(..) and .lifetime(..)"
    )]
    LongGrace,
    /// The platform has no clock, and the caller gave none.
    #[error("this platform has no clock: give one with .clock(..)")]
    NoClock,
    /// Two refresh keys have the same key id.
    #[error(transparent)]
    Key(#[from] KeyError),
}

error_debug! { BuildError:
    SharedSecret, ShortSecret, MissingValidity, FixedSubject, MissingIssuedAt, Signer, NoDuration, Nothing,
    LongGrace, NoClock, Key
}
