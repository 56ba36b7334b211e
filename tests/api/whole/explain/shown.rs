//! The report as people read it and as machines do.

use glassbox::Verifier;
use serde_json::{Value, json};

use super::explain;
use crate::support::{NOW, key, token};

#[test]
fn for_people() {
    let verifier = Verifier::new(key()).issuer("https://auth.example");
    let claims = json!({"iss": "https://auth.example", "exp": NOW - 252});
    let text = explain(&verifier, &token(&claims.to_string())).to_string();
    let expected = "\
refused: token expired 4m 12s ago (exp 1699999748, now 1700000000)
judged at 1700000000 (2023-11-14T22:13:20Z)
  passed          configuration";
    assert!(text.starts_with(expected), "{text}");
    for line in [
        "  passed          iss            \"https://auth.example\"; wanted: \"https://auth.example\"",
        "  not configured  sub            absent",
        "  FAILED          exp            1699999748 (2023-11-14T22:09:08Z), 4m 12s ago; wanted: later than now",
        "  not reached     nbf            wanted: now or earlier",
    ] {
        assert!(text.lines().any(|known| known == line), "{line}\n{text}");
    }
    assert!(text.lines().all(|line| line == line.trim_end()), "{text}");
}

#[test]
fn for_machines() {
    let verifier = Verifier::new(key()).issuer("i");
    let refused = explain(
        &verifier,
        &token(&json!({"iss": "x", "exp": NOW + 1}).to_string()),
    );
    let refused = serde_json::to_value(&refused).unwrap();
    let members: Vec<_> = refused.as_object().unwrap().keys().collect();
    assert_eq!(members, ["checks", "code", "message", "now", "verdict"]);
    assert_eq!(refused["verdict"], "refused");
    assert_eq!(refused["code"], "invalid_issuer");
    assert_eq!(refused["message"], "the claim iss is \"x\", expected \"i\"");
    assert_eq!(refused["now"], NOW);
    let row = |name: &str| {
        let mut checks = refused["checks"].as_array().unwrap().iter();
        checks.find(|check| check["check"] == name).unwrap().clone()
    };
    let iss = json!({"check": "iss", "outcome": "failed", "expected": "\"i\"", "found": "\"x\""});
    assert_eq!(row("iss"), iss);
    let size = row("size");
    assert_eq!(
        size["expected"],
        "at most 262144 bytes, with a header of 8192"
    );
    let found = size["found"].as_str().unwrap();
    assert!(found.ends_with("bytes, with a header of 27"), "{found}");
    assert_eq!(row("shape"), json!({"check": "shape", "outcome": "passed"}));
    assert_eq!(
        row("jti"),
        json!({"check": "jti", "outcome": "not_reached"})
    );
    assert_eq!(
        row("key")["details"],
        json!(["key without an id (HS256): candidate: its signature fits"])
    );

    let accepted = explain(
        &verifier,
        &token(&json!({"iss": "i", "exp": NOW + 1}).to_string()),
    );
    let accepted = serde_json::to_value(&accepted).unwrap();
    assert_eq!(accepted["verdict"], "accepted");
    assert_eq!(
        (&accepted["code"], &accepted["message"]),
        (&Value::Null, &Value::Null)
    );
    let sub = json!({"check": "sub", "outcome": "not_configured", "found": "absent"});
    assert!(accepted["checks"].as_array().unwrap().contains(&sub));
}
