//! `explain`: every check in its order, what was expected and what came. What it hides is in
//! `explain/hiding.rs`; that its verdict is always that of `verify`, in `tests/explained.rs`.

mod hiding;
mod keys;
mod rules;
mod secrets;
mod shape;
mod shown;
mod times;

use std::time::Duration;

use glassbox::jwt::{Check, Outcome, Report};
use glassbox::{HmacKey, Verifier};
use serde_json::json;

use crate::support::{NOW, at, forge, key, token};

use Outcome::{Failed, NotConfigured, NotReached, Passed};

fn explain(verifier: &Verifier, token: &str) -> Report {
    verifier.at(at(NOW)).explain(token)
}

/// The first check of this name.
#[track_caller]
fn check<'r>(report: &'r Report, name: &str) -> &'r Check {
    let mut checks = report.checks().iter();
    checks.find(|check| check.name() == name).unwrap()
}

/// Outcome, what was wanted and what came.
#[track_caller]
fn said<'r>(report: &'r Report, name: &str) -> (Outcome, Option<&'r str>, Option<&'r str>) {
    let check = check(report, name);
    (check.outcome(), check.expected(), check.found())
}

fn failed(report: &Report) -> Option<&str> {
    let mut checks = report.checks().iter();
    let failed = checks.find(|check| check.outcome() == Failed)?;
    Some(failed.name())
}

/// The fixed checks in their order; those of `.require`, `.expect` and `.check` follow `jti`.
const ORDER: [&str; 16] = [
    "configuration",
    "size",
    "shape",
    "header",
    "algorithm",
    "typ",
    "key",
    "signature",
    "payload",
    "claims",
    "iss",
    "sub",
    "aud",
    "jti",
    "exp",
    "nbf",
];

#[test]
fn every_check_in_its_order() {
    let verifier = Verifier::new(key())
        .require("scope")
        .expect("role", "admin");
    let names = |report: Report| -> Vec<String> {
        report
            .checks()
            .iter()
            .map(|check| check.name().into())
            .collect()
    };
    let mut order = [&ORDER[..], &["max_age", "max_validity"]].concat();
    order.splice(14..14, [".require(scope)", ".expect(role)"]);
    assert_eq!(names(explain(&verifier, "")), order);
    let good = token(&json!({"exp": NOW + 1, "scope": 1, "role": "admin"}).to_string());
    assert_eq!(names(explain(&verifier, &good)), order);
}

/// One refusal for each check: it failed, those before it did not, those behind were not reached.
#[test]
fn each_check_fails_in_its_turn() {
    let new = || Verifier::new(key());
    let headed = |header: &str| forge(header, &format!(r#"{{"exp":{}}}"#, NOW + 1), &key());
    let claims = |json: &str| token(&json.replace("END", &(NOW + 1).to_string()));
    let good = claims(r#"{"exp":END}"#);
    let other = HmacKey::hs256([1; 32]).unwrap();
    let second = Duration::from_secs(1);
    let rows = [
        ("configuration", new().issuer(""), good.clone()),
        ("size", new().max_token_bytes(good.len() - 1), good.clone()),
        ("size", new().max_header_bytes(8), good.clone()),
        ("shape", new(), format!("Bearer {good}")),
        ("header", new(), headed("{}")),
        ("algorithm", new(), headed(r#"{"alg":"none"}"#)),
        ("typ", new(), headed(r#"{"alg":"HS256","typ":"at+jwt"}"#)),
        ("key", new(), headed(r#"{"alg":"HS384"}"#)),
        ("signature", Verifier::new(other), good.clone()),
        ("payload", new(), token("[]")),
        ("claims", new(), token("{}")),
        ("claims", new(), claims(r#"{"exp":END,"exp":END}"#)),
        (
            "claims",
            new().issuer("i"),
            claims(r#"{"exp":END,"iss":1}"#),
        ),
        ("iss", new().issuer("i"), claims(r#"{"exp":END,"iss":"x"}"#)),
        (
            "sub",
            new().subject("s"),
            claims(r#"{"exp":END,"sub":"x"}"#),
        ),
        (
            "aud",
            new().audience("a"),
            claims(r#"{"exp":END,"aud":"x"}"#),
        ),
        ("aud", new(), claims(r#"{"exp":END,"aud":"x"}"#)),
        ("jti", new().jwt_id("j"), claims(r#"{"exp":END,"jti":"x"}"#)),
        (
            ".expect(role)",
            new().expect("role", 1),
            claims(r#"{"exp":END,"role":2}"#),
        ),
        (
            ".check(role)",
            new().check("role", |_| false),
            claims(r#"{"exp":END,"role":2}"#),
        ),
        ("exp", new(), token(&json!({"exp": NOW}).to_string())),
        (
            "nbf",
            new(),
            token(&json!({"exp": NOW + 9, "nbf": NOW + 1}).to_string()),
        ),
        (
            "max_age",
            new().max_age(second),
            token(&json!({"exp": NOW + 9, "iat": NOW - 1}).to_string()),
        ),
        (
            "max_age",
            new().max_age(second),
            token(&json!({"exp": NOW + 9, "iat": NOW + 1}).to_string()),
        ),
        // What is JSON, and cannot be read all the same.
        ("reading", new(), claims(r#"{"exp":END,"x":1e999}"#)),
    ];
    for (name, verifier, token) in &rows {
        let report = explain(verifier, token);
        assert_eq!(failed(&report), Some(*name), "{report}");
        crate::explained::explained(verifier, at(NOW), token);
    }
    for name in ORDER.iter().chain(&["max_age"]) {
        assert!(rows.iter().any(|(failed, ..)| failed == name), "{name}");
    }
    let report = explain(&new(), &good);
    assert_eq!(
        (failed(&report), report.verdict()),
        (None, Ok(())),
        "{report}"
    );
}

#[test]
fn what_is_not_configured_is_said_to_be() {
    let good = token(&json!({"exp": NOW + 1, "iss": "i", "sub": "s"}).to_string());
    let outcomes = |verifier: Verifier| {
        let report = explain(&verifier, &good);
        ["typ", "iss", "sub", "aud", "jti", "nbf", "max_age", "exp"]
            .map(|name| check(&report, name).outcome())
    };
    let mut expected = [NotConfigured; 8];
    expected[0] = Passed;
    expected[7] = Passed;
    assert_eq!(outcomes(Verifier::new(key())), expected);
    expected[0] = NotConfigured;
    expected[1] = Passed;
    expected[2] = Passed;
    let verifier = Verifier::new(key())
        .any_typ()
        .issuer("i")
        .subject("s")
        .any_audience();
    assert_eq!(outcomes(verifier), expected);
    // Where an end may be missing and is, there is nothing to judge.
    let endless = explain(&Verifier::new(key()).allow_missing_exp(), &token("{}"));
    let exp = (NotConfigured, Some("later than now"), Some("absent"));
    assert_eq!(said(&endless, "exp"), exp);
    let any = explain(&Verifier::new(key()).any_audience(), &good);
    let aud = (NotConfigured, Some("any audience"), Some("absent"));
    assert_eq!(said(&any, "aud"), aud);
    for claim in ["iss", "sub", "jti"] {
        assert_eq!(check(&any, claim).expected(), None);
    }
}

#[test]
fn what_was_expected_and_what_came() {
    let verifier = Verifier::new(key())
        .issuer(["https://a.example", "https://b.example"])
        .audience("app-01")
        .subject("42")
        .expect("role", "admin");
    let mut claims = json!({"exp": NOW + 1, "iss": "https://b.example", "aud": ["x", "app-01"],
        "sub": "42", "role": "admin"});
    let report = explain(&verifier, &token(&claims.to_string()));
    let told = "sub (a string), aud (an array), exp (a number), role (a string)";
    for (name, expected, found) in [
        ("algorithm", None, "\"HS256\""),
        ("typ", Some("absent or \"JWT\""), "\"JWT\""),
        (
            "claims",
            Some("iss, sub, aud, exp, role"),
            &*format!("iss (a string), {told}"),
        ),
        (
            "iss",
            Some("\"https://a.example\" or \"https://b.example\""),
            "\"https://b.example\"",
        ),
        ("aud", Some("\"app-01\""), "[\"x\", \"app-01\"]"),
        // Of other claims the type alone, as in errors.
        ("sub", Some("\"42\""), "a string"),
        (".expect(role)", Some("\"admin\""), "a string"),
        ("signature", Some("HS256, 32 bytes"), "32 bytes"),
    ] {
        assert_eq!(said(&report, name), (Passed, expected, Some(found)));
    }
    claims["iss"] = json!("https://c.example");
    let report = explain(&verifier, &token(&claims.to_string()));
    let expected = Some("\"https://a.example\" or \"https://b.example\"");
    assert_eq!(
        said(&report, "iss"),
        (Failed, expected, Some("\"https://c.example\""))
    );
    // What would have been wanted further on is told, what came is not.
    assert_eq!(said(&report, "aud"), (NotReached, Some("\"app-01\""), None));
}

#[test]
fn a_claim_that_comes_twice_is_not_said_to_be_absent() {
    let report = explain(&Verifier::new(key()), &token(r#"{"exp":9,"exp":9}"#));
    assert_eq!(said(&report, "claims"), (Failed, Some("exp"), None));
    let report = explain(&Verifier::new(key()), &token("{}"));
    assert_eq!(
        said(&report, "claims"),
        (Failed, Some("exp"), Some("no claim that is judged"))
    );
}
