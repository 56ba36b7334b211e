use alloc::boxed::Box;
use alloc::string::String;

use super::debug::error_debug;
use super::escape::Foreign;

/// Why a content could not be encrypted (feature `jwe`).
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EncryptError {
    /// A key that encrypts directly with AES-GCM has encrypted 2³² texts in this process: with more,
    /// two of them might get one nonce, and then neither is secret (NIST SP 800-38D §8.3).
    #[error(
        "the key has encrypted as many texts as AES-GCM allows (2^32 with dir): make a new one, or let \
         a key wrap a new one for each text (A256KW)"
    )]
    KeyExhausted,
    /// The key that encrypts and the key that signs have one secret.
    #[error(
        "the key that encrypts and the key that signs have one secret: give each its own, or a flaw of \
         one is a flaw of both"
    )]
    SharedSecret,
    /// The key failed. An implementation of `EncryptingKey` returns it.
    #[error("the key failed to encrypt: {}", Foreign(message))]
    Key {
        /// The key's message.
        message: Box<str>,
    },
    /// The operating system gave no random bytes.
    #[error(
        "the operating system gave no random bytes: does a sandbox keep them from this program?"
    )]
    Random,
}

error_debug! { EncryptError: KeyExhausted, SharedSecret, Key, Random }

impl EncryptError {
    /// The error of an `EncryptingKey` of your own. The message must contain nothing secret.
    #[must_use]
    pub fn key(message: impl Into<String>) -> Self {
        Self::Key {
            message: message.into().into_boxed_str(),
        }
    }
}
