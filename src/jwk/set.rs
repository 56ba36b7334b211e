use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::members::{Members, jwk};
use super::not_a_set::not_a_set;
use super::public::Strictness;
use super::skipped::Skipped;
use super::transcript::Transcript;
use super::value::Jwk;
use crate::algorithm::Algorithm;
use crate::codec::json;
use crate::error::{JsonType, JwkProblem, KeyError};
use crate::key::sealed::Ours;
use crate::key::{KeyId, KeyInfo, Memo, PublicKey, PublicParts, RsaUse};

/// The public keys of an issuer, as it publishes them (JWK Set, RFC 7517 §5).
///
/// It is read with tolerance: a key that cannot be used (for encryption, on an unknown curve, of a
/// kind that does not exist yet, damaged) never sinks the set, but is among the
/// [`skipped`](Self::skipped), with the reason. A shared secret (`oct`) is never a key of a set. Of a
/// private key, which nobody should publish, the public half is used, and
/// [`audit`](crate::Verifier::audit) says so.
///
/// A token's `kid` chooses the keys with that id and its algorithm; for a token without `kid`, all
/// keys of its algorithm are candidates, as keys without an id are for every token. The verifier tries
/// at most sixteen. A key says its algorithm by `alg`, or by its curve. One of Ed25519 without `alg`
/// is for `EdDSA` and `Ed25519`; an RSA key without `alg` is for RS256, if
/// [`rsa_without_alg`](Self::rsa_without_alg) does not say otherwise.
///
/// One set is for one issuer: merged sets would let each sign for the other. Give each a
/// [`Verifier`](crate::Verifier) with its [`issuer`](crate::Verifier::issuer).
///
/// ```
/// use glassbox::jwk::JwkSet;
/// use glassbox::{Algorithm, PrivateKey, Token, Verifier, generate_token};
/// use serde_json::{Value, json};
///
/// // The authorization server publishes its public keys: axum::Json(set).
/// let key = PrivateKey::generate(Algorithm::Es256)?.with_key_id("2026-11");
/// let published = serde_json::to_string(&JwkSet::of([&key.public_key()]))?;
///
/// // The application reads them: response.json::<JwkSet>(), or
/// let keys: JwkSet = published.parse()?;
/// assert!(keys.skipped().is_empty());
///
/// let text = generate_token(&json!({"sub": "42"}), &key, "15m")?;
/// let token: Token<Value> = Verifier::new(keys).verify(&text)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct JwkSet(Arc<Content>);

#[derive(Clone, Default)]
struct Content {
    keys: Vec<Jwk>,
    skipped: Vec<Skipped>,
    /// Where secrets were found.
    private: Vec<usize>,
    /// What an RSA key is for that does not say it.
    rsa: Vec<Algorithm>,
    memo: Option<Arc<Memo>>,
    /// The keys, each for one algorithm.
    candidates: Vec<PublicKey>,
}

/// How many keys of a set are read.
const MOST_KEYS: usize = 100;

impl JwkSet {
    /// A set of keys, each with its algorithm and its id, to be published or to verify with. Who reads
    /// it from its text reads 100 keys of it.
    #[must_use]
    pub fn of<'k>(keys: impl IntoIterator<Item = &'k PublicKey>) -> Self {
        let mut set = Content::empty();
        for key in keys {
            set.add(key.to_jwk());
        }
        set.ready()
    }

    /// The keys that are used, in the order of the set.
    #[must_use]
    pub fn keys(&self) -> &[Jwk] {
        &self.0.keys
    }

    /// The keys that are not used.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.0.skipped
    }

    /// The same set, with RSA keys that name no algorithm for these, instead of RS256 alone.
    ///
    /// # Errors
    /// [`WrongKind`](KeyError::WrongKind) or [`NotAPair`](KeyError::NotAPair) for an algorithm that is
    /// none of RSA.
    pub fn rsa_without_alg(self, algorithms: &[Algorithm]) -> Result<Self, KeyError> {
        for algorithm in algorithms {
            RsaUse::Any.check(*algorithm)?;
        }
        let mut set = Arc::unwrap_or_clone(self.0);
        set.rsa = algorithms.to_vec();
        Ok(set.ready())
    }

    /// The same set, whose keys remember that a signature held, in one place for all of them; see
    /// [`PublicKey::remember_signatures`].
    #[must_use]
    pub fn remember_signatures(self, capacity: usize) -> Self {
        self.with_memo(Arc::new(Memo::new(capacity)))
    }

    /// The same set with a memo that outlives it.
    pub(crate) fn with_memo(self, memo: Arc<Memo>) -> Self {
        let mut set = Arc::unwrap_or_clone(self.0);
        set.memo = Some(memo);
        set.ready()
    }

    /// The keys, each for one algorithm.
    pub(crate) fn candidates(&self) -> &[PublicKey] {
        &self.0.candidates
    }

    /// Where secrets were found in the text of the set.
    pub(crate) fn private(&self) -> &[usize] {
        &self.0.private
    }
}

impl Content {
    fn empty() -> Self {
        Self {
            rsa: alloc::vec![Algorithm::Rs256],
            ..Self::default()
        }
    }

    /// Of well-formed JSON.
    fn read(json: &str) -> Option<Result<Self, KeyError>> {
        let members = Members::of(json)?;
        let list = members.find("keys")?;
        if members.is_twice("keys") {
            return Some(Err(jwk("keys", JwkProblem::Duplicate)));
        }
        if JsonType::of(list) != JsonType::Array {
            return None;
        }
        let mut set = Self::empty();
        for (index, json) in json::elements(list).enumerate() {
            if index == MOST_KEYS {
                set.skip(index, None, jwk("keys", JwkProblem::TooMany));
                break;
            }
            set.read_key(index, json);
        }
        Some(Ok(set))
    }

    fn read_key(&mut self, index: usize, json: &str) {
        let Some(members) = Members::of(json) else {
            let what = "JSON Web Key, which is a JSON object";
            return self.skip(index, None, KeyError::NotJwk { what });
        };
        if members.first_private().is_some() {
            self.private.push(index);
        }
        match Jwk::read(&members, Strictness::Tolerant) {
            Ok(key) => self.add(key),
            Err(reason) => {
                let key_id = members.text("kid").ok().flatten();
                self.skip(index, key_id.as_deref(), reason);
            }
        }
    }

    /// A key that is there twice is there once.
    fn add(&mut self, key: Jwk) {
        let is_known = self
            .keys
            .iter()
            .any(|known| known.algorithm() == key.algorithm() && are_one(known.key(), key.key()));
        if !is_known {
            self.keys.push(key);
        }
    }

    fn skip(&mut self, index: usize, key_id: Option<&str>, reason: KeyError) {
        self.skipped.push(Skipped {
            index,
            key_id: key_id.map(Box::from),
            reason,
        });
    }

    /// Makes the candidates anew.
    fn ready(mut self) -> JwkSet {
        let mut candidates: Vec<PublicKey> = Vec::new();
        for key in &self.keys {
            for algorithm in self.algorithms(key) {
                // Every algorithm that is asked for is one of the key's kind.
                let Ok(made) = key.public_key(algorithm) else {
                    continue;
                };
                let is_known =
                    |known: &PublicKey| known.algorithm() == algorithm && are_one(known, &made);
                if candidates.iter().any(is_known) {
                    continue;
                }
                candidates.push(match &self.memo {
                    Some(memo) => made.with_memo(Arc::clone(memo)),
                    None => made,
                });
            }
        }
        self.candidates = candidates;
        JwkSet(Arc::new(self))
    }

    /// What a key is for.
    fn algorithms(&self, key: &Jwk) -> Vec<Algorithm> {
        match (key.algorithm(), key.key().parts()) {
            (Some(algorithm), _) => alloc::vec![algorithm],
            (None, PublicParts::Rsa(..)) => self.rsa.clone(),
            (None, _) => alloc::vec![Algorithm::EdDsa, Algorithm::Ed25519],
        }
    }
}

/// Whether two keys have the same numbers and the same id.
fn are_one(one: &PublicKey, other: &PublicKey) -> bool {
    one.key_id() == other.key_id() && one.own_material(Ours(())) == other.own_material(Ours(()))
}

impl FromStr for JwkSet {
    type Err = KeyError;

    /// # Errors
    /// [`NotJwk`](KeyError::NotJwk) for what is no JSON object with an array `keys`,
    /// [`Jwk`](KeyError::Jwk) if `keys` is there twice. What is wrong with a key is no error of the set.
    fn from_str(json: &str) -> Result<Self, KeyError> {
        let read = json::is_json(json).then(|| Content::read(json)).flatten();
        read.unwrap_or_else(|| Err(not_a_set(json)))
            .map(Content::ready)
    }
}

impl<'de> Deserialize<'de> for JwkSet {
    /// As [`FromStr`] reads it. What the format itself refuses (text that is no JSON) is its error.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Transcript::deserialize(deserializer)?;
        json.as_str().parse().map_err(D::Error::custom)
    }
}

impl Serialize for JwkSet {
    /// The keys that are used, public halves alone.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("keys", &self.0.keys)?;
        map.end()
    }
}

impl fmt::Debug for JwkSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = |key: &PublicKey| {
            (
                key.algorithm(),
                key.key_id().map(KeyId::as_str).map(Box::<str>::from),
            )
        };
        let keys: Vec<_> = self.0.candidates.iter().map(ids).collect();
        f.debug_struct("JwkSet")
            .field("keys", &keys)
            .field("skipped", &self.0.skipped)
            .finish_non_exhaustive()
    }
}
