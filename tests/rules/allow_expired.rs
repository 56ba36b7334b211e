//! `.allow_expired()` waives one rule, that the end is not reached; all others are judged as ever.

use glassbox::jwt::Outcome;
use glassbox::time::FixedClock;
use glassbox::{Claims, HmacKey, NumericDate, Verifier};
use serde_json::Value;

use crate::support::{NOW, at, code, forge, key, token};

fn new() -> Verifier {
    Verifier::new(key()).clock(FixedClock::new(at(NOW)))
}

fn waived() -> Verifier {
    new().allow_expired()
}

/// Ended long ago, and otherwise in order.
fn ended(more: &str) -> String {
    token(&format!(r#"{{"iat":{},"exp":1{more}}}"#, NOW - 5))
}

#[test]
fn whose_token_was_it() {
    let text = token(r#"{"sub":"42","exp":1600000000}"#);
    let strict = new();
    assert_eq!(code(&strict, &text), "token_expired");
    let verified = waived().at(at(NOW)).verify::<Claims>(&text).unwrap();
    assert_eq!(verified.subject(), Some("42"));
    assert_eq!(verified.expires_at(), Some(at(1_600_000_000)));
    for exp in [
        "0",
        "-1",
        "-1e300",
        "0.5",
        "9223372036854775807",
        "1e300",
        "1800000000",
    ] {
        let text = token(&format!(r#"{{"exp":{exp}}}"#));
        assert_eq!(code(&waived(), &text), "accepted", "{exp}");
    }
    // The last instant of all, at which every other verifier refuses every token.
    let last = waived().at(NumericDate::MAX).verify::<Value>(&text);
    assert!(last.is_ok());
}

/// Each of them is refused by the same verifier without the call, too, and with the same code where no
/// end comes before it.
#[test]
fn everything_else_is_judged() {
    let other = HmacKey::hs256([1; 32]).unwrap();
    let typed = |typ: &str| {
        let header = format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#);
        forge(&header, r#"{"exp":1}"#, &key())
    };
    let ahead = NOW + 1;
    for (verifier, text, expected) in [
        (waived(), "a.b.c".into(), "malformed"),
        (
            waived(),
            forge(r#"{"alg":"HS256"}"#, r#"{"exp":1}"#, &other),
            "invalid_signature",
        ),
        (
            waived(),
            forge(r#"{"alg":"none"}"#, r#"{"exp":1}"#, &key()),
            "unsupported_algorithm",
        ),
        (waived(), typed("at+jwt"), "unexpected_typ"),
        (waived(), typed("rt+jwt"), "unexpected_typ"),
        (waived(), token("{}"), "missing_claim"),
        (waived(), token(r#"{"exp":null}"#), "invalid_claim_type"),
        (waived(), token(r#"{"exp":"1"}"#), "invalid_claim_type"),
        (waived(), token(r#"{"exp":true}"#), "invalid_claim_type"),
        (waived(), token(r#"{"exp":1e400}"#), "invalid_claim_type"),
        (waived(), token(r#"{"exp":1,"exp":1}"#), "duplicate_claim"),
        (
            waived(),
            token(r#"{"exp":1,"iat":"1"}"#),
            "invalid_claim_type",
        ),
        (
            waived(),
            ended(&format!(r#","nbf":{ahead}"#)),
            "token_not_yet_valid",
        ),
        (waived(), ended(r#","aud":"x""#), "audience_not_configured"),
        (
            waived().audience("a"),
            ended(r#","aud":"x""#),
            "invalid_audience",
        ),
        (
            waived().issuer("a"),
            ended(r#","iss":"x""#),
            "invalid_issuer",
        ),
        (waived().max_age("5s"), ended(""), "token_too_old"),
        (
            waived().max_age("5s"),
            token(&format!(r#"{{"exp":1,"iat":{ahead}}}"#)),
            "token_issued_in_future",
        ),
        (
            waived().max_validity("5s"),
            token(&format!(r#"{{"exp":{},"iat":1}}"#, NOW - 9)),
            "token_valid_too_long",
        ),
        (waived().expect("exp", 2), ended(""), "invalid_claim"),
        (waived().check("exp", |_| false), ended(""), "invalid_claim"),
        (waived().require("scope"), ended(""), "missing_claim"),
    ] {
        assert_eq!(code(&verifier, &text), expected, "{text}");
    }
    for (verifier, text) in [
        (waived().max_age("6s"), ended("")),
        (
            waived().max_validity("5s"),
            token(r#"{"iat":1600000000,"exp":1600000005}"#),
        ),
        (waived().expect("exp", 1), ended("")),
        (waived().check("exp", |value| value == 1), ended("")),
        (waived().leeway("10m"), ended("")),
        (waived().allow_missing_exp(), ended("")),
        (waived().allow_missing_exp(), token("{}")),
        (new().allow_missing_exp().allow_expired(), ended("")),
    ] {
        assert_eq!(verifier.check_configuration(), Ok(()));
        assert_eq!(code(&verifier, &text), "accepted", "{text}");
    }
    let both = waived().allow_missing_exp();
    let null = token(r#"{"exp":null}"#);
    assert_eq!(code(&both, &null), "invalid_claim_type");
}

#[test]
fn an_explanation_says_that_it_was_waived_and_has_ended() {
    let end = |verifier: &Verifier, exp: i64| {
        let report = verifier
            .at(at(NOW))
            .explain(&token(&format!(r#"{{"exp":{exp}}}"#)));
        let check = report.checks().iter().find(|check| check.name() == "exp");
        let check = check.unwrap();
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        assert_eq!(report.verdict().is_ok(), check.outcome() != Outcome::Failed);
        (
            check.outcome(),
            text(check.expected()),
            text(check.found()),
            report.to_string(),
        )
    };
    let (outcome, expected, found, shown) = end(&waived(), NOW - 5);
    assert_eq!(outcome, Outcome::Waived);
    assert_eq!(expected, "later than now, or not (.allow_expired())");
    assert_eq!(
        found,
        "1699999995 (2023-11-14T22:13:15Z), 5s ago: it has expired"
    );
    assert!(shown.contains("\n  waived          exp "), "{shown}");
    let (outcome, _, found, _) = end(&waived(), NOW + 5);
    assert_eq!(outcome, Outcome::Passed);
    assert_eq!(found, "1700000005 (2023-11-14T22:13:25Z), in 5s");
    // What a leeway covers has not ended.
    let (outcome, ..) = end(&waived().leeway("6s"), NOW - 5);
    assert_eq!(outcome, Outcome::Passed);
    let (outcome, ..) = end(&new(), NOW - 5);
    assert_eq!(outcome, Outcome::Failed);
}
