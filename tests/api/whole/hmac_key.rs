//! `HmacKey` (RFC 7518 §3.2): one algorithm each, a secret of the hash's size at least, no text that
//! everybody may know.

use glassbox::key::{KeyId, KeyInfo, SigningKey, VerifyingKey};
use glassbox::{Algorithm, HmacKey, KeyError};
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
fn a_secret_shorter_than_the_hash_is_refused() {
    for (algorithm, minimum) in HMACS {
        let secret = vec![7; minimum];
        assert_eq!(
            HmacKey::new(algorithm, &secret).unwrap().algorithm(),
            algorithm
        );
        let error = HmacKey::new(algorithm, &secret[1..]).unwrap_err();
        let actual = minimum - 1;
        assert_eq!(
            error,
            KeyError::TooShort {
                algorithm,
                minimum,
                actual
            }
        );
        assert!(HmacKey::with_short_secret(algorithm, &secret[1..]).is_ok());
        assert!(HmacKey::with_short_secret(algorithm, [7]).is_ok());
    }
    assert_eq!(
        HmacKey::hs256([7; 32]).unwrap().algorithm(),
        Algorithm::Hs256
    );
    assert_eq!(
        HmacKey::hs384([7; 48]).unwrap().algorithm(),
        Algorithm::Hs384
    );
    assert_eq!(
        HmacKey::hs512([7; 64]).unwrap().algorithm(),
        Algorithm::Hs512
    );
    assert!(HmacKey::hs384([7; 32]).is_err());
    assert!(HmacKey::hs512([7; 48]).is_err());
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
fn a_secret_in_base64_of_either_alphabet_padded_or_not() {
    // 33 and 34 bytes whose text holds both letters in which the alphabets differ.
    for secret in [[0xfb; 33].to_vec(), [0xff; 34].to_vec()] {
        let unpadded = crate::support::base64url(&secret);
        let padded = format!("{unpadded}{}", "=".repeat((4 - unpadded.len() % 4) % 4));
        let standard = |text: &str| text.replace('-', "+").replace('_', "/");
        for text in [standard(&unpadded), standard(&padded), unpadded, padded] {
            let key = HmacKey::from_base64(Algorithm::Hs256, &text).unwrap();
            let mac = raw(Algorithm::Hs256, &secret, b"message");
            assert_eq!(key.sign(b"message").unwrap().as_ref(), mac, "{text}");
        }
    }
}

#[test]
fn what_is_no_base64_is_refused() {
    for text in [
        "not base64!",
        "+/+/-_-_",
        "QUJD\n",
        " QUJD",
        "QUJD.QUJD",
        "A",
        "QUJ=D",
        "QUJD====",
        "é",
    ] {
        let error = HmacKey::from_base64(Algorithm::Hs256, text).unwrap_err();
        assert_eq!(error, KeyError::NotBase64, "{text:?}");
    }
    assert_eq!(
        HmacKey::from_base64(Algorithm::Hs256, "").unwrap_err(),
        KeyError::Empty
    );
    assert!(matches!(
        HmacKey::from_base64(Algorithm::Hs256, "QUJD").unwrap_err(),
        KeyError::TooShort { actual: 3, .. }
    ));
}

#[test]
fn only_hmac_algorithms() {
    for algorithm in [
        Algorithm::Rs256,
        Algorithm::Ps512,
        Algorithm::Es256,
        Algorithm::EdDsa,
        Algorithm::Ed25519,
    ] {
        let error = KeyError::NotHmac { algorithm };
        assert_eq!(HmacKey::new(algorithm, [7; 64]).unwrap_err(), error);
        assert_eq!(
            HmacKey::with_short_secret(algorithm, [7; 64]).unwrap_err(),
            error
        );
        assert_eq!(
            HmacKey::from_base64(algorithm, &"A".repeat(88)).unwrap_err(),
            error
        );
        assert_eq!(HmacKey::generate(algorithm).unwrap_err(), error);
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
