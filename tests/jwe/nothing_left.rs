//! What a verifier leaves in the buffer that its caller gave: nothing of a token that it refuses.

use glassbox::{HmacKey, Verifier};
use serde::Deserialize;
use serde_json::Value;

use super::{DIRECT, NESTED, direct, forge, lock, token, verifier, with_part};
use crate::support::{NOW, at, forge as forge_signed};

/// The code, and the bytes that are left.
fn left<'b, C: Deserialize<'b>>(
    verifier: &Verifier,
    text: &str,
    buffer: &'b mut Vec<u8>,
) -> &'static str {
    let verified = verifier.at(at(NOW)).verify_in::<C>(text, buffer);
    verified.map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn a_refused_token_leaves_nothing() {
    let claims = r#"{"sub":"a","exp":1,"aud":"x"}"#;
    let other = HmacKey::hs256([1; 32]).unwrap();
    let signed = |header: &str| forge_signed(header, claims, &lock());
    let usual = r#"{"alg":"HS256"}"#;
    let replicated = NESTED.replace('}', r#","iss":"b"}"#);
    let good = forge(NESTED, token("{}"));
    let any = || verifier().any_audience();
    for (verifier, text, expected) in [
        (any(), forge(DIRECT, token(claims)), "not_nested"),
        (
            any(),
            forge(&NESTED.replace("JWT", "x"), claims),
            "not_nested",
        ),
        (any(), forge(NESTED, claims), "not_nested"),
        (any(), forge(NESTED, ""), "not_nested"),
        (any(), forge(NESTED, &good), "not_nested"),
        (
            any(),
            forge(NESTED, signed(r#"{"alg":"none"}"#)),
            "unsupported_algorithm",
        ),
        (
            any(),
            forge(NESTED, signed(r#"{"alg":1}"#)),
            "invalid_header",
        ),
        (
            any(),
            forge(NESTED, signed(r#"{"alg":"HS256","typ":"x"}"#)),
            "unexpected_typ",
        ),
        (
            any(),
            forge(NESTED, signed(r#"{"alg":"HS512"}"#)),
            "algorithm_mismatch",
        ),
        (
            any(),
            forge(NESTED, forge_signed(usual, claims, &other)),
            "invalid_signature",
        ),
        (any(), forge(&replicated, signed(usual)), "replicated_claim"),
        (
            any(),
            forge(NESTED, forge_signed(usual, "[]", &lock())),
            "invalid_payload",
        ),
        (any(), forge(NESTED, signed(usual)), "token_expired"),
        (
            verifier().leeway("1m"),
            forge(NESTED, signed(usual)),
            "audience_not_configured",
        ),
        (
            any().allow_expired().subject("b"),
            forge(NESTED, signed(usual)),
            "invalid_subject",
        ),
        (
            any().allow_expired().require("x"),
            forge(NESTED, signed(usual)),
            "missing_claim",
        ),
        (
            any(),
            with_part(&good, 3, |content| format!("{content}+")),
            "malformed",
        ),
        (
            any(),
            with_part(&good, 4, |_| "A".repeat(22)),
            "decryption_failed",
        ),
    ] {
        for capacity in [0, 9999] {
            let mut buffer = Vec::with_capacity(capacity);
            assert_eq!(left::<Value>(&verifier, &text, &mut buffer), expected);
            assert_eq!(buffer, b"", "{expected}");
            let mut skipped = Vec::with_capacity(capacity);
            assert_eq!(
                left::<serde::de::IgnoredAny>(&verifier, &text, &mut skipped),
                expected
            );
            assert_eq!(skipped, b"", "{expected}");
        }
    }
}

/// Of a token that the policy accepts the claims stay, whether or not they fit a type: the verdict is that
/// they are genuine.
#[test]
fn an_accepted_token_leaves_its_claims() {
    let text = forge(NESTED, token(r#"{"sub":7}"#));
    let verifier = Verifier::new(lock())
        .allow_missing_exp()
        .decrypt_with(direct());
    let has_claims = |buffer: &[u8]| buffer.windows(9).any(|part| part == br#"{"sub":7}"#);
    let mut buffer = Vec::new();
    assert_eq!(left::<Value>(&verifier, &text, &mut buffer), "accepted");
    assert!(has_claims(&buffer));
    let mut buffer = Vec::new();
    assert_eq!(
        left::<(u8,)>(&verifier, &text, &mut buffer),
        "claims_misfit"
    );
    assert!(has_claims(&buffer));
}

/// A rule of the caller's is asked once for a token.
#[test]
fn a_check_is_made_once() {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let verifier = verifier().check("sub", move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
        true
    });
    let text = forge(NESTED, token(r#"{"sub":"a"}"#));
    let mut buffer = Vec::new();
    assert_eq!(left::<Value>(&verifier, &text, &mut buffer), "accepted");
    assert!(verifier.at(at(NOW)).verify::<Value>(&text).is_ok());
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}
