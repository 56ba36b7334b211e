//! A set that remembers: one memory for all its keys, and none that outlives a key's place in it.

use std::sync::Mutex;

use glassbox::jwk::JwkSet;
use glassbox::key::{KeySource, Lookup, SigningKey, Unavailable, VerifyingKey};
use glassbox::{Algorithm, Signer, Verifier};
use serde_json::{Value, json};

use super::{other_rsa, p256, public, rsa, set, with};
use crate::support::{NOW, at};

fn code(verifier: &Verifier, text: &str, now: i64) -> &'static str {
    let verdict = verifier.at(at(now)).verify::<Value>(text);
    verdict.map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn everything_but_the_signature_is_judged_each_time() {
    let keys = [
        rsa(Algorithm::Rs256).with_key_id("a"),
        p256().with_key_id("b"),
        other_rsa(Algorithm::Ps256).with_key_id("c"),
    ];
    let publics = keys.each_ref().map(|key| key.public_key());
    let set = JwkSet::of(&publics).remember_signatures(100);
    let verifier = Verifier::new(set);
    for key in keys {
        let signer = Signer::new(key).validity("15m");
        let [one, other] = [1, 2].map(|sub| signer.at(at(NOW)).sign(&json!({"a": sub})).unwrap());
        for _ in 0..3 {
            assert_eq!(code(&verifier, &one, NOW), "accepted");
            assert_eq!(code(&verifier, &one, NOW + 900), "token_expired");
            let moved = format!(
                "{}.{}",
                other.rsplit_once('.').unwrap().0,
                one.rsplit_once('.').unwrap().1
            );
            assert_eq!(code(&verifier, &moved, NOW), "invalid_signature");
        }
    }
}

/// The memory knows a key by its numbers and its algorithm.
#[test]
fn a_signature_counts_for_its_own_key_alone() {
    let text = |algorithm| {
        let key = rsa(algorithm).with_key_id("a");
        Signer::new(key)
            .validity("15m")
            .at(at(NOW))
            .sign(&json!({}))
    };
    let jwk = with(
        &public(&rsa(Algorithm::Rs256).with_key_id("a")),
        "alg",
        None,
    );
    let both = [Algorithm::Rs256, Algorithm::Ps256];
    let set = set(&[jwk]).remember_signatures(100).rsa_without_alg(&both);
    let verifier = Verifier::new(set.unwrap());
    let [rs, ps] = both.map(|algorithm| text(algorithm).unwrap());
    for _ in 0..3 {
        assert_eq!(code(&verifier, &rs, NOW), "accepted");
        assert_eq!(code(&verifier, &ps, NOW), "accepted");
        for (one, other) in [(&rs, &ps), (&ps, &rs)] {
            let input = one.rsplit_once('.').unwrap().0;
            let moved = format!("{input}.{}", other.rsplit_once('.').unwrap().1);
            assert_eq!(code(&verifier, &moved, NOW), "invalid_signature");
        }
    }
}

/// Asks each key that a set shows whether these are its signatures of one message.
struct Asking<'a> {
    set: JwkSet,
    signatures: [&'a [u8]; 2],
    answers: Mutex<Vec<(Algorithm, [bool; 2])>>,
}

impl KeySource for Asking<'_> {
    fn candidates(
        &self,
        wanted: &Lookup<'_>,
        _: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        self.set.candidates(wanted, &mut |key| {
            let answers = self.signatures.map(|one| key.verify(b"message", one));
            let mut all = self.answers.lock().unwrap();
            all.push((key.algorithm(), answers));
            false
        })
    }
}

/// One memory for a key under two algorithms: what held under the one does not hold under the other,
/// of the very same message.
#[test]
fn a_signature_counts_for_its_own_algorithm_alone() {
    let both = [Algorithm::Rs256, Algorithm::Ps256];
    let signatures = both.map(|algorithm| rsa(algorithm).sign(b"message").unwrap());
    let jwk = with(&public(&rsa(Algorithm::Rs256)), "alg", None);
    let set = set(&[jwk]).rsa_without_alg(&both).unwrap();
    let asking = Asking {
        set: set.remember_signatures(100),
        signatures: signatures.each_ref().map(AsRef::as_ref),
        answers: Mutex::default(),
    };
    for _ in 0..2 {
        for algorithm in both {
            let text = glassbox::jws::sign(b"any", &rsa(algorithm)).unwrap();
            assert!(glassbox::jws::verify(&text, &asking).is_err());
            let answers = std::mem::take(&mut *asking.answers.lock().unwrap());
            let own = answers.iter().filter(|(of, _)| *of == algorithm);
            let expected = both.map(|other| other == algorithm);
            for (_, answers) in own {
                assert_eq!(*answers, expected, "{algorithm}");
            }
            assert!(!answers.is_empty());
        }
    }
}

/// A set without the key does not ask it, whatever another set remembers.
#[test]
fn a_key_that_was_withdrawn() {
    let [old, new] = [
        rsa(Algorithm::Rs256).with_key_id("old"),
        p256().with_key_id("new"),
    ];
    let remembering = old.public_key().remember_signatures(10);
    let text = Signer::new(old)
        .validity("15m")
        .at(at(NOW))
        .sign(&json!({}));
    let text = text.unwrap();
    let before = Verifier::new(JwkSet::of([&remembering, &new.public_key()]));
    assert_eq!(code(&before, &text, NOW), "accepted");
    assert_eq!(code(&before, &text, NOW), "accepted");
    let after = Verifier::new(JwkSet::of([&new.public_key()]));
    assert_eq!(code(&after, &text, NOW), "unknown_key");
}
