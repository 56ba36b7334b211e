use alloc::vec::Vec;
use core::fmt;

use aes::{Aes128, Aes256};
use aes_gcm::aead::{AeadInOut, KeyInit};
use aes_gcm::{Aes128Gcm, Aes256Gcm, Tag as GcmTag};
use sha2::{Sha256, Sha512};
use zeroize::Zeroize;

use super::cbc_hs::{BLOCK, CbcHs};
use super::content_key::ContentKey;
use crate::encryption::ContentEncryption;

/// The longest IV and the longest tag in bytes.
pub(super) const LONGEST_IV: usize = BLOCK;
pub(super) const LONGEST_TAG: usize = 32;

/// A content encryption with its key, prepared. Every engine wipes its key when it is dropped.
pub struct Cipher(Engine);

#[allow(clippy::large_enum_variant)] // one at a time, on the stack or in a key
enum Engine {
    A128Gcm(Aes128Gcm),
    A256Gcm(Aes256Gcm),
    A128CbcHs256(CbcHs<Aes128, Sha256>),
    A256CbcHs512(CbcHs<Aes256, Sha512>),
}

/// The length of the IV in bytes.
pub(super) const fn iv_len(encryption: ContentEncryption) -> usize {
    match encryption {
        ContentEncryption::A128Gcm | ContentEncryption::A256Gcm => 12,
        ContentEncryption::A128CbcHs256 | ContentEncryption::A256CbcHs512 => BLOCK,
    }
}

/// The length of the tag in bytes.
pub(super) const fn tag_len(encryption: ContentEncryption) -> usize {
    match encryption {
        ContentEncryption::A256CbcHs512 => 32,
        _ => 16,
    }
}

/// The longest addition to a content: the padding of CBC.
pub(super) const PADDING: usize = BLOCK;

impl Cipher {
    /// `None` for a key of another length.
    pub(super) fn new(encryption: ContentEncryption, key: &ContentKey) -> Option<Self> {
        let key = key.as_ref();
        if key.len() != encryption.key_len() {
            return None;
        }
        Some(Self(match encryption {
            ContentEncryption::A128Gcm => Engine::A128Gcm(Aes128Gcm::new_from_slice(key).ok()?),
            ContentEncryption::A256Gcm => Engine::A256Gcm(Aes256Gcm::new_from_slice(key).ok()?),
            ContentEncryption::A128CbcHs256 => Engine::A128CbcHs256(CbcHs::new(key)?),
            ContentEncryption::A256CbcHs512 => Engine::A256CbcHs512(CbcHs::new(key)?),
        }))
    }

    /// Encrypts `content` in place, with its padding; the tag goes into `tag`, which has its length.
    /// `None` for an IV or a tag of another length, and for a content of 64 GiB; then nothing of the content
    /// is left.
    pub(super) fn seal(
        &self,
        iv: &[u8],
        header: &[u8],
        content: &mut Vec<u8>,
        tag: &mut [u8],
    ) -> Option<()> {
        let done = match &self.0 {
            Engine::A128Gcm(gcm) => seal(gcm, iv, header, content, tag),
            Engine::A256Gcm(gcm) => seal(gcm, iv, header, content, tag),
            Engine::A128CbcHs256(cbc) => cbc.seal(iv, header, content, tag),
            Engine::A256CbcHs512(cbc) => cbc.seal(iv, header, content, tag),
        };
        if done.is_none() {
            content.zeroize();
        }
        done
    }

    /// Decrypts `content` in place, and returns how long it is without padding. It checks the tag
    /// first, and changes nothing if that does not fit: another key may be tried.
    pub(super) fn open(
        &self,
        iv: &[u8],
        header: &[u8],
        content: &mut [u8],
        tag: &[u8],
    ) -> Option<usize> {
        match &self.0 {
            Engine::A128Gcm(gcm) => open(gcm, iv, header, content, tag),
            Engine::A256Gcm(gcm) => open(gcm, iv, header, content, tag),
            Engine::A128CbcHs256(cbc) => cbc.open(iv.try_into().ok()?, header, content, tag),
            Engine::A256CbcHs512(cbc) => cbc.open(iv.try_into().ok()?, header, content, tag),
        }
    }
}

/// Both sizes of AES-GCM.
trait Gcm: AeadInOut<NonceSize = aes::cipher::consts::U12, TagSize = aes::cipher::consts::U16> {}

impl Gcm for Aes128Gcm {}
impl Gcm for Aes256Gcm {}

fn seal(
    gcm: &impl Gcm,
    iv: &[u8],
    header: &[u8],
    content: &mut [u8],
    tag: &mut [u8],
) -> Option<()> {
    let made = gcm.encrypt_inout_detached(iv.try_into().ok()?, header, content.into());
    let made = made.ok().filter(|made| made.len() == tag.len())?;
    tag.copy_from_slice(&made);
    Some(())
}

fn open(gcm: &impl Gcm, iv: &[u8], header: &[u8], content: &mut [u8], tag: &[u8]) -> Option<usize> {
    let len = content.len();
    let tag: &GcmTag = tag.try_into().ok()?;
    let opened = gcm.decrypt_inout_detached(iv.try_into().ok()?, header, content.into(), tag);
    opened.is_ok().then_some(len)
}

impl fmt::Debug for Cipher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Cipher(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whatever fails, and however far it came.
    #[test]
    fn what_cannot_be_encrypted_is_wiped() {
        for encryption in [
            ContentEncryption::A128Gcm,
            ContentEncryption::A256Gcm,
            ContentEncryption::A128CbcHs256,
            ContentEncryption::A256CbcHs512,
        ] {
            let key = ContentKey::new(&[7; 64][..encryption.key_len()]).unwrap();
            let cipher = Cipher::new(encryption, &key).unwrap();
            let (iv, tag) = (iv_len(encryption), tag_len(encryption));
            for (iv, tag, is_done) in [(iv, tag, true), (iv - 1, tag, false), (iv, tag - 1, false)]
            {
                let mut content = b"a content".to_vec();
                let done = cipher.seal(&[0; 16][..iv], b"", &mut content, &mut [0; 32][..tag]);
                assert_eq!(done.is_some(), is_done, "{encryption} {iv} {tag}");
                assert_eq!(content.is_empty(), !is_done, "{encryption} {iv} {tag}");
            }
        }
    }
}
