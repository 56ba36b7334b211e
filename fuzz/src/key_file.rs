use glassbox::key::{KeyInfo, SigningKey, VerifyingKey};
use glassbox::{Algorithm, PrivateKey, PublicKey};

use super::input::Input;

/// Bytes for a key file of either half: refused, or a key that signs and verifies, and that is read again
/// from what it writes.
pub fn key_file(data: &[u8]) {
    let mut input = Input::new(data);
    let algorithm = input.pick(&[
        Algorithm::Rs256,
        Algorithm::Ps256,
        Algorithm::Ps384,
        Algorithm::Es256,
        Algorithm::Es384,
        Algorithm::EdDsa,
        Algorithm::Ed25519,
        Algorithm::Es512,
    ]);
    let file = input.rest();
    if let Ok(key) = PublicKey::new(algorithm, file) {
        let der = key.to_der();
        let again = PublicKey::new(algorithm, &der).unwrap();
        assert_eq!(again.to_der(), der);
        let pem = PublicKey::new(algorithm, key.to_pem()).unwrap();
        assert_eq!(pem.to_der(), der);
        assert_eq!(key.algorithm(), algorithm);
        for len in [0, 64, 96, 256] {
            assert!(!key.verify(b"message", &vec![1; len]));
        }
        // No file is both.
        assert!(PrivateKey::new(algorithm, file).is_err() || is_pem(file));
    }
    if let Ok(key) = PrivateKey::new(algorithm, file) {
        let signature = key.sign(b"message").unwrap();
        let public = key.public_key();
        assert!(public.verify(b"message", signature.as_ref()));
        assert!(!public.verify(b"massage", signature.as_ref()));
        let pem = key.to_private_pem();
        let again = PrivateKey::new(algorithm, pem.reveal()).unwrap();
        assert_eq!(again.public_key().to_der(), public.to_der());
    }
}

/// A text may hold both halves.
fn is_pem(file: &[u8]) -> bool {
    file.windows(10).any(|window| window == b"-----BEGIN")
}
