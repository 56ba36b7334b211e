//! What goes wrong in the first hour with a JWT crate: every misuse gets an error that says what to
//! change, and nothing panics. Here keys, claims and times; in `misuse/verifying.rs`
//! verifiers and their tokens.

mod verifying;

use std::fmt::Display;
use std::time::Duration;

use glassbox::{
    Algorithm, HmacKey, NumericDate, SignError, Signer, Validity, Verifier, VerifyError,
    generate_token,
};
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::{NOW, at, key, token};

/// The error's text has all these words.
#[track_caller]
fn says<T, E: Display>(result: Result<T, E>, words: &[&str]) {
    let Err(error) = result else {
        panic!("no error, though it should say {words:?}");
    };
    let text = error.to_string();
    for word in words {
        assert!(text.contains(word), "{word:?} is not in: {text}");
    }
}

fn verify(verifier: &Verifier, token: &str) -> Result<(), VerifyError> {
    verifier.at(at(NOW)).verify::<Value>(token).map(|_| ())
}

fn sign(claims: impl Serialize) -> Result<String, SignError> {
    generate_token(&claims, &key(), Duration::from_secs(60))
}

#[test]
fn secrets() {
    says(
        HmacKey::hs256("short"),
        &[
            "5 bytes",
            "HS256",
            "at least 32",
            "openssl rand -base64 32",
            "from_base64",
            "allow_short_secret",
        ],
    );
    says(
        HmacKey::hs512([7; 63]),
        &["63 bytes", "HS512", "at least 64"],
    );
    says(
        HmacKey::from_base64(Algorithm::Hs256, "QUJD"),
        &["3 bytes", "at least 32"],
    );
    for empty in [
        HmacKey::hs256(""),
        HmacKey::with_short_secret(Algorithm::Hs256, ""),
    ] {
        says(empty, &["empty", "environment variable"]);
    }
    says(
        HmacKey::new(Algorithm::Rs256, [7; 64]),
        &["RS256", "HS256, HS384 or HS512"],
    );
    says(
        HmacKey::from_base64(Algorithm::Hs256, "%%%"),
        &["not base64"],
    );
}

#[test]
fn a_public_key_given_as_a_secret() {
    let pem = "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n";
    says(
        HmacKey::hs256(pem),
        &["not a shared secret", "PEM", "public key", "from_base64"],
    );
}

#[test]
fn a_token_without_an_end() {
    let verifier = Verifier::new(key());
    says(
        verify(&verifier, &token("{}")),
        &["exp", "missing", ".allow_missing_exp()"],
    );
    says(
        Signer::new(key()).sign(&json!({})),
        &["never expire", ".validity(..)", "exp", ".without_expiry()"],
    );
}

#[test]
fn a_claim_given_twice() {
    says(
        sign(json!({"exp": NOW})),
        &["exp", "twice", "claims or on the signer"],
    );
    #[derive(Serialize)]
    struct Twice {
        exp: i64,
        #[serde(flatten)]
        more: Value,
    }
    let twice = Twice {
        exp: NOW,
        more: json!({"exp": NOW}),
    };
    says(Signer::new(key()).sign(&twice), &["exp", "twice"]);
    let text = token(&format!(r#"{{"exp":{NOW},"exp":{}}}"#, NOW + 1));
    says(verify(&Verifier::new(key()), &text), &["exp", "twice"]);
}

#[test]
fn claims_that_are_no_object() {
    for claims in [
        json!("text"),
        json!(1),
        json!(null),
        json!([{"sub": "42"}]),
        json!(true),
    ] {
        says(sign(claims), &["not a JSON object", "struct or a map"]);
    }
    for payload in ["\"text\"", "1", "null", "[]"] {
        says(
            verify(&Verifier::new(key()), &token(payload)),
            &["payload", "not a JSON object"],
        );
    }
}

#[test]
fn numbers_that_json_cannot_hold() {
    #[derive(Serialize)]
    struct Score {
        score: Vec<f64>,
    }
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        says(
            sign(Score {
                score: vec![1.0, number],
            }),
            &["JSON", "NaN", "leave it out"],
        );
    }
    assert!(
        sign(Score {
            score: vec![f64::MAX, f64::MIN_POSITIVE, -0.0]
        })
        .is_ok()
    );
    // A map with a key that is no text.
    says(
        sign(std::collections::HashMap::from([(vec![1], 1)])),
        &["JSON", "key"],
    );
}

#[test]
fn a_validity_without_a_unit() {
    says("120".parse::<Validity>(), &["unit", "15s", "15m"]);
    says("".parse::<Validity>(), &["empty", "is a setting missing"]);
    says("15M".parse::<Validity>(), &["lower case"]);
    says("1h30m".parse::<Validity>(), &["one unit", "90m"]);
    says("500ms".parse::<Validity>(), &["nothing below a second"]);
    says(
        "5 fortnights".parse::<Validity>(),
        &["unit", "s, m, h, d, w"],
    );
    says("soon".parse::<Validity>(), &["whole number", "15m"]);
    let zero = generate_token(&json!({}), &key(), Duration::from_millis(900));
    says(zero, &["less than one second"]);
}

#[test]
fn an_option_that_is_none_in_a_date() {
    #[derive(Serialize)]
    struct Own {
        exp: Option<i64>,
    }
    let signer = Signer::new(key()).without_expiry();
    says(
        signer.sign(&Own { exp: None }),
        &["exp", "null", "number of seconds", "skip_serializing_if"],
    );
    says(
        signer.sign(&json!({"nbf": "2026-11-24"})),
        &["nbf", "a string", "number of seconds"],
    );
    says(
        verify(&Verifier::new(key()), &token(r#"{"exp":null}"#)),
        &["exp", "null", "number of seconds"],
    );
    assert!(signer.at(at(1)).sign(&Own { exp: Some(NOW) }).is_ok());
}

#[test]
fn the_ends_of_time() {
    let signer = Signer::new(key()).validity(Duration::MAX);
    says(
        signer.sign(&json!({})),
        &["exp", "year 9999", "in milliseconds?", "too long"],
    );
    says(
        signer.sign(&json!({"iat": NOW * 1000})),
        &["iat", "year 9999", "milliseconds?"],
    );
    says(signer.sign(&json!({"iat": 1e300})), &["iat", "year 9999"]);

    // Nothing wraps: each is judged as the number says.
    let (past, present) = (NumericDate::MIN, at(NOW));
    for (exp, at_past, at_present) in [
        ("-1e300", "token_expired", "token_expired"),
        ("-9223372036854775808", "token_expired", "token_expired"),
        ("-9223372036854775807", "accepted", "token_expired"),
        ("9223372036854775807", "accepted", "accepted"),
        ("18446744073709551616", "accepted", "accepted"),
        ("1e300", "accepted", "accepted"),
    ] {
        let text = token(&format!(r#"{{"exp":{exp}}}"#));
        for (now, verdict) in [(past, at_past), (present, at_present)] {
            let verified = Verifier::new(key()).at(now).verify::<Value>(&text);
            let code = verified.map_or_else(|error| error.code(), |_| "accepted");
            assert_eq!(code, verdict, "{exp} at {now}");
        }
    }
}
