//! Sources behind a lock, sources that are down, sources that are careless: whatever a source does,
//! it cannot make a bad token good.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, RwLock};

use glassbox::key::{KeyId, KeyInfo, KeySource, Lookup, One, Unavailable, VerifyingKey};
use glassbox::{Algorithm, HmacKey, NumericDate, Verifier, VerifyError, jws};
use serde_json::Value;

use super::{good, toy};
use crate::support::{NOW, at, code, forge, key};

/// A source that does as its function does.
struct Source<F>(F);

type Visit<'v> = &'v mut dyn FnMut(&dyn VerifyingKey) -> bool;

impl<F: Fn(&Lookup<'_>, Visit<'_>) -> Result<bool, Unavailable> + Send + Sync> KeySource
    for Source<F>
{
    fn candidates(&self, wanted: &Lookup<'_>, visit: Visit<'_>) -> Result<bool, Unavailable> {
        self.0(wanted, visit)
    }
}

fn source<F>(source: F) -> Verifier
where
    F: Fn(&Lookup<'_>, Visit<'_>) -> Result<bool, Unavailable> + Send + Sync + 'static,
{
    Verifier::new(Source(source))
}

fn other() -> HmacKey {
    HmacKey::hs256([1; 32]).unwrap()
}

#[test]
fn a_source_behind_a_lock_can_change_its_key() {
    let keys = Arc::new(RwLock::new(key()));
    let behind = Arc::clone(&keys);
    let verifier = source(move |_, visit| {
        let key = behind.read().map_err(|_| Unavailable)?;
        Ok(visit(&*key))
    });
    assert_eq!(code(&verifier, &good()), "accepted");
    *keys.write().unwrap() = other();
    assert_eq!(code(&verifier, &good()), "invalid_signature");
    *keys.write().unwrap() = key();
    assert_eq!(code(&verifier, &good()), "accepted");
}

#[test]
fn a_source_that_is_down_is_unavailable_and_not_a_bad_token() {
    let verifier = source(|_, _| Err(Unavailable));
    let error = verifier.at(at(NOW)).verify::<Value>(&good()).unwrap_err();
    assert_eq!(error, VerifyError::Unavailable);
    assert!(error.is_unavailable() && !error.is_configuration() && !error.is_expired());
    assert_eq!(error.code(), "keys_unavailable");
    assert_eq!(
        jws::verify(
            &good(),
            &Source(|_: &Lookup<'_>, _: Visit<'_>| Err(Unavailable))
        ),
        Err(error)
    );
    // What is no token at all is refused without asking.
    assert_eq!(code(&verifier, "garbage"), "malformed");
    let none = forge(r#"{"alg":"none"}"#, "{}", &key());
    assert_eq!(code(&verifier, &none), "unsupported_algorithm");
    let typ = forge(r#"{"alg":"HS256","typ":"at+jwt"}"#, "{}", &key());
    assert_eq!(code(&verifier, &typ), "unexpected_typ");
}

#[test]
fn down_after_some_keys_is_unavailable_unless_one_of_them_fitted() {
    let verifier = source(|_, visit| {
        visit(&key());
        Err(Unavailable)
    });
    assert_eq!(code(&verifier, &good()), "accepted");
    let token = forge(r#"{"alg":"HS256"}"#, "{}", &other());
    assert_eq!(code(&verifier, &token), "keys_unavailable");
}

#[test]
fn a_source_is_told_when_it_is_enough() {
    let good = forge(
        r#"{"alg":"HS256"}"#,
        &format!(r#"{{"exp":{}}}"#, NOW + 1),
        &key(),
    );
    let verifier = source(|_, visit| {
        assert!(!visit(&other()), "the next one may fit");
        assert!(visit(&key()), "it fits");
        assert!(visit(&other()), "it has been found");
        Ok(true)
    });
    assert_eq!(code(&verifier, &good), "accepted");
    let verifier = source(|_, visit| {
        for tried in 1..=20 {
            assert_eq!(visit(&other()), tried >= 16, "{tried}");
        }
        Ok(true)
    });
    assert_eq!(code(&verifier, &good), "invalid_signature");
}

#[test]
fn a_careless_source_cannot_make_a_bad_token_good() {
    let bad = forge(
        r#"{"alg":"HS256"}"#,
        &format!(r#"{{"exp":{}}}"#, NOW + 1),
        &other(),
    );
    // (the source, the verdict on a bad token, on a good one)
    let cases = [
        (source(|_, _| Ok(true)), "unknown_key", "unknown_key"),
        (source(|_, _| Ok(false)), "unknown_key", "unknown_key"),
        (
            source(|_, visit| {
                visit(&key());
                Ok(true)
            }),
            "invalid_signature",
            "accepted",
        ),
        (
            source(|_, visit| {
                visit(&key());
                Ok(false)
            }),
            "invalid_signature",
            "accepted",
        ),
        (
            source(|_, visit| {
                visit(&toy(1));
                Ok(true)
            }),
            "algorithm_mismatch",
            "algorithm_mismatch",
        ),
        // Goes on after "enough", with keys that do not fit.
        (
            source(|_, visit| {
                Ok([key(), key()].iter().all(|key| {
                    visit(key);
                    true
                }) || visit(&toy(1)))
            }),
            "invalid_signature",
            "accepted",
        ),
        (
            source(|_, visit| {
                visit(&toy(1));
                visit(&key());
                Ok(visit(&toy(2)))
            }),
            "invalid_signature",
            "accepted",
        ),
    ];
    for (index, (verifier, of_bad, of_good)) in cases.iter().enumerate() {
        assert_eq!(code(verifier, &bad), *of_bad, "{index}");
        assert_eq!(code(verifier, &good()), *of_good, "{index}");
    }
}

#[test]
fn a_key_of_another_algorithm_is_not_even_asked() {
    struct Yes;
    impl KeyInfo for Yes {
        fn algorithm(&self) -> Algorithm {
            Algorithm::Es256
        }
        fn key_id(&self) -> Option<&KeyId> {
            None
        }
    }
    impl VerifyingKey for Yes {
        fn verify(&self, _: &[u8], _: &[u8]) -> bool {
            panic!("asked about a token of another algorithm")
        }
    }
    let error = Verifier::new(One(Yes))
        .verify::<Value>(&good())
        .unwrap_err();
    let (token, key) = (Algorithm::Hs256, Algorithm::Es256);
    assert_eq!(error, VerifyError::AlgorithmMismatch { token, key });
}

#[test]
fn sixteen_keys_at_most_are_tried() {
    let ring_of = |place: usize, obeys: bool| {
        let keys: Vec<_> = (0..40)
            .map(|n| toy(if n == place { 7 } else { 8 }))
            .collect();
        let asked: Vec<_> = keys.iter().map(|key| Arc::clone(&key.asked)).collect();
        let verifier = source(move |_, visit| {
            let mut enough = false;
            for key in &keys {
                enough |= visit(key);
                if enough && obeys {
                    break;
                }
            }
            Ok(enough)
        });
        let count = move || {
            asked
                .iter()
                .map(|n| n.load(Ordering::SeqCst))
                .sum::<usize>()
        };
        (verifier, count)
    };
    let payload = format!(r#"{{"exp":{}}}"#, NOW + 1);
    let text = forge(r#"{"alg":"Ed25519"}"#, &payload, &toy(7));
    for (place, obeys, verdict, tried) in [
        (0, true, "accepted", 1),
        (15, true, "accepted", 16),
        (16, true, "invalid_signature", 16),
        (39, true, "invalid_signature", 16),
        (15, false, "accepted", 16),
        // A source that does not stop when it is told to.
        (16, false, "invalid_signature", 16),
    ] {
        let (verifier, count) = ring_of(place, obeys);
        assert_eq!(code(&verifier, &text), verdict, "{place} {obeys}");
        assert_eq!(count(), tried, "{place} {obeys}");
    }
}

#[test]
fn a_source_is_told_algorithm_key_id_and_instant() {
    type Seen = Option<(Algorithm, Option<String>, NumericDate)>;
    let seen: Arc<Mutex<Seen>> = Arc::default();
    let note = Arc::clone(&seen);
    let verifier = source(move |wanted, visit| {
        let id = wanted.key_id().map(String::from);
        *note.lock().unwrap() = Some((wanted.algorithm(), id, wanted.now()));
        Ok(visit(&key()))
    });
    for (header, algorithm, id) in [
        (r#"{"alg":"HS256","typ":"JWT"}"#, Algorithm::Hs256, None),
        (
            r#"{"alg":"HS256","kid":"../é"}"#,
            Algorithm::Hs256,
            Some("../é"),
        ),
        (r#"{"alg":"RS256","kid":""}"#, Algorithm::Rs256, Some("")),
    ] {
        let text = forge(header, r#"{"exp":8}"#, &key());
        let _ = verifier.at(at(7)).verify::<Value>(&text);
        let expected = (algorithm, id.map(String::from), at(7));
        assert_eq!(seen.lock().unwrap().take(), Some(expected), "{header}");
    }
}
