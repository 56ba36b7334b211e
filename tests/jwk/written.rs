//! How keys and sets are written.

use glassbox::jwk::{Jwk, JwkSet};
use glassbox::key::KeyInfo;
use glassbox::{Algorithm, PublicKey};
use serde_json::{Value, json};

use super::{p256, public, read, rsa, with};

#[test]
fn a_key_out_and_in_again() {
    for (algorithm, name) in crate::pairs::ALGORITHMS {
        let key = crate::pairs::private(algorithm, name).with_key_id("2026-11");
        let key: PublicKey = key.public_key();
        let text = key.to_jwk().to_string();
        let jwk: Jwk = text.parse().unwrap();
        assert_eq!(jwk.to_string(), text);
        assert_eq!(serde_json::to_string(&jwk).unwrap(), text);
        assert_eq!(format!("{jwk:?}"), format!("Jwk({text})"));
        let again = PublicKey::from_jwk(&text).unwrap();
        assert_eq!(again.algorithm(), algorithm);
        assert_eq!(again.key_id(), key.key_id());
        assert_eq!(again.to_der(), key.to_der());
        let by_value: Jwk = serde_json::from_value(serde_json::to_value(&jwk).unwrap()).unwrap();
        assert_eq!(by_value.to_string(), text);
    }
}

#[test]
fn the_members_of_each_kind() {
    let names = |jwk: &Value| -> Vec<String> {
        let text = read(jwk).unwrap().to_string();
        let parts = text.split('"').skip(1).step_by(4);
        parts.map(String::from).collect()
    };
    let rsa = public(&rsa(Algorithm::Ps256).with_key_id("a"));
    assert_eq!(names(&rsa), ["kty", "n", "e", "alg", "use", "kid"]);
    assert_eq!(
        (&rsa["e"], &rsa["alg"], &rsa["use"]),
        (&json!("AQAB"), &json!("PS256"), &json!("sig"))
    );
    let ec = with(&public(&p256()), "alg", None);
    assert_eq!(names(&ec), ["kty", "crv", "x", "y", "use"]);
    // RFC 8037 A.2.
    let ed =
        json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    assert_eq!(names(&ed), ["kty", "crv", "x", "use"]);
}

/// A coordinate keeps the zeros before it (RFC 7518 §6.2.1.2).
#[test]
fn a_coordinate_that_begins_with_zeros() {
    let keys = (0..10_000).map(|_| glassbox::PrivateKey::generate(Algorithm::Es256).unwrap());
    let key = keys.map(|key| public(&key)).find(|jwk| {
        ["x", "y"]
            .iter()
            .any(|name| jwk[*name].as_str().unwrap().starts_with("AA"))
            || ["x", "y"]
                .iter()
                .any(|name| jwk[*name].as_str().unwrap() < "AC")
    });
    let key = key.unwrap();
    for name in ["x", "y"] {
        assert_eq!(key[name].as_str().unwrap().len(), 43);
    }
    assert_eq!(
        read(&key).unwrap().to_string(),
        PublicKey::from_jwk(&key.to_string())
            .unwrap()
            .to_jwk()
            .to_string()
    );
}

/// What a terminal would obey is escaped, and is the same JSON.
#[test]
fn a_key_id_of_any_characters() {
    let id = "\u{1b}[31m \u{202e} \u{9b} \"\\ \n é 🗝";
    let jwk = p256().with_key_id(id).public_key().to_jwk();
    let shown = [jwk.to_string(), format!("{jwk:?}"), format!("{jwk:#?}")];
    for text in &shown {
        assert!(
            !text.contains(['\u{1b}', '\u{202e}', '\u{9b}', '\n']),
            "{text}"
        );
    }
    let again: Jwk = shown[0].parse().unwrap();
    assert_eq!(again.key_id().unwrap().as_str(), id);
}

#[test]
fn a_set_out_and_in_again() {
    let keys = [
        rsa(Algorithm::Rs256).with_key_id("a").public_key(),
        p256().with_key_id("b").public_key(),
    ];
    let set = JwkSet::of(&keys);
    let text = serde_json::to_string(&set).unwrap();
    let value: Value = serde_json::from_str(&text).unwrap();
    let expected = keys.each_ref().map(|key| key.to_jwk());
    assert_eq!(value, json!({ "keys": expected }));
    let again: JwkSet = text.parse().unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), text);
    let by_value: JwkSet = serde_json::from_value(value).unwrap();
    assert_eq!(serde_json::to_string(&by_value).unwrap(), text);
    let shown = r#"JwkSet { keys: [(Rs256, Some("a")), (Es256, Some("b"))], skipped: [], .. }"#;
    assert_eq!(format!("{again:?}"), shown);
}

/// Within a type of the application, flattened or not.
#[test]
fn a_set_within_another_type() {
    #[derive(serde::Deserialize)]
    struct Metadata {
        issuer: String,
        jwks: JwkSet,
    }
    #[derive(serde::Deserialize)]
    struct Flat {
        issuer: String,
        #[serde(flatten)]
        jwks: JwkSet,
    }
    let key = public(&p256());
    let text = json!({"issuer": "i", "jwks": {"keys": [key, 5]}}).to_string();
    let read: Metadata = serde_json::from_str(&text).unwrap();
    assert_eq!((read.issuer.as_str(), read.jwks.keys().len()), ("i", 1));
    assert_eq!(read.jwks.skipped().len(), 1);
    let text = json!({"issuer": "i", "keys": [key, 5]}).to_string();
    let read: Flat = serde_json::from_str(&text).unwrap();
    assert_eq!((read.issuer.as_str(), read.jwks.keys().len()), ("i", 1));
}
