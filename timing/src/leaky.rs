//! The positive controls: keys that must be caught.

use glassbox::jwe::{
    AesKey, ContentEncryption, ContentKey, DecryptingKey, KeyManagement, RecipientInfo, Wrapped,
};
use glassbox::key::{KeyId, KeyInfo, Signature, SigningKey, VerifyingKey};
use glassbox::{Algorithm, HmacKey, SignError};

/// A key that compares byte by byte and stops at the first difference, as no key may.
pub struct LeakyKey(pub HmacKey);

impl KeyInfo for LeakyKey {
    fn algorithm(&self) -> Algorithm {
        self.0.algorithm()
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl VerifyingKey for LeakyKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(mac) = self.0.sign(message) else {
            return false;
        };
        let mac = mac.as_ref();
        mac.iter().zip(signature).all(|(mac, other)| mac == other) && mac.len() == signature.len()
    }
}

/// A key that squares and multiplies as the bits of its secret exponent say, as no key may.
pub struct LeakyPower(pub [u64; 16]);

impl KeyInfo for LeakyPower {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Es256
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl SigningKey for LeakyPower {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        const PRIME: u128 = (1 << 61) - 1;
        let mixed = |all: u128, &byte: &u8| (all * 257 + u128::from(byte)) % PRIME;
        let base = message.iter().fold(1, mixed);
        let mut power = 1;
        for place in 0..64 * self.0.len() {
            power = power * power % PRIME;
            if self.0[place / 64] >> (place % 64) & 1 == 1 {
                power = power * base % PRIME;
            }
        }
        Ok(Signature::new(power.to_be_bytes()))
    }
}

/// A key that unwraps in vain once more, as no key may.
pub struct LeakyAesKey(pub AesKey);

impl RecipientInfo for LeakyAesKey {
    fn algorithm(&self) -> KeyManagement {
        self.0.algorithm()
    }

    fn encryption(&self) -> ContentEncryption {
        self.0.encryption()
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl DecryptingKey for LeakyAesKey {
    fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
        self.0.recover(wrapped).or_else(|| self.0.recover(wrapped))
    }
}
