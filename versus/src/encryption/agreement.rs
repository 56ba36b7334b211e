//! ECDH-ES+A256KW with A256GCM, on the keys in `tests/pairs/files`; against the agreement alone, by the
//! engine that glassbox has.

use std::hint::black_box;

use glassbox::jwe::{self, ContentEncryption::A256Gcm, KeyManagement::EcdhEsA256Kw};
use glassbox::jwe::{EcdhPrivateKey, EcdhPublicKey};
use graviola::key_agreement::{p256, x25519};

use crate::candidates::{Batch, repeat};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    P256,
    X25519,
}

impl Curve {
    pub fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::X25519 => "X25519",
        }
    }

    pub fn private_pem(self) -> &'static str {
        match self {
            Self::P256 => include_str!("../../../tests/pairs/files/p256.pem"),
            Self::X25519 => include_str!("../../../tests/pairs/files/x25519.pem"),
        }
    }

    pub fn public_pem(self) -> &'static str {
        match self {
            Self::P256 => include_str!("../../../tests/pairs/files/p256.pub.pem"),
            Self::X25519 => include_str!("../../../tests/pairs/files/x25519.pub.pem"),
        }
    }

    /// A text for the key.
    pub fn seal(self, content: &[u8]) -> String {
        jwe::encrypt(content, &self.public()).expect("encrypts")
    }

    /// The content of a text for the key.
    pub fn open(self, text: &str) -> Vec<u8> {
        let opened = jwe::decrypt(text, &self.private());
        opened.expect("decrypts").into_content()
    }

    fn public(self) -> EcdhPublicKey {
        EcdhPublicKey::new(EcdhEsA256Kw, A256Gcm, self.public_pem()).expect("a key of the tests")
    }

    fn private(self) -> EcdhPrivateKey {
        EcdhPrivateKey::new(EcdhEsA256Kw, A256Gcm, self.private_pem()).expect("a key of the tests")
    }
}

/// A new pair, and the agreement.
pub fn engine_encrypt(curve: Curve) -> Batch {
    match curve {
        Curve::P256 => {
            let peer = p256::StaticPrivateKey::new_random().expect("random bytes");
            let peer = peer.public_key_uncompressed();
            let peer = p256::PublicKey::from_x962_uncompressed(&peer).expect("on the curve");
            repeat(move || {
                let key = p256::PrivateKey::new_random().expect("random bytes");
                let public = key.public_key_uncompressed();
                (public, key.diffie_hellman(black_box(&peer)).is_ok())
            })
        }
        Curve::X25519 => {
            let peer = x25519::StaticPrivateKey::new_random().expect("random bytes");
            let peer = peer.public_key();
            repeat(move || {
                let key = x25519::PrivateKey::new_random().expect("random bytes");
                let public = key.public_key().as_bytes();
                (public, key.diffie_hellman(black_box(&peer)).is_ok())
            })
        }
    }
}

/// The other half from its bytes, and the agreement.
pub fn engine_decrypt(curve: Curve) -> Batch {
    match curve {
        Curve::P256 => {
            let [key, peer] =
                [(); 2].map(|()| p256::StaticPrivateKey::new_random().expect("random bytes"));
            let peer = peer.public_key_uncompressed();
            repeat(move || {
                let peer = p256::PublicKey::from_x962_uncompressed(black_box(&peer));
                key.diffie_hellman(&peer.expect("on the curve")).is_ok()
            })
        }
        Curve::X25519 => {
            let [key, peer] =
                [(); 2].map(|()| x25519::StaticPrivateKey::new_random().expect("random bytes"));
            let peer = peer.public_key().as_bytes();
            repeat(move || {
                let peer = x25519::PublicKey::try_from_slice(black_box(&peer));
                key.diffie_hellman(&peer.expect("32 bytes")).is_ok()
            })
        }
    }
}

pub fn encrypt(curve: Curve, content: Vec<u8>) -> Batch {
    let key = curve.public();
    assert_eq!(curve.open(&curve.seal(&content)), content);
    repeat(move || jwe::encrypt(black_box(&content), &key))
}

pub fn decrypt(curve: Curve, text: String, content: &[u8]) -> Batch {
    assert_eq!(curve.open(&text), content);
    let key = curve.private();
    repeat(move || jwe::decrypt(black_box(&text), &key))
}
