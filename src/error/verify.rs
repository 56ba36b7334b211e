use alloc::boxed::Box;

use super::claim::ClaimError;
use super::configuration::ConfigurationError;
use super::debug::error_debug;
use super::decrypt::DecryptError;
use super::misfit::Misfit;
use super::parts::{HeaderError, PayloadError, ReplicatedClaim};
use super::text::{Ago, Ahead, NotNested, Past, Typ, Unit, Verifies};
use crate::algorithm::Algorithm;
use crate::time::NumericDate;

/// Why a token was refused.
///
/// An error before the signature is verified contains nothing of the token and allocates nothing.
/// An error after it says which claim failed, what the verifier expects and what the token has. The
/// text is for the server's logs: tell a client no more than "invalid token" (or "expired").
/// [`code`](Self::code) is a stable word for metrics.
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
    /// `encrypted_token`, 401: five parts of strict base64url, which are an encrypted token (RFC 7516
    /// §3.1, §9), where a signed one is wanted.
    #[error(
        "this is an encrypted token (five parts): nothing of it can be read without its key \
         (.decrypt_with(..) takes one, with the feature jwe)"
    )]
    Encrypted,
    /// `not_encrypted`, 401: the token is signed and not encrypted, and the verifier takes encrypted
    /// ones.
    #[error(
        "the token is not encrypted, and .decrypt_with(..) takes no other: while issuers change over, \
         .or_unencrypted() takes both"
    )]
    NotEncrypted,
    /// 401 (503 if the source of the keys is unavailable): the encrypted token could not be decrypted.
    /// The code says why: `decryption_failed`, or that of the same error of a signed token.
    #[error("{0}")]
    Decrypt(DecryptError),
    /// `not_nested`, 401: no signed token is within the encrypted one (RFC 7519 §5.2).
    #[error("{}", NotNested(*has_cty))]
    NotNested {
        /// Whether the header of the encrypted token has `cty`, or need not have it.
        has_cty: bool,
    },
    /// `replicated_claim`, 401: the header of the encrypted token repeats a claim, and not as it was
    /// signed (RFC 7519 §5.3).
    #[error(
        "the claim {claim} in the header of the encrypted token is not the one that was signed"
    )]
    ReplicatedClaim {
        /// The claim.
        claim: ReplicatedClaim,
    },
    /// `too_large`, 401: the token is longer than the verifier allows.
    #[error("the token is longer than {limit} bytes (.max_token_bytes(..) sets the limit)")]
    TooLarge {
        /// The maximum number of bytes.
        limit: usize,
    },
    /// `invalid_header` or `critical_extension`, 401: the header is not what RFC 7515 §4 requires.
    #[error("{0}")]
    Header(HeaderError),
    /// `unexpected_typ`, 401: the verifier does not accept the header's `typ` (RFC 8725 §3.11).
    #[error("{}", Typ(*found))]
    UnexpectedTyp {
        /// The type, if it is a well-known one; never text of the token.
        found: Option<&'static str>,
    },
    /// `unsupported_algorithm`, 401: `alg` is `none`, or not a registered signature algorithm.
    #[error(
        "the token's algorithm (alg) is none, or not a registered signature algorithm: no setting \
         accepts such a token, so its issuer has to sign it"
    )]
    UnsupportedAlgorithm,
    /// `algorithm_mismatch`, 401: `alg` is not the algorithm of the key (RFC 8725 §3.1).
    #[error(
        "the token's algorithm is {token}, the key's is {key}, and a key has one: if the issuer signs with \
         {token}, verify with {}; a KeyRing holds keys of several",
        Verifies(*token)
    )]
    AlgorithmMismatch {
        /// The token's algorithm.
        token: Algorithm,
        /// The key's algorithm.
        key: Algorithm,
    },
    /// `unknown_key`, 401: no key of the source has the token's key id and algorithm.
    #[error(
        "no key has the token's key id (kid) and algorithm: was a key rotated out or not added yet \
         (KeyRing::accept), was it skipped (JwkSet::skipped), or is the set of keys old (the verify of \
         RemoteKeys waits for a newer one, that of Verifier does not)?"
    )]
    UnknownKey,
    /// `keys_unavailable`, 503: the key source is unavailable, and the token may be valid.
    #[error(
        "the key source is unavailable: the token may be valid, so try again (503, not 401); with \
         RemoteKeys, call refresh() at start-up: it fetches the keys, and says why it cannot"
    )]
    Unavailable,
    /// `invalid_signature`, 401: another key made it, or the text was changed (RFC 7515 §5.2).
    /// [`Verifier::explain`](crate::Verifier::explain) says whether the secret may have been read
    /// in the wrong encoding.
    #[error("invalid signature")]
    InvalidSignature,
    /// `invalid_payload`, 401: the signature is valid, but the payload is not a JSON object.
    #[error("{0}")]
    Payload(PayloadError),
    /// `token_expired`, 401: `now` is at or after `exp` plus leeway (RFC 7519 §4.1.4).
    #[error("token expired {} (exp {exp}, now {now}){}", Past(*exp, *now), Unit("now", *now))]
    Expired {
        /// When the token expires.
        exp: NumericDate,
        /// The instant at which the verifier judged the token.
        now: NumericDate,
    },
    /// `token_not_yet_valid`, 401: `now` plus leeway is before `nbf` (RFC 7519 §4.1.5).
    #[error(
        "token not valid for another {} (nbf {nbf}, now {now}){}",
        Ago(*now, *nbf),
        Ahead("nbf", *nbf)
    )]
    NotYetValid {
        /// From when on the token is valid.
        nbf: NumericDate,
        /// The instant at which the verifier judged the token.
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
        /// The instant at which the verifier judged the token.
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
        /// The instant at which the verifier judged the token.
        now: NumericDate,
    },
    /// `token_valid_too_long`, 401: from `iat` to `exp` is longer than `.max_validity(..)` allows.
    #[error(
        "the token is valid for too long: {} from iat {iat} to exp {exp}, and .max_validity(..) sets \
         the limit{}",
        Ago(*iat, *exp),
        Unit("exp", *exp)
    )]
    ValidTooLong {
        /// When it was issued.
        iat: NumericDate,
        /// When the token expires.
        exp: NumericDate,
    },
    /// 401: a claim is missing, given twice, of a wrong type, or not what the verifier expects. The
    /// code says which: `missing_claim`, `duplicate_claim`, `invalid_claim_type`, `invalid_issuer`, …
    #[error("{0}")]
    Claim(Box<ClaimError>),
    /// `claims_misfit`, 401: the token is valid, but its claims do not fit the type that the caller
    /// asked for.
    #[error("{0}")]
    Misfit(Box<Misfit>),
    /// `configuration`, 500: the verifier's configuration contradicts itself, so it refuses every
    /// token.
    #[error("the verifier's configuration: {0}")]
    Configuration(Box<ConfigurationError>),
}

error_debug! { VerifyError:
    Malformed, Encrypted, NotEncrypted, Decrypt, NotNested, ReplicatedClaim, TooLarge, Header, UnexpectedTyp, UnsupportedAlgorithm, AlgorithmMismatch,
    UnknownKey, Unavailable, InvalidSignature, Payload, Expired, NotYetValid, TooOld,
    IssuedInFuture, ValidTooLong, Claim, Misfit, Configuration
}

impl VerifyError {
    /// A stable word for metrics and programs, such as `token_expired` or `invalid_signature`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Encrypted => "encrypted_token",
            Self::NotEncrypted => "not_encrypted",
            Self::Decrypt(error) => error.code(),
            Self::NotNested { .. } => "not_nested",
            Self::ReplicatedClaim { .. } => "replicated_claim",
            Self::TooLarge { .. } => "too_large",
            Self::Header(error) => error.code(),
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

    /// Whether the token was valid and has expired: the client refreshes it.
    #[must_use]
    pub const fn is_expired(&self) -> bool {
        matches!(self, Self::Expired { .. })
    }

    /// Whether the verifier is at fault, not the token: the server answers 500, not 401.
    #[must_use]
    pub const fn is_configuration(&self) -> bool {
        matches!(self, Self::Configuration(_))
    }

    /// Whether a key source is unavailable: the server answers 503, not 401.
    #[must_use]
    pub const fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Unavailable | Self::Decrypt(DecryptError::Unavailable)
        )
    }
}

impl From<DecryptError> for VerifyError {
    fn from(error: DecryptError) -> Self {
        Self::Decrypt(error)
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
