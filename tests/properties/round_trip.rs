//! What is signed is what is verified: any claims, any secret, any key id.

use core::time::Duration;

use glassbox::key::{KeyInfo, SigningKey, VerifyingKey};
use glassbox::{HmacKey, KeyError, KeyRing, Signer, Verifier};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{algorithm, any_key, fraction, json, kept_in, members, of_any_secret, text};
use crate::support::{NOW, at, begin};

/// Signs claims for a minute.
fn sign(claims: &Map<String, Value>, key: &HmacKey) -> String {
    let signer = Signer::new(key.clone()).validity(Duration::from_secs(60));
    signer.at(at(NOW)).sign(claims).unwrap()
}

/// Claims of any names but the dates', which are the signer's.
fn claims() -> impl Strategy<Value = Map<String, Value>> {
    let name = prop_oneof![4 => text(), 1 => "iss|sub|jti"];
    let audience = prop_oneof![
        "[a-z]{1,8}".prop_map(Value::from),
        vec(text(), 0..3).prop_map(|names| [&names[..], &["a".into()]].concat().into()),
    ];
    (members(name, json()), prop::option::of(audience)).prop_map(|(mut claims, audience)| {
        let is_date = |name: &str| matches!(name, "exp" | "nbf" | "iat");
        // What is left out is not there, and not null.
        let is_left_out =
            |name: &str, value: &Value| matches!(name, "iss" | "sub" | "jti") && value.is_null();
        claims.retain(|name, value| !is_date(name) && !is_left_out(name, value));
        claims.remove("aud");
        claims.extend(audience.map(|audience| ("aud".into(), audience)));
        claims
    })
}

/// Registered claims of any value, dates mostly near now.
fn registered() -> impl Strategy<Value = Map<String, Value>> {
    let near = (-4_i64..8).prop_map(|quarters| Value::from(NOW as f64 + quarters as f64 / 4.0));
    let far = prop::sample::select(vec![
        -1e300,
        -1.0,
        0.0,
        253_402_300_799.0,
        253_402_300_800.0,
    ]);
    let date =
        || prop_oneof![8 => near.clone(), 1 => far.clone().prop_map(Value::from), 1 => json()];
    let dates = members("exp|nbf|iat", date());
    (dates, members("iss|sub|aud|jti", json())).prop_map(|(mut dates, others)| {
        dates.extend(others);
        dates
    })
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
    fn what_is_signed_is_accepted_at_its_begin(
        claims in registered(),
        validity in prop::option::of(0_u64..4),
        not_before in prop::option::of(0_u64..4),
        key in any_key(),
    ) {
        let mut signer = Signer::new(key.clone()).without_expiry();
        if let Some(validity) = validity {
            signer = signer.validity(Duration::from_secs(validity));
        }
        if let Some(not_before) = not_before {
            signer = signer.not_before(Duration::from_secs(not_before));
        }
        if let Ok(text) = signer.at(at(NOW)).sign(&claims) {
            let verifier = Verifier::new(key).allow_missing_exp().any_audience();
            let token = verifier.at(begin(&text)).verify::<Value>(&text);
            prop_assert!(token.is_ok(), "{:?} {:?}", claims, token);
        }
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
        let key = of_any_secret(one, &secret);
        // Of the same length: for HMAC, zeros after a short secret are no change.
        let stranger = of_any_secret(one, &changed);
        let signature = key.sign(&message).unwrap();
        prop_assert!(key.verify(&message, signature.as_ref()));
        prop_assert!(!stranger.verify(&message, signature.as_ref()));
        let sibling = of_any_secret(other, &secret);
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
        // Random bytes may be text with white space around it.
        let options = HmacKey::options(algorithm).allow_white_space();
        let usual = options.secret(&secret).map(|key| key.algorithm());
        let short = options.allow_short_secret().secret(&secret).map(|key| key.algorithm());
        match secret.len() {
            0 => prop_assert_eq!((usual, short), (Err(KeyError::Empty), Err(KeyError::Empty))),
            actual if actual < minimum => {
                let too_short = KeyError::TooShort { algorithm, minimum, actual, is_encoded: false };
                prop_assert_eq!(usual, Err(too_short));
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
