//! Key pairs from JSON Web Keys, and back.

use alloc::string::String;

use super::members::jwk;
use super::thumbprint::thumbprint;
use super::value::{Jwk, object};
use super::{private, written};
use crate::error::{JwkProblem, KeyError};
use crate::key::{PrivateKey, PrivateText, PublicKey};

impl PublicKey {
    /// A key from a JSON Web Key (RFC 7517), which names its algorithm or is on a curve that has only
    /// one. Of others, say it: `json.parse::<Jwk>()?.public_key(algorithm)`.
    ///
    /// ```
    /// use glassbox::PublicKey;
    ///
    /// let key = PublicKey::from_jwk(r#"{
    ///     "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA",
    ///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    /// }"#)?;
    /// # Ok::<(), glassbox::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// As [`Jwk`] is read; [`Jwk`](KeyError::Jwk) with the member `alg` if it is missing.
    pub fn from_jwk(json: &str) -> Result<Self, KeyError> {
        let key: Jwk = json.parse()?;
        let algorithm = key.algorithm();
        let algorithm = algorithm.ok_or_else(|| jwk("alg", JwkProblem::Missing))?;
        key.public_key(algorithm)
    }

    /// The key as a JSON Web Key, which names its algorithm and its id. [`JwkSet::of`] publishes it.
    ///
    /// [`JwkSet::of`]: crate::jwk::JwkSet::of
    #[must_use]
    pub fn to_jwk(&self) -> Jwk {
        Jwk::new(self.clone(), true)
    }

    /// The same key with its thumbprint (RFC 7638) as its id.
    #[must_use]
    pub fn with_thumbprint_key_id(self) -> Self {
        let key_id: String = thumbprint(self.parts());
        self.with_key_id(key_id)
    }
}

impl PrivateKey {
    /// A key pair from a private JSON Web Key (RFC 7518 §6.2.2, §6.3.2, RFC 8037 §2), which names its
    /// algorithm or is on a curve that has only one.
    ///
    /// An RSA key has its primes: `d` alone is not enough. The text is yours to wipe.
    ///
    /// ```
    /// use glassbox::PrivateKey;
    ///
    /// // The key of RFC 8037 A.1, which everybody knows.
    /// let key = PrivateKey::from_jwk(r#"{
    ///     "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA",
    ///     "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    ///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
    /// }"#)?;
    /// # Ok::<(), glassbox::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`PublicGiven`](KeyError::PublicGiven) for a public key, [`NotJwk`](KeyError::NotJwk) for a text
    /// that is no JSON object, [`Jwk`](KeyError::Jwk) for a member that is not as it should be, and
    /// those of [`PrivateKey::new`] for the numbers.
    pub fn from_jwk(json: &str) -> Result<Self, KeyError> {
        private::read(&object(json)?)
    }

    /// The private key as a JSON Web Key, not encrypted.
    #[must_use]
    pub fn to_private_jwk(&self) -> PrivateText {
        PrivateText::new(written::private(self))
    }

    /// The same key with its thumbprint (RFC 7638) as its id. It says nothing about the private half.
    #[must_use]
    pub fn with_thumbprint_key_id(self) -> Self {
        let key_id: String = thumbprint(self.public_key().parts());
        self.with_key_id(key_id)
    }
}
