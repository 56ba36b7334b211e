use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroize;

use crate::encryption::{ContentEncryption, KeyManagement};
use crate::jose::KeyId;

/// A content that was decrypted. It is not proved who encrypted it. It is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Decrypted {
    pub(super) encryption: Encryption,
    pub(super) content: Vec<u8>,
}

impl Decrypted {
    /// The content.
    #[must_use]
    pub fn content(&self) -> &[u8] {
        &self.content
    }

    /// The content, by value: now it is yours to wipe.
    #[must_use]
    pub fn into_content(mut self) -> Vec<u8> {
        core::mem::take(&mut self.content)
    }

    /// How it was encrypted.
    #[must_use]
    pub const fn encryption(&self) -> &Encryption {
        &self.encryption
    }
}

impl Drop for Decrypted {
    /// As a slice, which is wiped at once and not byte by byte; behind it there is padding alone.
    fn drop(&mut self) {
        self.content.as_mut_slice().zeroize();
    }
}

impl fmt::Debug for Decrypted {
    /// Without the content, which somebody wanted to hide.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decrypted")
            .field("encryption", &self.encryption)
            .field("bytes", &self.content.len())
            .finish_non_exhaustive()
    }
}

/// How a token was encrypted, and which key opened it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encryption {
    pub(super) algorithm: KeyManagement,
    pub(super) encryption: ContentEncryption,
    pub(super) key_id: Option<KeyId>,
}

impl Encryption {
    /// The `alg` of its header.
    #[must_use]
    pub const fn algorithm(&self) -> KeyManagement {
        self.algorithm
    }

    /// The `enc` of its header.
    #[must_use]
    pub const fn encryption(&self) -> ContentEncryption {
        self.encryption
    }

    /// The id of the key that opened it, if that has one.
    #[must_use]
    pub const fn key_id(&self) -> Option<&KeyId> {
        self.key_id.as_ref()
    }
}
