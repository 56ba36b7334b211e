//! `Header` (RFC 7515 §4): what stands in a token's header, known members by name and the others as
//! JSON.

use glassbox::jws::{Header, Unverified};
use glassbox::key::KeyId;
use glassbox::{Algorithm, Verifier};
use serde_json::{Value, json};

use crate::support::{NOW, at, forge, key};

const PAYLOAD: &str = r#"{"exp":1700000001}"#;

fn verified(header: &str) -> Header {
    let verifier = Verifier::new(key()).any_typ();
    let text = forge(header, PAYLOAD, &key());
    let token = verifier.at(at(NOW)).verify::<Value>(&text).unwrap();
    token.header().clone()
}

fn unverified(header: &str) -> Header {
    let text = forge(header, PAYLOAD, &key());
    Unverified::parse(&text).unwrap().header().clone()
}

#[test]
fn a_usual_header() {
    for header in [
        verified(r#"{"alg":"HS256","typ":"JWT"}"#),
        unverified(r#"{"alg":"HS256","typ":"JWT"}"#),
    ] {
        assert_eq!(header.algorithm(), Some(Algorithm::Hs256));
        assert_eq!(header.alg(), "HS256");
        assert_eq!(header.typ(), Some("JWT"));
        assert_eq!(header.key_id(), None);
        assert_eq!(header.cty(), None);
        assert_eq!(header.member("alg"), None);
        assert_eq!(header.member("x"), None);
    }
}

#[test]
fn a_header_with_everything() {
    let text = r#"{"x-tenant":"app-01","typ":"at+jwt","kid":"2026-11","cty":"json","alg":"HS256",
        "jku":"https://evil.example/keys","jwk":{"kty":"oct","k":"AAAA"},"x5c":["AAAA"],
        "x5t":"AAAA","x-list":[1,{"a":null}],"é":1.5,"empty":""}"#;
    for header in [verified(text), unverified(text)] {
        assert_eq!(header.algorithm(), Some(Algorithm::Hs256));
        assert_eq!(header.typ(), Some("at+jwt"));
        assert_eq!(header.key_id().map(KeyId::as_str), Some("2026-11"));
        assert_eq!(header.cty(), Some("json"));
        for (name, value) in [
            ("x-tenant", json!("app-01")),
            ("jku", json!("https://evil.example/keys")),
            ("jwk", json!({"kty": "oct", "k": "AAAA"})),
            ("x5c", json!(["AAAA"])),
            ("x5t", json!("AAAA")),
            ("x-list", json!([1, {"a": null}])),
            ("é", json!(1.5)),
            ("empty", json!("")),
        ] {
            assert_eq!(header.member(name), Some(value.clone()), "{name}");
        }
        for known in ["alg", "typ", "kid", "cty", "crit", "X-TENANT"] {
            assert_eq!(header.member(known), None, "{known}");
        }
    }
}

#[test]
fn typ_as_it_stands_there() {
    assert_eq!(verified(r#"{"alg":"HS256"}"#).typ(), None);
    assert_eq!(
        verified(r#"{"alg":"HS256","typ":"jwt"}"#).typ(),
        Some("jwt")
    );
    let escaped = verified(r#"{"\u0061lg":"HS\u003256","typ":"\u004aWT"}"#);
    assert_eq!(escaped.typ(), Some("JWT"));
    assert_eq!(escaped.alg(), "HS256");
}

#[test]
fn an_unregistered_algorithm_is_text_alone() {
    for alg in ["none", "hs256", "HS1", "RSA1_5", ""] {
        let header = unverified(&json!({"alg": alg}).to_string());
        assert_eq!(header.algorithm(), None, "{alg}");
        assert_eq!(header.alg(), alg);
    }
    for alg in ["RS256", "ES256K", "EdDSA"] {
        let header = unverified(&json!({"alg": alg}).to_string());
        assert_eq!(header.algorithm().map(Algorithm::name), Some(alg));
    }
}

#[test]
fn equal_members_are_an_equal_header() {
    // However it was read, and in whatever order it stood.
    let usual = verified(r#"{"alg":"HS256","typ":"JWT"}"#);
    assert_eq!(usual, verified(r#"{"alg":"HS256","typ":"JWT"}"#));
    assert_eq!(usual, verified(r#"{"typ":"JWT","alg":"HS256"}"#));
    assert_eq!(usual, verified(r#"{"typ":"JWT", "alg":"HS256"}"#));
    assert_eq!(usual, unverified(r#"{"alg":"HS256","typ":"JWT"}"#));
    assert_ne!(usual, verified(r#"{"alg":"HS256"}"#));
    assert_ne!(usual, verified(r#"{"alg":"HS256","typ":"JWT","x":1}"#));
}

#[test]
fn key_ids_are_compared_as_text() {
    let id = KeyId::from("2026-11");
    assert_eq!(id, KeyId::from(String::from("2026-11")));
    assert_ne!(id, KeyId::from("2026-11 "));
    assert_eq!(id.to_string(), "2026-11");
    assert!(KeyId::from("a") < KeyId::from("b"));
}
