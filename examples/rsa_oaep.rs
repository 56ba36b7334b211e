//! Encryption to an RSA key, for issuers that know no other way: by the open traits, on the crate `rsa`.
//!
//! `cargo run --release --example rsa_oaep --features jwe`
//!
//! Why it is not inside: RSA decryption is left to a crate or a service of your choice. With the crate `rsa`
//! it costs thirteen crates more than the feature `jwe`, and two milliseconds for each token with a key of
//! 2048 bits, where an agreement on P-256 takes a twentieth of one.

use std::time::Instant;

use glassbox::jwe::{
    ContentEncryption, ContentKey, DecryptingKey, EncryptError, EncryptingKey, Established,
    KeyManagement, RecipientInfo, Wrapped,
};
use glassbox::key::{KeyId, One};
use glassbox::{HmacKey, Signer, Verifier};
use rsa::sha2::Sha256;
use serde_json::{Value, json};
use zeroize::Zeroizing;

/// RSA-OAEP-256 (RFC 7518 §4.3), with the public key to encrypt, or with the private key to decrypt.
pub(crate) struct RsaOaep256<K> {
    pub(crate) key: K,
    pub(crate) encryption: ContentEncryption,
}

impl<K> RecipientInfo for RsaOaep256<K> {
    fn algorithm(&self) -> KeyManagement {
        KeyManagement::RsaOaep256
    }

    fn encryption(&self) -> ContentEncryption {
        self.encryption
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl EncryptingKey for RsaOaep256<rsa::PublicKey> {
    fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError> {
        let encrypted = self.key.oaep_encrypt::<Sha256>(fresh.as_ref());
        let encrypted = encrypted.map_err(|error| EncryptError::key(error.to_string()))?;
        Ok(Established::new(fresh, &encrypted))
    }
}

impl DecryptingKey for RsaOaep256<rsa::PrivateKey> {
    fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
        // `None` whatever the reason: then nobody learns it from the answer.
        let content_key = self.key.oaep_decrypt::<Sha256>(wrapped.encrypted_key());
        ContentKey::new(&Zeroizing::new(content_key.ok()?))
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let encryption = ContentEncryption::A256Gcm;
    // A service reads its private key from a file: `DecodePrivateKey` of `rsa::pkcs8`.
    let key = <rsa::PrivateKey as rsa::Generate>::try_generate()?;
    let recipient = RsaOaep256 {
        key: key.to_public_key(),
        encryption,
    };

    let signing_key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    let signer = Signer::new(signing_key.clone()).audience("payroll");
    let signer = signer.validity("15m").encrypt_to(recipient);
    let text = signer.sign(&json!({"sub": "42", "salary": 90_000}))?;
    println!("Encrypted with RSA-OAEP-256: {} characters", text.len());

    let verifier = Verifier::new(signing_key).audience("payroll");
    let verifier = verifier.decrypt_with(One(RsaOaep256 { key, encryption }));
    let start = Instant::now();
    let token = verifier.verify::<Value>(&text)?;
    println!("Decrypted and verified in {:?}", start.elapsed());
    println!("With the private key: {}", token.claims()["salary"]);
    Ok(())
}
