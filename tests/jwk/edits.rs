//! One-byte edits: whatever is done to a key, reading it is a key or an error, and never a panic.

use glassbox::jwk::{Jwk, JwkSet};
use glassbox::key::{SigningKey, VerifyingKey};
use glassbox::{Algorithm, PrivateKey};
use serde_json::json;

use super::{ed25519, p256, p384, public, rsa, whole};

/// Every place with some other bytes, one byte less, one more.
fn edits(text: &str, step: usize) -> impl Iterator<Item = String> {
    let bytes = text.as_bytes().to_vec();
    (0..bytes.len()).step_by(step).flat_map(move |at| {
        let other = |byte: u8| {
            let mut bytes = bytes.clone();
            bytes[at] = byte;
            bytes
        };
        let mut edited: Vec<Vec<u8>> = b"\"{}[],:\\0Az=\0\n"
            .iter()
            .map(|byte| other(*byte))
            .collect();
        edited.push(other(bytes[at].wrapping_add(1)));
        edited.push(other(bytes[at] ^ 1));
        let [mut less, mut more] = [bytes.clone(), bytes.clone()];
        less.remove(at);
        more.insert(at, b'A');
        edited.extend([less, more, bytes[..at].to_vec()]);
        edited
            .into_iter()
            .filter_map(|bytes| String::from_utf8(bytes).ok())
    })
}

#[test]
fn public_keys() {
    for key in [
        p256(),
        p384(),
        ed25519(Algorithm::EdDsa),
        rsa(Algorithm::Rs256),
    ] {
        let text = public(&key).to_string();
        let (mut taken, mut refused) = (0, 0);
        for edited in edits(&text, 1) {
            let one = edited.parse::<Jwk>();
            let by_serde = serde_json::from_str::<Jwk>(&edited);
            assert_eq!(one.is_ok(), by_serde.is_ok(), "{edited}");
            let list = format!(r#"{{"keys":[{edited}]}}"#).parse::<JwkSet>();
            match one {
                Ok(jwk) => {
                    // What is taken strictly, a set takes too, and it can be written and read.
                    assert_eq!(list.unwrap().keys().len(), 1, "{edited}");
                    assert!(jwk.to_string().parse::<Jwk>().is_ok());
                    taken += 1;
                }
                Err(error) => {
                    assert!(!error.to_string().is_empty());
                    refused += 1;
                }
            }
        }
        assert!(refused > taken && taken > 0, "{taken} {refused}");
    }
}

/// A private key of which one byte is another is refused, unless it is the same key, or RSA with
/// another `d`, with which nothing computes.
#[test]
fn private_keys() {
    for (key, step) in [
        (p256(), 1),
        (ed25519(Algorithm::EdDsa), 1),
        (p384(), 3),
        (rsa(Algorithm::Rs256), 29),
    ] {
        let text = whole(&key).to_string();
        let (mut taken, mut refused) = (0, 0);
        for edited in edits(&text, step) {
            match PrivateKey::from_jwk(&edited) {
                Ok(read) => {
                    let signature = read.sign(b"message").unwrap();
                    assert!(read.public_key().verify(b"message", signature.as_ref()));
                    taken += 1;
                }
                Err(error) => {
                    assert!(
                        !error.to_string().contains(&text[..0]) || !error.to_string().is_empty()
                    );
                    refused += 1;
                }
            }
        }
        assert!(refused > taken, "{taken} {refused}");
    }
}

#[test]
fn sets() {
    let keys = [
        public(&p256().with_key_id("a")),
        public(&ed25519(Algorithm::EdDsa)),
        json!(5),
    ];
    let text = json!({"keys": keys, "other": 1}).to_string();
    let mut all = 0;
    for edited in edits(&text, 1) {
        let read = edited.parse::<JwkSet>();
        let by_serde = serde_json::from_str::<JwkSet>(&edited);
        assert_eq!(read.is_ok(), by_serde.is_ok(), "{edited}");
        if let (Ok(one), Ok(other)) = (read, by_serde) {
            assert_eq!(one.skipped(), other.skipped(), "{edited}");
            assert_eq!(one.keys().len(), other.keys().len());
            assert!(one.keys().len() + one.skipped().len() <= 4);
            all += 1;
        }
    }
    assert!(all > 1000, "{all}");
}
