//! A set as a verifier's keys: which of them are asked, in which order, and what a refusal says.

use std::time::Duration;

use glassbox::jwk::JwkSet;
use glassbox::key::{KeySource, One};
use glassbox::{
    Algorithm, HmacKey, PrivateKey, Verifier, VerifyError, generate_token, verify_token,
};
use serde_json::{Value, json};

use super::{ed25519, other_rsa, p256, p384, public, rsa, set, with};
use crate::pairs::private;
use crate::support::forge;

const VALIDITY: Duration = Duration::from_secs(900);

fn token(key: &PrivateKey) -> String {
    generate_token(&json!({"sub": "42"}), key, VALIDITY).unwrap()
}

fn code(token: &str, keys: &(impl KeySource + ?Sized)) -> &'static str {
    match verify_token::<Value>(token, keys) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    }
}

#[test]
fn every_algorithm_through_a_set() {
    for (algorithm, name) in crate::pairs::ALGORITHMS {
        let key = private(algorithm, name);
        for key in [key.clone(), key.with_key_id("2026-11")] {
            let keys = JwkSet::of([&key.public_key()]);
            let text = token(&key);
            for keys in [keys.clone(), keys.remember_signatures(10)] {
                assert_eq!(code(&text, &keys), "accepted");
                let verifier = Verifier::new(keys);
                assert!(verifier.verify::<Value>(&text).is_ok());
            }
        }
    }
}

/// RFC 7515 §4.1.4: the id leads to the key.
#[test]
fn a_key_id_chooses() {
    let [one, other] = [rsa(Algorithm::Rs256), other_rsa(Algorithm::Rs256)];
    let keys = JwkSet::of([
        &one.clone().with_key_id("one").public_key(),
        &other.clone().with_key_id("other").public_key(),
    ]);
    assert_eq!(
        code(&token(&one.clone().with_key_id("one")), &keys),
        "accepted"
    );
    assert_eq!(
        code(&token(&other.clone().with_key_id("other")), &keys),
        "accepted"
    );
    // The signature would hold, under another id.
    let moved = token(&one.clone().with_key_id("other"));
    assert_eq!(code(&moved, &keys), "invalid_signature");
    for name in ["two", "ONE", "one ", "", "*"] {
        let text = token(&one.clone().with_key_id(name));
        assert_eq!(code(&text, &keys), "unknown_key", "{name}");
    }
    // Without one, each is tried.
    assert_eq!(code(&token(&one), &keys), "accepted");
    assert_eq!(code(&token(&other), &keys), "accepted");
    assert_eq!(code(&token(&one), &set(&[])), "unknown_key");
}

/// A key without an id may be any token's.
#[test]
fn a_key_without_an_id() {
    let keys = JwkSet::of([&rsa(Algorithm::Rs256).public_key()]);
    for key in [
        rsa(Algorithm::Rs256),
        rsa(Algorithm::Rs256).with_key_id("any"),
    ] {
        assert_eq!(code(&token(&key), &keys), "accepted");
    }
}

/// Different keys under one id are all asked, and the one that the token names goes first.
#[test]
fn one_id_for_several_keys() {
    let [one, other] = [rsa(Algorithm::Rs256), other_rsa(Algorithm::Rs256)];
    let jwks = [one.clone(), other.clone(), p256()].map(|key| public(&key.with_key_id("a")));
    let keys = set(&jwks);
    for key in [one, other, p256()] {
        assert_eq!(code(&token(&key.with_key_id("a")), &keys), "accepted");
    }
    let third = token(&private(Algorithm::Rs256, "rsa4096.pem").with_key_id("a"));
    assert_eq!(code(&third, &keys), "invalid_signature");
}

/// RFC 8725 §3.1: the key's algorithm counts, whatever the token says.
#[test]
fn another_algorithm_than_the_key_has() {
    let keys = JwkSet::of([
        &rsa(Algorithm::Rs256).with_key_id("rsa").public_key(),
        &p256().with_key_id("ec").public_key(),
    ]);
    for (algorithm, name) in [
        (Algorithm::Rs512, "rsa"),
        (Algorithm::Ps256, "rsa"),
        (Algorithm::Rs256, "ec"),
    ] {
        let text = token(&rsa(algorithm).with_key_id(name));
        let error = verify_token::<Value>(&text, &keys).unwrap_err();
        let key = if name == "ec" {
            Algorithm::Es256
        } else {
            Algorithm::Rs256
        };
        let expected = VerifyError::AlgorithmMismatch {
            token: algorithm,
            key,
        };
        assert_eq!(error, expected);
    }
    // No key has it, and the token names none.
    assert_eq!(code(&token(&p384()), &keys), "algorithm_mismatch");
    let hmac = HmacKey::hs256([7; 32]).unwrap();
    for key_id in ["rsa", "ec"] {
        let text = generate_token(&json!({}), &hmac.clone().with_key_id(key_id), VALIDITY);
        assert_eq!(code(&text.unwrap(), &keys), "algorithm_mismatch");
    }
    // A key that is shown for that is never asked to verify.
    let id_of_both = set(&[
        public(&p256().with_key_id("a")),
        public(&rsa(Algorithm::Rs256).with_key_id("a")),
    ]);
    let text = token(&other_rsa(Algorithm::Rs256).with_key_id("a"));
    assert_eq!(code(&text, &id_of_both), "invalid_signature");
}

#[test]
fn ed25519_has_two_names() {
    let [new, old] =
        [Algorithm::Ed25519, Algorithm::EdDsa].map(|name| ed25519(name).with_key_id("a"));
    let jwk = public(&old);
    let both = set(&[with(&jwk, "alg", None)]);
    let one = set(&[jwk]);
    assert_eq!(code(&token(&old), &both), "accepted");
    assert_eq!(code(&token(&new), &both), "accepted");
    assert_eq!(code(&token(&old), &one), "accepted");
    assert_eq!(code(&token(&new), &one), "algorithm_mismatch");
    assert_eq!(both.keys().len(), 1);
}

/// RFC 7517 §4.4: what does not say its algorithm is for RS256, unless the application says more.
#[test]
fn rsa_without_alg() {
    use Algorithm::{Es256, Hs256, Ps256, Rs256, Rs512};
    let named = set(&[public(&rsa(Rs256).with_key_id("a"))]);
    let open = set(&[with(&public(&rsa(Rs256).with_key_id("a")), "alg", None)]);
    let text = |algorithm| token(&rsa(algorithm).with_key_id("a"));
    let codes = |keys: &JwkSet| [Rs256, Rs512, Ps256].map(|algorithm| code(&text(algorithm), keys));
    let mismatch = "algorithm_mismatch";
    assert_eq!(codes(&open), ["accepted", mismatch, mismatch]);
    let wider = open.clone().rsa_without_alg(&[Rs512, Ps256]).unwrap();
    assert_eq!(codes(&wider), [mismatch, "accepted", "accepted"]);
    // A key that says it is for that alone.
    let same = named.rsa_without_alg(&[Rs512]).unwrap();
    assert_eq!(codes(&same), ["accepted", mismatch, mismatch]);
    let none = open.clone().rsa_without_alg(&[]).unwrap();
    assert_eq!(codes(&none), ["unknown_key"; 3]);
    for algorithm in [Es256, Hs256] {
        assert!(open.clone().rsa_without_alg(&[Rs256, algorithm]).is_err());
    }
    // Before or after, the memo stays.
    let wider = open
        .remember_signatures(10)
        .rsa_without_alg(&[Rs512])
        .unwrap();
    assert_eq!(codes(&wider), [mismatch, "accepted", mismatch]);
}

/// No token is tried with more than sixteen keys.
#[test]
fn at_most_sixteen_keys_are_tried() {
    let keys: Vec<_> = (0..20)
        .map(|_| PrivateKey::generate(Algorithm::Es256).unwrap())
        .collect();
    let publics: Vec<_> = keys.iter().map(PrivateKey::public_key).collect();
    let set = JwkSet::of(&publics);
    assert_eq!(code(&token(&keys[0]), &set), "accepted");
    assert_eq!(code(&token(&keys[15]), &set), "accepted");
    assert_eq!(code(&token(&keys[16]), &set), "invalid_signature");
    // One that is named goes before those that are open.
    let named = keys[19].clone().with_key_id("a");
    let publics: Vec<_> = publics
        .into_iter()
        .take(19)
        .chain([named.public_key()])
        .collect();
    assert_eq!(code(&token(&named), &JwkSet::of(&publics)), "accepted");
}

/// The usual header is known at once, another one is parsed: the verdict is the same.
#[test]
fn any_header_leads_to_the_same_key() {
    let key = rsa(Algorithm::Rs256);
    let keys = JwkSet::of([
        &p256().with_key_id("a").public_key(),
        &other_rsa(Algorithm::Rs256).with_key_id("b").public_key(),
        &key.clone().with_key_id("c").public_key(),
    ]);
    let payload = r#"{"exp":99999999999}"#;
    for header in [
        r#"{"alg":"RS256","typ":"JWT","kid":"c"}"#,
        r#"{"typ":"JWT","alg":"RS256","kid":"c"}"#,
        r#"{"kid":"c","typ":"JWT","alg":"RS256"}"#,
        r#"{"alg":"RS256","kid":"\u0063"}"#,
        r#"{"alg":"RS256","kid":"c","x5t":"c","jwk":{"kty":"oct"}}"#,
        r#"{"alg":"RS256"}"#,
    ] {
        assert_eq!(
            code(&forge(header, payload, &key), &keys),
            "accepted",
            "{header}"
        );
    }
    for (header, refusal) in [
        (
            r#"{"alg":"RS256","typ":"JWT","kid":"b"}"#,
            "invalid_signature",
        ),
        (r#"{"alg":"RS256","typ":"JWT","kid":"d"}"#, "unknown_key"),
        (
            r#"{"alg":"RS256","typ":"JWT","kid":"a"}"#,
            "algorithm_mismatch",
        ),
    ] {
        assert_eq!(
            code(&forge(header, payload, &key), &keys),
            refusal,
            "{header}"
        );
    }
}

/// One of a set's keys alone, and a set behind a pointer.
#[test]
fn sets_behind_pointers_and_keys_of_them() {
    let key = p256().with_key_id("a");
    let set = JwkSet::of([&key.public_key()]);
    let text = token(&key);
    let boxed: Box<dyn KeySource> = Box::new(set.clone());
    assert_eq!(code(&text, &*boxed), "accepted");
    assert_eq!(code(&text, &std::sync::Arc::new(set.clone())), "accepted");
    let one = set.keys()[0].public_key(Algorithm::Es256).unwrap();
    assert_eq!(code(&text, &One(one)), "accepted");
}
