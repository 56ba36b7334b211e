//! D1 to D6: dates.

use core::time::Duration;

use glassbox::NumericDate;
use serde_json::Value;

use super::super::{payloads, said_at, token, verifier};
use super::{strict, values};
use crate::support::{NOW, at};

/// Values of a claim that is a date, of which none is a number.
const NO_DATES: [&str; 14] = [
    r#""1900000000""#,
    r#"" 1900000000 ""#,
    r#""1_900_000_000""#,
    r#""١٩٠٠٠٠٠٠٠٠""#,
    r#""2030-03-17T17:46:40Z""#,
    r#""never""#,
    r#""""#,
    "true",
    "false",
    "null",
    "[]",
    "[1900000000]",
    "{}",
    r#"{"exp":1900000000}"#,
];

#[test]
fn d1_exp_at_the_edge() {
    assert_eq!(NOW, 1_700_000_000);
    values(
        &strict(),
        "exp",
        &[
            ("1700000000", "expired"),
            ("1699999999.6", "expired"),
            ("1700000000.0", "expired"),
            ("1.7e9", "expired"),
            ("1.7E+09", "expired"),
            // A fraction is cut: to the strict side.
            ("1700000000.4", "expired"),
            ("1700000000.999", "expired"),
            ("1700000001", "accept"),
            ("1700000001.0", "accept"),
            ("1.8e9", "accept"),
        ],
    );
    let late = at(1_800_000_000);
    let error = strict()
        .at(late)
        .verify::<Value>(&token(r#"{"exp":1.8e9}"#));
    assert!(error.unwrap_err().is_expired());
}

#[test]
fn d2_exp_of_a_wrong_type() {
    // Required or not: it is never as if absent.
    for verifier in [strict(), verifier()] {
        for json in NO_DATES {
            values(&verifier, "exp", &[(json, "bad_claim_type")]);
        }
    }
    values(&strict(), "exp", &[("1900000000", "accept")]);
    payloads(&strict(), [("{}", "missing_claim")]);
    payloads(&verifier(), [("{}", "accept")]);
}

#[test]
fn d3_exp_out_of_range() {
    let digits = "9".repeat(400);
    let negative = format!("-{digits}");
    values(
        &strict(),
        "exp",
        &[
            ("-1", "expired"),
            ("0", "expired"),
            ("-0", "expired"),
            ("-0.0", "expired"),
            ("0.9", "expired"),
            ("-9223372036854775808", "expired"),
            ("-9223372036854775809", "expired"),
            ("-1e300", "expired"),
            ("1e-400", "expired"),
            // Far, but a number: the end of time, and no wrap into the past.
            ("9223372036854775807", "accept"),
            ("9223372036854775808", "accept"),
            ("18446744073709551615", "accept"),
            ("18446744073709551616", "accept"),
            ("1e19", "accept"),
            ("1e300", "accept"),
            // No float holds these, so they are no dates: that is seen before time is judged, of
            // those in the past too.
            ("1e400", "bad_claim_type"),
            ("-1e400", "bad_claim_type"),
            (&digits, "bad_claim_type"),
            (&negative, "bad_claim_type"),
        ],
    );
}

#[test]
fn d4_nbf() {
    values(
        &verifier(),
        "nbf",
        &[
            ("1700000001", "not_yet_valid"),
            ("1700000000.4", "not_yet_valid"),
            ("1.700000001e9", "not_yet_valid"),
            ("9223372036854775807", "not_yet_valid"),
            ("18446744073709551616", "not_yet_valid"),
            ("1e300", "not_yet_valid"),
            ("1e400", "bad_claim_type"),
            ("true", "bad_claim_type"),
            (r#""0""#, "bad_claim_type"),
            ("1700000000", "accept"),
            ("1699999999.6", "accept"),
            ("0", "accept"),
            ("-1", "accept"),
        ],
    );
    for json in NO_DATES {
        values(&verifier(), "nbf", &[(json, "bad_claim_type")]);
    }
}

#[test]
fn d5_leeway_arithmetic() {
    let lenient = |seconds: u64| strict().long_leeway(Duration::from_secs(seconds));
    let end = i64::MAX.to_string();
    let start = i64::MIN.to_string();
    let (end, start) = (&*end, &*start);
    for (leeway, exp, word) in [
        (u64::MAX, "1600000000", "accept"),
        (u64::MAX, end, "accept"),
        (u64::MAX, start, "accept"),
        (i64::MAX as u64, "0", "accept"),
        (i64::MAX as u64, end, "accept"),
        (i64::MAX as u64, start, "expired"),
        (1, end, "accept"),
        (1, start, "expired"),
        // More than all the time there was.
        (NOW as u64, "0", "expired"),
        (NOW as u64 + 1, "0", "accept"),
        (600, "1699999400", "expired"),
        (600, "1699999401", "accept"),
    ] {
        values(&lenient(leeway), "exp", &[(exp, word)]);
        let nbf = format!(r#"{{"exp":{end},"nbf":{end}}}"#);
        let reaches_the_end = leeway >= i64::MAX as u64;
        let word = if reaches_the_end {
            "accept"
        } else {
            "not_yet_valid"
        };
        payloads(&lenient(leeway), [(nbf, word)]);
    }
    let longest = strict().long_leeway(Duration::MAX);
    values(&longest, "exp", &[("0", "accept"), (end, "accept")]);
    // At both ends of the clock: the last instant is the end of every token.
    for (now, exp, strict_word, longest_word) in [
        (NumericDate::MAX, end, "expired", "expired"),
        (NumericDate::MAX, "0", "expired", "expired"),
        (NumericDate::MIN, end, "accept", "accept"),
        (NumericDate::MIN, "0", "accept", "accept"),
        (NumericDate::MIN, start, "expired", "accept"),
    ] {
        let text = token(&format!(r#"{{"exp":{exp}}}"#));
        for (verifier, word) in [(strict(), strict_word), (longest.clone(), longest_word)] {
            assert_eq!(said_at(now, &verifier, &text), word, "{exp} at {now}");
        }
    }
    // A leeway that is longer than ten minutes has to be meant.
    let unmeant = strict().leeway(Duration::from_secs(601));
    let error = unmeant
        .at(at(NOW))
        .verify::<Value>(&token(r#"{"exp":1900000000}"#));
    assert!(error.unwrap_err().is_configuration());
}

#[test]
fn d6_iat() {
    // The future is not judged: clocks differ, and RFC 7519 has no rule for it.
    values(
        &verifier(),
        "iat",
        &[
            ("1700003600", "accept"),
            ("1e300", "accept"),
            ("-1", "accept"),
            (r#""x""#, "bad_claim_type"),
            ("1e400", "bad_claim_type"),
        ],
    );
    for json in NO_DATES {
        values(&verifier(), "iat", &[(json, "bad_claim_type")]);
    }
    // Who judges the age wants to know it.
    let young = verifier().max_age(Duration::from_secs(60));
    values(
        &young,
        "iat",
        &[
            ("1700003600", "not_yet_valid"),
            ("1700000001", "not_yet_valid"),
            ("1700000000.001", "not_yet_valid"),
            (r#""x""#, "bad_claim_type"),
            ("1700000000", "accept"),
        ],
    );
    payloads(&young, [("{}", "missing_claim")]);
    // So does who judges how long it lives: a beginning that lies ahead would hide any length.
    let bounded = strict().max_validity("1h");
    payloads(
        &bounded,
        [
            (r#"{"iat":1700000000,"exp":1700003600}"#, "accept"),
            (r#"{"iat":1700000000,"exp":1700003600.001}"#, "expired"),
            (r#"{"iat":1699999999.9,"exp":1700003600}"#, "expired"),
            (r#"{"iat":-1e300,"exp":1e300}"#, "expired"),
            (r#"{"iat":0,"exp":1900000000}"#, "expired"),
            (r#"{"iat":1800000000,"exp":1800000001}"#, "not_yet_valid"),
            (r#"{"iat":1e300,"exp":1e300}"#, "not_yet_valid"),
            (r#"{"iat":"1700000000","exp":1700000001}"#, "bad_claim_type"),
            (r#"{"exp":1700000001}"#, "missing_claim"),
            (r#"{"iat":1700000000}"#, "missing_claim"),
        ],
    );
    for json in NO_DATES {
        values(&bounded, "iat", &[(json, "missing_claim")]);
    }
    // Who asks whose token it was gets no other answer about anything else.
    let waived = strict().allow_expired();
    for json in NO_DATES {
        values(&waived, "exp", &[(json, "bad_claim_type")]);
    }
    values(
        &waived,
        "exp",
        &[
            ("0", "accept"),
            ("-1e300", "accept"),
            ("1e400", "bad_claim_type"),
        ],
    );
    payloads(&waived, [("{}", "missing_claim")]);
}
