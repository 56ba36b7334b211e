//! What is remembered of signatures: that one held, and nothing by which another token would pass.

use std::time::Duration;

use glassbox::key::{SigningKey, VerifyingKey};
use glassbox::{
    Algorithm, KeyRing, NumericDate, PublicKey, Signer, Verifier, VerifyError, generate_token,
};
use serde_json::{Value, json};

use super::{ALGORITHMS, file, private};

const VALIDITY: Duration = Duration::from_secs(900);
const NOW: NumericDate = NumericDate::from_seconds(1_750_000_000);

fn code(verdict: Result<glassbox::Token<Value>, VerifyError>) -> &'static str {
    verdict.map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn a_signature_counts_for_its_own_bytes_and_key_alone() {
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name);
        let public = key.public_key().remember_signatures(100);
        let (one, other) = (b"one message".as_slice(), b"other message".as_slice());
        let [first, second] = [one, other].map(|message| key.sign(message).unwrap());
        for _ in 0..3 {
            assert!(public.verify(one, first.as_ref()));
            assert!(!public.verify(other, first.as_ref()));
            assert!(!public.verify(one, second.as_ref()));
            assert!(public.verify(other, second.as_ref()));
            // Moved over the boundary of the two.
            let whole = [one, b".", first.as_ref()].concat();
            for at in [0, 5, one.len() - 1, one.len() + 2, whole.len() - 1] {
                assert!(!public.verify(&whole[..at], &whole[at + 1..]), "{at}");
            }
            for at in 0..first.as_ref().len() {
                let mut changed = first.as_ref().to_vec();
                changed[at] ^= 1;
                assert!(!public.verify(one, &changed), "{at}");
            }
            assert!(!public.verify(one, &[]));
        }
    }
}

/// One memory for two keys would do them no harm: each has its name in it. Here two algorithms of one key.
#[test]
fn another_algorithm_of_the_same_key_is_another_key() {
    let key = private(Algorithm::Rs256, "rsa.pem");
    let signature = key.sign(b"message").unwrap();
    let remembering = PublicKey::rs256(file("rsa.pub.pem"))
        .unwrap()
        .remember_signatures(10);
    assert!(remembering.verify(b"message", signature.as_ref()));
    for algorithm in [Algorithm::Rs384, Algorithm::Ps256] {
        let other = PublicKey::new(algorithm, file("rsa.pub.pem")).unwrap();
        assert!(
            !other
                .remember_signatures(10)
                .verify(b"message", signature.as_ref())
        );
    }
}

#[test]
fn all_else_is_judged_each_time() {
    let key = private(Algorithm::EdDsa, "ed25519.pem");
    let public = key.public_key().remember_signatures(10);
    let signer = Signer::new(key)
        .audience("a")
        .issuer("i")
        .validity(VALIDITY);
    let text = signer.at(NOW).sign(&json!({})).unwrap();
    let verifier = Verifier::new(public.clone()).audience("a");
    let late = NOW.saturating_add(VALIDITY);
    for _ in 0..3 {
        assert_eq!(code(verifier.at(NOW).verify(&text)), "accepted");
        assert_eq!(code(verifier.at(late).verify(&text)), "token_expired");
        let other = Verifier::new(public.clone()).audience("b");
        assert_eq!(code(other.at(NOW).verify(&text)), "invalid_audience");
        let other = verifier.clone().issuer("j");
        assert_eq!(code(other.at(NOW).verify(&text)), "invalid_issuer");
        let other = verifier.clone().typ("at+jwt");
        assert_eq!(code(other.at(NOW).verify(&text)), "unexpected_typ");
    }
}

#[test]
fn a_key_that_was_withdrawn_is_not_asked() {
    let old = private(Algorithm::Es256, "p256.pem").with_key_id("old");
    let new = private(Algorithm::EdDsa, "ed25519.pem").with_key_id("new");
    let public = old.public_key().remember_signatures(10);
    let text = Signer::new(old)
        .validity(VALIDITY)
        .at(NOW)
        .sign(&json!({}))
        .unwrap();
    let ring = KeyRing::new(new);
    let with = ring
        .clone()
        .accept_until(public.clone(), NOW.saturating_add(VALIDITY / 2));
    let with = Verifier::new(with.unwrap());
    assert_eq!(code(with.at(NOW).verify(&text)), "accepted");
    assert_eq!(code(with.at(NOW).verify(&text)), "accepted");
    let late = NOW.saturating_add(VALIDITY / 2);
    assert_eq!(code(with.at(late).verify(&text)), "unknown_key");
    let without = Verifier::new(ring);
    assert_eq!(code(without.at(NOW).verify(&text)), "unknown_key");
}

#[test]
fn two_threads_and_more_facts_than_room() {
    let key = private(Algorithm::EdDsa, "ed25519.pem");
    let public = key.public_key().remember_signatures(1).with_key_id("a");
    let signed: Vec<_> = (0..400_u32)
        .map(|number| {
            (
                number.to_be_bytes(),
                key.sign(&number.to_be_bytes()).unwrap(),
            )
        })
        .collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (public, signed) = (public.clone(), &signed);
            scope.spawn(move || {
                for (message, signature) in signed {
                    assert!(public.verify(message, signature.as_ref()));
                    assert!(!public.verify(&message[1..], signature.as_ref()));
                }
            });
        }
    });
}

#[test]
fn tokens_come_again() {
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name);
        let text = generate_token(&json!({"sub": "42"}), &key, VALIDITY).unwrap();
        let public = key.public_key().with_key_id("x").remember_signatures(1000);
        let verifier = Verifier::new(public);
        for _ in 0..3 {
            assert!(verifier.verify::<Value>(&text).is_ok());
            let (input, signature) = text.rsplit_once('.').unwrap();
            let other = generate_token(&json!({"sub": "43"}), &key, VALIDITY).unwrap();
            let moved = format!("{}.{signature}", other.rsplit_once('.').unwrap().0);
            assert_eq!(code(verifier.verify(&moved)), "invalid_signature");
            assert!(input.len() > 10);
        }
    }
}
