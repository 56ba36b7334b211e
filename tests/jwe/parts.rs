//! Five parts, each of the length that the algorithms make (RFC 7516 §7.1).

use glassbox::jwe::{self, AesKey, ContentEncryption, Encrypted, KeyManagement, RecipientInfo};

use super::{DIRECT, direct, forge, opened, pairs, steel, with_part};
use crate::support::base64url;

#[test]
fn exactly_five_parts_of_strict_base64url() {
    let good = forge(DIRECT, "any");
    let rsa = "A".repeat(1367);
    let texts = [
        String::new(),
        "....".into(),
        "...".into(),
        good.replacen('.', "", 1),
        good[good.find('.').unwrap()..].into(),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}.AAAA"),
        format!("{good}="),
        format!("{good} "),
        format!("Bearer {good}"),
        format!("{{\"protected\":\"{good}\"}}"),
        with_part(&good, 3, |content| format!("{content}=")),
        with_part(&good, 3, |content| content.replacen(&content[..1], "+", 1)),
        with_part(&good, 3, |content| format!("{content}.")),
        with_part(&good, 1, |_| rsa.clone()),
        with_part(&good, 2, |_| "A".repeat(24)),
        with_part(&good, 4, |tag| format!("{tag}{}", "A".repeat(40))),
        // Bits that must be zero are not.
        with_part(&good, 4, |tag| format!("{}B", &tag[..21])),
        ".".repeat(100_000),
        "A".repeat(200_000),
    ];
    for text in texts {
        let start: String = text.chars().take(99).collect();
        assert_eq!(opened(&text, &direct()), "malformed", "{start}");
        assert!(Encrypted::parse(&text).is_err(), "{start}");
    }
    assert_eq!(opened(&good, &direct()), "opened");
    let long = format!("{}.", "A".repeat(200_000));
    assert_eq!(opened(&long, &direct()), "invalid_header");
}

/// Behind the header that the key itself writes, at every place.
#[test]
fn no_foreign_character() {
    for (algorithm, encryption) in pairs() {
        let key = AesKey::generate(algorithm, encryption).unwrap();
        let text = jwe::encrypt(&[7; 100], &key).unwrap();
        let header = text.find('.').unwrap();
        for place in header + 1..text.len() {
            for foreign in ["+", "=", "."] {
                let mut changed = text.clone();
                changed.replace_range(place..=place, foreign);
                if changed != text {
                    assert_eq!(opened(&changed, &key), "malformed", "{changed}");
                }
            }
        }
    }
}

/// Of the encrypted key, the IV and the tag one length is right, and none is cut or filled up.
#[test]
fn each_part_has_one_length() {
    for (algorithm, encryption) in pairs() {
        let key = AesKey::generate(algorithm, encryption).unwrap();
        let text = jwe::encrypt(b"any", &key).unwrap();
        let wrapped = match algorithm {
            KeyManagement::Dir => 0,
            _ => encryption.key_len() + 8,
        };
        let (iv, tag) = match encryption {
            ContentEncryption::A128CbcHs256 => (16, 16),
            ContentEncryption::A256CbcHs512 => (16, 32),
            _ => (12, 16),
        };
        for (part, due) in [(1, wrapped), (2, iv), (4, tag)] {
            for len in [
                0, 8, 11, 12, 13, 15, 16, 17, 24, 31, 32, 33, 40, 41, 64, 72, 73, 256,
            ] {
                let changed = with_part(&text, part, |_| base64url(&vec![3; len]));
                let expected = match len == due {
                    // A key of nothing is the one of `dir`, which is right.
                    true if len == 0 => "opened",
                    true => "decryption_failed",
                    false => "malformed",
                };
                assert_eq!(
                    opened(&changed, &key),
                    expected,
                    "{algorithm} {encryption} {part} {len}"
                );
                assert_eq!(Encrypted::parse(&changed).is_ok(), len == due);
            }
        }
    }
}

/// Whatever it is that does not fit, it is one error in one text.
#[test]
fn behind_the_key_one_error() {
    for (algorithm, encryption) in pairs() {
        let key = AesKey::generate(algorithm, encryption).unwrap();
        let other = AesKey::generate(algorithm, encryption).unwrap();
        let text = jwe::encrypt(b"a content of two blocks and more", &key).unwrap();
        let flipped = |part: &str| match part.as_bytes().first() {
            Some(b'A') => format!("B{}", &part[1..]),
            Some(_) => format!("A{}", &part[1..]),
            None => String::new(),
        };
        let mut texts: Vec<String> = [2, 3, 4]
            .map(|index| with_part(&text, index, flipped))
            .into();
        if key.algorithm() != KeyManagement::Dir {
            texts.push(with_part(&text, 1, flipped));
        }
        texts.push(with_part(&text, 3, |_| String::new()));
        texts.push(with_part(&text, 3, |content| {
            content[..content.len() / 4 * 4 - 4].into()
        }));
        // The header of another token of this key, which says the same in other words.
        let header = format!(r#"{{"enc":"{encryption}","alg":"{algorithm}"}}"#);
        texts.push(with_part(&text, 0, |_| base64url(header.as_bytes())));
        texts.push(jwe::encrypt(b"any", &other).unwrap());
        for text in texts {
            let error = jwe::decrypt(&text, &key).unwrap_err();
            assert_eq!(error.code(), "decryption_failed", "{text}");
            assert_eq!(error.to_string(), "the token could not be decrypted");
        }
    }
}

/// A content under a cipher of another name, which the key does not have.
#[test]
fn a_lying_header_opens_nothing() {
    let (wrap, small) = (KeyManagement::A256Kw, ContentEncryption::A128Gcm);
    let key = AesKey::new(wrap, small, super::SECRET).unwrap();
    let text = jwe::encrypt(b"any", &key).unwrap();
    assert_eq!(opened(&text, &steel()), "algorithm_mismatch");
    let header = base64url(br#"{"alg":"A256KW","enc":"A256GCM"}"#);
    let lying = with_part(&text, 0, |_| header.clone());
    assert_eq!(opened(&lying, &steel()), "malformed");
    let key = AesKey::direct(ContentEncryption::A128Gcm, [7; 16]).unwrap();
    let text = jwe::encrypt(b"any", &key).unwrap();
    assert_eq!(opened(&text, &direct()), "algorithm_mismatch");
    let lying = with_part(&text, 0, |_| base64url(DIRECT.as_bytes()));
    assert_eq!(opened(&lying, &direct()), "decryption_failed");
    let lying = with_part(&text, 0, |_| header);
    assert_eq!(opened(&lying, &steel()), "malformed");
}
