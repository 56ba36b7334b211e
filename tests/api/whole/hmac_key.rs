//! `HmacKey` (RFC 7518 §3.2): its MAC is that of the raw primitive, generated secrets differ, and an
//! id is an id. Which secrets it takes is in `rules/keys.rs`.

use glassbox::key::{KeyId, KeyInfo, SigningKey, VerifyingKey};
use glassbox::{Algorithm, HmacKey};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Sha256, Sha384, Sha512};

const HMACS: [(Algorithm, usize); 3] = [
    (Algorithm::Hs256, 32),
    (Algorithm::Hs384, 48),
    (Algorithm::Hs512, 64),
];

/// The MAC by the raw primitive.
fn raw(algorithm: Algorithm, secret: &[u8], message: &[u8]) -> Vec<u8> {
    macro_rules! mac {
        ($hash:ty) => {{
            let mac = Hmac::<$hash>::new_from_slice(secret).unwrap();
            mac.chain_update(message).finalize().into_bytes().to_vec()
        }};
    }
    match algorithm {
        Algorithm::Hs256 => mac!(Sha256),
        Algorithm::Hs384 => mac!(Sha384),
        _ => mac!(Sha512),
    }
}

#[test]
fn a_mac_is_what_the_raw_primitive_makes() {
    for (algorithm, _) in HMACS {
        // Around the hash's block (64 and 128 bytes), beyond which a secret is hashed first.
        for length in [1, 31, 63, 64, 65, 127, 128, 129, 300] {
            let secret: Vec<u8> = (0..length).map(|index| index as u8).collect();
            let key = HmacKey::with_short_secret(algorithm, &secret).unwrap();
            for message in [&b""[..], b"a", &[7; 63], &[7; 64], &[7; 129], &[7; 5000]] {
                let mac = raw(algorithm, &secret, message);
                assert_eq!(
                    key.sign(message).unwrap().as_ref(),
                    mac,
                    "{algorithm} {length}"
                );
                assert!(key.verify(message, &mac));
                assert!(!key.verify(message, &mac[1..]));
                assert!(!key.verify(message, &[&mac[..], &[0]].concat()));
                assert!(!key.verify(message, b""));
                let mut wrong = mac;
                *wrong.last_mut().unwrap() ^= 1;
                assert!(!key.verify(message, &wrong));
            }
        }
    }
}

#[test]
fn generated_secrets_differ() {
    for (algorithm, _) in HMACS {
        let key = HmacKey::generate(algorithm).unwrap();
        assert_eq!(key.algorithm(), algorithm);
        let mac = key.sign(b"message").unwrap();
        let other = HmacKey::generate(algorithm).unwrap();
        assert!(key.verify(b"message", mac.as_ref()));
        assert!(!other.verify(b"message", mac.as_ref()));
    }
}

#[test]
fn an_id_changes_nothing_but_the_id() {
    let key = crate::support::key();
    assert_eq!(key.key_id(), None);
    let named = key.clone().with_key_id("2026-11");
    assert_eq!(named.key_id().map(KeyId::as_str), Some("2026-11"));
    assert_eq!(key.key_id(), None);
    let again = named.with_key_id(String::from("é \"2\""));
    assert_eq!(again.key_id().map(KeyId::as_str), Some("é \"2\""));
    let mac = key.sign(b"message").unwrap();
    assert!(again.verify(b"message", mac.as_ref()));
}
