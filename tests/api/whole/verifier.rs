//! `Verifier`: the acceptance policy. Each named call with a token that it takes and one that it
//! refuses. Relaxations and what a
//! refusal tells are in `verifier/`.

mod refusals;
mod relaxations;

use std::time::Duration;

use glassbox::Verifier;
use glassbox::jwt::AnyOf;
use serde_json::{Value, json};

use crate::support::{NOW, code, forge, key, token};

fn verifier() -> Verifier {
    Verifier::new(key())
}

/// A token with these claims and a good `exp`.
fn with(claims: Value) -> String {
    let mut claims = claims;
    claims
        .as_object_mut()
        .unwrap()
        .entry("exp")
        .or_insert(json!(NOW + 1));
    token(&claims.to_string())
}

fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn each_expectation_takes_its_own_and_refuses_others() {
    let calls: [(&str, Verifier, Value, Value, &str); 14] = [
        (
            "iss",
            verifier().issuer("a"),
            json!("a"),
            json!("b"),
            "invalid_issuer",
        ),
        (
            "sub",
            verifier().subject("a"),
            json!("a"),
            json!("b"),
            "invalid_subject",
        ),
        (
            "jti",
            verifier().jwt_id("a"),
            json!("a"),
            json!("b"),
            "invalid_jwt_id",
        ),
        (
            "aud",
            verifier().audience("a"),
            json!("a"),
            json!("b"),
            "invalid_audience",
        ),
        (
            "aud",
            verifier().audience("a"),
            json!(["b", "a"]),
            json!(["b"]),
            "invalid_audience",
        ),
        (
            "iss",
            verifier().issuer(["a", "b"]),
            json!("b"),
            json!("c"),
            "invalid_issuer",
        ),
        (
            "iss",
            verifier().issuer("a"),
            json!("a"),
            json!(["a"]),
            "invalid_claim_type",
        ),
        (
            "use",
            verifier().require("use"),
            json!(null),
            json!(null),
            "accepted",
        ),
        (
            "use",
            verifier().expect("use", "a"),
            json!("a"),
            json!("b"),
            "invalid_claim",
        ),
        (
            "use",
            verifier().expect("use", 1),
            json!(1),
            json!("1"),
            "invalid_claim",
        ),
        (
            "use",
            verifier().expect("use", json!([1, {"a": 2}])),
            json!([1, {"a": 2}]),
            json!([1]),
            "invalid_claim",
        ),
        (
            "iss",
            verifier().expect("iss", "a"),
            json!("a"),
            json!("b"),
            "invalid_issuer",
        ),
        (
            "use",
            verifier().check("use", Value::is_array),
            json!([]),
            json!({}),
            "invalid_claim",
        ),
        (
            "aud",
            verifier().check("aud", Value::is_string),
            json!("any"),
            json!(["any"]),
            "invalid_audience",
        ),
    ];
    for (name, verifier, right, wrong, refusal) in calls {
        let (right, wrong) = (json!({name: right}), json!({name: wrong}));
        assert_eq!(code(&verifier, &with(right.clone())), "accepted", "{right}");
        assert_eq!(code(&verifier, &with(wrong.clone())), refusal, "{wrong}");
    }
}

#[test]
fn several_expectations_hold_together() {
    let verifier = verifier()
        .issuer("i")
        .audience("a")
        .expect("token_use", "access")
        .require("scope")
        .check("scope", |scope| {
            scope.as_str().is_some_and(|s| s.contains("read"))
        });
    let good = json!({"iss": "i", "aud": "a", "token_use": "access", "scope": "read write"});
    assert_eq!(code(&verifier, &with(good.clone())), "accepted");
    for (name, value, refusal) in [
        ("iss", json!("x"), "invalid_issuer"),
        ("aud", json!("x"), "invalid_audience"),
        ("token_use", json!("id"), "invalid_claim"),
        ("scope", json!("write"), "invalid_claim"),
    ] {
        let mut bad = good.clone();
        bad[name] = value;
        assert_eq!(code(&verifier, &with(bad.clone())), refusal, "{bad}");
        bad.as_object_mut().unwrap().remove(name);
        assert_eq!(
            code(&verifier, &with(bad.clone())),
            "missing_claim",
            "{bad}"
        );
    }
}

#[test]
fn an_expectation_from_text_of_every_kind() {
    let owned = String::from("a");
    let list = vec![owned.clone(), "b".into()];
    let expectations: [AnyOf; 9] = [
        "a".into(),
        owned.clone().into(),
        (&owned).into(),
        ["b", "a"].into(),
        (&["a"]).into(),
        ["a", "b"][..].into(),
        vec!["a"].into(),
        list.as_slice().into(),
        list.into(),
    ];
    for any_of in expectations {
        let verifier = verifier()
            .issuer(any_of.clone())
            .audience(any_of.clone())
            .typ(any_of);
        let payload = format!(r#"{{"iss":"a","aud":"a","exp":{}}}"#, NOW + 1);
        let token = forge(r#"{"alg":"HS256","typ":"a"}"#, &payload, &key());
        assert_eq!(code(&verifier, &token), "accepted");
        let other = payload.replacen("\"a\"", "\"c\"", 1);
        let other = forge(r#"{"alg":"HS256","typ":"a"}"#, &other, &key());
        assert_eq!(code(&verifier, &other), "invalid_issuer");
    }
}

#[test]
fn shared_by_clones_and_threads() {
    struct Service {
        verifier: Verifier,
    }
    let service = Service {
        verifier: verifier().issuer("i"),
    };
    let clone = service.verifier.clone();
    let token = with(json!({"iss": "i"}));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (verifier, token) = (clone.clone(), token.clone());
            std::thread::spawn(move || code(&verifier, &token))
        })
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), "accepted");
    }
    assert_eq!(
        code(&service.verifier, &with(json!({"iss": "x"}))),
        "invalid_issuer"
    );
}
