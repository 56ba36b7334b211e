use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::content_key::ContentKey;
use super::established::{Established, Wrapped};
use super::header::segment;
use super::material::{Engine, Material, secret_len};
use super::traits::{
    DecryptingKey, DecryptionKeys, EncryptingKey, RecipientInfo, Wanted, recovered, sealed,
};
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::{EncryptError, KeyError};
use crate::jose::KeyId;
use crate::key::sealed::{Mark, Ours};
use crate::key::{Unavailable, refuse_keys_of_another_kind, secret_from_base64};

/// A secret that issuer and reader share, and that encrypts: directly (`dir`, RFC 7518 §4.5), or by
/// wrapping a new key for each content (`A128KW`, `A256KW`, §4.4).
///
/// Which one? [`a256kw`](Self::a256kw), unless the other side asks for something else. It must be
/// another secret than the one that signs.
///
/// It is cheap to clone. `Debug` shows its algorithms and its id. The secret is never shown, compared or
/// serialized, and is wiped when the last clone is dropped.
///
/// ```
/// use glassbox::jwe::{self, AesKey};
///
/// let key = AesKey::a256kw([7; 32])?.with_key_id("2026-11"); // make yours with `openssl rand -base64 32`
/// let text = jwe::encrypt(b"any bytes", &key)?;
/// assert_eq!(jwe::decrypt(&text, &key)?.content(), b"any bytes");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct AesKey(Arc<Named>);

struct Named {
    material: Arc<Material>,
    key_id: Option<KeyId>,
    /// The header of a nested token, and of any other content.
    headers: Option<[Vec<u8>; 2]>,
}

impl AesKey {
    /// A key with a secret of exactly the length that its algorithm takes: 16 bytes for `A128KW`, 32 for
    /// `A256KW`, and for `dir` those of the content encryption
    /// ([`key_len`](ContentEncryption::key_len)). The secret is used as it is.
    ///
    /// OpenID Connect takes a hash of the client's secret (Core 1.0 §10.2), cut to that length; for 64
    /// bytes, of SHA-512:
    ///
    /// ```
    /// use glassbox::jwe::{AesKey, ContentEncryption::A256Gcm, KeyManagement::A128Kw};
    /// use sha2::{Digest, Sha256};
    ///
    /// let hash = Sha256::digest("the client's secret");
    /// let key = AesKey::new(A128Kw, A256Gcm, &hash[..16])?;
    /// # Ok::<(), glassbox::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`NotOfThisKind`](KeyError::NotOfThisKind) for other algorithms than those three,
    /// [`Empty`](KeyError::Empty), [`NotASecret`](KeyError::NotASecret) for a secret that holds a key of
    /// another kind, which may be public, [`WrongLength`](KeyError::WrongLength), and
    /// [`EqualHalves`](KeyError::EqualHalves) for `dir` with AES-CBC and HMAC.
    pub fn new(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, KeyError> {
        let secret = secret.as_ref();
        if secret.is_empty() {
            return Err(KeyError::Empty);
        }
        refuse_keys_of_another_kind(secret)?;
        let material = Material::new(algorithm, encryption, secret)?;
        Ok(Self::named(material, None))
    }

    /// A key whose secret is given in base64: either alphabet, padded or not, on one line or several.
    ///
    /// # Errors
    /// [`NotBase64`](KeyError::NotBase64), for the secret in hexadecimal digits too,
    /// [`Surplus`](KeyError::Surplus) for quotes around it, and as [`new`](Self::new).
    pub fn from_base64(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        text: &str,
    ) -> Result<Self, KeyError> {
        let key = Self::new(algorithm, encryption, &**secret_from_base64(text)?);
        key.map_err(|error| match error {
            // Such digits are base64, too, of half as many bytes again.
            KeyError::WrongLength { expected, .. } if are_digits_of(text, expected) => {
                KeyError::NotBase64
            }
            error => error,
        })
    }

    /// A key that wraps with AES and 256 bits (`A256KW`) and encrypts with `A256GCM`. The secret has 32
    /// bytes.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn a256kw(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::new(KeyManagement::A256Kw, ContentEncryption::A256Gcm, secret)
    }

    /// A key that wraps with AES and 128 bits (`A128KW`) and encrypts with `A128GCM`. The secret has 16
    /// bytes.
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn a128kw(secret: impl AsRef<[u8]>) -> Result<Self, KeyError> {
        Self::new(KeyManagement::A128Kw, ContentEncryption::A128Gcm, secret)
    }

    /// A key that encrypts each content itself (`dir`). With AES-GCM, it encrypts at most 2³² texts in
    /// one process, and then refuses
    /// ([`KeyExhausted`](EncryptError::KeyExhausted)): if several processes share the secret, prefer
    /// [`a256kw`](Self::a256kw).
    ///
    /// # Errors
    /// As [`new`](Self::new).
    pub fn direct(
        encryption: ContentEncryption,
        secret: impl AsRef<[u8]>,
    ) -> Result<Self, KeyError> {
        Self::new(KeyManagement::Dir, encryption, secret)
    }

    /// A key with a random secret from the operating system. Nobody can read the secret, so it is for
    /// tokens that do not outlive the process.
    ///
    /// # Errors
    /// [`NotOfThisKind`](KeyError::NotOfThisKind) as [`new`](Self::new), [`Random`](KeyError::Random) if
    /// the operating system gives no random bytes.
    pub fn generate(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
    ) -> Result<Self, KeyError> {
        let len = secret_len(algorithm, encryption).ok_or(KeyError::NotOfThisKind { algorithm })?;
        let mut secret = Zeroizing::new(alloc::vec![0; len]);
        getrandom::fill(&mut secret).map_err(|_| KeyError::Random)?;
        let material = Material::new(algorithm, encryption, &secret)?;
        Ok(Self::named(material, None))
    }

    /// The same key with an id, which its tokens have as `kid`.
    #[must_use]
    pub fn with_key_id(self, key_id: impl Into<KeyId>) -> Self {
        Self::named(Arc::clone(&self.0.material), Some(key_id.into()))
    }

    /// For tests: nobody encrypts as many texts as a key allows.
    #[cfg(test)]
    pub(super) fn texts(&self) -> &core::sync::atomic::AtomicU64 {
        &self.0.material.texts
    }

    fn named(material: Arc<Material>, key_id: Option<KeyId>) -> Self {
        let header = |is_nested| {
            segment(
                material.algorithm,
                material.encryption,
                key_id.as_ref(),
                is_nested,
                None,
            )
            .ok()
        };
        let headers = header(true).zip(header(false));
        Self(Arc::new(Named {
            headers: headers.map(|(nested, other)| [nested, other]),
            material,
            key_id,
        }))
    }
}

/// Whether a text is so many bytes in hexadecimal digits.
fn are_digits_of(text: &str, bytes: usize) -> bool {
    let text = text.trim_ascii().as_bytes();
    bytes.checked_mul(2) == Some(text.len()) && text.iter().all(u8::is_ascii_hexdigit)
}

impl RecipientInfo for AesKey {
    fn algorithm(&self) -> KeyManagement {
        self.0.material.algorithm
    }

    fn encryption(&self) -> ContentEncryption {
        self.0.material.encryption
    }

    fn key_id(&self) -> Option<&KeyId> {
        self.0.key_id.as_ref()
    }

    fn own_headers(&self, _: Ours) -> Option<[&[u8]; 2]> {
        self.0
            .headers
            .as_ref()
            .map(|[nested, other]| [&**nested, other])
    }

    fn own_cipher(&self, _: Ours) -> Option<&sealed::Cipher> {
        match &self.0.material.engine {
            Engine::Direct { cipher, .. } => Some(cipher),
            _ => None,
        }
    }

    fn count(&self, _: Ours) -> Result<(), EncryptError> {
        self.0.material.count()
    }

    fn marks(&self, visit: &mut dyn FnMut(&Mark), _: Ours) {
        self.0.material.marks.iter().for_each(visit);
    }
}

impl EncryptingKey for AesKey {
    fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError> {
        let encrypted = match &self.0.material.engine {
            Engine::Wrap(key) => key.wrap(&fresh),
            Engine::Direct { key, .. } => {
                self.count(Ours(()))?;
                return Ok(Established::new(key.clone(), &[]));
            }
        };
        let encrypted = encrypted.ok_or_else(|| EncryptError::key("it cannot wrap such a key"))?;
        Ok(Established {
            content_key: fresh,
            encrypted,
            ephemeral_key: None,
        })
    }
}

impl DecryptingKey for AesKey {
    fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
        recovered(self, wrapped)
    }

    fn recover_or(
        &self,
        wrapped: &Wrapped<'_>,
        substitute: &[u8],
        _: Ours,
    ) -> Option<(ContentKey, bool)> {
        let encrypted = wrapped.encrypted_key();
        match &self.0.material.engine {
            Engine::Wrap(key) => key.unwrap_or(encrypted, substitute),
            Engine::Direct { key, .. } => encrypted.is_empty().then(|| (key.clone(), true)),
        }
    }
}

/// A single key is a candidate for every token, whatever its `kid`: the tag decides.
impl DecryptionKeys for AesKey {
    fn candidates(
        &self,
        _wanted: &Wanted<'_>,
        visit: &mut dyn FnMut(&dyn DecryptingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        Ok(visit(self))
    }

    fn usual_header<'k>(&'k self, token: &[u8], _: Ours) -> Option<sealed::UsualHeader<'k>> {
        sealed::UsualHeader::of(self, token)
    }
}

impl fmt::Debug for AesKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AesKey")
            .field("algorithm", &self.algorithm())
            .field("encryption", &self.encryption())
            .field("key_id", &self.key_id().map(KeyId::as_str))
            .finish_non_exhaustive()
    }
}
