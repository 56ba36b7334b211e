//! What is signed is what is verified: any claims, any secret, any key id.

use core::time::Duration;

use glassbox::key::{KeyInfo, SigningKey, VerifyingKey};
use glassbox::{HmacKey, KeyError, KeyRing, Signer, Verifier};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{algorithm, any_key, fraction, json, kept_in, members, text};
use crate::support::{NOW, at};

/// Signs claims for a minute.
fn sign(claims: &Map<String, Value>, key: &HmacKey) -> String {
    let signer = Signer::new(key.clone()).validity(Duration::from_secs(60));
    signer.at(at(NOW)).sign(claims).unwrap()
}

/// Claims of any names but the dates', which are the signer's.
fn claims() -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![4 => text(), 1 => "iss|sub|aud|jti"];
    let is_date = |claims: &Map<_, _>| {
        ["exp", "nbf", "iat"]
            .iter()
            .any(|date| claims.contains_key(*date))
    };
    members(name, json()).prop_filter("dates", move |claims| !is_date(claims))
}

proptest! {
    #![proptest_config(kept_in("tests/properties/regressions/round_trip.txt"))]

    #[test]
    fn claims_come_back_as_they_were(claims in claims(), key in any_key()) {
        let text = sign(&claims, &key);
        let verifier = Verifier::new(key.clone()).any_audience();
        let token = verifier.at(at(NOW + 59)).verify::<Value>(&text).unwrap();
        prop_assert_eq!(token.header().key_id(), key.key_id());
        prop_assert_eq!(token.header().algorithm(), Some(key.algorithm()));
        let mut expected = claims;
        expected.extend([("iat".into(), NOW.into()), ("exp".into(), (NOW + 60).into())]);
        prop_assert_eq!(token.into_claims(), Value::from(expected));
        // The minute is over.
        let error = verifier.at(at(NOW + 60)).verify::<Value>(&text).unwrap_err();
        prop_assert_eq!(error.code(), "token_expired");
    }

    #[test]
    fn numbers_come_back_to_the_last_digit(
        signed in any::<i64>(),
        unsigned in any::<u64>(),
        fraction in fraction(),
    ) {
        let key = crate::support::key();
        let claims = json!({"a": signed, "b": unsigned, "c": fraction});
        let text = sign(claims.as_object().unwrap(), &key);
        let token = Verifier::new(key).at(at(NOW)).verify::<Value>(&text).unwrap();
        let read = token.into_claims();
        prop_assert_eq!(read["a"].as_i64(), Some(signed));
        prop_assert_eq!(read["b"].as_u64(), Some(unsigned));
        prop_assert_eq!(read["c"].as_f64(), Some(fraction));
    }

    #[test]
    fn another_secret_algorithm_or_message_is_refused(
        secret in vec(any::<u8>(), 1..300),
        place in any::<prop::sample::Index>(),
        flip in 1_u8..,
        one in algorithm(),
        other in algorithm(),
        message in vec(any::<u8>(), 0..300),
    ) {
        let mut changed = secret.clone();
        changed[place.index(secret.len())] ^= flip;
        let key = HmacKey::with_short_secret(one, &secret).unwrap();
        // Of the same length: for HMAC, zeros after a short secret are no change.
        let stranger = HmacKey::with_short_secret(one, &changed).unwrap();
        let signature = key.sign(&message).unwrap();
        prop_assert!(key.verify(&message, signature.as_ref()));
        prop_assert!(!stranger.verify(&message, signature.as_ref()));
        let sibling = HmacKey::with_short_secret(other, &secret).unwrap();
        prop_assert_eq!(sibling.verify(&message, signature.as_ref()), one == other);
        let longer = [message.as_slice(), &[flip]].concat();
        prop_assert!(!key.verify(&longer, signature.as_ref()));
        for len in 0..signature.as_ref().len() {
            prop_assert!(!key.verify(&message, &signature.as_ref()[..len]));
        }
    }

    #[test]
    fn secrets_shorter_than_the_hash_need_the_call_that_says_so(
        algorithm in algorithm(),
        secret in vec(any::<u8>(), 0..100),
    ) {
        let minimum = algorithm.min_secret_len().unwrap();
        let usual = HmacKey::new(algorithm, &secret).map(|key| key.algorithm());
        let short = HmacKey::with_short_secret(algorithm, &secret).map(|key| key.algorithm());
        match secret.len() {
            0 => prop_assert_eq!((usual, short), (Err(KeyError::Empty), Err(KeyError::Empty))),
            actual if actual < minimum => {
                prop_assert_eq!(usual, Err(KeyError::TooShort { algorithm, minimum, actual }));
                prop_assert_eq!(short, Ok(algorithm));
            }
            _ => prop_assert_eq!((usual, short), (Ok(algorithm), Ok(algorithm))),
        }
    }

    #[test]
    fn a_ring_verifies_what_any_of_its_keys_signs(
        keys in vec(any_key(), 2..6),
        stranger in any_key(),
        claims in claims(),
    ) {
        let mut ring = KeyRing::new(keys[0].clone());
        let mut accepted = vec![&keys[0]];
        for key in &keys[1..] {
            let is_taken = key.key_id().is_some()
                && accepted.iter().any(|known| known.key_id() == key.key_id());
            match ring.clone().accept(key.clone()) {
                Ok(longer) => {
                    prop_assert!(!is_taken);
                    ring = longer;
                    accepted.push(key);
                }
                Err(error) => prop_assert!(is_taken, "{}", error),
            }
        }
        let verifier = Verifier::new(ring).any_audience();
        for key in accepted {
            prop_assert!(verifier.at(at(NOW)).verify::<Value>(&sign(&claims, key)).is_ok());
        }
        let text = sign(&claims, &stranger);
        let error = verifier.at(at(NOW)).verify::<Value>(&text).unwrap_err();
        let codes = ["invalid_signature", "unknown_key", "algorithm_mismatch"];
        prop_assert!(codes.contains(&error.code()), "{}", error);
    }
}
