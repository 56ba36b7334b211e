//! `KeyRing`: signs with the current key, verifies with those whose id and algorithm match, and lets
//! a retired key end.

use glassbox::key::{KeyId, KeyInfo};
use glassbox::{Algorithm, HmacKey, KeyError, KeyRing, Signer, Verifier};
use serde_json::json;

use crate::support::{NOW, at, code, forge};

fn secret(byte: u8) -> HmacKey {
    HmacKey::hs256([byte; 32]).unwrap()
}

fn named(byte: u8, id: &str) -> HmacKey {
    secret(byte).with_key_id(id)
}

/// A token of a key, with whatever `kid`.
fn of(key: &HmacKey, kid: Option<&str>) -> String {
    let mut header = json!({"alg": key.algorithm().name(), "typ": "JWT"});
    if let Some(kid) = kid {
        header["kid"] = kid.into();
    }
    forge(
        &header.to_string(),
        &format!(r#"{{"exp":{}}}"#, NOW + 1),
        key,
    )
}

#[test]
fn signs_with_the_current_key() {
    let ring = KeyRing::new(named(2, "new"))
        .accept(named(1, "old"))
        .unwrap();
    assert_eq!(ring.algorithm(), Algorithm::Hs256);
    assert_eq!(ring.key_id().map(KeyId::as_str), Some("new"));
    let text = Signer::new(ring)
        .sign(&json!({"iat": 1, "exp": NOW + 1}))
        .unwrap();
    let alone = Signer::new(named(2, "new")).sign(&json!({"iat": 1, "exp": NOW + 1}));
    assert_eq!(Ok(text), alone);
}

#[test]
fn kid_chooses_the_keys_that_are_tried() {
    let ring = KeyRing::new(named(2, "new"))
        .accept(named(1, "old"))
        .unwrap();
    let verifier = Verifier::new(ring);
    for (byte, kid, verdict) in [
        (2, Some("new"), "accepted"),
        (1, Some("old"), "accepted"),
        (2, None, "accepted"),
        (1, None, "accepted"),
        (1, Some("new"), "invalid_signature"),
        (2, Some("old"), "invalid_signature"),
        (2, Some("newer"), "unknown_key"),
        (2, Some("NEW"), "unknown_key"),
        (2, Some(""), "unknown_key"),
        (3, None, "invalid_signature"),
    ] {
        let token = of(&secret(byte), kid);
        assert_eq!(code(&verifier, &token), verdict, "{byte} {kid:?}");
    }
}

#[test]
fn keys_without_an_id_are_candidates_for_any_token() {
    let ring = KeyRing::new(named(2, "new")).accept(secret(1)).unwrap();
    let verifier = Verifier::new(ring);
    for (byte, kid, verdict) in [
        (1, None, "accepted"),
        (1, Some("new"), "accepted"),
        (1, Some("any"), "accepted"),
        (2, Some("any"), "invalid_signature"),
    ] {
        let token = of(&secret(byte), kid);
        assert_eq!(code(&verifier, &token), verdict, "{byte} {kid:?}");
    }
}

#[test]
fn each_key_has_its_own_algorithm() {
    let hs512 = HmacKey::hs512([5; 64]).unwrap();
    let ring = KeyRing::new(named(2, "a"))
        .accept(hs512.clone().with_key_id("b"))
        .unwrap();
    let verifier = Verifier::new(ring);
    assert_eq!(code(&verifier, &of(&hs512, Some("b"))), "accepted");
    assert_eq!(code(&verifier, &of(&hs512, None)), "accepted");
    assert_eq!(code(&verifier, &of(&secret(2), None)), "accepted");
    // The id of one, the algorithm of the other.
    assert_eq!(
        code(&verifier, &of(&hs512, Some("a"))),
        "algorithm_mismatch"
    );
    assert_eq!(
        code(&verifier, &of(&secret(2), Some("b"))),
        "algorithm_mismatch"
    );
}

#[test]
fn a_retired_key_ends_at_its_instant() {
    let ring = KeyRing::new(named(2, "new"))
        .accept_until(named(1, "old"), at(NOW))
        .unwrap();
    let verifier = Verifier::new(ring);
    let token = of(&secret(1), Some("old"));
    let verify = |now| verifier.at(at(now)).verify::<serde_json::Value>(&token);
    assert!(verify(NOW - 1).is_ok());
    assert_eq!(verify(NOW).unwrap_err().code(), "unknown_key");
    let current = of(&secret(2), Some("new"));
    assert_eq!(code(&verifier, &current), "accepted");
}

#[test]
fn an_id_used_twice_is_refused() {
    let ring = KeyRing::new(named(1, "a")).accept(named(2, "b")).unwrap();
    for id in ["a", "b"] {
        let key_id = id.into();
        let error = KeyError::DuplicateKeyId { key_id };
        assert_eq!(ring.clone().accept(named(3, id)).unwrap_err(), error);
        let until = ring.clone().accept_until(named(3, id), at(NOW));
        assert_eq!(until.unwrap_err(), error);
    }
    assert!(
        ring.accept(named(3, "A"))
            .unwrap()
            .accept(secret(4))
            .unwrap()
            .accept(secret(5))
            .is_ok()
    );
}
