use super::debug::error_debug;
use super::parts::HeaderError;
use super::text::Decrypts;
use crate::encryption::{ContentEncryption, KeyManagement};

/// Why an encrypted token was not decrypted (feature `jwe`).
///
/// What depends on the token's public bytes alone has a variant of its own. Everything that a key is
/// needed for is one, [`Decryption`](Self::Decryption), and says no more.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecryptError {
    /// `malformed`: not five parts of strict base64url (RFC 7516 §7.1), or one whose length the
    /// algorithms do not make.
    #[error(
        "malformed encrypted token: not five parts of unpadded base64url with four dots between, each \
         of the length that its algorithms make"
    )]
    Malformed,
    /// `too_large`: the token is longer than is allowed.
    #[error(
        "the encrypted token is longer than {limit} bytes (Verifier::max_token_bytes(..) sets the limit)"
    )]
    TooLarge {
        /// The maximum number of bytes.
        limit: usize,
    },
    /// `invalid_header` or `critical_extension`: the header is not what RFC 7516 §4 requires.
    #[error("of the encrypted token: {0}")]
    Header(HeaderError),
    /// `unsupported_algorithm`: `alg` or `enc` is none that a key can have here, such as `RSA1_5`.
    #[error(
        "the token's key management (alg) or content encryption (enc) is not supported: no setting \
         accepts such a token, so its issuer has to choose others"
    )]
    UnsupportedAlgorithm,
    /// `algorithm_mismatch`: `alg` and `enc` are not those of the key.
    #[error(
        "the token is encrypted with {algorithm} and {encryption}, the key is for {key_algorithm} and \
         {key_encryption}, and a key has one of each: if the issuer encrypts with the former, decrypt with \
         {} for both; a DecryptionRing holds keys of several",
        Decrypts(*algorithm)
    )]
    AlgorithmMismatch {
        /// The token's `alg`.
        algorithm: KeyManagement,
        /// The token's `enc`.
        encryption: ContentEncryption,
        /// The `alg` of the key.
        key_algorithm: KeyManagement,
        /// The `enc` of the key.
        key_encryption: ContentEncryption,
    },
    /// `unknown_key`: no key has the token's key id, `alg` and `enc`.
    #[error(
        "no key decrypts for the encrypted token's key id (kid): was a key rotated out, or not yet \
         added with DecryptionRing::accept(..)?"
    )]
    UnknownKey,
    /// `keys_unavailable`: the source of the keys is unavailable, and the token may be valid.
    #[error(
        "the source of the decryption keys is unavailable: the token may be valid, so try again (503, \
         not 401)"
    )]
    Unavailable,
    /// `decryption_failed`: another key encrypted it, or the text was changed (RFC 7516 §5.2, §11.5).
    #[error("the token could not be decrypted")]
    Decryption,
}

error_debug! { DecryptError:
    Malformed, TooLarge, Header, UnsupportedAlgorithm, AlgorithmMismatch, UnknownKey, Unavailable,
    Decryption
}

impl DecryptError {
    /// A stable word for metrics and programs. Where a [`VerifyError`](crate::VerifyError) means the
    /// same, it is the same.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::TooLarge { .. } => "too_large",
            Self::Header(error) => error.code(),
            Self::UnsupportedAlgorithm => "unsupported_algorithm",
            Self::AlgorithmMismatch { .. } => "algorithm_mismatch",
            Self::UnknownKey => "unknown_key",
            Self::Unavailable => "keys_unavailable",
            Self::Decryption => "decryption_failed",
        }
    }
}

impl From<HeaderError> for DecryptError {
    fn from(error: HeaderError) -> Self {
        Self::Header(error)
    }
}
