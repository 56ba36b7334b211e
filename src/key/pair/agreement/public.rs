use alloc::sync::Arc;
use core::fmt;

use sha2::{Digest, Sha256};

use super::engine::Peer;
use super::parts::AgreementPublic;
use super::{der, read};
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::KeyError;
use crate::key::KeyId;
use crate::key::pair::engine::check_processor;

/// A recipient's public key: whoever has it encrypts, and cannot decrypt (RFC 7518 §4.6).
///
/// For `ECDH-ES+A256KW`, `ECDH-ES+A128KW` and `ECDH-ES`, on P-256, P-384 and X25519. For each text a new
/// pair is made, whose public half the header carries as `epk`. Cheap to clone.
///
/// It proves nothing about who encrypted: everybody may have a public key. So tokens are signed first.
///
/// ```
/// use glassbox::jwe::{self, ContentEncryption::A256Gcm, EcdhCurve, EcdhPrivateKey, EcdhPublicKey};
/// use glassbox::jwe::KeyManagement::EcdhEsA256Kw;
///
/// // Whoever reads the tokens keeps the private half. It gives away a file, or a JSON Web Key.
/// let private = EcdhPrivateKey::generate(EcdhEsA256Kw, A256Gcm, EcdhCurve::X25519)?;
/// let file = private.public_key().to_pem();
///
/// let public = EcdhPublicKey::new(EcdhEsA256Kw, A256Gcm, file)?;
/// let text = jwe::encrypt(b"for one reader alone", &public)?;
/// assert_eq!(jwe::decrypt(&text, &private)?.content(), b"for one reader alone");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct EcdhPublicKey(Arc<Named>);

struct Named {
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    key_id: Option<KeyId>,
    material: Arc<Material>,
}

struct Material {
    parts: AgreementPublic,
    peer: Peer,
    /// Of its DER.
    hash: [u8; 32],
}

impl EcdhPublicKey {
    /// A key from what a file holds: PEM (`PUBLIC KEY`, or the key of a `CERTIFICATE`, of several the
    /// first; text around it and any line ends are allowed), or the same in DER.
    ///
    /// Of a certificate the key alone is read: neither its names, nor its time, nor who signed it.
    ///
    /// # Errors
    /// [`NotEcdh`](KeyError::NotEcdh) for another algorithm, [`Pem`](KeyError::Pem) and
    /// [`Der`](KeyError::Der) for what cannot be read, [`NoKey`](KeyError::NoKey),
    /// [`ManyKeys`](KeyError::ManyKeys), [`PrivateGiven`](KeyError::PrivateGiven),
    /// [`UnsupportedKey`](KeyError::UnsupportedKey), [`NoAgreement`](KeyError::NoAgreement) for a key of
    /// RSA or Ed25519, [`CompressedPoint`](KeyError::CompressedPoint),
    /// [`WeakPoint`](KeyError::WeakPoint), [`UnsupportedCpu`](KeyError::UnsupportedCpu).
    pub fn new(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        key: impl AsRef<[u8]>,
    ) -> Result<Self, KeyError> {
        check(algorithm)?;
        Self::of(algorithm, encryption, read::public(key.as_ref())?)
    }

    /// The same key with an id, which tokens that are encrypted to it have as `kid`.
    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<KeyId>) -> Self {
        Self(Arc::new(Named {
            algorithm: self.0.algorithm,
            encryption: self.0.encryption,
            key_id: Some(key_id.into()),
            material: Arc::clone(&self.0.material),
        }))
    }

    /// A key of numbers that were judged.
    pub(crate) fn of(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        parts: AgreementPublic,
    ) -> Result<Self, KeyError> {
        check(algorithm)?;
        check_processor()?;
        Ok(Self(Arc::new(Named {
            algorithm,
            encryption,
            key_id: None,
            material: Arc::new(Material {
                peer: Peer::of(&parts)?,
                hash: Sha256::digest(&*der::spki(&parts)).into(),
                parts,
            }),
        })))
    }

    pub(crate) fn parts(&self) -> &AgreementPublic {
        &self.0.material.parts
    }

    pub(crate) fn peer(&self) -> &Peer {
        &self.0.material.peer
    }

    pub(crate) fn hash(&self) -> &[u8; 32] {
        &self.0.material.hash
    }

    pub(crate) fn named(&self) -> (KeyManagement, ContentEncryption, Option<&KeyId>) {
        (self.0.algorithm, self.0.encryption, self.0.key_id.as_ref())
    }

    /// What `Debug` shows, of either half.
    pub(super) fn show(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct(name)
            .field("algorithm", &self.0.algorithm)
            .field("encryption", &self.0.encryption)
            .field("curve", &self.parts().curve())
            .field("key_id", &self.0.key_id.as_ref().map(KeyId::as_str))
            .finish_non_exhaustive()
    }
}

/// Whether keys are agreed on for the algorithm.
pub(super) const fn check(algorithm: KeyManagement) -> Result<(), KeyError> {
    match algorithm.agrees() {
        true => Ok(()),
        false => Err(KeyError::NotEcdh { algorithm }),
    }
}

impl fmt::Debug for EcdhPublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.show("EcdhPublicKey", f)
    }
}
