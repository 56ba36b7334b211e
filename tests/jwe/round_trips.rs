//! What was encrypted is decrypted, by the same key alone, and nothing of the text may be changed.

use std::collections::BTreeSet;

use glassbox::jwe::{self, AesKey, DecryptError, Encrypted, RecipientInfo};

use super::{opened, pairs};

#[test]
fn of_every_pair_and_length() {
    for (algorithm, encryption) in pairs() {
        let key = AesKey::generate(algorithm, encryption).unwrap();
        let other = AesKey::generate(algorithm, encryption).unwrap();
        for len in [0, 1, 15, 16, 17, 31, 127, 128, 129, 1000, 20_000] {
            let content = vec![0xa5; len];
            let text = jwe::encrypt(&content, &key).unwrap();
            let decrypted = jwe::decrypt(&text, &key).unwrap();
            assert_eq!(
                decrypted.content(),
                content,
                "{algorithm} {encryption} {len}"
            );
            let (of, with) = (decrypted.encryption(), decrypted.encryption().encryption());
            assert_eq!((of.algorithm(), with), (algorithm, encryption));
            assert_eq!(decrypted.into_content(), content);
            assert_eq!(jwe::decrypt(&text, &other), Err(DecryptError::Decryption));
            let header = Encrypted::parse(&text).unwrap();
            assert_eq!(header.header().alg(), algorithm.name());
            assert_eq!(
                (header.algorithm(), header.encryption()),
                (algorithm, encryption)
            );
        }
    }
}

/// RFC 7516 §5.2: header, key, IV, content and tag are all of them authenticated.
#[test]
fn a_change_of_any_character_is_refused() {
    for (algorithm, encryption) in pairs() {
        let key = AesKey::generate(algorithm, encryption).unwrap();
        let text = jwe::encrypt(b"a content of some length", &key).unwrap();
        assert_eq!(opened(&text, &key), "opened");
        for place in 0..text.len() {
            for other in [b'A', b'Q', b'w', b'_', b'.', b'='] {
                let mut changed = text.clone().into_bytes();
                if changed[place] == other {
                    continue;
                }
                changed[place] = other;
                let changed = String::from_utf8(changed).unwrap();
                assert!(jwe::decrypt(&changed, &key).is_err(), "{place} {changed}");
            }
        }
    }
}

#[test]
fn two_texts_of_one_content_have_nothing_in_common() {
    for (algorithm, encryption) in pairs() {
        let key = AesKey::generate(algorithm, encryption).unwrap();
        let texts: Vec<String> = (0..20)
            .map(|_| jwe::encrypt(b"one content", &key).unwrap())
            .collect();
        for part in 1..5 {
            let parts = texts.iter().map(|text| text.split('.').nth(part).unwrap());
            let different: BTreeSet<_> = parts.filter(|part| !part.is_empty()).collect();
            let is_there = part > 1 || key.algorithm() != glassbox::jwe::KeyManagement::Dir;
            assert_eq!(different.len(), if is_there { 20 } else { 0 }, "{part}");
        }
    }
}
