//! JSON Web Encryption (RFC 7516): tokens that nobody can read without the key.
//!
//! Encryption hides what a token says, and a signature proves who said it. One never replaces the
//! other: whoever has the key to encrypt could have written the content. So a token is signed first, and
//! then the whole of it is encrypted (RFC 7519 §11.2), with another secret:
//!
//! ```
//! use glassbox::jwe::{self, AesKey};
//!
//! let key = AesKey::a256kw([7; 32])?;
//! let text = jwe::encrypt(b"bytes of any kind", &key)?;
//! assert_eq!(jwe::decrypt(&text, &key)?.content(), b"bytes of any kind");
//!
//! let wrong = AesKey::a256kw([8; 32])?;
//! assert_eq!(jwe::decrypt(&text, &wrong).unwrap_err().code(), "decryption_failed");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! As a token, through every call of a signer and of a verifier:
//!
//! ```
//! use glassbox::jwe::{AesKey, ContentEncryption::A256Gcm, KeyManagement::A256Kw};
//! use glassbox::{Algorithm, HmacKey, Signer, Verifier};
//!
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let signing_key = HmacKey::from_base64(Algorithm::Hs256, "wMHAvQr0uXhSWvAYEfqHn5/Mi7mZy8CyPDJLhJQfMzI=")?;
//!     // Another secret, also of `openssl rand -base64 32`.
//!     let encryption_key = AesKey::from_base64(A256Kw, A256Gcm, "nOI4Jfrz0pZKtk1gsIVAUyaFmIhFiKm4mDC7HBMvUCg=")?;
//!
//!     let signer = Signer::new(signing_key.clone()).validity("15m").encrypt_to(encryption_key.clone());
//!     let verifier = Verifier::new(signing_key).decrypt_with(encryption_key); // from now on: encrypted tokens, no others
//!     let text = signer.sign(&serde_json::json!({"sub": "42", "salary": 90_000}))?;
//!     assert_eq!(text.split('.').count(), 5);                 // who has not the key sees nothing of it
//!     let token = verifier.verify::<serde_json::Value>(&text)?; // decrypted, then signature and all claims
//!     assert_eq!(token.claims()["salary"], 90_000);
//!     Ok(())
//! }
//! ```
//!
//! Whoever decrypts such a token holds a signed one, and could pass it on: name an audience.
//!
//! With the feature `public-keys`, issuer and reader need not share a secret: the issuer encrypts to the
//! reader's `EcdhPublicKey`, and only the `EcdhPrivateKey` decrypts (RFC 7518 §4.6).
//!
//! The traits are open: for a key in hardware, or an algorithm that this crate does not have, implement
//! [`EncryptingKey`] and [`DecryptingKey`] for a type of your own.

mod content_key;

mod agreement;
mod cbc_hs;
mod cipher;
#[cfg(feature = "public-keys")]
mod concat_kdf;
mod key_wrap;

mod compact;
mod header;
mod material;

mod established;
mod traits;

mod aes_key;
#[cfg(feature = "public-keys")]
mod ecdh;
#[cfg(feature = "public-keys")]
mod ephemeral;
mod ring;

mod decrypt;
mod decrypted;
mod encrypt;
mod encrypted;

pub use crate::encryption::{ContentEncryption, KeyManagement};
pub use crate::error::{DecryptError, EncryptError};
pub use crate::jose::Header;
#[cfg(feature = "public-keys")]
pub use crate::key::pair::agreement::{EcdhCurve, EcdhPrivateKey, EcdhPublicKey};
pub use aes_key::AesKey;
pub use content_key::ContentKey;
pub use decrypt::decrypt;
pub use decrypted::{Decrypted, Encryption};
pub use encrypt::encrypt;
pub use encrypted::Encrypted;
pub use established::{Established, Wrapped};
pub use ring::DecryptionRing;
pub use traits::{DecryptingKey, DecryptionKeys, EncryptingKey, RecipientInfo, Wanted};

pub(crate) use decrypt::{Decryption, MAX_CANDIDATES, Opened};
pub(crate) use encrypt::encrypt_compact;
pub(crate) use header::{ContentType, EncryptedHeader};
