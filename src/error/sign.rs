use alloc::boxed::Box;
use alloc::string::String;
use core::fmt;

use super::debug::error_debug;
use super::json_type::JsonType;
use super::parts::HeaderError;
use crate::algorithm::Algorithm;
use crate::claim::Claim;
use crate::time::{NumericDate, ParseValidityError};

/// Why a token was not made. The data and the configuration are the caller's own.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum SignError {
    /// The claims could not be written as JSON: their `Serialize` failed, a map has keys that are
    /// no text, a number is not finite (NaN), or they are nested too deep to be read again.
    #[error("the claims cannot be written as JSON: {message}")]
    Claims {
        /// What the serializer said.
        message: Box<str>,
    },
    /// The claims are JSON, but no object (RFC 7519 §7.1).
    #[error("the claims are no JSON object: sign a struct or a map with string keys")]
    NotAnObject,
    /// Neither the claims nor the signer say when the token ends.
    #[error(
        "the token would never expire: call .validity(..), put exp into the claims, or say \
         .without_expiry()"
    )]
    MissingExpiry,
    /// A registered claim comes twice: from the claims and from the signer, or twice in the claims.
    #[error(
        "the claim {claim} is given twice: keep it in the claims or on the signer, not in both"
    )]
    DuplicateClaim {
        /// Which.
        claim: Claim,
    },
    /// A claim of a session's access token that the session gives, or its signer: whose it is, for
    /// whom, and its dates.
    #[error("the claim {claim} is given by the session and its signer: leave it out of the claims")]
    SessionClaim {
        /// Which.
        claim: Claim,
    },
    /// The claims are an enum in serde's default form, `{"Variant":{…}}`: beside `iat` and `exp` it
    /// could not be read back as that enum.
    #[error(
        "the claims are an enum of the form {{\"Variant\":{{..}}}}, which is not read back beside iat \
         and exp: give the enum #[serde(tag = \"..\")], or sign Claims::new(..) of it and read Claims"
    )]
    ExternallyTagged,
    /// A registered claim in the claims is not what RFC 7519 §4.1 makes it: `exp`, `nbf` or `iat` no
    /// number of seconds, an `aud` that names nobody, or any of the seven `null`.
    #[error("the claim {claim} is {found}, and must be {}{}", Wanted(claim), LeaveOut(*found))]
    WrongType {
        /// Which.
        claim: Claim,
        /// What it is.
        found: JsonType,
    },
    /// The validity is less than a second: the token would be born expired.
    #[error(
        "the validity is less than one second, so the token would be expired at once: \
         whole seconds are counted"
    )]
    ValidityTooShort,
    /// A duration was given as a text that is none.
    #[error("{call}(..) was given a text that is no duration: {problem}")]
    NoDuration {
        /// The call.
        call: &'static str,
        /// What is wrong with the text.
        problem: ParseValidityError,
    },
    /// `exp` is not after `iat`: the token would be born expired.
    #[error(
        "the token would be expired at once: exp {exp} is not after {iat}, when it is issued (one that \
         has ended already is signed with .at(..), an instant before exp)"
    )]
    BornExpired {
        /// Its end.
        exp: NumericDate,
        /// When it is issued: its `iat`, or the present where it has none.
        iat: NumericDate,
    },
    /// `exp` is not after `nbf`: the token would have ended before it begins.
    #[error(
        "the token would never be valid: exp {exp} is not after nbf {nbf}, so give it a longer \
         validity or an earlier begin"
    )]
    NeverValid {
        /// Its end.
        exp: NumericDate,
        /// Its begin.
        nbf: NumericDate,
    },
    /// `exp`, `nbf` or `iat` would lie beyond the year 9999, as a time in milliseconds does.
    #[error(
        "{claim} lies beyond the year 9999: milliseconds? Dates count seconds, and a validity or an \
         offset that leads there is too long"
    )]
    OutOfRange {
        /// Which.
        claim: Claim,
    },
    /// A header member that may not be set: `alg`, `typ`, `cty` and `kid` have calls of their own,
    /// `crit` and `b64` announce extensions that do not exist here.
    #[error(
        "the header member {name:?} cannot be set with .header_member(..): alg is the key's, kid is \
         set by .with_key_id(..) on the key, typ and cty have calls of their own, and extensions \
         are not supported"
    )]
    ReservedHeaderMember {
        /// Its name.
        name: Box<str>,
    },
    /// A header member would not be read as it was given: it holds a number that is not finite, an
    /// integer of more than 64 bits or a name that serde_json keeps for itself in this build, or does
    /// not serialize.
    #[error(
        "the header member {name:?} would not be read as it was given: a number in it is NaN, infinite \
         or an integer of more than 64 bits, it has a name of serde_json's own, or it is no JSON at all"
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
    /// A signature from outside has not the size that the algorithm fixes, or is empty.
    #[error(
        "the signature has {actual} bytes{}: JOSE wants the raw bytes (r and s for ECDSA), not DER",
        Makes(*algorithm, *expected)
    )]
    SignatureLength {
        /// The algorithm of the header.
        algorithm: Algorithm,
        /// What it makes; `None` where the key decides it.
        expected: Option<usize>,
        /// What came.
        actual: usize,
    },
    /// The header would be refused by every verifier: a member has a wrong type, or is nested too
    /// deep.
    #[error("no verifier would take this header, so look at its .header_member(..): {0}")]
    Header(HeaderError),
    /// The key failed: for the use of [`SigningKey`](crate::key::SigningKey) implementations.
    #[error("the key failed to sign: {message}")]
    Key {
        /// What it said.
        message: Box<str>,
    },
    /// No clock: the platform has none and none was given.
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
    HeaderValue, EmptySetting, SignatureLength, Header, Key, NoClock, Random
}

impl SignError {
    /// For a [`SigningKey`](crate::key::SigningKey) of your own that could not sign; the message
    /// must hold nothing secret.
    #[must_use]
    pub fn key(message: impl Into<String>) -> Self {
        Self::Key {
            message: message.into().into_boxed_str(),
        }
    }
}

/// What a registered claim has to be.
struct Wanted<'a>(&'a Claim);

impl fmt::Display for Wanted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            Claim::Exp | Claim::Nbf | Claim::Iat => "a number of seconds since 1970",
            Claim::Aud => "the name of somebody, or an array of such names",
            _ => "a text",
        })
    }
}

/// What to do about a claim that is `null`.
struct LeaveOut(JsonType);

impl fmt::Display for LeaveOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.0 {
            JsonType::Null => {
                ": leave it out where there is none \
                 (#[serde(skip_serializing_if = \"Option::is_none\")])"
            }
            _ => "",
        })
    }
}

/// What an algorithm makes, as far as it says so.
struct Makes(Algorithm, Option<usize>);

impl fmt::Display for Makes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1 {
            Some(expected) => write!(f, ", {} makes {expected}", self.0),
            None => Ok(()),
        }
    }
}
