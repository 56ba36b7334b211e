//! A set, as issuers publish them: what is usable is used, and the rest is skipped with its reason.

use glassbox::jwk::JwkSet;
use glassbox::key::JwkProblem;
use glassbox::{Algorithm, KeyError, generate_token, verify_token};
use serde_json::{Value, json};

use super::{ed25519, p256, p384, public, rsa, set, whole, with, wrong, zeros_before};

const VALIDITY: std::time::Duration = std::time::Duration::from_secs(900);

fn ids(set: &JwkSet) -> Vec<&str> {
    let keys = set.keys().iter();
    keys.map(|key| key.key_id().map_or("", |id| id.as_str()))
        .collect()
}

/// Every key that cannot be used, among one that can.
#[test]
fn one_bad_key_never_sinks_the_set() {
    let good = public(&p256().with_key_id("good"));
    let bad = public(&rsa(Algorithm::Rs256).with_key_id("bad"));
    let not_a_key = KeyError::NotJwk {
        what: "JSON Web Key, which is a JSON object",
    };
    let unsupported = |found| KeyError::UnsupportedKey { found };
    let ec = public(&p384().with_key_id("bad"));
    let ed = public(&ed25519(Algorithm::EdDsa).with_key_id("bad"));
    let short = crate::support::base64url(&[0xff; 128]);
    for (key, reason) in [
        (json!(5), not_a_key.clone()),
        (json!(null), not_a_key.clone()),
        (json!("EC"), not_a_key.clone()),
        (json!([{}]), not_a_key),
        (json!({}), wrong("kty", JwkProblem::Missing)),
        (
            json!({"kty": "oct", "k": "AAAA", "alg": "HS256"}),
            wrong("kty", JwkProblem::SharedSecret),
        ),
        (
            json!({"kty": "AKP", "alg": "ML-DSA-44", "pub": "AAAA"}),
            wrong("kty", JwkProblem::Unsupported),
        ),
        (
            with(&bad, "use", json!("enc")),
            wrong("use", JwkProblem::OtherUse),
        ),
        // What it is for comes before what it would be used with.
        (
            with(&with(&bad, "alg", json!("RSA-OAEP")), "use", json!("enc")),
            wrong("use", JwkProblem::OtherUse),
        ),
        (
            with(&bad, "alg", json!("RSA-OAEP")),
            wrong("alg", JwkProblem::Unsupported),
        ),
        (
            with(&bad, "key_ops", json!(["encrypt"])),
            wrong("key_ops", JwkProblem::OtherUse),
        ),
        (
            with(&ec, "alg", json!("ES256")),
            wrong("alg", JwkProblem::OtherKind),
        ),
        (
            with(&with(&ec, "crv", json!("P-521")), "alg", json!("ES512")),
            unsupported("the curve P-521"),
        ),
        (
            with(&with(&ed, "crv", json!("Ed448")), "alg", None),
            unsupported("Ed448"),
        ),
        (
            with(&bad, "n", json!(short)),
            KeyError::RsaSize { bits: 1024 },
        ),
        (with(&bad, "e", json!("Ag")), KeyError::RsaExponent),
        (with(&bad, "n", None), wrong("n", JwkProblem::Missing)),
        (with(&ec, "x", ec["y"].clone()), KeyError::WeakPoint),
        (zeros_before(&ec, "x"), wrong("x", JwkProblem::NotBase64Url)),
        (with(&ed, "x", json!("A".repeat(43))), KeyError::WeakPoint),
        (with(&ed, "x", json!(1)), wrong("x", JwkProblem::WrongType)),
        (
            with(&ed, "kid", json!(1)),
            wrong("kid", JwkProblem::WrongType),
        ),
    ] {
        let key_id = key.get("kid").and_then(Value::as_str);
        for index in [0, 1] {
            let mut keys = vec![good.clone()];
            keys.insert(index, key.clone());
            let text = json!({"keys": keys}).to_string();
            let by_serde: JwkSet = serde_json::from_str(&text).unwrap();
            for set in [text.parse::<JwkSet>().unwrap(), by_serde] {
                assert_eq!(ids(&set), ["good"], "{key}");
                let [skipped] = set.skipped() else {
                    panic!("{key}: {set:?}");
                };
                assert_eq!(skipped.index(), index);
                assert_eq!(skipped.key_id(), key_id);
                assert_eq!(skipped.reason(), &reason, "{key}");
            }
        }
    }
}

/// What a strict reader refuses, and issuers send.
#[test]
fn what_is_clear_is_taken() {
    let key = rsa(Algorithm::Rs256).with_key_id("a");
    let jwk = public(&key);
    let text = generate_token(&json!({}), &key, VALIDITY).unwrap();
    for jwk in [
        jwk.clone(),
        zeros_before(&jwk, "n"),
        zeros_before(&jwk, "e"),
        whole(&key),
        with(&jwk, "use", None),
        with(&jwk, "alg", None),
        with(&jwk, "key_ops", json!(["verify", "sign"])),
        with(&jwk, "x5c", json!(["not followed"])),
    ] {
        let set = set(std::slice::from_ref(&jwk));
        assert!(set.skipped().is_empty(), "{set:?}");
        assert!(verify_token::<Value>(&text, &set).is_ok());
        // And written as it should be, the public half alone.
        let again = serde_json::to_value(&set).unwrap();
        let alg = jwk.get("alg").cloned();
        assert_eq!(again, json!({"keys": [with(&public(&key), "alg", alg)]}));
    }
}

/// Two readers of a member that is there twice may read two keys. Other keys are read all the same.
#[test]
fn a_key_with_a_member_twice_is_skipped() {
    let good = public(&p256().with_key_id("good"));
    let bad = public(&p384().with_key_id("bad")).to_string();
    for (twice, reason) in [
        (r#"{"kty":"EC","#, wrong("kty", JwkProblem::Duplicate)),
        (r#"{"\u006bid":"x","#, wrong("kid", JwkProblem::Duplicate)),
    ] {
        let bad = bad.replacen('{', twice, 1);
        let text = format!(r#"{{"keys":[{bad},{good}]}}"#);
        let by_serde: JwkSet = serde_json::from_str(&text).unwrap();
        for set in [text.parse::<JwkSet>().unwrap(), by_serde] {
            assert_eq!(ids(&set), ["good"]);
            assert_eq!(set.skipped()[0].reason(), &reason);
        }
    }
    let foreign = bad.replacen('{', r#"{"x":1,"a":1e999,"a":[],"#, 1);
    let text = format!(r#"{{"keys":[{foreign},{good}]}}"#);
    let by_serde: JwkSet = serde_json::from_str(&text).unwrap();
    assert_eq!(ids(&by_serde), ["good"]);
    assert_eq!(
        text.parse::<JwkSet>().unwrap().skipped(),
        by_serde.skipped()
    );
}

#[test]
fn what_is_no_set_at_all() {
    let object = ", which is a JSON object with an array keys";
    let array = ", but an array: a set is a JSON object with an array keys";
    let no_json = ", and no JSON: was it cut off, or did the server answer with an error page?";
    let one = ", but one JSON Web Key, which Jwk and PublicKey::from_jwk read";
    let metadata = ", but the metadata of an issuer, whose jwks_uri says where the set is";
    let pem = ", but PEM, which PublicKey reads";
    for (text, expected) in [
        ("", ": it is empty"),
        (" \n", ": it is empty"),
        ("<html>", no_json),
        (r#"{"keys":[]"#, no_json),
        ("null", object),
        ("{}", object),
        (r#"{"Keys":[]}"#, object),
        (r#"{"a":"-----BEGIN PUBLIC KEY-----"}"#, object),
        ("[]", array),
        (r#" [{"kty":"EC"}]"#, array),
        (r#"{"keys":{}}"#, object),
        (r#"{"keys":null}"#, object),
        (&public(&p256()).to_string(), one),
        (&whole(&p256()).to_string(), one),
        (
            r#"{"issuer":"https://a.example","jwks_uri":"https://a.example/jwks"}"#,
            metadata,
        ),
        (&p256().public_key().to_pem(), pem),
    ] {
        let error = text.parse::<JwkSet>().unwrap_err();
        let expected = format!("the text is no JSON Web Key Set{expected}");
        assert_eq!(error.to_string(), expected, "{text}");
        assert!(matches!(error, KeyError::NotJwk { .. }));
        assert!(serde_json::from_str::<JwkSet>(text).is_err(), "{text}");
    }
    let twice = r#"{"keys":[],"k\u0065ys":[]}"#;
    let error = wrong("keys", JwkProblem::Duplicate);
    assert_eq!(twice.parse::<JwkSet>().map(drop), Err(error.clone()));
    let by_serde = serde_json::from_str::<JwkSet>(twice).unwrap_err();
    assert_eq!(by_serde.to_string(), error.to_string());
    // Empty is a set; members beside its keys are ignored.
    let empty: JwkSet = r#" {"a":1,"keys":[ ] ,"a":{"b":[]}}"#.parse().unwrap();
    assert!(empty.keys().is_empty() && empty.skipped().is_empty());
}

#[test]
fn a_hundred_keys_are_read() {
    let key = public(&p256());
    let keys: Vec<Value> = (0..102)
        .map(|number| with(&key, "kid", json!(number.to_string())))
        .collect();
    assert_eq!(set(&keys[..100]).keys().len(), 100);
    assert!(set(&keys[..100]).skipped().is_empty());
    let many = set(&keys);
    assert_eq!(many.keys().len(), 100);
    let [rest] = many.skipped() else {
        panic!("{many:?}");
    };
    assert_eq!(rest.index(), 100);
    assert_eq!(rest.reason(), &wrong("keys", JwkProblem::TooMany));
    // What is not read costs nothing but its text.
    let flood = format!(r#"{{"keys":[{}{{}}]}}"#, "{},".repeat(100_000));
    let flood: JwkSet = flood.parse().unwrap();
    assert_eq!(flood.skipped().len(), 101);
}

/// A key is known by its numbers, its algorithm and its id.
#[test]
fn identical_keys_become_one() {
    let one = public(&p256().with_key_id("a"));
    let with_use = with(&one, "use", None);
    let without_alg = with(&one, "alg", None);
    let other_id = with(&one, "kid", json!("b"));
    let other_key = public(&p384().with_key_id("a"));
    let all = [one.clone(), with_use, other_key, without_alg, other_id, one];
    let set = set(&all);
    assert_eq!(ids(&set), ["a", "a", "b"]);
    assert!(set.skipped().is_empty());
}

/// A secret of a set is nobody's key, and never written again.
#[test]
fn no_secret_leaves_a_set() {
    let secret = json!({"kty": "oct", "k": "c2VjcmV0", "kid": "s"});
    let keys = [
        secret,
        whole(&rsa(Algorithm::Rs256)),
        whole(&p256()),
        whole(&ed25519(Algorithm::EdDsa)),
    ];
    let set = set(&keys);
    assert_eq!((set.keys().len(), set.skipped().len()), (3, 1));
    let shown = format!("{} {set:?}", serde_json::to_string(&set).unwrap());
    for key in &keys {
        for name in ["d", "p", "q", "dp", "dq", "qi", "k"] {
            let Some(secret) = key.get(name).and_then(Value::as_str) else {
                continue;
            };
            assert!(!shown.contains(secret), "{name}");
            assert!(!shown.contains(&format!("\"{name}\":")), "{name}");
        }
    }
}
