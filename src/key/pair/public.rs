use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use sha2::{Digest, Sha256};

use super::engine::{self, Verifying};
use super::makers::makers;
use super::memo::{Memo, fact};
use super::parts::PublicParts;
use super::{read, write};
use crate::algorithm::Algorithm;
use crate::error::KeyError;
use crate::jose::usual_headers;
use crate::key::sealed::{Ours, UsualHeader};
use crate::key::{KeyId, KeyInfo, KeySource, Lookup, Unavailable, VerifyingKey};

/// The public half of a key pair: verifies, and may be known to everybody.
///
/// For RS256, RS384, RS512, PS256, PS384, PS512 (RFC 7518 §3.3, §3.5; RSA of 2048 to 8192 bits, in
/// steps of 64), ES256, ES384 (§3.4), and Ed25519 as `EdDSA` or `Ed25519` (RFC 8037, RFC 9864). The
/// algorithm is part of the key, and is said when it is made. Cheap to clone.
///
/// ```
/// use core::time::Duration;
/// use glassbox::{PrivateKey, PublicKey, Token, generate_token, verify_token};
/// use serde_json::Value;
///
/// let private = PrivateKey::generate(glassbox::Algorithm::Es256)?.with_key_id("2026-11");
/// let text = generate_token(&serde_json::json!({"sub": "42"}), &private, Duration::from_secs(900))?;
///
/// // Whoever verifies has a file with the public half, and no secret.
/// let file = private.public_key().to_pem();
/// let token: Token<Value> = verify_token(&text, &PublicKey::es256(file)?)?;
/// assert_eq!(token.claims()["sub"], "42");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct PublicKey(Arc<Prepared>);

struct Prepared {
    algorithm: Algorithm,
    key_id: Option<KeyId>,
    /// The characters of the usual header and the dot behind them, in two orders.
    headers: Option<[Vec<u8>; 2]>,
    material: Arc<Material>,
    memo: Option<Arc<Memo>>,
    /// Of the material and the algorithm: what the memo knows this key by.
    name: [u8; 32],
}

struct Material {
    parts: PublicParts,
    engine: Verifying,
    /// Of its numbers.
    hash: [u8; 32],
}

impl PublicKey {
    /// A key from what a file holds: PEM (`PUBLIC KEY`, `RSA PUBLIC KEY`, or the key of a `CERTIFICATE`,
    /// of several the first; text around it and any line ends are allowed), the same in DER, or a bare
    /// point (4, x, y for ES256 and ES384, 32 bytes for Ed25519).
    ///
    /// Of a certificate the key alone is read: neither its names, nor its time, nor who signed it.
    ///
    /// # Errors
    /// [`NotAPair`](KeyError::NotAPair) for another algorithm, [`Pem`](KeyError::Pem) and
    /// [`Der`](KeyError::Der) for what cannot be read, [`NoKey`](KeyError::NoKey),
    /// [`ManyKeys`](KeyError::ManyKeys), [`PrivateGiven`](KeyError::PrivateGiven),
    /// [`UnsupportedKey`](KeyError::UnsupportedKey),
    /// [`WrongKind`](KeyError::WrongKind) for a key of another algorithm,
    /// [`RsaSize`](KeyError::RsaSize), [`RsaExponent`](KeyError::RsaExponent),
    /// [`CompressedPoint`](KeyError::CompressedPoint), [`WeakPoint`](KeyError::WeakPoint),
    /// [`Damaged`](KeyError::Damaged), [`UnsupportedCpu`](KeyError::UnsupportedCpu).
    pub fn new(algorithm: Algorithm, key: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::of(algorithm, read::public(algorithm, key.as_ref())?)
    }

    makers!();

    /// The same key with an id. A single key is a candidate for every token, whatever its `kid`: the id
    /// chooses among the keys of a [`KeyRing`](crate::KeyRing) or of a [`JwkSet`](crate::jwk::JwkSet).
    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<KeyId>) -> Self {
        let key_id = Some(key_id.into());
        Self(Arc::new(Prepared {
            headers: usual_headers(self.0.algorithm, key_id.as_ref()).ok(),
            key_id,
            ..self.0.again()
        }))
    }

    /// The same key, which remembers that a signature held: a token that comes again is verified in the
    /// time of its hash. Everything else of it, its end among it, is judged each time.
    ///
    /// Takes 32 bytes for each of so many signatures at once (for 128 at least, for a million at most);
    /// when it is full, what was not asked for the longest goes. Clones share it.
    #[must_use]
    pub fn remember_signatures(self, capacity: usize) -> Self {
        self.with_memo(Arc::new(Memo::new(capacity)))
    }

    /// The same key with a memo that it may share with others.
    pub(crate) fn with_memo(self, memo: Arc<Memo>) -> Self {
        Self(Arc::new(Prepared {
            memo: Some(memo),
            ..self.0.again()
        }))
    }

    /// The same key under another algorithm.
    pub(crate) fn with_algorithm(&self, algorithm: Algorithm) -> Result<Self, KeyError> {
        self.parts().check(algorithm)?;
        Ok(Self(Arc::new(Prepared {
            algorithm,
            headers: usual_headers(algorithm, self.key_id()).ok(),
            name: name(&self.0.material, algorithm),
            ..self.0.again()
        })))
    }

    /// A key of numbers that were judged.
    pub(crate) fn of(algorithm: Algorithm, parts: PublicParts) -> Result<Self, KeyError> {
        engine::check_processor()?;
        parts.check(algorithm)?;
        let material = Material {
            engine: Verifying::new(&parts)?,
            hash: Sha256::digest(&*write::numbers(&parts)).into(),
            parts,
        };
        Ok(Self(Arc::new(Prepared {
            algorithm,
            key_id: None,
            headers: usual_headers(algorithm, None).ok(),
            name: name(&material, algorithm),
            material: Arc::new(material),
            memo: None,
        })))
    }

    pub(crate) fn parts(&self) -> &PublicParts {
        &self.0.material.parts
    }
}

impl Prepared {
    /// The same, to be changed in a part.
    fn again(&self) -> Self {
        Self {
            algorithm: self.algorithm,
            key_id: self.key_id.clone(),
            headers: self.headers.clone(),
            material: Arc::clone(&self.material),
            memo: self.memo.clone(),
            name: self.name,
        }
    }
}

fn name(material: &Material, algorithm: Algorithm) -> [u8; 32] {
    let hash = Sha256::new().chain_update(material.hash);
    hash.chain_update(algorithm.name()).finalize().into()
}

impl KeyInfo for PublicKey {
    fn algorithm(&self) -> Algorithm {
        self.0.algorithm
    }

    fn key_id(&self) -> Option<&KeyId> {
        self.0.key_id.as_ref()
    }

    fn usual_headers(&self, _: Ours) -> Option<[&[u8]; 2]> {
        let headers = self.0.headers.as_ref()?;
        Some(headers.each_ref().map(Vec::as_slice))
    }

    fn own_signature_len(&self, _: Ours) -> Option<usize> {
        Some(self.parts().signature_len())
    }

    fn own_kind(&self, _: Ours) -> Option<String> {
        Some(self.parts().describe())
    }

    fn own_material(&self, _: Ours) -> Option<[u8; 32]> {
        Some(self.0.material.hash)
    }
}

impl VerifyingKey for PublicKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let key = &*self.0;
        if signature.len() != key.material.parts.signature_len() {
            return false;
        }
        let verify = || {
            key.material
                .engine
                .verify(key.algorithm, message, signature)
        };
        match &key.memo {
            None => verify(),
            Some(memo) => memo.holds(&fact(&key.name, message, signature), verify),
        }
    }
}

/// A single key is a candidate for every token, whatever its `kid`: the signature decides.
impl KeySource for PublicKey {
    fn candidates(
        &self,
        _wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        Ok(visit(self))
    }

    fn usual_header(&self, token: &[u8], ours: Ours) -> Option<UsualHeader> {
        UsualHeader::of(self, token, ours)
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PublicKey")
            .field("algorithm", &self.algorithm())
            .field("key_id", &self.key_id().map(KeyId::as_str))
            .finish_non_exhaustive()
    }
}
