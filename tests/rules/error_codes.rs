//! Each refusal has a stable word for metrics, says what a server shall answer, and is a sentence.

use core::error::Error;
use core::time::Duration;

use glassbox::jwt::{DecryptError, JsonType, ReplicatedClaim};
use glassbox::{Algorithm, Claims, HmacKey, KeyError, KeyRing, SignError, Verifier, VerifyError};
use serde_json::{Value, json};

use super::verifier;
use crate::support::{Down, NOW, at, forge, forge_bytes, key, token, verdict};

fn refused(verifier: &Verifier, token: &str) -> VerifyError {
    verdict(verifier, token).unwrap_err()
}

/// Refused before the claims are looked at.
fn of_tokens() -> Vec<(&'static str, VerifyError)> {
    let header = |json: &str| refused(&verifier(), &forge(json, "{}", &key()));
    let payload = |json: &str| refused(&verifier(), &token(json));
    let ring = Verifier::new(KeyRing::new(key().with_key_id("a")));
    let other = Verifier::new(HmacKey::hs256([1; 32]).unwrap());
    let long_header = verifier().max_header_bytes(10);
    vec![
        ("malformed", refused(&verifier(), "")),
        ("encrypted_token", refused(&verifier(), "AA..AA.AA.AA")),
        (
            "too_large",
            refused(&verifier().max_token_bytes(9), &token("{}")),
        ),
        ("invalid_header", refused(&long_header, &token("{}"))),
        ("invalid_header", header("[]")),
        ("invalid_header", header(r#"{"alg":"HS256","alg":"HS256"}"#)),
        ("invalid_header", header("{}")),
        ("invalid_header", header(r#"{"alg":1}"#)),
        ("invalid_header", header(r#"{"alg":"dir","enc":"A128GCM"}"#)),
        ("critical_extension", header(r#"{"alg":"HS256","crit":[]}"#)),
        (
            "unexpected_typ",
            header(r#"{"alg":"HS256","typ":"at+jwt"}"#),
        ),
        ("unsupported_algorithm", header(r#"{"alg":"none"}"#)),
        ("algorithm_mismatch", header(r#"{"alg":"HS384"}"#)),
        (
            "unknown_key",
            refused(&ring, &forge(r#"{"alg":"HS256","kid":"b"}"#, "{}", &key())),
        ),
        (
            "keys_unavailable",
            refused(&Verifier::new(Down), &token("{}")),
        ),
        ("invalid_signature", refused(&other, &token("{}"))),
        (
            "invalid_payload",
            refused(
                &verifier(),
                &forge_bytes(br#"{"alg":"HS256"}"#, b"{\"\xff\":1}", &key()),
            ),
        ),
        ("invalid_payload", payload("{")),
        ("invalid_payload", payload("[]")),
        ("invalid_payload", payload(&"[".repeat(128))),
    ]
}

/// Refused for the claims.
fn of_claims() -> Vec<(&'static str, VerifyError)> {
    let payload = |verifier: Verifier, json: &str| refused(&verifier, &token(json));
    let young = || verifier().max_age(Duration::from_secs(9));
    let misfit = verifier()
        .at(at(NOW))
        .verify::<Claims>(&token(r#"{"sub":1}"#));
    vec![
        ("token_expired", payload(verifier(), r#"{"exp":1}"#)),
        ("token_not_yet_valid", payload(verifier(), r#"{"nbf":9e9}"#)),
        ("token_too_old", payload(young(), r#"{"iat":1}"#)),
        ("token_issued_in_future", payload(young(), r#"{"iat":9e9}"#)),
        (
            "token_valid_too_long",
            payload(
                Verifier::new(key()).max_validity("1h"),
                r#"{"iat":1,"exp":9e9}"#,
            ),
        ),
        ("missing_claim", payload(Verifier::new(key()), "{}")),
        (
            "duplicate_claim",
            payload(verifier(), r#"{"sub":1,"sub":1}"#),
        ),
        ("invalid_claim_type", payload(verifier(), r#"{"exp":"1"}"#)),
        (
            "invalid_claim_type",
            payload(verifier(), r#"{"exp":1e999}"#),
        ),
        (
            "audience_not_configured",
            payload(verifier(), r#"{"aud":"a"}"#),
        ),
        (
            "invalid_issuer",
            payload(verifier().issuer("a"), r#"{"iss":"b"}"#),
        ),
        (
            "invalid_audience",
            payload(verifier().audience("a"), r#"{"aud":"b"}"#),
        ),
        (
            "invalid_subject",
            payload(verifier().subject("a"), r#"{"sub":"b"}"#),
        ),
        (
            "invalid_jwt_id",
            payload(verifier().jwt_id("a"), r#"{"jti":"b"}"#),
        ),
        (
            "invalid_claim",
            payload(verifier().expect("a", 1), r#"{"a":2}"#),
        ),
        (
            "invalid_claim",
            payload(verifier().check("a", |_| false), r#"{"a":2}"#),
        ),
        ("claims_misfit", misfit.unwrap_err()),
    ]
}

/// Refused for the verifier's own sake.
fn of_configurations() -> Vec<(&'static str, VerifyError)> {
    let mut errors: Vec<_> = [
        verifier().issuer(""),
        verifier().audience("a").any_audience(),
        verifier().leeway(Duration::from_secs(601)),
    ]
    .map(|verifier| ("configuration", verifier.check_configuration().unwrap_err()))
    .into();
    // No clock, and none given.
    if cfg!(not(feature = "std")) {
        errors.push(("configuration", verifier().verify::<Value>("").unwrap_err()));
    }
    errors
}

/// Refused because of encryption. `tests/jwe` shows how each arises.
fn of_encryption() -> Vec<(&'static str, VerifyError)> {
    let claim = ReplicatedClaim::Sub;
    vec![
        ("not_encrypted", VerifyError::NotEncrypted),
        ("decryption_failed", DecryptError::Decryption.into()),
        ("keys_unavailable", DecryptError::Unavailable.into()),
        ("not_nested", VerifyError::NotNested { has_cty: true }),
        ("replicated_claim", VerifyError::ReplicatedClaim { claim }),
    ]
}

pub fn all() -> Vec<(&'static str, VerifyError)> {
    [
        of_tokens(),
        of_encryption(),
        of_claims(),
        of_configurations(),
    ]
    .concat()
}

#[test]
fn each_refusal_has_its_word() {
    for (code, error) in all() {
        assert_eq!(error.code(), code, "{error}");
        let is_word = |c: char| c.is_ascii_lowercase() || c == '_';
        assert!(code.chars().all(is_word), "{code}");
    }
}

#[test]
fn what_a_server_shall_answer() {
    for (code, error) in all() {
        assert_eq!(error.is_expired(), code == "token_expired", "{code}");
        assert_eq!(error.is_unavailable(), code == "keys_unavailable", "{code}");
        assert_eq!(error.is_configuration(), code == "configuration", "{code}");
    }
}

#[test]
fn the_sentences_that_people_search_for() {
    let expired = |exp: i64, now: i64| {
        let text = token(&format!(r#"{{"exp":{exp}}}"#));
        let verified = Verifier::new(key()).at(at(now)).verify::<Value>(&text);
        verified.unwrap_err().to_string()
    };
    assert_eq!(
        expired(1_606_950_498, 1_606_950_503),
        "token expired 5s ago (exp 1606950498, now 1606950503)"
    );
    for (seconds, ago) in [
        (0, "just now"),
        (59, "59s ago"),
        (60, "1m 0s ago"),
        (3_599, "59m 59s ago"),
        (3_600, "1h 0m ago"),
        (86_399, "23h 59m ago"),
        (86_400, "1d 0h ago"),
    ] {
        let sentence = format!("token expired {ago} (exp {NOW}, now {})", NOW + seconds);
        assert_eq!(expired(NOW, NOW + seconds), sentence);
    }
    let other = HmacKey::hs256([1; 32]).unwrap();
    let error = refused(&Verifier::new(other), &token("{}"));
    assert_eq!(error.to_string(), "invalid signature");
}

#[test]
fn a_text_says_all_of_it_so_that_no_source_says_it_again() {
    for (code, error) in all() {
        assert!(error.source().is_none(), "{code}");
        let text = error.to_string();
        assert!(text.len() > 10 && !text.ends_with('.'), "{text}");
        assert!(!text.contains('\n'), "{text}");
        // What is inside is told by its own text.
        match &error {
            VerifyError::Header(inner) => assert_eq!(text, inner.to_string()),
            VerifyError::Payload(inner) => assert_eq!(text, inner.to_string()),
            VerifyError::Claim(inner) => assert_eq!(text, inner.to_string()),
            VerifyError::Misfit(inner) => assert_eq!(text, inner.to_string()),
            VerifyError::Configuration(inner) => assert!(text.ends_with(&inner.to_string())),
            _ => {}
        }
    }
}

#[test]
fn by_activity() {
    let short: KeyError = HmacKey::hs256("short").unwrap_err();
    assert_eq!(
        short,
        KeyError::TooShort {
            algorithm: Algorithm::Hs256,
            minimum: 32,
            actual: 5,
            is_encoded: false,
        }
    );
    let signer = glassbox::Signer::new(key())
        .at(at(NOW))
        .sign(&json!({"exp": "1"}));
    let date = SignError::WrongType {
        claim: glassbox::jwt::Claim::Exp,
        found: JsonType::String,
    };
    assert_eq!(signer, Err(date));
}

#[cfg(target_pointer_width = "64")]
#[test]
fn an_error_of_verification_has_three_words() {
    use core::mem::size_of;
    // It is what every call returns, in a register or two more than its good case.
    assert!(
        size_of::<VerifyError>() <= 24,
        "{}",
        size_of::<VerifyError>()
    );
    assert!(size_of::<Result<(), VerifyError>>() <= 24);
}
