//! Whatever a verifier expects of a claim makes it required: a token without it is refused, and never
//! taken as if there were nothing to judge.

use core::time::Duration;

use glassbox::jwt::{Claim, ClaimReason};
use glassbox::{Verifier, VerifyError};
use serde_json::Value;

use super::verifier;
use crate::support::{NOW, code, key, token, verdict};

/// A claim, a verifier that expects something of it, a value that will do, and the verdicts on values
/// of other types.
type Expectation = (&'static str, Verifier, String, Vec<Verdict>);
type Verdict = (&'static str, &'static str);

/// Every way to expect something of a claim.
fn expectations() -> Vec<Expectation> {
    const TYPE: &str = "invalid_claim_type";
    let text = |value: &'static str| vec![("null", TYPE), ("1", TYPE), ("{}", TYPE), (value, TYPE)];
    let date = vec![
        ("null", TYPE),
        ("\"1\"", TYPE),
        ("true", TYPE),
        ("[1]", TYPE),
    ];
    let other = |code| vec![("null", code), ("1", code), ("[\"a\"]", code), ("{}", code)];
    let any = other("accepted");
    let second = Duration::from_secs(1);
    let end = (NOW + 1).to_string();
    let a = || String::from("\"a\"");
    vec![
        ("exp", Verifier::new(key()), end.clone(), date.clone()),
        ("exp", verifier().require("exp"), end, date.clone()),
        (
            "iat",
            verifier().max_age(second),
            NOW.to_string(),
            date.clone(),
        ),
        ("nbf", verifier().require("nbf"), NOW.to_string(), date),
        ("iss", verifier().issuer("a"), a(), text("[\"a\"]")),
        ("sub", verifier().subject("a"), a(), text("[\"a\"]")),
        ("jti", verifier().jwt_id("a"), a(), text("[\"a\"]")),
        ("aud", verifier().audience("a"), a(), text("[\"a\",1]")),
        ("sub", verifier().require("sub"), a(), text("[\"a\"]")),
        ("iss", verifier().require("iss"), a(), text("[\"a\"]")),
        ("jti", verifier().require("jti"), a(), text("[\"a\"]")),
        ("sub", verifier().expect("sub", "a"), a(), text("[\"a\"]")),
        ("sub", verifier().check("sub", |_| true), a(), text("[]")),
        (
            "aud",
            verifier().check("aud", |_| true),
            a(),
            text("[\"a\",1]"),
        ),
        ("use", verifier().require("use"), a(), any.clone()),
        (
            "use",
            verifier().expect("use", "a"),
            a(),
            other("invalid_claim"),
        ),
        (
            "use",
            verifier().expect("use", Value::Null),
            "null".into(),
            vec![],
        ),
        ("use", verifier().check("use", |_| true), a(), any),
        (
            "use",
            verifier().check("use", Value::is_string),
            a(),
            other("invalid_claim"),
        ),
    ]
}

#[test]
fn what_is_expected_is_required() {
    for (claim, verifier, value, _) in expectations() {
        let there = token(&format!(r#"{{"x":1,"{claim}":{value}}}"#));
        assert_eq!(code(&verifier, &there), "accepted", "{claim} {verifier:?}");
        let (upper, start) = (claim.to_uppercase(), &claim[..2]);
        for absent in [
            "{}".to_string(),
            format!(r#"{{"x":{{"{claim}":{value}}}}}"#),
            format!(r#"{{"{upper}":{value}}}"#),
            format!(r#"{{"{start}":{value}}}"#),
            format!(r#"{{"{claim} ":{value}}}"#),
            format!(r#"{{"{claim}\u0000":{value}}}"#),
            format!(r#"{{"x":"{claim}"}}"#),
        ] {
            let VerifyError::Claim(error) = verdict(&verifier, &token(&absent)).unwrap_err() else {
                panic!("{absent} {verifier:?}");
            };
            assert_eq!(
                error.reason(),
                ClaimReason::Missing,
                "{absent} {verifier:?}"
            );
            assert_eq!(error.claim(), &Claim::from(claim), "{absent}");
            assert_eq!(error.found(), None, "{absent}");
        }
    }
}

#[test]
fn a_value_of_another_type_is_there_and_judged() {
    for (claim, verifier, _, others) in expectations() {
        for (value, expected) in others {
            let text = token(&format!(r#"{{"{claim}":{value}}}"#));
            assert_eq!(
                code(&verifier, &text),
                expected,
                "{claim} {value} {verifier:?}"
            );
        }
    }
}

#[test]
fn each_of_several_expectations_is_required() {
    let all = [
        r#""iss":"i""#,
        r#""sub":"s""#,
        r#""jti":"j""#,
        r#""aud":"a""#,
        r#""use":1"#,
    ];
    let verifier = verifier()
        .issuer("i")
        .subject("s")
        .jwt_id("j")
        .audience("a")
        .expect("use", 1);
    let without = |left_out: &str| {
        let kept: Vec<_> = all
            .into_iter()
            .filter(|member| *member != left_out)
            .collect();
        token(&format!("{{{}}}", kept.join(",")))
    };
    assert_eq!(code(&verifier, &without("nothing")), "accepted");
    for member in all {
        assert_eq!(
            code(&verifier, &without(member)),
            "missing_claim",
            "{member}"
        );
    }
}
