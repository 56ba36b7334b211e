//! What was encrypted to a public key, its private half decrypts, and no other does.

use std::collections::BTreeSet;

use glassbox::jwe::{
    self, DecryptError, EcdhPrivateKey, EcdhPublicKey, Encrypted, KeyManagement, RecipientInfo,
};

use super::every;
use crate::jwe::opened;

#[test]
fn of_every_algorithm_curve_and_encryption() {
    for key in every() {
        let (algorithm, encryption) = (key.algorithm(), key.encryption());
        for len in [0, 1, 16, 1000] {
            let content = vec![0xa5; len];
            let text = jwe::encrypt(&content, &key.public_key()).unwrap();
            let decrypted = jwe::decrypt(&text, &key).unwrap();
            assert_eq!(decrypted.content(), content, "{key:?} {len}");
            let (of, with) = (decrypted.encryption(), decrypted.encryption().encryption());
            assert_eq!((of.algorithm(), with), (algorithm, encryption));
            assert_eq!(Encrypted::parse(&text).unwrap().algorithm(), algorithm);
            let is_key = text.split('.').nth(1).is_some_and(|part| !part.is_empty());
            assert_eq!(is_key, algorithm != KeyManagement::EcdhEs);
        }
    }
}

/// Not even one on the same curve.
#[test]
fn another_key_decrypts_nothing() {
    for (key, other) in every().zip(every()) {
        let text = jwe::encrypt(b"any", &key.public_key()).unwrap();
        assert_eq!(jwe::decrypt(&text, &other), Err(DecryptError::Decryption));
    }
    let of = |key: &EcdhPrivateKey| (key.algorithm(), key.encryption());
    for key in every() {
        let text = jwe::encrypt(b"any", &key.public_key()).unwrap();
        for other in every().filter(|other| of(other) == of(&key)) {
            assert_eq!(opened(&text, &other), "decryption_failed", "{other:?}");
        }
    }
}

/// RFC 7516 §5.2: header, key, IV, content and tag are all of them authenticated.
#[test]
fn a_change_of_any_character_is_refused() {
    for key in every() {
        let text = jwe::encrypt(b"a content of some length", &key.public_key()).unwrap();
        assert_eq!(opened(&text, &key), "opened");
        for place in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[place] = if changed[place] == b'w' { b'A' } else { b'w' };
            let changed = String::from_utf8(changed).unwrap();
            assert!(jwe::decrypt(&changed, &key).is_err(), "{place} {changed}");
        }
    }
}

/// RFC 7518 §4.6: a new ephemeral key for each.
#[test]
fn two_texts_of_one_content_have_nothing_in_common() {
    for key in every() {
        let public = key.public_key();
        let texts: Vec<String> = (0..8)
            .map(|_| jwe::encrypt(b"one content", &public).unwrap())
            .collect();
        for part in 0..5 {
            let parts = texts.iter().map(|text| text.split('.').nth(part).unwrap());
            let different: BTreeSet<_> = parts.filter(|part| !part.is_empty()).collect();
            let is_there = part != 1 || key.algorithm() != KeyManagement::EcdhEs;
            assert_eq!(different.len(), if is_there { 8 } else { 0 }, "{part}");
        }
    }
}

/// PEM, DER, JSON Web Key: in each of them is the whole key.
#[test]
fn a_key_is_written_and_read() {
    for key in every() {
        let key = key.with_key_id("2026-11");
        let (algorithm, encryption) = (key.algorithm(), key.encryption());
        let public = key.public_key();
        let publics = [
            EcdhPublicKey::new(algorithm, encryption, public.to_pem()),
            EcdhPublicKey::new(algorithm, encryption, public.to_der()),
            EcdhPublicKey::from_jwk(algorithm, encryption, &public.to_jwk()),
        ];
        let (pem, jwk) = (key.to_private_pem(), key.to_private_jwk());
        let privates = [
            EcdhPrivateKey::new(algorithm, encryption, pem.reveal()).unwrap(),
            EcdhPrivateKey::from_jwk(algorithm, encryption, jwk.reveal()).unwrap(),
        ];
        let id = |key: &dyn RecipientInfo| key.key_id().map(|id| id.as_str().to_owned());
        assert_eq!(id(publics[2].as_ref().unwrap()), id(&key));
        assert_eq!(id(&privates[1]), id(&key));
        for public in publics {
            let text = jwe::encrypt(b"any", &public.unwrap()).unwrap();
            for private in &privates {
                assert_eq!(jwe::decrypt(&text, private).unwrap().content(), b"any");
            }
        }
        for private in privates {
            assert_eq!(private.public_key().to_pem(), public.to_pem());
            assert_eq!(private.to_private_pem().reveal(), pem.reveal());
        }
    }
}
