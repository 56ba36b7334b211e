use alloc::boxed::Box;

use super::claim::ClaimError;
use super::configuration::ConfigurationError;
use super::debug::error_debug;
use super::misfit::Misfit;
use super::parts::{HeaderError, PayloadError};
use super::text::{Ago, Ahead, Typ, Unit};
use crate::algorithm::Algorithm;
use crate::time::NumericDate;

/// Why a token was refused.
///
/// What fails before the signature holds carries nothing of the token and allocates nothing; what
/// fails after it says which claim, what was expected and what came. For the logs of the server:
/// tell a client no more than "invalid token" (or "expired"). [`code`](Self::code) is a stable word
/// for metrics, the text is for people.
///
/// ```
/// use glassbox::{HmacKey, VerifyError, verify_token};
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let error = verify_token::<serde_json::Value>("not a token", &key).unwrap_err();
/// assert!(matches!(error, VerifyError::Malformed));
/// assert_eq!(error.code(), "malformed");
/// # Ok::<(), glassbox::KeyError>(())
/// ```
///
#[cfg_attr(doc, doc = include_str!("../../docs/ERRORS.md"))]
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum VerifyError {
    /// `malformed`, 401: not three parts of strict base64url with two dots between (RFC 7515 §7.1).
    /// [`Verifier::explain`](crate::Verifier::explain) says what is wrong, and where.
    #[error(
        "malformed token: not three parts of unpadded base64url with two dots between (the token \
         alone: no \"Bearer \", no white space, no quotes)"
    )]
    Malformed,
    /// `too_large`, 401: the text is longer than the verifier takes.
    #[error("the token is longer than {limit} bytes (.max_token_bytes(..) sets the limit)")]
    TooLarge {
        /// The most bytes it takes.
        limit: usize,
    },
    /// `invalid_header` or `critical_extension`, 401: the header is not what RFC 7515 §4 wants.
    #[error("{0}")]
    Header(HeaderError),
    /// `unexpected_typ`, 401: the header's `typ` is none that the verifier accepts (RFC 8725 §3.11).
    #[error("{}", Typ(*found))]
    UnexpectedTyp {
        /// What it is, where it is a well-known type; never text of the token.
        found: Option<&'static str>,
    },
    /// `unsupported_algorithm`, 401: `alg` is `none`, or no registered signature algorithm.
    #[error(
        "the token's algorithm (alg) is none, or not a registered signature algorithm: no \
         setting takes such a token, its issuer has to sign it"
    )]
    UnsupportedAlgorithm,
    /// `algorithm_mismatch`, 401: `alg` is not the algorithm of the key (RFC 8725 §3.1).
    #[error(
        "the token's algorithm is {token}, the key's is {key}: a key has one algorithm, so make it \
         with that of the issuer (a KeyRing holds keys of several)"
    )]
    AlgorithmMismatch {
        /// The token's.
        token: Algorithm,
        /// The key's.
        key: Algorithm,
    },
    /// `unknown_key`, 401: no key of the source has the token's key id and algorithm.
    #[error(
        "no key has the token's key id (kid) and algorithm: was a key rotated out, or not \
         yet added with KeyRing::accept(..)?"
    )]
    UnknownKey,
    /// `keys_unavailable`, 503: the source of keys could not be asked, and the token may be good.
    #[error(
        "the source of keys could not be asked: the token may be good, so try again (503, not 401)"
    )]
    Unavailable,
    /// `invalid_signature`, 401: another key made it, or the text was changed (RFC 7515 §5.2).
    /// [`Verifier::explain`](crate::Verifier::explain) says what the secret may have been mistaken for.
    #[error("invalid signature")]
    InvalidSignature,
    /// `invalid_payload`, 401: the payload, whose signature held, is no claims object.
    #[error("{0}")]
    Payload(PayloadError),
    /// `token_expired`, 401: `now` is `exp` plus leeway, or later (RFC 7519 §4.1.4).
    #[error("token expired {} ago (exp {exp}, now {now}){}", Ago(*exp, *now), Unit("now", *now))]
    Expired {
        /// Its end.
        exp: NumericDate,
        /// The verifier's instant.
        now: NumericDate,
    },
    /// `token_not_yet_valid`, 401: `now` plus leeway is before `nbf` (RFC 7519 §4.1.5).
    #[error(
        "token not valid for another {} (nbf {nbf}, now {now}){}",
        Ago(*now, *nbf),
        Ahead("nbf", *nbf)
    )]
    NotYetValid {
        /// Its begin.
        nbf: NumericDate,
        /// The verifier's instant.
        now: NumericDate,
    },
    /// `token_too_old`, 401: the token is older than `.max_age(..)` allows.
    #[error(
        "the token is too old: issued {} ago (iat {iat}, now {now}), and .max_age(..) sets the \
         limit{}",
        Ago(*iat, *now),
        Unit("now", *now)
    )]
    TooOld {
        /// When it was issued.
        iat: NumericDate,
        /// The verifier's instant.
        now: NumericDate,
    },
    /// `token_issued_in_future`, 401: with `.max_age(..)` or `.max_validity(..)`, `now` plus leeway is
    /// before `iat`.
    #[error(
        "the token was issued {} in the future (iat {iat}, now {now}){}",
        Ago(*now, *iat),
        Ahead("iat", *iat)
    )]
    IssuedInFuture {
        /// When it was issued.
        iat: NumericDate,
        /// The verifier's instant.
        now: NumericDate,
    },
    /// `token_valid_too_long`, 401: `exp` lies further behind `iat` than `.max_validity(..)` allows.
    #[error(
        "the token is valid for too long: {} from iat {iat} to exp {exp}, and .max_validity(..) sets \
         the limit{}",
        Ago(*iat, *exp),
        Unit("exp", *exp)
    )]
    ValidTooLong {
        /// When it was issued.
        iat: NumericDate,
        /// Its end.
        exp: NumericDate,
    },
    /// 401: a claim is missing, given twice, of a wrong type, or not what the verifier expects. The
    /// code says which: `missing_claim`, `duplicate_claim`, `invalid_claim_type`, `invalid_issuer`, …
    #[error("{0}")]
    Claim(Box<ClaimError>),
    /// `claims_misfit`, 401: signature and policy held, but the claims do not fit the wanted type.
    #[error("{0}")]
    Misfit(Box<Misfit>),
    /// `configuration`, 500: the verifier contradicts itself, so it refuses everything.
    #[error("the verifier's configuration: {0}")]
    Configuration(Box<ConfigurationError>),
}

error_debug! { VerifyError:
    Malformed, TooLarge, Header, UnexpectedTyp, UnsupportedAlgorithm, AlgorithmMismatch,
    UnknownKey, Unavailable, InvalidSignature, Payload, Expired, NotYetValid, TooOld,
    IssuedInFuture, ValidTooLong, Claim, Misfit, Configuration
}

impl VerifyError {
    /// A stable word for metrics and programs, such as `token_expired` or `invalid_signature`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLarge { .. } => "too_large",
            Self::Header(HeaderError::Critical) => "critical_extension",
            Self::Header(_) => "invalid_header",
            Self::UnexpectedTyp { .. } => "unexpected_typ",
            Self::UnsupportedAlgorithm => "unsupported_algorithm",
            Self::AlgorithmMismatch { .. } => "algorithm_mismatch",
            Self::UnknownKey => "unknown_key",
            Self::Unavailable => "keys_unavailable",
            Self::InvalidSignature => "invalid_signature",
            Self::Payload(_) => "invalid_payload",
            Self::Expired { .. } => "token_expired",
            Self::NotYetValid { .. } => "token_not_yet_valid",
            Self::TooOld { .. } => "token_too_old",
            Self::IssuedInFuture { .. } => "token_issued_in_future",
            Self::ValidTooLong { .. } => "token_valid_too_long",
            Self::Claim(error) => error.code(),
            Self::Misfit(_) => "claims_misfit",
            Self::Configuration(_) => "configuration",
        }
    }

    /// Whether the token was good and has ended: the time to refresh it.
    #[must_use]
    pub const fn is_expired(&self) -> bool {
        matches!(self, Self::Expired { .. })
    }

    /// Whether the verifier, not the token, is at fault: a server answers 500, not 401.
    #[must_use]
    pub const fn is_configuration(&self) -> bool {
        matches!(self, Self::Configuration(_))
    }

    /// Whether the keys could not be had just now: a server answers 503, not 401.
    #[must_use]
    pub const fn is_unavailable(&self) -> bool {
        matches!(self, Self::Unavailable)
    }
}

impl From<HeaderError> for VerifyError {
    fn from(error: HeaderError) -> Self {
        Self::Header(error)
    }
}

impl From<PayloadError> for VerifyError {
    fn from(error: PayloadError) -> Self {
        Self::Payload(error)
    }
}

impl From<ClaimError> for VerifyError {
    fn from(error: ClaimError) -> Self {
        Self::Claim(Box::new(error))
    }
}

impl From<Misfit> for VerifyError {
    fn from(error: Misfit) -> Self {
        Self::Misfit(Box::new(error))
    }
}

impl From<ConfigurationError> for VerifyError {
    fn from(error: ConfigurationError) -> Self {
        Self::Configuration(Box::new(error))
    }
}
