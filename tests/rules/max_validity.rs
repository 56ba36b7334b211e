//! `.max_validity(..)`: from `iat` to `exp` it is at most so long, at the exact second, whatever form the
//! two numbers have; both are required, and an `iat` in the future would move the limit along with it.

use core::time::Duration;

use glassbox::jwt::ConfigurationError;
use glassbox::time::FixedClock;
use glassbox::{NumericDate, Signer, Verifier, VerifyError};
use serde_json::{Value, json};

use crate::support::{NOW, at, code, key, token, verdict};

fn new() -> Verifier {
    Verifier::new(key()).clock(FixedClock::new(at(NOW)))
}

fn hour() -> Verifier {
    new().max_validity("1h")
}

fn said(verifier: &Verifier, iat: impl ToString, exp: impl ToString) -> &'static str {
    let (iat, exp) = (iat.to_string(), exp.to_string());
    code(verifier, &token(&format!(r#"{{"iat":{iat},"exp":{exp}}}"#)))
}

#[test]
fn at_the_exact_second() {
    for (iat, exp, expected) in [
        (NOW, NOW + 3600, "accepted"),
        (NOW, NOW + 3601, "token_valid_too_long"),
        (NOW - 3599, NOW + 1, "accepted"),
        (NOW - 3600, NOW + 1, "token_valid_too_long"),
        (NOW, NOW + 1, "accepted"),
        (0, NOW + 1, "token_valid_too_long"),
        (-1, NOW + 1, "token_valid_too_long"),
        // Over is over, however long it was good.
        (NOW - 7200, NOW, "token_expired"),
        (NOW + 1, NOW + 2, "token_issued_in_future"),
        // A long life cannot be hidden behind a late beginning.
        (NOW + 86_400_000, NOW + 86_400_001, "token_issued_in_future"),
    ] {
        assert_eq!(said(&hour(), iat, exp), expected, "{iat} {exp}");
    }
}

#[test]
fn a_fraction_counts_to_the_strict_side() {
    let past = |fraction: &str| format!("{}{fraction}", NOW - 10);
    let end = |fraction: &str| format!("{}{fraction}", NOW + 3590);
    for (iat, exp, expected) in [
        (past(".0"), end(".0"), "accepted"),
        (past(".0"), end(".1"), "token_valid_too_long"),
        (past(".0"), end(".999"), "token_valid_too_long"),
        (past(".9"), end(".0"), "accepted"),
        // Exactly an hour; both are taken at their worst.
        (past(".5"), end(".5"), "token_valid_too_long"),
        ("1.7e9".into(), "1.7000036e9".into(), "accepted"),
        (
            "1.7e9".into(),
            "1.7000036001e9".into(),
            "token_valid_too_long",
        ),
        (
            format!("{NOW}.1"),
            format!("{}", NOW + 5),
            "token_issued_in_future",
        ),
    ] {
        assert_eq!(said(&hour(), &iat, &exp), expected, "{iat} {exp}");
    }
}

#[test]
fn numbers_at_the_ends_saturate() {
    let (min, max) = (i64::MIN.to_string(), i64::MAX.to_string());
    let now = NOW.to_string();
    for (iat, exp, expected) in [
        (&*now, &*max, "token_valid_too_long"),
        (&now, "9223372036854775808", "token_valid_too_long"),
        (&now, "18446744073709551615", "token_valid_too_long"),
        (&now, "1e19", "token_valid_too_long"),
        (&now, "1e300", "token_valid_too_long"),
        (&now, "1e400", "invalid_claim_type"),
        (&min, &max, "token_valid_too_long"),
        ("-1e300", "1e300", "token_valid_too_long"),
        ("-1e300", "1800000000", "token_valid_too_long"),
        ("-1e400", "1800000000", "invalid_claim_type"),
        ("1e300", "1e300", "token_issued_in_future"),
        (&max, &max, "token_issued_in_future"),
        (&min, &min, "token_expired"),
        ("-1e300", "-1e300", "token_expired"),
    ] {
        assert_eq!(said(&hour(), iat, exp), expected, "{iat} {exp}");
    }
    // The longest limit admits whatever lies within the range, and wraps at neither end.
    let longest = Verifier::new(key()).max_validity(Duration::MAX);
    for (iat, exp) in [(&*min, &*max), (&now, &max), ("-1e300", "1e300")] {
        assert_eq!(said(&longest, iat, exp), "accepted", "{iat} {exp}");
    }
    let text = token(&format!(r#"{{"iat":{min},"exp":{max}}}"#));
    let first = longest.at(NumericDate::MIN).verify::<Value>(&text);
    assert!(first.is_ok());
}

#[test]
fn both_dates_are_required_and_numbers() {
    for (payload, expected) in [
        (format!(r#"{{"exp":{}}}"#, NOW + 9), "missing_claim"),
        (format!(r#"{{"iat":{NOW}}}"#), "missing_claim"),
        ("{}".into(), "missing_claim"),
        (
            format!(r#"{{"exp":{},"iat":null}}"#, NOW + 9),
            "invalid_claim_type",
        ),
        (
            format!(r#"{{"exp":{},"iat":"{NOW}"}}"#, NOW + 9),
            "invalid_claim_type",
        ),
        (
            format!(r#"{{"iat":{NOW},"exp":"9"}}"#),
            "invalid_claim_type",
        ),
        (
            format!(r#"{{"iat":{NOW},"iat":{NOW},"exp":{}}}"#, NOW + 9),
            "duplicate_claim",
        ),
    ] {
        assert_eq!(code(&hour(), &token(&payload)), expected, "{payload}");
    }
}

/// Leeway is for clocks that differ: those of issuer and verifier, not of the issuer and itself.
#[test]
fn leeway_is_for_the_clocks_and_adds_nothing_to_the_limit() {
    let lenient = hour().leeway("60s");
    for (iat, exp, expected) in [
        (NOW, NOW + 3601, "token_valid_too_long"),
        (NOW + 60, NOW + 3660, "accepted"),
        (NOW + 60, NOW + 3661, "token_valid_too_long"),
        (NOW + 61, NOW + 3661, "token_issued_in_future"),
        (NOW - 3659, NOW - 59, "accepted"),
        (NOW - 3660, NOW - 60, "token_expired"),
    ] {
        assert_eq!(said(&lenient, iat, exp), expected, "{iat} {exp}");
    }
}

#[test]
fn beside_max_age_each_judges_its_own() {
    let both = hour().max_age("10m");
    for (iat, exp, expected) in [
        (NOW - 599, NOW + 3001, "accepted"),
        (NOW - 600, NOW + 3000, "token_too_old"),
        (NOW - 599, NOW + 3002, "token_valid_too_long"),
        (NOW - 600, NOW + 9000, "token_too_old"),
        (NOW + 1, NOW + 9000, "token_issued_in_future"),
    ] {
        assert_eq!(said(&both, iat, exp), expected, "{iat} {exp}");
    }
}

#[test]
fn what_a_signer_makes_is_within_its_own_validity() {
    let signer = Signer::new(key()).validity("1h");
    let text = signer.at(at(NOW)).sign(&json!({})).unwrap();
    assert_eq!(code(&hour(), &text), "accepted");
    let longer = Signer::new(key()).validity("3601s");
    let text = longer.at(at(NOW)).sign(&json!({})).unwrap();
    assert_eq!(code(&hour(), &text), "token_valid_too_long");
    // Without `iat` nobody can tell how long it was meant to live.
    let bare = signer.without_issued_at();
    let text = bare.at(at(NOW)).sign(&json!({})).unwrap();
    assert_eq!(code(&hour(), &text), "missing_claim");
}

#[test]
fn the_refusal_has_both_instants() {
    let text = token(&format!(r#"{{"iat":{NOW},"exp":{}}}"#, NOW + 7200));
    let error = verdict(&hour(), &text).unwrap_err();
    let (iat, exp) = (at(NOW), at(NOW + 7200));
    assert_eq!(error, VerifyError::ValidTooLong { iat, exp });
    assert!(!error.is_expired() && !error.is_configuration());
}

#[test]
fn contradictions_fail_closed() {
    let below = ConfigurationError::BelowOneSecond {
        call: "max_validity",
    };
    let between = |first, second| ConfigurationError::Contradiction { first, second };
    for (verifier, expected) in [
        (new().max_validity(Duration::ZERO), below),
        (new().max_validity(Duration::from_millis(999)), below),
        (new().max_validity("0s"), below),
        (
            new().max_validity("1h").allow_missing_exp(),
            between("max_validity", "allow_missing_exp"),
        ),
        (
            new().allow_missing_exp().max_validity("1h"),
            between("allow_missing_exp", "max_validity"),
        ),
        (
            new().max_validity("1h").max_validity("2h"),
            ConfigurationError::CalledTwice {
                call: "max_validity",
            },
        ),
        (
            new().max_age("1h").max_age("2h"),
            ConfigurationError::CalledTwice { call: "max_age" },
        ),
    ] {
        let good = token(&format!(r#"{{"iat":{NOW},"exp":{}}}"#, NOW + 1));
        let expected = Err(VerifyError::from(expected));
        assert_eq!(verifier.check_configuration(), expected);
        assert_eq!(verifier.verify::<Value>(&good).map(drop), expected);
    }
    for fine in [
        hour().max_age("1h"),
        hour().allow_expired(),
        hour().require("exp").leeway("10m"),
    ] {
        assert_eq!(fine.check_configuration(), Ok(()));
    }
}
