use alloc::vec::Vec;
use core::fmt;

use subtle::{Choice, ConditionallySelectable};
use zeroize::Zeroizing;

/// The longest key of a content encryption in bytes.
const LONGEST: usize = 64;

/// The key that encrypts one content (CEK, RFC 7516 §2). It is wiped when it is dropped.
#[derive(Clone)]
pub struct ContentKey {
    bytes: Zeroizing<[u8; LONGEST]>,
    len: usize,
}

impl ContentKey {
    /// A copy of the bytes: 64 at most. `None` for more.
    #[must_use]
    pub fn new(bytes: &[u8]) -> Option<Self> {
        let mut key = Self {
            bytes: Zeroizing::new([0; LONGEST]),
            len: bytes.len(),
        };
        key.bytes.get_mut(..bytes.len())?.copy_from_slice(bytes);
        Some(key)
    }

    /// Takes other bytes instead if `choice` says so, with the same steps if it does not. `None` if they
    /// are not as many.
    pub(super) fn replace(&mut self, other: &[u8], choice: Choice) -> Option<()> {
        let bytes = self.bytes.get_mut(..self.len)?;
        if bytes.len() != other.len() {
            return None;
        }
        for (byte, other) in bytes.iter_mut().zip(other) {
            byte.conditional_assign(other, choice);
        }
        Some(())
    }
}

impl AsRef<[u8]> for ContentKey {
    fn as_ref(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }
}

impl fmt::Debug for ContentKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ContentKey({} bytes)", self.len)
    }
}

/// The longest wrapped key in bytes: RFC 3394 adds eight.
const WRAPPED: usize = LONGEST + 8;

/// An encrypted key. A wrapped one is stored inline, a longer one (RSA) on the heap.
#[derive(Clone)]
pub(super) enum EncryptedKey {
    Inline { bytes: [u8; WRAPPED], len: usize },
    Heap(Vec<u8>),
}

impl EncryptedKey {
    pub(super) fn new(key: &[u8]) -> Self {
        let mut bytes = [0; WRAPPED];
        match bytes.get_mut(..key.len()) {
            Some(start) => {
                start.copy_from_slice(key);
                let len = key.len();
                Self::Inline { bytes, len }
            }
            None => Self::Heap(key.to_vec()),
        }
    }
}

impl fmt::Debug for EncryptedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EncryptedKey({} bytes)", self.as_ref().len())
    }
}

impl AsRef<[u8]> for EncryptedKey {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::Inline { bytes, len } => bytes.get(..*len).unwrap_or_default(),
            Self::Heap(bytes) => bytes,
        }
    }
}
