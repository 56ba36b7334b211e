//! RFC 7519 §4.1.4 to §4.1.6 at the exact second: expired when `now >= exp + leeway`, too early when
//! `now + leeway < nbf`, fractions to the strict side, arithmetic that saturates.

use core::time::Duration;

use glassbox::Verifier;

use crate::support::{NOW, code, key, token};

const fn seconds(n: u64) -> Duration {
    Duration::from_secs(n)
}

fn at_now(verifier: &Verifier, claims: &str) -> &'static str {
    code(verifier, &token(&format!("{{{claims}}}")))
}

#[test]
fn exp() {
    let strict = Verifier::new(key());
    let lenient = Verifier::new(key()).leeway(seconds(10));
    for (exp, one, other) in [
        (NOW + 1, "accepted", "accepted"),
        (NOW, "token_expired", "accepted"),
        (NOW - 9, "token_expired", "accepted"),
        (NOW - 10, "token_expired", "token_expired"),
        (-1, "token_expired", "token_expired"),
        (i64::MIN, "token_expired", "token_expired"),
        (i64::MAX, "accepted", "accepted"),
    ] {
        let claims = format!(r#""exp":{exp}"#);
        assert_eq!(at_now(&strict, &claims), one, "{exp}");
        assert_eq!(at_now(&lenient, &claims), other, "{exp}");
    }
    for (exp, expected) in [
        (format!("{NOW}.9"), "token_expired"),
        (format!("{}.0", NOW + 1), "accepted"),
        ("1.6e9".into(), "token_expired"),
        ("1.8e9".into(), "accepted"),
        ("-0.5".into(), "token_expired"),
        ("-0".into(), "token_expired"),
        ("9223372036854775808".into(), "accepted"),
        ("18446744073709551616".into(), "accepted"),
        ("1e300".into(), "accepted"),
        ("-1e300".into(), "token_expired"),
        ("1e400".into(), "invalid_claim_type"),
        ("-1e400".into(), "invalid_claim_type"),
        ("9".repeat(400), "invalid_claim_type"),
        (r"null".into(), "invalid_claim_type"),
    ] {
        assert_eq!(
            at_now(&strict, &format!(r#""exp":{exp}"#)),
            expected,
            "{exp}"
        );
    }
}

#[test]
fn nbf() {
    let strict = Verifier::new(key()).allow_missing_exp();
    let lenient = Verifier::new(key()).allow_missing_exp().leeway(seconds(10));
    for (nbf, one, other) in [
        (format!("{NOW}"), "accepted", "accepted"),
        (format!("{}", NOW + 1), "token_not_yet_valid", "accepted"),
        (format!("{NOW}.0"), "accepted", "accepted"),
        (format!("{NOW}.4"), "token_not_yet_valid", "accepted"),
        (format!("{}", NOW + 10), "token_not_yet_valid", "accepted"),
        (
            format!("{}", NOW + 11),
            "token_not_yet_valid",
            "token_not_yet_valid",
        ),
        (
            format!("{}.1", NOW + 10),
            "token_not_yet_valid",
            "token_not_yet_valid",
        ),
        (
            "9223372036854775807".into(),
            "token_not_yet_valid",
            "token_not_yet_valid",
        ),
        ("1e300".into(), "token_not_yet_valid", "token_not_yet_valid"),
        ("-5".into(), "accepted", "accepted"),
    ] {
        let claims = format!(r#""nbf":{nbf}"#);
        assert_eq!(at_now(&strict, &claims), one, "{nbf}");
        assert_eq!(at_now(&lenient, &claims), other, "{nbf}");
    }
}

#[test]
fn iat_is_judged_by_max_age_alone() {
    let plain = Verifier::new(key()).allow_missing_exp();
    let aged = Verifier::new(key())
        .allow_missing_exp()
        .max_age(seconds(60));
    let lenient = Verifier::new(key())
        .allow_missing_exp()
        .max_age(seconds(60))
        .leeway(seconds(5));
    for (iat, one, two) in [
        (NOW, "accepted", "accepted"),
        (NOW - 59, "accepted", "accepted"),
        (NOW - 60, "token_too_old", "accepted"),
        (NOW - 65, "token_too_old", "token_too_old"),
        (NOW + 1, "token_issued_in_future", "accepted"),
        (NOW + 6, "token_issued_in_future", "token_issued_in_future"),
        (i64::MIN, "token_too_old", "token_too_old"),
    ] {
        let claims = format!(r#""iat":{iat}"#);
        assert_eq!(at_now(&plain, &claims), "accepted", "{iat}");
        assert_eq!(at_now(&aged, &claims), one, "{iat}");
        assert_eq!(at_now(&lenient, &claims), two, "{iat}");
    }
}

/// The age is counted from the second before, the future from the second after.
#[test]
fn max_age_counts_a_fraction_to_the_strict_side() {
    let aged = Verifier::new(key())
        .allow_missing_exp()
        .max_age(seconds(60));
    let lenient = aged.clone().leeway(seconds(5));
    let past = |before: i64, fraction: &str| format!("{}{fraction}", NOW - before);
    for (iat, one, two) in [
        (past(0, ".0"), "accepted", "accepted"),
        (past(0, ".1"), "token_issued_in_future", "accepted"),
        (past(0, ".9999"), "token_issued_in_future", "accepted"),
        (past(1, ".9"), "accepted", "accepted"),
        (past(-5, ".0"), "token_issued_in_future", "accepted"),
        (
            past(-5, ".001"),
            "token_issued_in_future",
            "token_issued_in_future",
        ),
        (past(59, ".0"), "accepted", "accepted"),
        (past(59, ".5"), "accepted", "accepted"),
        (past(60, ".9"), "token_too_old", "accepted"),
        (past(65, ".9"), "token_too_old", "token_too_old"),
        ("-0.5".into(), "token_too_old", "token_too_old"),
        (
            "1e300".into(),
            "token_issued_in_future",
            "token_issued_in_future",
        ),
        ("-1e300".into(), "token_too_old", "token_too_old"),
    ] {
        let claims = format!(r#""iat":{iat}"#);
        assert_eq!(at_now(&aged, &claims), one, "{iat}");
        assert_eq!(at_now(&lenient, &claims), two, "{iat}");
    }
}

#[test]
fn leeway_saturates() {
    let endless = Verifier::new(key()).long_leeway(Duration::MAX);
    assert_eq!(
        at_now(&endless, r#""exp":-9223372036854775808"#),
        "accepted"
    );
    assert_eq!(
        at_now(&endless, r#""exp":1,"nbf":9223372036854775807"#),
        "accepted"
    );
    let beyond_now = Verifier::new(key()).long_leeway(seconds(NOW as u64 + 10));
    assert_eq!(at_now(&beyond_now, r#""exp":0"#), "accepted");
    assert_eq!(at_now(&beyond_now, r#""exp":-10"#), "token_expired");
}

#[test]
fn exp_is_required_unless_it_is_said() {
    let strict = Verifier::new(key());
    let lenient = Verifier::new(key()).allow_missing_exp();
    for claims in [
        "",
        r#""EXP":9e9"#,
        r#""x":{"exp":9e9}"#,
        r#""exp\u0000":9e9"#,
    ] {
        assert_eq!(at_now(&strict, claims), "missing_claim", "{claims}");
        assert_eq!(at_now(&lenient, claims), "accepted", "{claims}");
    }
    // Allowed to be missing is not allowed to be over.
    assert_eq!(at_now(&lenient, r#""\u0065xp":1"#), "token_expired");
}
