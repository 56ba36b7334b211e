//! A configuration that contradicts itself refuses every token with an error of its own, which
//! `check_configuration` gives at start-up: never a check that is silently skipped.

use core::time::Duration;

use glassbox::time::FixedClock;
use glassbox::{Verifier, VerifyError};
use serde_json::Value;

use crate::support::{NOW, at, key, token};

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
        verifier().typ_or_absent(""),
        verifier().require(""),
        verifier().expect("", 1),
        verifier().check("", |_| true),
        verifier().max_age(Duration::ZERO),
        verifier().leeway(Duration::from_secs(601)),
        verifier().issuer("a").issuer("b"),
        verifier().audience("a").audience("a"),
        verifier().audience("a").any_audience(),
        verifier().any_audience().audience("a"),
        verifier().typ("a").any_typ(),
        verifier().any_typ().typ_or_absent("a"),
        verifier().expect("a", 1).expect("a", 2),
        verifier().issuer("").issuer("right").any_audience(),
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
