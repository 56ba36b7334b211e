//! No error of a key or a set shows a part of it, private or not.

use glassbox::jwk::{Jwk, JwkSet};
use glassbox::{Algorithm, KeyError, PrivateKey};
use serde_json::{Value, json};

use super::{ed25519, p256, p384, rsa, whole, with};
use crate::redaction::leak;

/// Errors of texts that hold private keys.
pub fn errors() -> Vec<KeyError> {
    let jwk = whole(&p256());
    let refused = |jwk: &Value| PrivateKey::from_jwk(&jwk.to_string()).unwrap_err();
    vec![
        jwk.to_string().parse::<Jwk>().unwrap_err(),
        refused(&with(&jwk, "use", jwk["d"].clone())),
        refused(&with(&jwk, "alg", jwk["d"].clone())),
        refused(&with(&jwk, "kty", jwk["d"].clone())),
        refused(&with(&jwk, "crv", jwk["d"].clone())),
        refused(&with(&jwk, "key_ops", json!([jwk["d"], jwk["d"]]))),
        PrivateKey::from_jwk(&jwk.to_string()[1..]).unwrap_err(),
        PrivateKey::from_jwk(&jwk.to_string().replacen('{', r#"{"a":1,"a":2,"#, 1)).unwrap_err(),
        jwk.to_string().parse::<JwkSet>().unwrap_err(),
    ]
}

#[test]
fn an_error_shows_nothing_of_the_key() {
    let d = whole(&p256())["d"].as_str().unwrap().to_owned();
    for error in errors() {
        let shown = format!("{error} {error:?} {error:#?}");
        assert_eq!(leak(&shown, d.as_bytes()), None, "{shown}");
    }
}

/// What a deserializer reports comes through, and shows nothing either.
#[test]
fn an_error_of_a_deserializer_shows_nothing_of_the_key() {
    for key in [rsa(Algorithm::Rs256), p384(), ed25519(Algorithm::EdDsa)] {
        let jwk = whole(&key);
        let d = jwk["d"].as_str().unwrap();
        for text in [jwk.to_string(), jwk.to_string().replace("\"d\":", "\"d\"")] {
            let error = serde_json::from_str::<Jwk>(&text).unwrap_err();
            assert_eq!(leak(&format!("{error} {error:?}"), d.as_bytes()), None);
        }
        let error = serde_json::from_value::<Jwk>(jwk["d"].clone()).unwrap_err();
        let expected = "a JSON Web Key or a set of them";
        assert!(error.to_string().contains(expected), "{error}");
    }
}
