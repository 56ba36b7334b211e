use alloc::boxed::Box;

use super::debug::error_debug;
use super::escape::Escaped;
use crate::algorithm::Algorithm;

/// Why a key could not be made. It occurs at start-up and contains no part of the secret.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The secret is empty.
    #[error("the secret is empty: is its environment variable or setting missing?")]
    Empty,
    /// The secret is shorter than the algorithm's hash (RFC 7518 §3.2).
    #[error(
        "the secret has {actual} bytes, {algorithm} needs at least {minimum}: make one with \
         `openssl rand -base64 {minimum}` and read it with HmacKey::from_base64, or accept the risk \
         by name with HmacKey::options(..).allow_short_secret()"
    )]
    TooShort {
        /// The key's algorithm.
        algorithm: Algorithm,
        /// The minimum number of bytes.
        minimum: usize,
        /// The number of bytes that the secret has.
        actual: usize,
    },
    /// The secret is text with white space around it, most likely from a file or a shell.
    #[error(
        "the secret is text with white space {place} (a line feed of the file it was read from?): \
         trim it, or, if the issuer signs with it, keep it by name with \
         HmacKey::options(..).allow_white_space()"
    )]
    WhiteSpace {
        /// Where: `at its start`, `at its end` or `at both ends`.
        place: &'static str,
    },
    /// The secret is or contains a key of another kind, encoded or not. Everyone may know a public
    /// key, so a MAC made with one proves nothing (RFC 8725 §2.1).
    #[error(
        "this is not a shared secret, but holds {found}: whoever knows a public key could sign with \
         it. Make a secret with `openssl rand -base64 64` and read it with HmacKey::from_base64 (of \
         a JSON Web Key of type oct, give that its \"k\")"
    )]
    NotASecret {
        /// What it contains.
        found: &'static str,
    },
    /// The text is not base64.
    #[error(
        "the secret is not base64 (either alphabet, padded or not): give plain text to \
         HmacKey::new"
    )]
    NotBase64,
    /// The text is not hexadecimal.
    #[error(
        "the secret is not hexadecimal (an even number of digits 0-9, a-f or A-F): give base64 to \
         HmacKey::from_base64, and plain text to HmacKey::new"
    )]
    NotHex,
    /// The algorithm does not use a shared secret.
    #[error("{algorithm} does not use a shared secret: HmacKey takes HS256, HS384 or HS512")]
    NotHmac {
        /// The algorithm that was asked for.
        algorithm: Algorithm,
    },
    /// Two keys of a ring have the same key id, so a token's `kid` would not say which one is
    /// meant.
    #[error(
        "the key id \"{}\" is used twice in the ring: give each key its own with .with_key_id(..)",
        Escaped(key_id)
    )]
    DuplicateKeyId {
        /// The id.
        key_id: Box<str>,
    },
    /// The operating system gave no random bytes.
    #[error(
        "the operating system gave no random bytes: does a sandbox keep them from this program?"
    )]
    Random,
}

error_debug! { KeyError: Empty, TooShort, WhiteSpace, NotASecret, NotBase64, NotHex, NotHmac, DuplicateKeyId, Random }
