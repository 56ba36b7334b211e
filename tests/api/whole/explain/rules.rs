//! The checks of `.require`, `.expect` and `.check`.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use glassbox::Verifier;
use glassbox::jwt::Check;
use glassbox::jwt::Outcome::{Failed, Passed};
use serde_json::{Value, json};

use super::{check, explain, failed};
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
        assert_eq!(check(&report, &format!(".check({name})")).outcome(), Passed);
        assert_eq!(check(&report, name).outcome(), Failed, "{report}");
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
    assert_eq!(
        failed(&explain(&verifier, &claims(2))),
        Some(".expect(role)")
    );
    assert_eq!(ASKED.load(Ordering::Relaxed), 0);
    let report = explain(&verifier, &claims(1));
    assert_eq!((failed(&report), report.verdict()), (None, Ok(())));
    assert_eq!(ASKED.load(Ordering::Relaxed), 1);
    assert_eq!(failed(&explain(&verifier, &claims(1))), Some(".check(jti)"));
}

#[test]
fn of_several_checks_of_a_claim_the_one_that_refuses_fails() {
    let verifier = Verifier::new(key())
        .check("n", |value| value.is_number())
        .check("n", |value| value.as_i64() > Some(5))
        .expect("n", 7);
    for (n, failed_rule) in [
        (json!("7"), ".check(n)"),
        (json!(5), ".check(n) #2"),
        (json!(6), ".expect(n)"),
    ] {
        let claims = json!({"exp": NOW + 1, "n": n});
        let report = explain(&verifier, &token(&claims.to_string()));
        assert_eq!(failed(&report), Some(failed_rule), "{report}");
    }
}

/// However claims are named: no name of a check stands twice, so that none has two outcomes.
#[test]
fn each_check_has_a_name_of_its_own() {
    let long = "x".repeat(64);
    let names = [
        "exp",
        "key",
        "signature",
        "n",
        "n) #2",
        "n #2",
        ".check(n)",
        &long,
        &format!("{long}y"),
        &format!("{long}z"),
    ];
    let mut verifier = Verifier::new(key());
    for name in names {
        let fixed = if name == "exp" { json!(1) } else { json!("a") };
        let passes = |_: &Value| true;
        verifier = verifier.require(name).require(name).expect(name, fixed);
        verifier = verifier.check(name, passes).check(name, passes);
    }
    let report = explain(&verifier, &token("{}"));
    let mut checks: Vec<_> = report.checks().iter().map(Check::name).collect();
    let all = checks.len();
    checks.sort_unstable();
    checks.dedup();
    assert_eq!(checks.len(), all, "{report}");
}
