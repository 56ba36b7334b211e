//! Times: both instants, and how far they are apart.

use std::time::Duration;

use glassbox::Verifier;
use glassbox::jwt::Outcome::{Failed, Passed};
use serde_json::json;

use super::{explain, said};
use crate::support::{NOW, at, key, token};

#[test]
fn instants_stand_beside_their_distance() {
    let told = |verifier: Verifier, name: &str, date: i64| {
        let claim = if name == "max_age" { "iat" } else { name };
        let mut claims = json!({"exp": NOW + 99_999});
        claims[claim] = json!(date);
        let report = explain(&verifier, &token(&claims.to_string()));
        let (outcome, expected, found) = said(&report, name);
        (
            outcome,
            expected.unwrap().to_string(),
            found.unwrap().to_string(),
        )
    };
    let new = || Verifier::new(key());
    let slack = || new().leeway(Duration::from_secs(30));
    let young = || new().max_age(Duration::from_secs(60));
    for (verifier, name, step, outcome, expected, found) in [
        (
            new(),
            "exp",
            -252,
            Failed,
            "later than now",
            "1699999748 (2023-11-14T22:09:08Z), 4m 12s ago",
        ),
        (
            new(),
            "exp",
            0,
            Failed,
            "later than now",
            "1700000000 (2023-11-14T22:13:20Z), 0s ago",
        ),
        (
            new(),
            "exp",
            1,
            Passed,
            "later than now",
            "1700000001 (2023-11-14T22:13:21Z), in 1s",
        ),
        (
            slack(),
            "exp",
            -29,
            Passed,
            "later than now, with a leeway of 30s",
            "1699999971 (2023-11-14T22:12:51Z), 29s ago",
        ),
        (
            slack(),
            "exp",
            -30,
            Failed,
            "later than now, with a leeway of 30s",
            "1699999970 (2023-11-14T22:12:50Z), 30s ago",
        ),
        (
            new(),
            "nbf",
            0,
            Passed,
            "now or earlier",
            "1700000000 (2023-11-14T22:13:20Z), 0s ago",
        ),
        (
            new(),
            "nbf",
            3_600,
            Failed,
            "now or earlier",
            "1700003600 (2023-11-14T23:13:20Z), in 1h 0m",
        ),
        (
            young(),
            "max_age",
            -59,
            Passed,
            "less than 60s ago",
            "1699999941 (2023-11-14T22:12:21Z), 59s ago",
        ),
        (
            young(),
            "max_age",
            -60,
            Failed,
            "less than 60s ago",
            "1699999940 (2023-11-14T22:12:20Z), 1m 0s ago",
        ),
        (
            young(),
            "max_age",
            1,
            Failed,
            "less than 60s ago",
            "1700000001 (2023-11-14T22:13:21Z), in 1s",
        ),
    ] {
        let told = told(verifier, name, NOW + step);
        assert_eq!(
            told,
            (outcome, expected.into(), found.into()),
            "{name} {step}"
        );
    }
    let bounded = new().max_validity("60s");
    for (iat, exp, outcome, found) in [
        (-10, 50, Passed, "1m 0s from iat to exp"),
        (-10, 51, Failed, "1m 1s from iat to exp"),
        (
            1,
            50,
            Failed,
            "iat 1700000001 (2023-11-14T22:13:21Z), in 1s",
        ),
    ] {
        let claims = json!({"iat": NOW + iat, "exp": NOW + exp});
        let report = explain(&bounded, &token(&claims.to_string()));
        let expected = "at most 60s from iat to exp, and iat not in the future";
        let said = said(&report, "max_validity");
        assert_eq!(said, (outcome, Some(expected), Some(found)));
    }
    // The other of the two instants.
    let report = explain(&new(), &token("{}"));
    assert_eq!(report.now(), at(NOW));
    assert!(
        report
            .to_string()
            .contains("\njudged at 1700000000 (2023-11-14T22:13:20Z)\n")
    );
}
