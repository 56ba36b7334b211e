use alloc::string::String;
use core::fmt;

use serde_json::Value;

use super::debug::error_debug;
use super::escape::Escaped;
use super::json_type::type_of;
use super::text::Shown;
use crate::claim::Claim;

/// A claim that a verifier refused although the signature was valid: which claim, why, what the
/// verifier expects, and what the token has.
///
/// The text shows the value of `iss` and `aud`, shortened and escaped, because these are easy to
/// misconfigure. Of any other claim it shows the JSON type alone, because errors end up in logs.
/// [`found`](Self::found) gives the value itself; `Debug` shows no more than the text.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimError {
    pub(crate) claim: Claim,
    pub(crate) reason: ClaimReason,
    pub(crate) expected: Option<String>,
    pub(crate) found: Option<Value>,
}

/// Why a claim was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ClaimReason {
    /// The verifier requires the claim, and the token does not have it.
    Missing,
    /// The token has it twice, so two readers could see two values (RFC 7519 §4).
    Duplicate,
    /// Its JSON type is not the one that RFC 7519 specifies.
    WrongType,
    /// The date is too large for a 64-bit float.
    OutOfRange,
    /// Its value is not what the verifier expects.
    Unexpected,
    /// The token names an audience, but the verifier has no `.audience(..)` of its own.
    NotConfigured,
}

impl ClaimError {
    /// The claim.
    #[must_use]
    pub const fn claim(&self) -> &Claim {
        &self.claim
    }

    /// Why it was refused.
    #[must_use]
    pub const fn reason(&self) -> ClaimReason {
        self.reason
    }

    /// What the verifier expects, as text, if it expects a value.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    /// The value that the token has. `None` if the claim is missing, or if its value cannot be read
    /// (a number too large for a 64-bit float, half of a surrogate pair). The signature was valid,
    /// but the value may be personal data: take care where you log it.
    #[must_use]
    pub const fn found(&self) -> Option<&Value> {
        self.found.as_ref()
    }

    pub(crate) const fn code(&self) -> &'static str {
        match (self.reason, &self.claim) {
            (ClaimReason::Missing, _) => "missing_claim",
            (ClaimReason::Duplicate, _) => "duplicate_claim",
            (ClaimReason::WrongType | ClaimReason::OutOfRange, _) => "invalid_claim_type",
            (ClaimReason::NotConfigured, _) => "audience_not_configured",
            (ClaimReason::Unexpected, Claim::Iss) => "invalid_issuer",
            (ClaimReason::Unexpected, Claim::Aud) => "invalid_audience",
            (ClaimReason::Unexpected, Claim::Sub) => "invalid_subject",
            (ClaimReason::Unexpected, Claim::Jti) => "invalid_jwt_id",
            (ClaimReason::Unexpected, _) => "invalid_claim",
        }
    }
}

impl core::error::Error for ClaimError {}

error_debug! { ClaimError }

impl fmt::Display for ClaimError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { claim, found, .. } = self;
        let claim = Escaped(claim.name());
        match self.reason {
            ClaimReason::Missing if self.claim == Claim::Exp => f.write_str(
                "the claim exp is missing: the token would never expire (call \
                 .allow_missing_exp() if that is meant)",
            ),
            ClaimReason::Missing if self.claim == Claim::Iat => f.write_str(
                "the claim iat is missing, but .max_age(..), .max_validity(..) or .require(..) \
                 needs it: have the issuer add it",
            ),
            ClaimReason::Missing => {
                write!(f, "the claim {claim} is missing")?;
                let expected = self.expected.as_ref();
                match expected {
                    Some(expected) => write!(f, ", expected {expected}"),
                    None => f.write_str(", but .require(..), .expect(..) or .check(..) needs it"),
                }
            }
            ClaimReason::Duplicate => write!(f, "the claim {claim} is given twice"),
            ClaimReason::WrongType => {
                write!(f, "the claim {claim} is ")?;
                match found {
                    Some(Value::Array(_)) if self.claim == Claim::Aud => {
                        f.write_str("an array whose items are not all strings")?;
                    }
                    Some(value) => write!(f, "{}", type_of(value))?,
                    None => f.write_str("of another type")?,
                }
                match &self.claim {
                    Claim::Exp | Claim::Nbf | Claim::Iat => {
                        f.write_str(", not a number of seconds")
                    }
                    Claim::Aud => f.write_str(", not a string or an array of strings"),
                    _ => f.write_str(", not a string"),
                }?;
                match (&self.claim, found) {
                    // Perhaps an id of a database; RFC 7519 §4.1 wants a string.
                    (Claim::Iss | Claim::Sub | Claim::Jti, Some(Value::Number(_))) => write!(
                        f,
                        ": leave out the call that judges it, read a struct of your own with \
                         `{claim}: u64`, and judge that"
                    ),
                    _ => Ok(()),
                }
            }
            ClaimReason::OutOfRange => {
                write!(
                    f,
                    "the claim {claim} is too large a number for a date: is it in milliseconds?"
                )
            }
            ClaimReason::NotConfigured => {
                f.write_str("the token is meant for the audience ")?;
                self.write_found(f)?;
                f.write_str(
                    ", and this verifier has none: call Verifier::audience(..) with its own name, \
                     or .any_audience()",
                )
            }
            ClaimReason::Unexpected => {
                write!(f, "the claim {claim} is ")?;
                self.write_found(f)?;
                match (&self.expected, found) {
                    (Some(expected), _) => write!(f, ", expected {expected}"),
                    (None, Some(_)) => f.write_str(", and the .check(..) of this claim refuses it"),
                    (None, None) => Ok(()), // no check was called
                }
            }
        }
    }
}

impl ClaimError {
    fn write_found(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.claim, &self.found) {
            (Claim::Iss | Claim::Aud, Some(value)) => write!(f, "{}", Shown(value)),
            (_, Some(value)) if self.expected.is_some() => {
                write!(f, "another ({})", type_of(value))
            }
            (_, Some(value)) => write!(f, "{}", type_of(value)),
            (_, None) => f.write_str("a value that cannot be read"),
        }
    }
}
