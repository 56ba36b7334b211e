//! What may be why a signature does not fit: the secret was read as something else than the issuer
//! read it as. The form of a secret is told, and no part of it.

use glassbox::jwt::{Outcome, Report};
use glassbox::{Algorithm, HmacKey, KeyRing, Signer, Verifier};
use serde_json::json;

use super::{check, explain, failed};
use crate::support::{NOW, at, base64url, forge_bytes, key};

/// A text of which every reading is a good secret.
const DIGITS: &str = "9f3c5e1b7a0d4826c1f0e9d8b7a6958473625140fedcba98765432100123abcd";
const BASE64: &str = "wMHAvQr0uXhSWvAYEfqHn5/Mi7mZy8CyPDJLhJQfMzI=";

fn text(secret: &str) -> HmacKey {
    HmacKey::hs256(secret).unwrap()
}

fn base64(secret: &str) -> HmacKey {
    HmacKey::from_base64(Algorithm::Hs256, secret).unwrap()
}

fn hex(secret: &str) -> HmacKey {
    HmacKey::from_hex(Algorithm::Hs256, secret).unwrap()
}

fn signed(key: &HmacKey) -> String {
    let signer = Signer::new(key.clone()).without_expiry();
    signer.at(at(NOW)).sign(&json!({"exp": NOW + 1})).unwrap()
}

#[track_caller]
fn suspicions(report: &Report) -> Vec<String> {
    let check = check(report, "signature");
    assert_eq!(check.outcome(), Outcome::Failed, "{report}");
    check.details().map(String::from).collect()
}

const FROM_HEX: &str = "is 64 hex digits: if the issuer signs with the bytes they stand for, make the key with HmacKey::from_hex";

/// The verifier has one reading, the issuer another: the report names the call that reads it so.
#[test]
fn the_reading_of_the_issuer_is_named() {
    for (verifier, issuer, expected) in [
        (text(DIGITS), hex(DIGITS), &[FROM_HEX][..]),
        (
            text(BASE64),
            base64(BASE64),
            &[
                "looks like base64: if the issuer signs with the bytes it stands for, make the key with HmacKey::from_base64",
            ],
        ),
        (
            base64(BASE64),
            text(BASE64),
            &[
                "was read from base64: if the issuer signs with the text itself, make the key with HmacKey::new",
            ],
        ),
        (
            hex(DIGITS),
            text(DIGITS),
            &[
                "was read from hex digits: if the issuer signs with the text itself, make the key with HmacKey::new",
            ],
        ),
        (
            base64(DIGITS),
            hex(DIGITS),
            &[
                "was read as base64, and its text is 64 hex digits: if the issuer signs with the bytes they stand for, make the key with HmacKey::from_hex",
                "was read from base64: if the issuer signs with the text itself, make the key with HmacKey::new",
            ],
        ),
        // Twice encoded, as a store of secrets hands them out.
        (
            base64(&base64url(DIGITS.as_bytes())),
            hex(DIGITS),
            &[
                FROM_HEX,
                "was read from base64: if the issuer signs with the text itself, make the key with HmacKey::new",
            ],
        ),
        (
            HmacKey::options(Algorithm::Hs256)
                .allow_white_space()
                .secret(format!("{DIGITS}\n"))
                .unwrap(),
            text(DIGITS),
            &[
                "is text with white space at its end: if the issuer signs without it, trim it",
                FROM_HEX,
            ],
        ),
        (key(), text(DIGITS), &[]),
        (HmacKey::hs256([7; 32]).unwrap(), text(DIGITS), &[]),
    ] {
        let report = explain(&Verifier::new(verifier.clone()), &signed(&issuer));
        let said = suspicions(&report);
        let expected: Vec<_> = expected
            .iter()
            .map(|line| format!("key without an id (HS256): its secret {line}"))
            .collect();
        assert_eq!(said, expected);
        for line in said {
            assert!(report.to_string().contains(&line), "{report}");
        }
        // Where the signature fits, nothing is suspected.
        let report = explain(&Verifier::new(verifier.clone()), &signed(&verifier));
        assert_eq!(failed(&report), None);
        assert_eq!(check(&report, "signature").details().count(), 0);
    }
}

#[test]
fn each_key_that_was_tried_is_suspected_by_its_name() {
    let ring = KeyRing::new(text(DIGITS).with_key_id("a"))
        .accept(key().with_key_id("b"))
        .and_then(|ring| ring.accept(base64(BASE64).with_key_id("c")))
        .and_then(|ring| ring.accept(HmacKey::hs512(DIGITS).unwrap().with_key_id("d")));
    let verifier = Verifier::new(ring.unwrap());
    let other = HmacKey::hs256([1; 32]).unwrap();
    let said = suspicions(&explain(&verifier, &signed(&other)));
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(
        said[0].starts_with("key \"a\" (HS256): its secret is 64 hex digits"),
        "{said:?}"
    );
    assert!(
        said[1].starts_with("key \"c\" (HS256): its secret was read from base64"),
        "{said:?}"
    );
    let report = explain(&verifier, &signed(&key().with_key_id("b")));
    assert_eq!(failed(&report), None);
}

/// `docker run --env-file` keeps the quotes of `SECRET="…"`, which a shell takes away.
#[test]
fn a_secret_between_quotes_is_suspected() {
    for quote in ['"', '\'', '`'] {
        let verifier = Verifier::new(text(&format!("{quote}{BASE64}{quote}")));
        for issuer in [text(BASE64), base64(BASE64)] {
            let said = suspicions(&explain(&verifier, &signed(&issuer)));
            assert_eq!(
                said,
                [
                    "key without an id (HS256): its secret is between quotes: if the issuer signs with what stands between them, take them away"
                ]
            );
        }
    }
    for secret in [
        "\"a secret with one quote at its start",
        "a secret with one quote at its end\"",
        "\"a secret with two different quotes'",
        "a \"secret\" with quotes around a word",
    ] {
        let verifier = Verifier::new(text(secret));
        let said = suspicions(&explain(&verifier, &signed(&key())));
        assert_eq!(said, [""; 0], "{secret}");
    }
}

/// What looks like digits or base64, and what does not: a text that somebody thought up.
#[test]
fn which_secrets_look_encoded() {
    let looks = |secret: &str| {
        let key = HmacKey::with_short_secret(Algorithm::Hs256, secret).unwrap();
        let said = suspicions(&explain(
            &Verifier::new(key),
            &signed(&HmacKey::hs256([1; 32]).unwrap()),
        ));
        said.first().map(|line| line.contains("from_hex"))
    };
    let base64 = BASE64.trim_end_matches('=');
    for hex in [
        DIGITS,
        &DIGITS.to_uppercase(),
        &DIGITS[..16],
        "1234567890123456",
        "AbCdEf0123456789",
    ] {
        assert_eq!(looks(hex), Some(true), "{hex}");
    }
    for base64 in [
        BASE64,
        base64,
        &BASE64.replace('/', "_"),
        &BASE64[..16],
        "YSBzZWNyZXQgb2YgYXQgbGVhc3QgdGhpcnR5LXR3byBieXRlcw==",
    ] {
        assert_eq!(looks(base64), Some(false), "{base64}");
    }
    for text in [
        "a secret of at least thirty-two bytes",
        "accessToken-secret-app-01",
        "a-secret-of-at-least-thirty-two-bytes-ab",
        "asecretofwordsalonethatisratherlongitself",
        "AsecretOfWordsAloneWithoutADigitInIt1234567890!",
        "MySecretMySecretMySecret",
        &DIGITS[..15],
        "9f3c-5e1b-7a0d-4826",
        "YSBzZWNyZXQ=",
        "pa55phrase\u{e4}pa55phraseX",
    ] {
        assert_eq!(looks(text), None, "{text}");
    }
}

#[test]
fn a_signature_that_is_missing_or_encoded_twice() {
    let (header, payload) = (br#"{"alg":"HS256"}"#, b"{}");
    let good = forge_bytes(header, payload, &key());
    let (input, _) = good.rsplit_once('.').unwrap();
    let mac = glassbox::key::SigningKey::sign(&key(), input.as_bytes()).unwrap();
    let digits: String = mac
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let of = |signature: &str| {
        suspicions(&explain(
            &Verifier::new(key()),
            &format!("{input}.{signature}"),
        ))
    };
    assert_eq!(of(""), ["the token has no signature"]);
    let twice = "the signature is the hex digits of 32 bytes: its issuer has to encode the bytes";
    assert_eq!(of(&base64url(digits.as_bytes())), [twice]);
    assert_eq!(of(&base64url(&digits.as_bytes()[..62])), [""; 0]);
    assert_eq!(of(&base64url(&[b'g'; 64])), [""; 0]);
    assert_eq!(of(&base64url(&[7; 32])), [""; 0]);
}
