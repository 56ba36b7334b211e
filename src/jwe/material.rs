//! What a shared secret that encrypts is made into.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::sync::atomic::{AtomicU64, Ordering};

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

use super::cipher::Cipher;
use super::content_key::ContentKey;
use super::key_wrap::WrappingKey;
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::{EncryptError, KeyError};
use crate::key::sealed::Mark;

/// What clones and renamed keys have in common.
pub(super) struct Material {
    pub(super) algorithm: KeyManagement,
    pub(super) encryption: ContentEncryption,
    pub(super) engine: Engine,
    pub(super) marks: Vec<Mark>,
    /// How many texts it encrypted directly.
    pub(super) texts: AtomicU64,
}

/// Each is wiped when it is dropped.
#[allow(clippy::large_enum_variant)] // one in each key, behind a pointer
pub(super) enum Engine {
    Direct { key: ContentKey, cipher: Cipher },
    Wrap(WrappingKey),
}

/// With random nonces, AES-GCM takes no more texts under one key (NIST SP 800-38D §8.3).
pub(super) const MOST_TEXTS: u64 = 1 << 32;

impl Material {
    /// Of a secret of exactly the length that the algorithm takes.
    pub(super) fn new(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        secret: &[u8],
    ) -> Result<Arc<Self>, KeyError> {
        clear_stack();
        Self::on_clear_stack(algorithm, encryption, secret)
    }

    /// It has a frame of its own, which lies in what was cleared.
    #[inline(never)]
    fn on_clear_stack(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        secret: &[u8],
    ) -> Result<Arc<Self>, KeyError> {
        let expected =
            secret_len(algorithm, encryption).ok_or(KeyError::NotOfThisKind { algorithm })?;
        let engine = || {
            Some(match algorithm {
                KeyManagement::A128Kw | KeyManagement::A256Kw => {
                    Engine::Wrap(WrappingKey::new(secret)?)
                }
                _ => {
                    let key = ContentKey::new(secret)?;
                    let cipher = Cipher::new(encryption, &key)?;
                    Engine::Direct { key, cipher }
                }
            })
        };
        let engine = (secret.len() == expected).then(engine).flatten();
        let engine = engine.ok_or(KeyError::WrongLength {
            algorithm,
            encryption,
            expected,
            actual: secret.len(),
        })?;
        if halves(algorithm, encryption, secret).is_some_and(|[mac, aes]| mac.ct_eq(aes).into()) {
            return Err(KeyError::EqualHalves);
        }
        Ok(Arc::new(Self {
            algorithm,
            encryption,
            engine,
            marks: marks(algorithm, encryption, secret),
            texts: AtomicU64::new(0),
        }))
    }

    /// Counts a text that is encrypted directly.
    pub(super) fn count(&self) -> Result<(), EncryptError> {
        let is_gcm = matches!(
            self.encryption,
            ContentEncryption::A128Gcm | ContentEncryption::A256Gcm
        );
        let next = |texts: u64| {
            texts
                .checked_add(1)
                .filter(|texts| !is_gcm || *texts <= MOST_TEXTS)
        };
        let texts = &self.texts;
        match texts.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next) {
            Ok(_) => Ok(()),
            Err(_) => Err(EncryptError::KeyExhausted),
        }
    }
}

/// Overwrites what earlier calls left on the stack below the caller.
///
/// An engine is moved to the heap together with the unused rest of its place, which holds what stood on
/// the stack: another key, perhaps. Nobody would wipe that.
#[inline(never)]
fn clear_stack() {
    let mut below = [0_u8; 32 << 10];
    below.zeroize();
}

/// How long a secret has to be, in bytes; `None` if the algorithm uses none.
pub(super) const fn secret_len(
    algorithm: KeyManagement,
    encryption: ContentEncryption,
) -> Option<usize> {
    match algorithm {
        KeyManagement::Dir => Some(encryption.key_len()),
        KeyManagement::A128Kw => Some(16),
        KeyManagement::A256Kw => Some(32),
        _ => None,
    }
}

/// A key of CBC-HS is two keys, and neither half may be used elsewhere.
fn marks(algorithm: KeyManagement, encryption: ContentEncryption, secret: &[u8]) -> Vec<Mark> {
    let mut marks = alloc::vec![Mark::of(secret)];
    let halves = halves(algorithm, encryption, secret);
    marks.extend(halves.into_iter().flatten().map(Mark::of));
    marks
}

/// The key of HMAC and that of AES, if a secret is both (RFC 7518 §5.2.2.1).
fn halves(
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    secret: &[u8],
) -> Option<[&[u8]; 2]> {
    let is_cbc = matches!(
        encryption,
        ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512
    );
    let (mac, aes) = secret.split_at(secret.len().div_euclid(2));
    (algorithm == KeyManagement::Dir && is_cbc).then_some([mac, aes])
}
