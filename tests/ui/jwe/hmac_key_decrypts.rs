//! A key that signs does not encrypt, nor decrypt.

use glassbox::{HmacKey, Signer, Verifier};

fn main() {
    let key = HmacKey::hs256([7; 32]).unwrap();
    let _signer = Signer::new(key.clone()).encrypt_to(key.clone());
    let _verifier = Verifier::new(key.clone()).decrypt_with(key);
}
