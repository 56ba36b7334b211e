//! What a refusal tells: a configuration that contradicts itself refuses everything, the policy goes
//! before the misfit, and a failed claim says which, why and what came.

use std::time::Duration;

use glassbox::{Claims, Verifier, VerifyError};
use serde_json::{Value, json};

use super::{seconds, verifier, with};
use crate::support::{NOW, at};

#[test]
fn a_contradiction_refuses_everything_and_is_found_at_start_up() {
    let nothing: [&str; 0] = [];
    let contradictory = [
        verifier().issuer(""),
        verifier().issuer(nothing),
        verifier().audience(["a", ""]),
        verifier().audience(Vec::<String>::new()),
        verifier().subject(""),
        verifier().jwt_id(nothing),
        verifier().typ(""),
        verifier().typ_or_absent(nothing),
        verifier().require(""),
        verifier().expect("", 1),
        verifier().check("", |_| true),
        verifier().max_age(Duration::ZERO),
        verifier().leeway(seconds(601)),
        verifier().audience("a").any_audience(),
        verifier().any_audience().audience("a"),
        verifier().typ("a").any_typ(),
        verifier().typ_or_absent("a").typ("a"),
        verifier().issuer("a").issuer("b"),
        verifier().audience("a").audience("b"),
        verifier().expect("x", 1).expect("x", 2),
        // The first of several stays.
        verifier().issuer("").audience("a").long_leeway(seconds(1)),
    ];
    for (index, verifier) in contradictory.iter().enumerate() {
        let error = verifier.check_configuration().unwrap_err();
        assert!(
            error.is_configuration() && error.code() == "configuration",
            "{index}"
        );
        for text in [
            with(json!({})),
            with(json!({"aud": "a", "iss": "a"})),
            "garbage".into(),
        ] {
            let mut buffer = Vec::new();
            assert_eq!(
                verifier.verify::<Value>(&text),
                Err(error.clone()),
                "{index}"
            );
            assert_eq!(
                verifier.at(at(NOW)).verify::<Value>(&text),
                Err(error.clone())
            );
            assert_eq!(
                verifier.verify_in::<Value>(&text, &mut buffer),
                Err(error.clone())
            );
        }
    }
    for sound in [
        verifier(),
        verifier()
            .issuer("a")
            .audience(["a", "b"])
            .typ("JWT")
            .leeway(seconds(600)),
        verifier()
            .any_audience()
            .any_typ()
            .allow_missing_exp()
            .long_leeway(Duration::MAX),
        verifier()
            .require("x")
            .check("x", Value::is_string)
            .expect("x", "a"),
        verifier().max_token_bytes(0).max_header_bytes(0),
    ] {
        assert_eq!(sound.check_configuration(), Ok(()));
    }
}

#[test]
fn policy_first_and_only_then_the_misfit() {
    #[derive(Debug, serde::Deserialize)]
    struct User {
        #[serde(rename = "username")]
        _username: String,
    }
    let verify = |claims: Value| {
        verifier()
            .at(at(NOW))
            .verify::<User>(&with(claims))
            .unwrap_err()
    };
    assert_eq!(
        verify(json!({"username": 1, "exp": NOW})).code(),
        "token_expired"
    );
    assert_eq!(
        verify(json!({"username": 1, "aud": "a"})).code(),
        "audience_not_configured"
    );
    assert_eq!(
        verify(json!({"username": 1, "nbf": "x"})).code(),
        "invalid_claim_type"
    );
    let VerifyError::Misfit(misfit) = verify(json!({"a": 1, "username": 12})) else {
        panic!("no misfit");
    };
    assert_eq!(misfit.field(), Some("username"));
    assert_eq!(misfit.expected(), Some("a string"));
    assert_eq!(misfit.line(), 1);
    let VerifyError::Misfit(missing) = verify(json!({"name": "x"})) else {
        panic!("no misfit");
    };
    assert_eq!(missing.field(), Some("username"));
}

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
