//! Which secrets make a key that encrypts.

use glassbox::KeyError;
use glassbox::jwe::{self, AesKey, ContentEncryption, KeyManagement, RecipientInfo};

use super::{ENCRYPTIONS, SECRET, pairs, steel};

fn len(algorithm: KeyManagement, encryption: ContentEncryption) -> usize {
    match algorithm {
        KeyManagement::A128Kw => 16,
        KeyManagement::A256Kw => 32,
        _ => encryption.key_len(),
    }
}

const SOME: [u8; 80] = {
    let (mut some, mut index) = ([0; 80], 0);
    while index < 80 {
        some[index] = index as u8;
        index += 1;
    }
    some
};

/// HMAC and AES need a secret each (RFC 7518 §5.2.2.1).
#[test]
fn both_halves_of_a_key_of_cbc_differ() {
    for encryption in ENCRYPTIONS {
        let half = &SOME[..encryption.key_len() / 2];
        let twice = half.repeat(2);
        let is_cbc = encryption.name().contains("CBC");
        let expected = if is_cbc {
            Err(KeyError::EqualHalves)
        } else {
            Ok(())
        };
        assert_eq!(AesKey::direct(encryption, &twice).map(drop), expected);
        for place in [0, twice.len() - 1] {
            let mut nearly = twice.clone();
            nearly[place] ^= 0x80;
            assert!(AesKey::direct(encryption, &nearly).is_ok());
        }
    }
    // One that wraps is used as a whole.
    for encryption in ENCRYPTIONS {
        assert!(AesKey::new(KeyManagement::A256Kw, encryption, [7; 32]).is_ok());
    }
    let text = KeyError::EqualHalves.to_string();
    assert!(
        text.contains("RFC 7518") || text.contains("both halves"),
        "{text}"
    );
}

/// RFC 7518 §4.4, §4.5, §5.2, §5.3.
#[test]
fn a_secret_has_exactly_the_length_of_its_algorithm() {
    for (algorithm, encryption) in pairs() {
        let due = len(algorithm, encryption);
        for actual in 0..=80 {
            let made = AesKey::new(algorithm, encryption, &SOME[..actual]);
            let expected = match actual {
                0 => Err(KeyError::Empty),
                _ if actual == due => Ok(()),
                _ => Err(KeyError::WrongLength {
                    algorithm,
                    encryption,
                    expected: due,
                    actual,
                }),
            };
            assert_eq!(
                made.map(drop),
                expected,
                "{algorithm} {encryption} {actual}"
            );
        }
    }
}

#[test]
fn the_lengths_of_content_keys() {
    assert_eq!(
        ENCRYPTIONS.map(ContentEncryption::key_len),
        [16, 32, 32, 64]
    );
}

#[test]
fn the_shortcuts_are_keys_of_their_names() {
    let named = |key: AesKey| (key.algorithm(), key.encryption());
    let a256gcm = ContentEncryption::A256Gcm;
    for (key, expected) in [
        (AesKey::a256kw([1; 32]), (KeyManagement::A256Kw, a256gcm)),
        (
            AesKey::a128kw([1; 16]),
            (KeyManagement::A128Kw, ContentEncryption::A128Gcm),
        ),
        (
            AesKey::direct(a256gcm, [1; 32]),
            (KeyManagement::Dir, a256gcm),
        ),
        (
            AesKey::generate(KeyManagement::Dir, a256gcm),
            (KeyManagement::Dir, a256gcm),
        ),
    ] {
        assert_eq!(named(key.unwrap()), expected);
    }
    assert_eq!(steel().key_id(), None);
    let named = steel().with_key_id("2026-11");
    assert_eq!(named.key_id().unwrap().as_str(), "2026-11");
}

#[test]
fn the_other_algorithms_use_no_shared_secret() {
    for algorithm in [
        KeyManagement::EcdhEs,
        KeyManagement::EcdhEsA128Kw,
        KeyManagement::EcdhEsA256Kw,
        KeyManagement::RsaOaep,
        KeyManagement::RsaOaep256,
        KeyManagement::RsaOaep384,
        KeyManagement::RsaOaep512,
    ] {
        let refused = Err(KeyError::NotOfThisKind { algorithm });
        let encryption = ContentEncryption::A256Gcm;
        assert_eq!(
            AesKey::new(algorithm, encryption, SECRET).map(drop),
            refused
        );
        assert_eq!(AesKey::generate(algorithm, encryption).map(drop), refused);
    }
}

#[test]
fn a_secret_in_base64_is_that_secret() {
    let (algorithm, encryption) = (KeyManagement::A256Kw, ContentEncryption::A256Gcm);
    let text = jwe::encrypt(b"any", &AesKey::a256kw([0xfb; 32]).unwrap()).unwrap();
    let standard = "+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/v7+/s=";
    for spelling in [
        standard.into(),
        standard.replace('=', ""),
        standard.replace('+', "-").replace('/', "_"),
        format!(" {standard}\n"),
        format!("{}\n{}", &standard[..20], &standard[20..]),
    ] {
        let key = AesKey::from_base64(algorithm, encryption, &spelling).unwrap();
        assert_eq!(jwe::decrypt(&text, &key).unwrap().content(), b"any");
    }
    let refused = |text: &str| AesKey::from_base64(algorithm, encryption, text).unwrap_err();
    assert_eq!(refused("%"), KeyError::NotBase64);
    assert_eq!(refused(""), KeyError::Empty);
    assert!(matches!(
        refused(&format!("'{standard}'")),
        KeyError::Surplus { .. }
    ));
    assert!(matches!(
        refused(&standard[..20]),
        KeyError::WrongLength { actual: 15, .. }
    ));
}

/// What everybody may know is no secret (RFC 8725 §2.1).
#[test]
fn a_key_of_another_kind_is_no_secret() {
    let pem = "-----BEGIN PUBLIC KEY-----\nMFkw";
    for secret in [&pem[..16], pem, r#"{"kty":"oct"}  "#] {
        let made = AesKey::a128kw(secret.as_bytes());
        assert!(matches!(made, Err(KeyError::NotASecret { .. })), "{secret}");
    }
}
