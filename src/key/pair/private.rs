use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

#[cfg(feature = "jwe")]
use super::agreement::that_agrees;
use super::engine::{self, Signing};
use super::makers::makers;
use super::parts::{Kind, PrivateParts, PublicParts, kind};
use super::public::PublicKey;
use super::read;
use crate::algorithm::Algorithm;
use crate::error::{KeyError, SignError};
use crate::key::sealed::{Mark, Ours};
use crate::key::{KeyId, KeyInfo, Signature, SigningKey, VerifyingKey};

/// A key pair: signs, and verifies with its public half. Only the issuer has it.
///
/// For the algorithms of [`PublicKey`]. Cheap to clone; the numbers are wiped when the last clone goes,
/// `Debug` shows algorithm and key id, and nothing but [`to_private_pem`](Self::to_private_pem) writes
/// them. It is no source of keys: a verifier is given the [`public_key`](Self::public_key).
///
/// An RSA signature takes its time (about 0.6 ms at 2048 bits, 4 ms at 4096): an async server makes those
/// of long keys where blocking is allowed, such as tokio's `spawn_blocking`.
///
/// ```
/// use glassbox::{Algorithm, KeyRing, PrivateKey, Signer, Validity, Verifier};
///
/// // From a file: PrivateKey::es256(std::fs::read("key.pem")?)?
/// let key = PrivateKey::generate(Algorithm::EdDsa)?.with_key_id("2026-11");
/// let verifier = Verifier::new(KeyRing::new(key.clone())).audience("app-01");
/// let signer = Signer::new(key).audience("app-01").validity("15m".parse::<Validity>()?);
///
/// let text = signer.sign(&serde_json::json!({"sub": "42"}))?;
/// assert!(verifier.verify::<serde_json::Value>(&text).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct PrivateKey {
    material: Arc<Material>,
    public: PublicKey,
}

struct Material {
    parts: PrivateParts,
    engine: Signing,
}

/// The bits of a new RSA key: as strong as what it protects until 2030 and after (NIST SP 800-57).
const NEW_RSA_BITS: usize = 3072;

impl PrivateKey {
    /// A key from what a file holds: PEM (`PRIVATE KEY`, `RSA PRIVATE KEY`, `EC PRIVATE KEY`; text around
    /// it and any line ends are allowed) or the same in DER.
    ///
    /// The numbers are judged before anything is computed with them, and a trial signature has to be
    /// verified by the public half. (Of RSA's `d` that shows nothing, since signing does without it.) The
    /// bytes that are given are yours to wipe.
    ///
    /// # Errors
    /// As [`PublicKey::new`], with [`PublicGiven`](KeyError::PublicGiven) and
    /// [`CertificateGiven`](KeyError::CertificateGiven) in the place of `PrivateGiven`,
    /// [`Encrypted`](KeyError::Encrypted) for a key that a password protects, and
    /// [`Damaged`](KeyError::Damaged) for numbers that do not belong together.
    pub fn new(algorithm: Algorithm, key: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::of(algorithm, read::private(algorithm, key.as_ref())?)
    }

    makers!();

    /// A new key from the system's random bytes: RSA with 3072 bits, or on the algorithm's curve. Keep it
    /// with [`to_private_pem`](Self::to_private_pem) where tokens outlive the process.
    ///
    /// RSA takes up to seconds, in a time that depends on the primes that are found: not where a
    /// neighbour on the machine can measure it.
    ///
    /// # Errors
    /// [`NotAPair`](KeyError::NotAPair), [`Random`](KeyError::Random),
    /// [`UnsupportedCpu`](KeyError::UnsupportedCpu).
    pub fn generate(algorithm: Algorithm) -> Result<Self, KeyError> {
        engine::check_processor()?;
        match kind(algorithm)? {
            Kind::Rsa => Self::generate_rsa(algorithm, NEW_RSA_BITS),
            Kind::Curve(curve) => Self::of(algorithm, engine::generate_on_curve(curve)?),
            Kind::Ed25519 => Self::of(algorithm, engine::generate_ed25519()?),
        }
    }

    /// A new RSA key of 2048, 3072, 4096, 6144 or 8192 bits; see [`generate`](Self::generate).
    ///
    /// # Errors
    /// As [`generate`](Self::generate); [`RsaSize`](KeyError::RsaSize) for other bits,
    /// [`WrongKind`](KeyError::WrongKind) for an algorithm of a curve.
    pub fn generate_rsa(algorithm: Algorithm, bits: usize) -> Result<Self, KeyError> {
        engine::check_processor()?;
        if kind(algorithm)? != Kind::Rsa {
            let found = "an RSA key";
            return Err(KeyError::WrongKind { algorithm, found });
        }
        Self::of(algorithm, engine::generate_rsa(bits)?)
    }

    /// The public half, with the same algorithm and id.
    #[must_use]
    pub fn public_key(&self) -> PublicKey {
        self.public.clone()
    }

    /// The same key with an id, which its tokens carry as `kid`.
    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<KeyId>) -> Self {
        Self {
            public: self.public.with_key_id(key_id),
            ..self
        }
    }

    /// A key of numbers that were judged, if they belong together.
    pub(crate) fn of(algorithm: Algorithm, parts: PrivateParts) -> Result<Self, KeyError> {
        const MESSAGE: &[u8] = b"glassbox: a trial signature";
        engine::check_processor()?;
        parts.check(algorithm)?;
        let engine = Signing::new(&parts)?;
        let public = PublicKey::of(algorithm, public_half(&parts, &engine)?)?;
        let trial = engine
            .sign(algorithm, MESSAGE)
            .map_err(|error| match error {
                SignError::Random => KeyError::Random,
                _ => MISMATCH,
            })?;
        if !public.verify(MESSAGE, trial.as_ref()) {
            return Err(MISMATCH);
        }
        let material = Arc::new(Material { parts, engine });
        Ok(Self { material, public })
    }

    pub(crate) fn parts(&self) -> &PrivateParts {
        &self.material.parts
    }
}

const MISMATCH: KeyError = KeyError::Damaged {
    what: "what it signs, its public half does not verify",
};

/// What belongs to the private number; what was given beside it has to be the same (RFC 8032 §5.1.5: who
/// signs with the public half of another gives the private one away).
fn public_half(parts: &PrivateParts, engine: &Signing) -> Result<PublicParts, KeyError> {
    let given = match parts {
        PrivateParts::Rsa(key, allowed) => {
            return Ok(PublicParts::Rsa(key.public().clone(), *allowed));
        }
        PrivateParts::Curve(key) => key.given().cloned().map(PublicParts::Curve),
        PrivateParts::Ed25519(key) => key.given().copied().map(PublicParts::Ed25519),
    };
    let derived = engine.derived()?.ok_or(MISMATCH)?;
    match given {
        Some(given) if given != derived => Err(KeyError::Damaged {
            what: "its public half is another key's",
        }),
        _ => Ok(derived),
    }
}

impl KeyInfo for PrivateKey {
    fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    fn key_id(&self) -> Option<&KeyId> {
        self.public.key_id()
    }

    fn usual_headers(&self, ours: Ours) -> Option<[&[u8]; 2]> {
        self.public.usual_headers(ours)
    }

    fn own_signature_len(&self, ours: Ours) -> Option<usize> {
        self.public.own_signature_len(ours)
    }

    fn own_kind(&self, ours: Ours) -> Option<String> {
        self.public.own_kind(ours)
    }

    fn own_material(&self, ours: Ours) -> Option<[u8; 32]> {
        self.public.own_material(ours)
    }

    #[cfg(feature = "jwe")]
    fn public_halves(&self, visit: &mut dyn FnMut([u8; 32]), ours: Ours) {
        self.public.public_halves(visit, ours);
        if let PrivateParts::Ed25519(key) = self.parts() {
            that_agrees(key.seed()).into_iter().for_each(visit);
        }
    }

    /// The numbers of RSA are as long as no other secret.
    fn marks(&self, visit: &mut dyn FnMut(&Mark), _: Ours) {
        match self.parts() {
            PrivateParts::Ed25519(key) => visit(&Mark::of(key.seed())),
            PrivateParts::Curve(key) => visit(&Mark::of(key.scalar())),
            PrivateParts::Rsa(..) => {}
        }
    }
}

impl SigningKey for PrivateKey {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        self.material.engine.sign(self.algorithm(), message)
    }
}

impl VerifyingKey for PrivateKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.public.verify(message, signature)
    }
}

impl fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PrivateKey")
            .field("algorithm", &self.algorithm())
            .field("key_id", &self.key_id().map(KeyId::as_str))
            .finish_non_exhaustive()
    }
}
