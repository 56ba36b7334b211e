//! The half of a pair that encrypts is the public one.

use glassbox::jwe::{ContentEncryption, EcdhCurve, EcdhPrivateKey, KeyManagement, encrypt};

fn main() {
    let (algorithm, encryption) = (KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
    let key = EcdhPrivateKey::generate(algorithm, encryption, EcdhCurve::X25519).unwrap();
    let _text = encrypt(b"hidden", &key);
}
