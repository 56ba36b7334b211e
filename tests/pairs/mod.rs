//! Key pairs: files that people have, keys that are damaged, and signatures by others.

mod calls;
mod damaged;
mod explained;
mod files;
#[cfg(feature = "generate")]
pub mod hiding;
mod memo;
mod open_ssh;
mod others;
mod reading;
mod step;

use glassbox::key::{SigningKey, VerifyingKey};
use glassbox::{Algorithm, PrivateKey, PublicKey};

/// A file that `files/make` or `files/make.step` made.
pub fn file(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/pairs/files/{name}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

pub fn text(name: &str) -> String {
    String::from_utf8(file(name)).unwrap()
}

pub fn private(algorithm: Algorithm, name: &str) -> PrivateKey {
    PrivateKey::new(algorithm, file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

pub fn public(algorithm: Algorithm, name: &str) -> PublicKey {
    PublicKey::new(algorithm, file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every algorithm, each with the file of a private key.
pub const ALGORITHMS: [(Algorithm, &str); 10] = [
    (Algorithm::Rs256, "rsa.pem"),
    (Algorithm::Rs384, "rsa.pem"),
    (Algorithm::Rs512, "rsa.pem"),
    (Algorithm::Ps256, "rsa.pem"),
    (Algorithm::Ps384, "rsa.pem"),
    (Algorithm::Ps512, "rsa.pem"),
    (Algorithm::Es256, "p256.pem"),
    (Algorithm::Es384, "p384.pem"),
    (Algorithm::EdDsa, "ed25519.pem"),
    (Algorithm::Ed25519, "ed25519.pem"),
];

pub fn are_a_pair(private: &impl SigningKey, public: &impl VerifyingKey) -> bool {
    let signature = private.sign(b"message").unwrap();
    public.verify(b"message", signature.as_ref()) && !public.verify(b"massage", signature.as_ref())
}

/// A value of DER: tag, length, content.
pub fn value(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut der = vec![tag];
    match content.len() {
        len @ ..=0x7f => der.push(len as u8),
        len @ 0x80..=0xff => der.extend([0x81, len as u8]),
        len => {
            der.push(0x82);
            der.extend((len as u16).to_be_bytes());
        }
    }
    [der, content.to_vec()].concat()
}
