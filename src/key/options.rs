//! The ways to make a key of a secret, and what all of them refuse.

#[cfg(feature = "generate")]
use alloc::vec::Vec;

#[cfg(feature = "generate")]
use zeroize::Zeroizing;

use super::form::{Form, Given, white_space_around};
use super::not_a_secret::refuse_keys_of_another_kind;
use super::sealed::Mark;
use super::secret::{secret_from_base64, secret_from_hex};
use super::{HmacKey, KeyId};
use crate::algorithm::Algorithm;
use crate::error::KeyError;

/// Settings for a key, with exceptions for its secret, from [`HmacKey::options`].
///
/// ```
/// use glassbox::{Algorithm, HmacKey};
///
/// // The secret of a peer that cannot be changed yet, as its configuration has it.
/// let key = HmacKey::options(Algorithm::Hs256).allow_short_secret().base64("c2VjcmV0")?;
/// # Ok::<(), glassbox::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[must_use = "a key is made by .secret(..), .base64(..) or .hex(..)"]
pub struct HmacKeyOptions {
    algorithm: Algorithm,
    allows_short: bool,
    allows_white_space: bool,
}

impl HmacKeyOptions {
    /// Accepts a secret that is shorter than RFC 7518 §3.2 allows. An attacker can guess it from a
    /// single token: use this for demonstrations, and for peers that cannot be changed yet.
    pub const fn allow_short_secret(mut self) -> Self {
        self.allows_short = true;
        self
    }

    /// Accepts a secret that is text with white space at its start or end, and keeps that white
    /// space as part of the secret: for an issuer that reads its secret from a file together with
    /// the line feed.
    pub const fn allow_white_space(mut self) -> Self {
        self.allows_white_space = true;
        self
    }

    /// Makes the key from the secret as it is, like [`HmacKey::new`].
    ///
    /// # Errors
    /// As [`HmacKey::new`], except for what these options allow.
    pub fn secret(self, secret: impl AsRef<[u8]>) -> Result<HmacKey, KeyError> {
        let secret = secret.as_ref();
        self.make(Given::AsItIs, secret, secret)
    }

    /// Makes the key from a secret in base64, like [`HmacKey::from_base64`].
    ///
    /// # Errors
    /// As [`HmacKey::from_base64`], except for what these options allow.
    pub fn base64(self, text: &str) -> Result<HmacKey, KeyError> {
        let secret = secret_from_base64(text)?;
        self.make(Given::AsBase64, text.as_bytes(), &secret)
    }

    /// Makes the key from a secret in hexadecimal digits, like [`HmacKey::from_hex`].
    ///
    /// # Errors
    /// As [`HmacKey::from_hex`], except for what these options allow.
    pub fn hex(self, text: &str) -> Result<HmacKey, KeyError> {
        let secret = secret_from_hex(text)?;
        self.make(Given::AsHex, text.as_bytes(), &secret)
    }

    fn make(self, given: Given, text: &[u8], secret: &[u8]) -> Result<HmacKey, KeyError> {
        let Self { algorithm, .. } = self;
        if secret.is_empty() {
            return Err(KeyError::Empty);
        }
        refuse_keys_of_another_kind(secret)?;
        let (minimum, actual) = (algorithm.min_secret_len(), secret.len());
        let is_short = minimum.is_some_and(|minimum| actual < minimum);
        let mark = || Mark::new(secret, is_short, Form::new(given, text, secret));
        let key = HmacKey::of(algorithm, secret, mark).ok_or(KeyError::NotHmac { algorithm })?;
        let white_space = white_space_around(secret).filter(|_| !self.allows_white_space);
        if let Some(place) = white_space {
            return Err(KeyError::WhiteSpace { place });
        }
        match minimum.filter(|_| is_short && !self.allows_short) {
            Some(minimum) => Err(KeyError::TooShort {
                algorithm,
                minimum,
                actual,
                is_encoded: given != Given::AsItIs,
            }),
            None => Ok(key),
        }
    }
}

impl HmacKey {
    /// A key for the given algorithm. It uses the secret as it is: for an encoded secret see
    /// [`from_base64`](Self::from_base64) and [`from_hex`](Self::from_hex).
    ///
    /// # Errors
    /// [`NotHmac`](KeyError::NotHmac) for an algorithm that is not HS256, HS384 or HS512,
    /// [`Empty`](KeyError::Empty) for an empty secret, [`TooShort`](KeyError::TooShort) for one
    /// shorter than the hash (32, 48, 64 bytes), [`WhiteSpace`](KeyError::WhiteSpace) for one that
    /// is text with white space at its start or end, [`NotASecret`](KeyError::NotASecret) for one
    /// that contains a key of another kind or a certificate (PEM, DER, SSH, XML, a JSON Web Key or
    /// the address of a set of them), encoded or not: it may be public (RFC 8725 §2.1).
    #[doc(alias = "from_secret")]
    pub fn new(algorithm: Algorithm, secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::options(algorithm).secret(secret)
    }

    /// A key for HMAC with SHA-256. The secret must have at least 32 bytes.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    #[doc(alias = "from_secret")]
    pub fn hs256(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::new(Algorithm::Hs256, secret)
    }

    /// A key for HMAC with SHA-384. The secret must have at least 48 bytes.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn hs384(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::new(Algorithm::Hs384, secret)
    }

    /// A key for HMAC with SHA-512. The secret must have at least 64 bytes.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn hs512(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::new(Algorithm::Hs512, secret)
    }

    /// A key whose secret is given in base64: either alphabet, padded or not, on one line or
    /// several (`openssl rand -base64 64` prints two), with or without white space at the ends.
    /// Hexadecimal text is valid base64, too, and would make another key: use
    /// [`from_hex`](Self::from_hex) for it. [`Verifier::audit`](crate::Verifier::audit) reports
    /// hexadecimal text that was read as base64.
    ///
    /// # Errors
    /// [`NotBase64`](KeyError::NotBase64) for other text, [`Surplus`](KeyError::Surplus) for quotes
    /// around it or `base64:` before it, and as [`new`](Self::new) for the decoded
    /// secret.
    #[doc(alias = "from_base64_secret")]
    pub fn from_base64(algorithm: Algorithm, text: &str) -> Result<Self, KeyError> {
        Self::options(algorithm).base64(text)
    }

    /// A key whose secret is given in hexadecimal digits, as `openssl rand -hex 64` prints it:
    /// upper or lower case, on one line or several, with or without white space at the ends.
    ///
    /// # Errors
    /// [`NotHex`](KeyError::NotHex) for other text, [`Surplus`](KeyError::Surplus) for quotes around
    /// it or `0x` before it, and as [`new`](Self::new) for the decoded
    /// secret.
    ///
    /// ```
    /// use glassbox::{Algorithm, HmacKey};
    ///
    /// let digits = "9f3c5e1b7a0d4826c1f0e9d8b7a6958473625140fedcba98765432100123abcd\n";
    /// let key = HmacKey::from_hex(Algorithm::Hs256, digits)?;
    /// # Ok::<(), glassbox::KeyError>(())
    /// ```
    pub fn from_hex(algorithm: Algorithm, text: &str) -> Result<Self, KeyError> {
        Self::options(algorithm).hex(text)
    }

    /// A key whose secret may be shorter than RFC 7518 §3.2 allows. An attacker can guess it from a
    /// single token: use this for demonstrations, and for peers that cannot be changed yet. For a
    /// short secret that is encoded use [`options`](Self::options).
    ///
    /// # Errors
    /// As [`new`](Self::new), except [`TooShort`](KeyError::TooShort).
    pub fn with_short_secret(
        algorithm: Algorithm,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, KeyError> {
        Self::options(algorithm).allow_short_secret().secret(secret)
    }

    /// Exceptions, each by its own call: for a secret that is refused by default, but that the issuer
    /// really signs with.
    pub const fn options(algorithm: Algorithm) -> HmacKeyOptions {
        HmacKeyOptions {
            algorithm,
            allows_short: false,
            allows_white_space: false,
        }
    }

    /// A key with a random secret of the hash's size, from the operating system. Nobody can read
    /// the secret, so it is for tokens that do not outlive the process.
    ///
    /// # Errors
    /// [`NotHmac`](KeyError::NotHmac) for an algorithm that is not HS256, HS384 or HS512,
    /// [`Random`](KeyError::Random) if the operating system gives no random bytes.
    #[cfg(feature = "generate")]
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        let len = algorithm
            .min_secret_len()
            .ok_or(KeyError::NotHmac { algorithm })?;
        let mut secret: Zeroizing<Vec<u8>> = Zeroizing::new(alloc::vec![0; len]);
        getrandom::fill(&mut secret).map_err(|_| KeyError::Random)?;
        // Random bytes are not text, whatever they look like.
        Self::options(algorithm)
            .allow_white_space()
            .secret(&*secret)
    }

    /// The same key with an id, which its tokens have as `kid`.
    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<KeyId>) -> Self {
        self.named(key_id.into())
    }
}
