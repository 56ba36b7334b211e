//! The positive control: a key that must be caught.

use glassbox::key::{KeyId, KeyInfo, SigningKey, VerifyingKey};
use glassbox::{Algorithm, HmacKey};

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
