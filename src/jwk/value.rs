use alloc::format;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::members::Members;
use super::public::{self, Strictness};
use super::thumbprint::thumbprint;
use super::transcript::Transcript;
use super::written;
use crate::algorithm::Algorithm;
use crate::codec::json;
use crate::error::{EscapedJson, KeyError};
use crate::key::{KeyId, KeyInfo, PublicKey, PublicParts};

/// A public key as JSON (JSON Web Key, RFC 7517): a key for signatures that can be computed with.
///
/// It is always public, so that it may be logged and published: a private key is read by
/// [`PrivateKey::from_jwk`](crate::PrivateKey::from_jwk) and written by
/// [`to_private_jwk`](crate::PrivateKey::to_private_jwk), and by nothing else. It is read strictly: no
/// member twice, every number of its exact length, and `use`, `key_ops` and `alg` have to fit the key.
/// Other members (`x5c`, `x5t`, `x5u` and whatever else) are ignored, and not kept.
///
/// ```
/// use glassbox::jwk::Jwk;
/// use glassbox::{Algorithm, PublicKey};
///
/// let jwk: Jwk = r#"{
///     "kty": "OKP", "crv": "Ed25519", "kid": "2026-11",
///     "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"
/// }"#.parse()?;
/// assert_eq!(jwk.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"); // RFC 8037 A.3
///
/// // It does not say under which of its two names Ed25519 is used.
/// let key: PublicKey = jwk.public_key(Algorithm::EdDsa)?;
/// # Ok::<(), glassbox::KeyError>(())
/// ```
#[derive(Clone)]
pub struct Jwk {
    key: PublicKey,
    has_alg: bool,
}

impl Jwk {
    /// The key, under an algorithm or not.
    pub(super) const fn new(key: PublicKey, has_alg: bool) -> Self {
        Self { key, has_alg }
    }

    /// Of the members of well-formed JSON.
    pub(super) fn read(members: &Members<'_>, strictness: Strictness) -> Result<Self, KeyError> {
        let (key, has_alg) = public::read(members, strictness)?;
        Ok(Self { key, has_alg })
    }

    pub(super) const fn key(&self) -> &PublicKey {
        &self.key
    }

    /// Its id (`kid`, RFC 7517 §4.5).
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        self.key.key_id()
    }

    /// The algorithm that it names (`alg`, RFC 7517 §4.4), or the only one of its curve. `None` of an
    /// RSA key and a key of Ed25519 that name none: they fit several.
    #[must_use]
    pub fn algorithm(&self) -> Option<Algorithm> {
        let is_said = self.has_alg || matches!(self.key.parts(), PublicParts::Curve(_));
        is_said.then(|| self.key.algorithm())
    }

    /// The key for an algorithm, with its id.
    ///
    /// # Errors
    /// [`WrongKind`](KeyError::WrongKind) if the key names another algorithm, or is none of this one;
    /// [`NotAPair`](KeyError::NotAPair).
    pub fn public_key(&self, algorithm: Algorithm) -> Result<PublicKey, KeyError> {
        let key = self.key.with_algorithm(algorithm)?;
        if self.has_alg && self.key.algorithm() != algorithm {
            let found = "a key whose alg names another algorithm";
            return Err(KeyError::WrongKind { algorithm, found });
        }
        Ok(key)
    }

    /// What names the key by itself: the SHA-256 of its numbers, in base64url (RFC 7638 §3).
    #[must_use]
    pub fn thumbprint(&self) -> String {
        thumbprint(self.key.parts())
    }

    /// The thumbprint as a URI, `urn:ietf:params:oauth:jwk-thumbprint:sha-256:…` (RFC 9278 §3).
    #[must_use]
    pub fn thumbprint_uri(&self) -> String {
        let thumbprint = self.thumbprint();
        format!("urn:ietf:params:oauth:jwk-thumbprint:sha-256:{thumbprint}")
    }
}

impl FromStr for Jwk {
    type Err = KeyError;

    /// # Errors
    /// [`NotJwk`](KeyError::NotJwk) for a text that is no JSON object, [`Jwk`](KeyError::Jwk) for a
    /// member that is not as it should be, and those of [`PublicKey::new`] for the numbers.
    fn from_str(json: &str) -> Result<Self, KeyError> {
        Self::read(&object(json)?, Strictness::Strict)
    }
}

/// The members of a text that is one JSON object.
pub(super) fn object(json: &str) -> Result<Members<'_>, KeyError> {
    let members = json::is_json(json).then(|| Members::of(json)).flatten();
    members.ok_or_else(|| KeyError::NotJwk {
        what: if json.trim().is_empty() {
            "JSON Web Key: it is empty"
        } else if json.contains("-----BEGIN") {
            "JSON Web Key, but PEM, which new(..) of the key's type reads, such as PublicKey::new"
        } else {
            "JSON Web Key, which is a JSON object"
        },
    })
}

impl<'de> Deserialize<'de> for Jwk {
    /// As [`FromStr`] reads it, a member that is there twice included, where the format shows it.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Transcript::deserialize(deserializer)?;
        json.as_str().parse().map_err(D::Error::custom)
    }
}

impl Serialize for Jwk {
    /// With `use` = `sig`, and `alg` if it names one.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let members = written::public(&self.key, self.has_alg);
        let mut map = serializer.serialize_map(Some(members.len()))?;
        for (name, value) in &members {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// Its JSON, in which what a terminal would obey is escaped.
impl fmt::Display for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = serde_json::to_string(self).map_err(|_| fmt::Error)?;
        EscapedJson(&json).fmt(f)
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Jwk({self})")
    }
}
