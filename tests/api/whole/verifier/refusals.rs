//! What a refusal tells: which claim failed, why, what was expected and what came.

use glassbox::{Claims, Verifier, VerifyError};
use serde_json::{Value, json};

use super::{verifier, with};
use crate::support::{NOW, at};

#[test]
fn a_failed_claim_tells_which_why_and_what_came() {
    use glassbox::jwt::{Claim, ClaimReason};
    let failed = |verifier: &Verifier, claims: Value| match verifier
        .at(at(NOW))
        .verify::<Claims>(&with(claims))
        .unwrap_err()
    {
        VerifyError::Claim(error) => *error,
        other => panic!("{other}"),
    };
    let error = failed(&verifier().subject(["a", "b"]), json!({"sub": "c"}));
    assert_eq!(
        (error.claim(), error.reason()),
        (&Claim::Sub, ClaimReason::Unexpected)
    );
    assert_eq!(error.expected(), Some("\"a\" or \"b\""));
    assert_eq!(error.found(), Some(&json!("c")));

    let error = failed(&verifier().require("scope"), json!({}));
    assert_eq!(error.claim(), &Claim::from("scope"));
    assert_eq!(
        (error.reason(), error.found()),
        (ClaimReason::Missing, None)
    );
    let error = failed(&verifier(), json!({"aud": ["x"]}));
    assert_eq!(error.reason(), ClaimReason::NotConfigured);
    assert_eq!(error.found(), Some(&json!(["x"])));
    let error = failed(&verifier(), json!({"iat": "x"}));
    assert_eq!(
        (error.claim(), error.reason()),
        (&Claim::Iat, ClaimReason::WrongType)
    );
}

#[test]
fn what_was_expected_is_told_as_json() {
    for (expected, told) in [
        (json!("admin"), "\"admin\""),
        (json!(7), "7"),
        (json!({"a": ["b"]}), "{\"a\":[\"b\"]}"),
    ] {
        let verifier = verifier().expect("role", expected);
        let text = with(json!({"role": "user"}));
        let error = verifier.at(at(NOW)).verify::<Value>(&text).unwrap_err();
        let VerifyError::Claim(claim) = &error else {
            panic!("{error}");
        };
        assert_eq!(claim.expected(), Some(told));
        assert!(
            error.to_string().ends_with(&format!("expected {told}")),
            "{error}"
        );
    }
}
