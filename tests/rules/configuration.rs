//! A configuration that contradicts itself refuses every token with an error of its own, which
//! `check_configuration` gives at start-up: never a check that is silently skipped.

use core::time::Duration;
use std::collections::BTreeMap;

use glassbox::time::FixedClock;
use glassbox::{Verifier, VerifyError};
use serde_json::Value;

use crate::support::{NOW, at, code, key, token};

#[test]
fn contradictions_fail_closed() {
    let verifier = || Verifier::new(key());
    let nothing: [&str; 0] = [];
    let good = token(&format!(r#"{{"exp":{}}}"#, NOW + 1));
    for (index, broken) in [
        verifier().issuer(nothing),
        verifier().issuer(""),
        verifier().issuer(["a", ""]),
        verifier().issuer(Vec::<String>::new()),
        verifier().audience(nothing),
        verifier().audience(""),
        verifier().subject(""),
        verifier().jwt_id(nothing),
        verifier().typ(nothing),
        verifier().typ(["JWT", ""]),
        verifier().typ_or_absent(nothing),
        verifier().typ_or_absent(""),
        verifier().require(""),
        verifier().expect("", 1),
        verifier().check("", |_| true),
        verifier().max_age(Duration::ZERO),
        verifier().max_age(Duration::from_millis(999)),
        verifier().leeway(Duration::from_secs(601)),
        verifier().leeway(Duration::from_nanos(600_000_000_001)),
        verifier().issuer("a").issuer("b"),
        verifier().audience("a").audience("a"),
        verifier().audience("a").any_audience(),
        verifier().any_audience().audience("a"),
        verifier().typ("a").any_typ(),
        verifier().any_typ().typ_or_absent("a"),
        verifier().typ_or_absent("a").typ("a"),
        verifier().subject("a").subject("a"),
        verifier().jwt_id("a").jwt_id("a"),
        verifier().expect("a", 1).expect("a", 2),
        verifier().expect("sub", 42),
        // As JSON it would be null, and tokens with null would pass.
        verifier().expect("a", f64::NAN),
        verifier().expect("a", [f32::INFINITY]),
        verifier().expect("a", u128::MAX),
        verifier().expect(
            "a",
            BTreeMap::from([("$serde_json::private::RawValue", "1")]),
        ),
        // The first of several stays.
        verifier().issuer("").issuer("right").any_audience(),
        verifier()
            .leeway(Duration::from_secs(601))
            .long_leeway(Duration::from_secs(601)),
    ]
    .into_iter()
    .enumerate()
    {
        let start_up = broken.check_configuration().unwrap_err();
        assert!(start_up.is_configuration(), "{index}");
        assert_eq!(start_up.code(), "configuration");
        for text in [&good, "garbage", ""] {
            let refused = broken.at(at(NOW)).verify::<Value>(text).unwrap_err();
            assert_eq!(refused, start_up, "{index}");
            let refused = broken.verify::<Value>(text).unwrap_err();
            assert_eq!(refused, start_up, "{index}");
            let refused = broken
                .verify_in::<Value>(text, &mut Vec::new())
                .unwrap_err();
            assert_eq!(refused, start_up, "{index}");
        }
    }
}

#[test]
fn what_is_in_order() {
    let verifier = || Verifier::new(key()).clock(FixedClock::new(at(NOW)));
    for fine in [
        verifier(),
        verifier().leeway(Duration::from_secs(600)),
        verifier().long_leeway(Duration::from_secs(601)),
        verifier().long_leeway(Duration::MAX),
        verifier().max_age(Duration::from_secs(1)),
        verifier().max_token_bytes(0).max_header_bytes(0),
        verifier().any_audience().any_typ().allow_missing_exp(),
        verifier()
            .issuer(["a", "b"])
            .audience(vec!["a"])
            .typ("x")
            .subject("s"),
        verifier()
            .expect("a", 1)
            .expect("b", 1)
            .require("a")
            .check("a", |_| true),
    ] {
        assert_eq!(fine.check_configuration(), Ok(()));
    }
    let error = verifier().verify::<Value>("").unwrap_err();
    assert!(matches!(error, VerifyError::Malformed) && !error.is_configuration());
}

#[test]
fn ten_minutes_of_leeway_and_beyond_them_by_name() {
    let ended = |ago: i64| token(&format!(r#"{{"exp":{}}}"#, NOW - ago));
    let ten_minutes = Verifier::new(key()).leeway(Duration::from_secs(600));
    assert_eq!(code(&ten_minutes, &ended(599)), "accepted");
    assert_eq!(code(&ten_minutes, &ended(600)), "token_expired");
    let more = Verifier::new(key()).leeway(Duration::from_secs(601));
    assert_eq!(code(&more, &ended(0)), "configuration");
    let by_name = Verifier::new(key()).long_leeway(Duration::from_secs(601));
    assert_eq!(code(&by_name, &ended(600)), "accepted");
    assert_eq!(code(&by_name, &ended(601)), "token_expired");
}
