//! The checks of `.require`, `.expect` and `.check`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use glassbox::Verifier;
use glassbox::jwt::Outcome::{Failed, Passed};
use serde_json::{Value, json};

use super::{explain, failed};
use crate::support::{NOW, key, token};

/// A rule may be for a claim that has the name of another check.
#[test]
fn a_rule_is_not_taken_for_the_check_of_its_name() {
    let second = Duration::from_secs(1);
    let named = |name: &'static str| Verifier::new(key()).check(name, |_| true);
    let past = json!({"exp": NOW - 9, "nbf": 1, "max_age": 1, "reading": 1, "iat": NOW - 9});
    let early = json!({"exp": NOW + 9, "nbf": NOW + 1});
    let old = json!({"exp": NOW + 9, "max_age": 1, "iat": NOW - 9});
    for (name, verifier, claims) in [
        ("exp", named("exp"), past),
        ("nbf", named("nbf"), early),
        ("max_age", named("max_age").max_age(second), old),
    ] {
        let report = explain(&verifier, &token(&claims.to_string()));
        let mut checks = report.checks().iter().filter(|check| check.name() == name);
        let (rule, fixed) = (checks.next().unwrap(), checks.next().unwrap());
        assert_eq!(
            (rule.outcome(), fixed.outcome()),
            (Passed, Failed),
            "{report}"
        );
    }
}

/// Such as one that lets each id pass once: the explanation asks it as often as a verification.
#[test]
fn a_check_of_ones_own_is_asked_once_and_only_in_its_turn() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let first_time = |_: &Value| ASKED.fetch_add(1, Ordering::Relaxed) == 0;
    let verifier = Verifier::new(key())
        .expect("role", 1)
        .check("jti", first_time);
    let claims = |role: i64| token(&json!({"exp": NOW + 1, "role": role, "jti": "a"}).to_string());
    // The first of the rules fails, so that the second is not reached.
    assert_eq!(failed(&explain(&verifier, &claims(2))), Some("role"));
    assert_eq!(ASKED.load(Ordering::Relaxed), 0);
    let report = explain(&verifier, &claims(1));
    assert_eq!((failed(&report), report.verdict()), (None, Ok(())));
    assert_eq!(ASKED.load(Ordering::Relaxed), 1);
    assert_eq!(failed(&explain(&verifier, &claims(1))), Some("jti"));
}

#[test]
fn of_several_checks_of_a_claim_the_one_that_refuses_fails() {
    let verifier = Verifier::new(key())
        .check("n", |value| value.is_number())
        .check("n", |value| value.as_i64() > Some(5))
        .expect("n", 7);
    for (n, index) in [(json!("7"), 0), (json!(5), 1), (json!(6), 2)] {
        let claims = json!({"exp": NOW + 1, "n": n});
        let report = explain(&verifier, &token(&claims.to_string()));
        let rules = report.checks().iter().filter(|check| check.name() == "n");
        let failed: Vec<_> = rules.map(|check| check.outcome() == Failed).collect();
        assert_eq!(
            failed.iter().position(|failed| *failed),
            Some(index),
            "{report}"
        );
    }
}
