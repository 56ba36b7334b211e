//! RFC 7519 §4.1: a registered claim that is judged or required has the type that it is given there,
//! whichever call names it; and a refusal says what came, never that something is not what it is.

use core::time::Duration;

use glassbox::time::FixedClock;
use glassbox::{Verifier, VerifyError};
use serde_json::json;

use super::verifier;
use crate::support::{NOW, at, code, token, verdict};

/// JSON of every type, and what no reader reads: each with the words for its type.
const VALUES: [(&str, &str); 18] = [
    ("null", "null"),
    ("true", "a boolean"),
    ("5", "a number"),
    ("-0.5", "a number"),
    ("1e999", "a number"),
    ("\"\"", "a string"),
    ("\"a\"", "a string"),
    ("\"\\ud800\"", "a string"),
    ("[]", "an array"),
    ("[1]", "an array"),
    ("[[\"a\"]]", "an array"),
    ("[\"a\"]", "an array"),
    ("[\"a\",null]", "an array"),
    ("[\"\\ud800\"]", "an array"),
    ("{}", "an object"),
    ("{\"a\":\"a\"}", "an object"),
    (r#"{"$serde_json::private::RawValue":"\"a\""}"#, "an object"),
    (r#"{"$serde_json::private::Number":"5"}"#, "an object"),
];

const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// Every way to name a claim, by the name of its call.
fn ways(claim: &'static str) -> Vec<(&'static str, Verifier)> {
    let fits = match claim {
        "exp" | "nbf" | "iat" => json!(NOW),
        _ => json!("a"),
    };
    let mut ways = vec![
        ("none", verifier()),
        ("require", verifier().require(claim)),
        ("expect", verifier().expect(claim, fits)),
        ("check", verifier().check(claim, |_| true)),
        ("refusing check", verifier().check(claim, |_| false)),
    ];
    match claim {
        "iss" => ways.push(("issuer", verifier().issuer("a"))),
        "sub" => ways.push(("subject", verifier().subject("a"))),
        "jti" => ways.push(("jwt_id", verifier().jwt_id("a"))),
        "aud" => ways.push(("audience", verifier().audience("a"))),
        "iat" => ways.push(("max_age", verifier().max_age(Duration::from_secs(9)))),
        _ => {}
    }
    ways
}

#[test]
fn a_judged_claim_has_its_type() {
    let mut refused = 0;
    for claim in REGISTERED {
        let is_date = ["exp", "nbf", "iat"].contains(&claim);
        for (value, found) in VALUES {
            let has_its_type = match found {
                "a number" => is_date && value != "1e999",
                "a string" => !is_date,
                "an array" => claim == "aud" && matches!(value, "[]" | "[\"a\"]"),
                _ => false,
            };
            for (way, verifier) in ways(claim) {
                let text = token(&format!(r#"{{"{claim}":{value}}}"#));
                let is_judged = way != "none" || is_date || claim == "aud";
                let code = code(&verifier, &text);
                // A build that reads it otherwise refuses it whatever is judged.
                if code == "invalid_payload" && value.contains("private::") {
                    continue;
                }
                let is_refused = code == "invalid_claim_type";
                let is_due = is_judged && !has_its_type;
                assert_eq!(is_refused, is_due, "{claim} {value} {way}");
                refused += usize::from(is_refused);
            }
        }
    }
    assert!(refused > 300, "{refused}");
    // Other claims have the type that their issuer gives them.
    for (value, _) in VALUES {
        let text = token(&format!(r#"{{"scope":{value}}}"#));
        assert_ne!(
            code(&verifier().require("scope"), &text),
            "invalid_claim_type"
        );
    }
}

#[test]
fn a_refusal_says_what_came_and_not_that_it_is_not_that() {
    let mut told = 0;
    for claim in REGISTERED.into_iter().chain(["scope"]) {
        for (value, found) in VALUES {
            for (way, verifier) in ways(claim) {
                let text = token(&format!(r#"{{"{claim}":{value}}}"#));
                let Err(VerifyError::Claim(error)) = verdict(&verifier, &text) else {
                    continue;
                };
                told += 1;
                let text = error.to_string();
                let place = format!("{claim} {value} {way}: {text}");
                // It is there.
                assert!(!text.contains("missing"), "{place}");
                if let Some((_, wanted)) = text.split_once(", not ") {
                    let mut wanted = wanted.split(" or ");
                    assert!(wanted.all(|wanted| wanted != found), "{place}");
                }
                let words = [
                    "null",
                    "a boolean",
                    "a number",
                    "a string",
                    "an array",
                    "an object",
                ];
                let (start, _) = text.split_once(", ").unwrap_or((&text, ""));
                for word in words.into_iter().filter(|word| *word != found) {
                    let is_told = start.contains(&format!("is {word}"));
                    assert!(!is_told, "{place}");
                }
            }
        }
    }
    assert!(told > 400, "{told}");
}

/// It is JSON, and no rule holds of it. (A number beyond an `f64` is another, where serde_json has no
/// arbitrary precision.)
#[test]
fn a_value_that_cannot_be_read_is_not_what_is_expected() {
    let text = token(r#"{"role":"\ud800"}"#);
    for (verifier, expected) in [
        (verifier().expect("role", "a"), ", expected \"a\""),
        (verifier().check("role", |_| true), ""),
    ] {
        let error = verdict(&verifier, &text).unwrap_err();
        assert_eq!(error.code(), "invalid_claim");
        let told = format!("the claim role is a value that cannot be read{expected}");
        assert_eq!(error.to_string(), told);
    }
    let beyond = token(r#"{"role":1e999}"#);
    let verifier = verifier().expect("role", "a");
    assert_eq!(code(&verifier, &beyond), "invalid_claim");
}

/// What can hold of no token is found at start-up.
#[test]
fn a_value_that_no_such_claim_has_is_a_contradiction() {
    for (claim, value) in [
        ("sub", json!(42)),
        ("iss", json!(["a"])),
        ("jti", json!(null)),
        ("aud", json!({"0": "a"})),
        ("aud", json!(["a", 1])),
        ("exp", json!("1900000000")),
        ("nbf", json!(true)),
        ("iat", json!(null)),
    ] {
        let verifier = verifier().expect(claim, value.clone());
        let error = verifier.check_configuration().unwrap_err();
        let text = error.to_string();
        assert!(
            text.contains(&format!(".expect(\"{claim}\", ..)")),
            "{text}"
        );
        assert_eq!(code(&verifier, &token("{}")), "configuration");
    }
    for (claim, value) in [
        ("sub", json!("42")),
        ("aud", json!(["a", "b"])),
        ("exp", json!(1.5)),
        ("scope", json!(null)),
    ] {
        let verifier = verifier().expect(claim, value);
        // Where the platform has no clock, that is all there is to say.
        let checked = verifier
            .clock(FixedClock::new(at(NOW)))
            .check_configuration();
        assert_eq!(checked, Ok(()), "{claim}");
    }
}
