//! A ring verifies with the keys whose id and algorithm match, tries a bounded number of them where a
//! token names none, and lets a retired key end at its instant.

use glassbox::key::KeyInfo;
use glassbox::{HmacKey, KeyError, KeyRing, Verifier};
use serde_json::{Value, json};

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

/// A ring of so many keys of one algorithm, [`secret`] of 1 the first, each with an id or none.
fn ring_of(keys: u8, key_id: impl Fn(u8) -> Option<String>) -> KeyRing {
    let key = |byte| match key_id(byte) {
        Some(id) => named(byte, &id),
        None => secret(byte),
    };
    (2..=keys).fold(KeyRing::new(key(1)), |ring, byte| {
        ring.accept(key(byte)).unwrap()
    })
}

#[test]
fn sixteen_candidates_are_tried_and_no_more() {
    let has_ids = |byte: u8| Some(byte.to_string());
    for ring in [ring_of(17, has_ids), ring_of(17, |_| None)] {
        let verifier = Verifier::new(ring);
        assert_eq!(code(&verifier, &of(&secret(1), None)), "accepted");
        assert_eq!(code(&verifier, &of(&secret(16), None)), "accepted");
        assert_eq!(code(&verifier, &of(&secret(17), None)), "invalid_signature");
    }
    // A `kid` leaves one candidate, wherever it stands.
    let verifier = Verifier::new(ring_of(40, has_ids));
    assert_eq!(code(&verifier, &of(&secret(40), Some("40"))), "accepted");
    assert_eq!(code(&verifier, &of(&secret(40), Some("41"))), "unknown_key");
    // The one that it names is tried before those without an id.
    let ring = ring_of(40, |_| None).accept(named(41, "a")).unwrap();
    let verifier = Verifier::new(ring);
    assert_eq!(code(&verifier, &of(&secret(41), Some("a"))), "accepted");
    assert_eq!(code(&verifier, &of(&secret(15), Some("a"))), "accepted");
    assert_eq!(
        code(&verifier, &of(&secret(16), Some("a"))),
        "invalid_signature"
    );
}

#[test]
fn keys_of_another_algorithm_and_retired_ones_are_no_candidates() {
    let hs384 = HmacKey::hs384([1; 48]).unwrap();
    let last = HmacKey::hs512([1; 64]).unwrap();
    let mut ring = KeyRing::new(secret(1));
    for byte in 2..40 {
        ring = ring.accept(secret(byte)).unwrap();
        ring = ring.accept_until(last.clone(), at(NOW)).unwrap();
    }
    let verifier = Verifier::new(ring.clone().accept(hs384.clone()).unwrap());
    assert_eq!(code(&verifier, &of(&hs384, None)), "accepted");
    assert_eq!(code(&verifier, &of(&last, None)), "algorithm_mismatch");
    let verifier = Verifier::new(ring.accept(last.clone()).unwrap());
    assert_eq!(code(&verifier, &of(&last, None)), "accepted");
}

#[test]
fn a_single_key_ignores_kid() {
    for key in [secret(1), named(1, "a")] {
        let verifier = Verifier::new(key);
        for kid in [None, Some("a"), Some("b"), Some("")] {
            assert_eq!(code(&verifier, &of(&secret(1), kid)), "accepted", "{kid:?}");
            assert_eq!(code(&verifier, &of(&secret(2), kid)), "invalid_signature");
        }
    }
}

#[test]
fn a_retired_key_ends_at_its_instant() {
    let ring = KeyRing::new(named(2, "new"))
        .accept_until(named(1, "old"), at(NOW))
        .unwrap();
    let verifier = Verifier::new(ring);
    let token = of(&secret(1), Some("old"));
    let verify = |now, token| match verifier.at(at(now)).verify::<Value>(token) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    };
    assert_eq!(verify(NOW - 1, &token), "accepted");
    assert_eq!(verify(NOW, &token), "unknown_key");
    assert_eq!(verify(NOW + 1, &token), "unknown_key");
    // Nor without a `kid`: it is no candidate any more.
    let nameless = of(&secret(1), None);
    assert_eq!(verify(NOW - 1, &nameless), "accepted");
    assert_eq!(verify(NOW, &nameless), "invalid_signature");
    let current = of(&secret(2), Some("new"));
    assert_eq!(verify(NOW, &current), "accepted");
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
