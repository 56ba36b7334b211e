//! JSON Web Keys and sets of them: what everybody may know, and what a token says about it.

use glassbox::jwk::JwkSet;
use glassbox::{Algorithm, HmacKey, KeyError, PrivateKey, Verifier};
use serde_json::{Value, json};

use crate::attacks::{AnySecret, said};
use crate::pairs::{ALGORITHMS, private};
use crate::support::forge;
use crate::vectors::base64;

fn verifier(set: &JwkSet) -> Verifier {
    Verifier::new(set.clone()).allow_missing_exp()
}

fn header(alg: &str, kid: &str) -> String {
    format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"{kid}"}}"#)
}

fn published(key: &PrivateKey) -> (JwkSet, Value) {
    let key = key.public_key();
    (
        JwkSet::of([&key]),
        serde_json::to_value(key.to_jwk()).unwrap(),
    )
}

/// The key as text, its set, and each of its numbers, as text and as bytes.
#[test]
fn a4_a_mac_keyed_with_a_json_web_key() {
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name).with_key_id("a");
        let (set, jwk) = published(&key);
        let whole = [jwk.to_string(), serde_json::to_string(&set).unwrap()];
        let mut secrets: Vec<Vec<u8>> =
            whole.iter().map(|text| text.clone().into_bytes()).collect();
        for number in ["n", "x", "y"] {
            let Some(text) = jwk.get(number).and_then(Value::as_str) else {
                continue;
            };
            secrets.extend([text.as_bytes().to_vec(), base64(text)]);
        }
        for secret in &secrets {
            for alg in ["HS256", "HS384", "HS512"] {
                let forged = forge(&header(alg, "a"), "{}", &AnySecret(secret));
                assert_eq!(said(&verifier(&set), &forged), "alg_mismatch", "{name}");
            }
            let forged = forge(&header(algorithm.name(), "a"), "{}", &AnySecret(secret));
            assert_eq!(said(&verifier(&set), &forged), "bad_signature", "{name}");
        }
        for text in whole {
            let key = HmacKey::hs256(text);
            assert!(matches!(key, Err(KeyError::NotASecret { .. })));
        }
    }
}

/// The attacker's own key, rightly signed with, in every member that could lead to it.
#[test]
fn a12_a_key_that_the_token_brings() {
    let key = private(Algorithm::Es256, "p256.pem").with_key_id("a");
    let (set, _) = published(&key);
    let mine = PrivateKey::generate(Algorithm::Es256).unwrap();
    let (own_set, jwk) = published(&mine);
    for (kid, word) in [
        (Some("a"), "bad_signature"),
        (Some("b"), "bad_key"),
        (None, "bad_signature"),
    ] {
        let mut header = json!({
            "alg": "ES256", "typ": "JWT", "jwk": jwk, "jku": "https://evil.example/keys",
            "x5u": "https://evil.example/key.pem", "x5c": ["MIIB"],
        });
        if let Some(kid) = kid {
            header["kid"] = json!(kid);
        }
        let header = header.to_string();
        assert_eq!(said(&verifier(&set), &forge(&header, "{}", &mine)), word);
        // Its own set would take it: the key is good, and not ours.
        assert_eq!(
            said(&verifier(&own_set), &forge(&header, "{}", &mine)),
            "accept"
        );
        // And with the right key these are members like any other.
        let signed = said(&verifier(&set), &forge(&header, "{}", &key));
        assert_eq!(
            signed,
            if kid == Some("b") {
                "bad_key"
            } else {
                "accept"
            }
        );
    }
}

/// An id is compared, and nothing else is done with it.
#[test]
fn a14_key_id_as_injection_into_a_set() {
    let key = private(Algorithm::EdDsa, "ed25519.pem");
    let long = "k".repeat(5_000);
    for id in [
        "../../dev/null",
        "' OR '1'='1",
        "__proto__",
        "a\r\nb: c",
        "%s%n",
        "",
        &long,
    ] {
        let header = json!({"alg": "EdDSA", "typ": "JWT", "kid": id}).to_string();
        let forged = forge(&header, "{}", &AnySecret(b""));
        let signed = forge(&header, "{}", &key);
        let (set, _) = published(&key.clone().with_key_id("a"));
        assert_eq!(said(&verifier(&set), &forged), "bad_key", "{id}");
        assert_eq!(said(&verifier(&set), &signed), "bad_key", "{id}");
        // A key of that very name.
        let (set, _) = published(&key.clone().with_key_id(id));
        assert_eq!(said(&verifier(&set), &forged), "bad_signature", "{id}");
        assert_eq!(said(&verifier(&set), &signed), "accept", "{id}");
    }
}

/// A shared secret in a set is published: it verifies nothing.
#[test]
fn a15_a_secret_in_a_set() {
    let secret = [7; 32];
    let k = crate::support::base64url(&secret);
    let key = private(Algorithm::Es256, "p256.pem").with_key_id("b");
    let (_, jwk) = published(&key);
    let oct = json!({"kty": "oct", "alg": "HS256", "kid": "a", "k": k});
    let set: JwkSet = json!({"keys": [oct, jwk]}).to_string().parse().unwrap();
    for (kid, word) in [("a", "bad_key"), ("b", "alg_mismatch")] {
        let forged = forge(&header("HS256", kid), "{}", &AnySecret(&secret));
        assert_eq!(said(&verifier(&set), &forged), word);
    }
    let forged = forge(r#"{"alg":"HS256"}"#, "{}", &AnySecret(&secret));
    assert_eq!(said(&verifier(&set), &forged), "alg_mismatch");
}

/// One id for many keys, and more keys than anybody has.
#[test]
fn a15_a_set_that_is_too_much() {
    let mine = private(Algorithm::EdDsa, "ed25519.pem").with_key_id("a");
    let (_, jwk) = published(&mine);
    let others = (0..40).map(|_| {
        let other = PrivateKey::generate(Algorithm::EdDsa).unwrap();
        published(&other.with_key_id("a")).1
    });
    let mut keys: Vec<Value> = others.collect();
    keys.insert(15, jwk.clone());
    let read = |keys: &[Value]| -> JwkSet { json!({"keys": keys}).to_string().parse().unwrap() };
    let text = forge(&header("EdDSA", "a"), "{}", &mine);
    assert_eq!(said(&verifier(&read(&keys)), &text), "accept");
    keys.swap(15, 16);
    assert_eq!(said(&verifier(&read(&keys)), &text), "bad_signature");
    // Of a hundred thousand, a hundred are read.
    let flood = vec![jwk; 100_000];
    let set = read(&flood);
    assert_eq!((set.keys().len(), set.skipped().len()), (1, 1));
    assert_eq!(said(&verifier(&set), &text), "accept");
}
