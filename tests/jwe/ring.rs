//! Which keys are tried.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use glassbox::jwe::{
    self, AesKey, ContentEncryption, ContentKey, DecryptError, DecryptingKey, DecryptionRing,
    KeyManagement, RecipientInfo, Wrapped,
};
use glassbox::key::KeyId;
use glassbox::{KeyError, Verifier};

use super::{Down, SECRET, lock, opened, signer, steel};
use crate::support::{NOW, at};

fn wrapping(byte: u8, id: &str) -> AesKey {
    AesKey::a256kw([byte; 32]).unwrap().with_key_id(id)
}

#[test]
fn the_id_chooses() {
    let ring = DecryptionRing::new(wrapping(1, "a"))
        .accept(wrapping(2, "b"))
        .unwrap();
    let text = |key: &AesKey| jwe::encrypt(b"any", key).unwrap();
    for (key, expected) in [
        (wrapping(1, "a"), "opened"),
        (wrapping(2, "b"), "opened"),
        (wrapping(1, "b"), "decryption_failed"),
        (wrapping(1, "c"), "unknown_key"),
        (AesKey::a256kw([2; 32]).unwrap(), "opened"),
        (AesKey::a256kw([3; 32]).unwrap(), "decryption_failed"),
        (AesKey::a128kw([3; 16]).unwrap(), "algorithm_mismatch"),
    ] {
        assert_eq!(opened(&text(&key), &ring), expected, "{key:?}");
    }
    let by = jwe::decrypt(&text(&wrapping(2, "b")), &ring).unwrap();
    assert_eq!(by.encryption().key_id().unwrap().as_str(), "b");
    let open = AesKey::a256kw([2; 32]).unwrap();
    let by = jwe::decrypt(&text(&open), &ring).unwrap();
    assert_eq!(by.encryption().key_id().unwrap().as_str(), "b");
    // A single key is tried, whatever the id.
    assert_eq!(
        opened(&text(&wrapping(1, "x")), &wrapping(1, "a")),
        "opened"
    );
}

/// One secret may be there for both, under one id; but not twice for the same.
#[test]
fn an_id_twice_under_other_algorithms() {
    let key = |encryption| {
        let key = AesKey::new(KeyManagement::A256Kw, encryption, SECRET);
        key.unwrap().with_key_id("a")
    };
    let [small, large] = [ContentEncryption::A128Gcm, ContentEncryption::A256Gcm].map(key);
    let ring = DecryptionRing::new(small.clone())
        .accept(large.clone())
        .unwrap();
    for key in [&small, &large] {
        assert_eq!(opened(&jwe::encrypt(b"any", key).unwrap(), &ring), "opened");
    }
    let refused = Err(KeyError::DuplicateKeyId { key_id: "a".into() });
    assert_eq!(ring.clone().accept(small).map(drop), refused);
    assert_eq!(ring.accept_until(large, at(NOW)).map(drop), refused);
    let open = AesKey::a256kw([1; 32]).unwrap();
    assert!(DecryptionRing::new(open.clone()).accept(open).is_ok());
}

#[test]
fn four_keys_are_tried() {
    let key = |byte| AesKey::a256kw([byte; 32]).unwrap();
    let others = |ring: DecryptionRing| {
        // Of other algorithms, so that it does not count.
        ring.accept(AesKey::a128kw([9; 16]).unwrap()).unwrap()
    };
    let mut ring = others(DecryptionRing::new(key(0)));
    for byte in 1..5 {
        ring = ring.accept(key(byte)).unwrap();
    }
    for (byte, expected) in [(0, "opened"), (3, "opened"), (4, "decryption_failed")] {
        let text = jwe::encrypt(b"any", &key(byte)).unwrap();
        assert_eq!(opened(&text, &ring), expected, "{byte}");
    }
    // The key that the token names goes first.
    let ring = ring.accept(wrapping(6, "named")).unwrap();
    assert_eq!(
        opened(&jwe::encrypt(b"", &wrapping(6, "named")).unwrap(), &ring),
        "opened"
    );
}

/// A key, and how often it was asked.
struct Counted(AesKey, Arc<AtomicUsize>);

impl RecipientInfo for Counted {
    fn algorithm(&self) -> KeyManagement {
        self.0.algorithm()
    }

    fn encryption(&self) -> ContentEncryption {
        self.0.encryption()
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl DecryptingKey for Counted {
    fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.recover(wrapped)
    }
}

/// Not one more is asked.
#[test]
fn no_fifth_key_is_asked() {
    let asked = Arc::new(AtomicUsize::new(0));
    let counted = || Counted(steel(), Arc::clone(&asked));
    let mut ring = DecryptionRing::new(counted());
    for _ in 1..5 {
        ring = ring.accept(counted()).unwrap();
    }
    let other = AesKey::a256kw([1; 32]).unwrap();
    let text = jwe::encrypt(b"any", &other).unwrap();
    assert_eq!(jwe::decrypt(&text, &ring), Err(DecryptError::Decryption));
    assert_eq!(asked.load(Ordering::Relaxed), 4);
}

#[test]
fn a_retired_key_ends() {
    let ring = DecryptionRing::new(wrapping(2, "new"))
        .accept_until(wrapping(1, "old"), at(NOW))
        .unwrap();
    let verifier = Verifier::new(lock()).decrypt_with(ring);
    let signer = signer().encrypt_to(wrapping(1, "old"));
    let text = signer.at(at(NOW - 9)).sign(&serde_json::json!({})).unwrap();
    let verdict = |now| {
        let verified = verifier.at(at(now)).verify::<serde_json::Value>(&text);
        verified.map(drop).map_err(|error| error.code())
    };
    assert_eq!(verdict(NOW - 1), Ok(()));
    assert_eq!(verdict(NOW), Err("unknown_key"));
}

#[test]
fn a_source_that_is_down_is_told() {
    let text = jwe::encrypt(b"any", &steel()).unwrap();
    assert_eq!(jwe::decrypt(&text, &Down), Err(DecryptError::Unavailable));
    let verifier = Verifier::new(lock()).decrypt_with(Down);
    let text = signer()
        .encrypt_to(steel())
        .sign(&serde_json::json!({}))
        .unwrap();
    let error = verifier.verify::<serde_json::Value>(&text).unwrap_err();
    assert!(
        error.is_unavailable() && error.code() == "keys_unavailable",
        "{error:?}"
    );
}
