use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use super::debug::error_debug;
use super::encrypt::EncryptError;
use super::escape::{Escaped, Foreign};
use super::json_type::JsonType;
use super::parts::HeaderError;
use crate::algorithm::Algorithm;
use crate::claim::Claim;
use crate::time::{NumericDate, ParseValidityError};

/// Why a token could not be made. The claims and the configuration are the caller's own.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The claims cannot be written as JSON: their `Serialize` failed, a map has keys that are not
    /// strings, a number is not finite (NaN), or the claims are nested too deep to be read back.
    #[error("the claims cannot be written as JSON: {}", Foreign(message))]
    Claims {
        /// The serializer's message.
        message: Box<str>,
    },
    /// The claims are JSON, but not an object (RFC 7519 §7.1).
    #[error(
        "the claims are not a JSON object: sign a struct or a map with string keys \
         (Claims::new(()) where there is nothing to say)"
    )]
    NotAnObject,
    /// Neither the claims nor the signer say when the token expires.
    #[error(
        "the token would never expire: call .validity(..), put exp into the claims, or call \
         .without_expiry()"
    )]
    MissingExpiry,
    /// A registered claim is given twice: in the claims and by the signer, or twice in the claims.
    #[error(
        "the claim {claim} is given twice: keep it in the claims or on the signer, not in both"
    )]
    DuplicateClaim {
        /// The claim.
        claim: Claim,
    },
    /// The claims of a session's access token have a claim that the session or its signer sets: the
    /// subject, the audience or a date.
    #[error("the claim {claim} is given by the session and its signer: leave it out of the claims")]
    SessionClaim {
        /// The claim.
        claim: Claim,
    },
    /// The claims are an enum in serde's default form, `{"Variant":{…}}`. With `iat` and `exp`
    /// beside the variant, serde cannot read it back as that enum.
    #[error(
        "the claims are an enum of the form {{\"Variant\":{{..}}}}, which cannot be read back \
         beside iat and exp: give the enum #[serde(tag = \"..\")], or wrap it: sign \
         Claims::new(..) and read Claims"
    )]
    ExternallyTagged,
    /// A registered claim in the claims has not the type that RFC 7519 §4.1 specifies: `exp`, `nbf`
    /// or `iat` is not a number of seconds, `aud` names nobody, or any of the seven is `null`.
    #[error(
        "the claim {claim} is {found}{}, and must be {}{}",
        Nobody(claim, *found), Wanted(claim), LeaveOut(*found)
    )]
    WrongType {
        /// The claim.
        claim: Claim,
        /// What it is.
        found: JsonType,
    },
    /// The validity is less than a second, so the token would expire as soon as it is made.
    #[error(
        "the validity is less than one second, so the token would be expired at once: \
         whole seconds are counted"
    )]
    ValidityTooShort,
    /// A text that is not a duration.
    #[error("{call}(..) was given a text that is not a duration: {problem}")]
    NoDuration {
        /// The call.
        call: &'static str,
        /// What is wrong with the text.
        problem: ParseValidityError,
    },
    /// `exp` is not after `iat`, so the token would be expired as soon as it is made.
    #[error(
        "the token would be expired at once: exp {exp} is not after {iat}, when it is issued (to \
         sign a token that has already expired, call .at(..) with an instant before exp)"
    )]
    BornExpired {
        /// When the token expires.
        exp: NumericDate,
        /// When the token is issued: its `iat`, or the present if it has none.
        iat: NumericDate,
    },
    /// `exp` is not after `nbf`, so the token would expire before it is valid.
    #[error(
        "the token would never be valid: exp {exp} is not after nbf {nbf}, so give it a longer \
         validity or an earlier nbf"
    )]
    NeverValid {
        /// When the token expires.
        exp: NumericDate,
        /// From when on the token is valid.
        nbf: NumericDate,
    },
    /// `exp`, `nbf` or `iat` would be after the year 9999, as a time in milliseconds is.
    #[error(
        "{claim} is after the year 9999: is it in milliseconds? Dates count seconds, and a \
         validity or an offset that ends there is too long"
    )]
    OutOfRange {
        /// The claim.
        claim: Claim,
    },
    /// A header member that `.header_member(..)` does not set: `alg`, `typ`, `cty` and `kid` have
    /// calls of their own, and `crit` and `b64` announce extensions that this crate does not
    /// support.
    #[error(
        "the header member \"{}\" cannot be set with .header_member(..): alg comes from the key, \
         kid from .with_key_id(..) on the key, typ and cty have calls of their own, and extensions \
         are not supported",
        Escaped(name)
    )]
    ReservedHeaderMember {
        /// Its name.
        name: Box<str>,
    },
    /// A verifier would not read a header member as it was given: it contains a number that is not
    /// finite, an integer of more than 64 bits or a name that serde_json reserves in this build, or
    /// it does not serialize.
    #[error(
        "the header member \"{}\" would not be read as it was given: a number in it is NaN, \
         infinite or an integer of more than 64 bits, it has a name of serde_json's own, or it is \
         not JSON at all",
        Escaped(name)
    )]
    HeaderValue {
        /// Its name.
        name: Box<str>,
    },
    /// An issuer, audience, subject or `typ` without a name.
    #[error("Signer::{call}(..) was given an empty text or list: is a setting missing?")]
    EmptySetting {
        /// The call.
        call: &'static str,
    },
    /// A signature from outside is empty, longer than any (1024 bytes), or its size is not the algorithm's.
    #[error(
        "the signature has {actual} bytes{}: JOSE wants the raw bytes (r and s for ECDSA), not DER, which \
         Unsigned::attach_der takes (feature public-keys)",
        Makes(*algorithm, *expected)
    )]
    SignatureLength {
        /// The algorithm of the header.
        algorithm: Algorithm,
        /// The size that the algorithm makes; `None` if the key decides it.
        expected: Option<usize>,
        /// What came.
        actual: usize,
    },
    /// A signature from outside is not an ECDSA signature in DER.
    #[error(
        "this is not a signature of {algorithm} in DER: Unsigned::attach_der takes the answer of a key \
         service for ES256, ES384, ES512 or ES256K; raw bytes go to .attach(..)"
    )]
    NotDer {
        /// The algorithm of the header.
        algorithm: Algorithm,
    },
    /// Every verifier would refuse the header: a member has a wrong type or is nested too deep, or there are
    /// more than 32.
    #[error("no verifier would accept this header, so check its .header_member(..): {0}")]
    Header(HeaderError),
    /// The key failed to sign. An implementation of [`SigningKey`](crate::key::SigningKey) returns
    /// it.
    #[error("the key failed to sign: {}", Foreign(message))]
    Key {
        /// The key's message.
        message: Box<str>,
    },
    /// The token was signed, and could not be encrypted (feature `jwe`).
    #[error("{0}")]
    Encrypt(EncryptError),
    /// The platform has no clock, and the caller gave none.
    #[error("this platform has no clock: give one with .clock(..), or an instant with .at(..)")]
    NoClock,
    /// The operating system gave no random bytes.
    #[error(
        "the operating system gave no random bytes: does a sandbox keep them from this program?"
    )]
    Random,
}

error_debug! { SignError:
    Claims, NotAnObject, MissingExpiry, DuplicateClaim, SessionClaim, ExternallyTagged,
    WrongType, ValidityTooShort, NoDuration, BornExpired, NeverValid, OutOfRange, ReservedHeaderMember,
    HeaderValue, EmptySetting, SignatureLength, NotDer, Header, Key, Encrypt, NoClock, Random
}

impl SignError {
    /// The error of a [`SigningKey`](crate::key::SigningKey) of your own that could not sign. The
    /// message must contain nothing secret.
    #[must_use]
    pub fn key(message: impl Into<String>) -> Self {
        Self::Key {
            message: message.into().into_boxed_str(),
        }
    }
}

impl From<EncryptError> for SignError {
    fn from(error: EncryptError) -> Self {
        Self::Encrypt(error)
    }
}

/// What a registered claim has to be.
struct Wanted<'a>(&'a Claim);

impl fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Claim::Exp | Claim::Nbf | Claim::Iat => "a number of seconds since 1970",
            Claim::Aud => "a name, or an array of names",
            _ => "a string",
        })
    }
}

/// What is wrong with an `aud` of a type that is allowed.
struct Nobody<'a>(&'a Claim, JsonType);

impl fmt::Display for Nobody<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match (self.0, self.1) {
            (Claim::Aud, JsonType::String) => " that is empty",
            (Claim::Aud, JsonType::Array) => " that names nobody",
            _ => "",
        })
    }
}

/// What to do about a claim that is `null`.
struct LeaveOut(JsonType);

impl fmt::Display for LeaveOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            JsonType::Null => {
                ": leave it out if there is none (#[serde(skip_serializing_if = \
                 \"Option::is_none\")])"
            }
            _ => "",
        })
    }
}

/// The size of the algorithm's signatures, if the algorithm fixes it.
struct Makes(Algorithm, Option<usize>);

impl fmt::Display for Makes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(expected) => write!(f, ", {} makes {expected}", self.0),
            None => Ok(()),
        }
    }
}
