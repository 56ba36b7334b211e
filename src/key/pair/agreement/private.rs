use alloc::sync::Arc;
use core::fmt;

use super::engine::Agreeing;
use super::parts::{AgreementPublic, EcdhCurve};
use super::public::{EcdhPublicKey, check};
use super::read;
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::KeyError;
use crate::key::KeyId;
use crate::key::pair::engine::check_processor;
use crate::key::sealed::Mark;

/// A recipient's private key: decrypts what others encrypt to its [`public_key`](Self::public_key)
/// (RFC 7518 §4.6).
///
/// It is another key than those that sign. Cheap to clone; the number is wiped when the last clone goes,
/// `Debug` shows algorithms, curve and key id, and nothing but
/// [`to_private_pem`](Self::to_private_pem) and [`to_private_jwk`](Self::to_private_jwk) writes it.
///
/// ```
/// use glassbox::jwe::{ContentEncryption::A256Gcm, EcdhCurve, EcdhPrivateKey};
/// use glassbox::jwe::KeyManagement::EcdhEsA256Kw;
/// use glassbox::{HmacKey, Signer, Verifier};
///
/// // From a file: EcdhPrivateKey::new(EcdhEsA256Kw, A256Gcm, std::fs::read("key.pem")?)?
/// let private_key = EcdhPrivateKey::generate(EcdhEsA256Kw, A256Gcm, EcdhCurve::P256)?.with_key_id("2026-11");
/// let signing_key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let signer = Signer::new(signing_key.clone()).validity("15m").encrypt_to(private_key.public_key());
/// let verifier = Verifier::new(signing_key).decrypt_with(private_key);
///
/// let text = signer.sign(&serde_json::json!({"sub": "42"}))?;
/// assert!(verifier.verify::<serde_json::Value>(&text).is_ok());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct EcdhPrivateKey {
    material: Arc<Material>,
    public: EcdhPublicKey,
}

struct Material {
    agreeing: Agreeing,
    mark: Mark,
}

impl EcdhPrivateKey {
    /// A key from what a file holds: PEM (`PRIVATE KEY`, `EC PRIVATE KEY`; text around it and any line
    /// ends are allowed) or the same in DER. The bytes that are given are yours to wipe.
    ///
    /// # Errors
    /// As [`EcdhPublicKey::new`], with [`PublicGiven`](KeyError::PublicGiven) and
    /// [`CertificateGiven`](KeyError::CertificateGiven) in the place of `PrivateGiven`,
    /// [`Encrypted`](KeyError::Encrypted) for a key that a password protects, and
    /// [`Damaged`](KeyError::Damaged) for numbers that do not belong together.
    pub fn new(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        key: impl AsRef<[u8]>,
    ) -> Result<Self, KeyError> {
        check(algorithm)?;
        check_processor()?;
        let (agreeing, given) = read::private(key.as_ref())?;
        Self::of(algorithm, encryption, agreeing, given)
    }

    /// A new key from the system's random bytes. Keep it with [`to_private_pem`](Self::to_private_pem)
    /// where tokens outlive the process.
    ///
    /// # Errors
    /// [`NotEcdh`](KeyError::NotEcdh), [`Random`](KeyError::Random),
    /// [`UnsupportedCpu`](KeyError::UnsupportedCpu).
    pub fn generate(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        curve: EcdhCurve,
    ) -> Result<Self, KeyError> {
        check(algorithm)?;
        check_processor()?;
        Self::of(algorithm, encryption, Agreeing::generate(curve)?, None)
    }

    /// The public half, with the same algorithms and id.
    #[must_use]
    pub fn public_key(&self) -> EcdhPublicKey {
        self.public.clone()
    }

    /// The same key with an id. In a [`DecryptionRing`](crate::jwe::DecryptionRing), a token's `kid`
    /// chooses the keys with that id.
    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<KeyId>) -> Self {
        Self {
            public: self.public.with_key_id(key_id),
            ..self
        }
    }

    /// A key of numbers that were judged, if they belong together.
    pub(crate) fn of(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        agreeing: Agreeing,
        given: Option<AgreementPublic>,
    ) -> Result<Self, KeyError> {
        check_processor()?;
        let public = agreeing.public()?;
        if given.is_some_and(|given| given != public) {
            let what = "its public half is another key's";
            return Err(KeyError::Damaged { what });
        }
        let mark = Mark::of(&agreeing.scalar());
        Ok(Self {
            public: EcdhPublicKey::of(algorithm, encryption, public)?,
            material: Arc::new(Material { agreeing, mark }),
        })
    }

    pub(crate) const fn public(&self) -> &EcdhPublicKey {
        &self.public
    }

    pub(crate) fn agreeing(&self) -> &Agreeing {
        &self.material.agreeing
    }

    pub(crate) fn mark(&self) -> &Mark {
        &self.material.mark
    }
}

impl fmt::Debug for EcdhPrivateKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.public.show("EcdhPrivateKey", f)
    }
}
