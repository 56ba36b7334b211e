//! H2, H3: every public call that reads somebody's text, on a thread of 2 MiB, with nestings that have
//! no end. `tests/features` runs this file with more of serde_json's features too.

use std::collections::BTreeMap;

use glassbox::jws::{self, Unverified};
use glassbox::{Claims, Signer, Verifier};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::support::{NOW, at, forge, key};

/// A type without an end, which a text can unroll as far as it goes.
#[derive(Deserialize)]
#[serde(untagged)]
#[allow(dead_code)]
enum Tree {
    Leaf(i64),
    List(Vec<Tree>),
    Map(BTreeMap<String, Tree>),
}

fn nestings(levels: usize) -> Vec<String> {
    let around =
        |open: &str, close: &str| format!("{}1{}", open.repeat(levels), close.repeat(levels));
    vec![
        around("[", "]"),
        around(r#"{"a":"#, "}"),
        around(r#"[{"a":"#, "}]"),
        around(r#"{"exp":"#, "}"),
        around(r#"{"aud":["#, "]}"),
        "[".repeat(levels),
        r#"{"a":"#.repeat(levels),
    ]
}

fn read(value: &str) {
    for claim in ["a", "exp", "aud", "iss"] {
        let payload = format!(r#"{{"{claim}":{value}}}"#);
        let text = forge(r#"{"alg":"HS256","typ":"JWT"}"#, &payload, &key());
        let verifier = Verifier::new(key()).allow_missing_exp().any_audience();
        let verifier = verifier.check("a", |value| value.is_null());
        let verifier = verifier.at(at(NOW));
        let _ = verifier.verify::<Value>(&text);
        let _ = verifier.verify::<IgnoredAny>(&text);
        let _ = verifier.verify::<Claims<Value>>(&text);
        let _ = verifier.verify::<BTreeMap<String, Tree>>(&text);
        let _ = verifier.verify_in::<Value>(&text, &mut Vec::new());
        let _ = verifier.explain(&text).to_string();
        let _ = jws::verify(&text, &key());
        let Ok(unverified) = Unverified::parse(&text) else {
            continue; // longer than any token
        };
        let _ = unverified.dangerous_claims::<Value>();
        let _ = unverified.dangerous_claims::<BTreeMap<String, Tree>>();
        let _ = unverified.to_string();
    }
    for header in [
        format!(r#"{{"alg":"HS256","x":{value}}}"#),
        format!(r#"{{"alg":"HS256","jwk":{value}}}"#),
        format!(r#"{{"alg":"HS256","kid":{value}}}"#),
        format!(r#"{{"alg":{value}}}"#),
    ] {
        let text = forge(&header, "{}", &key());
        let verifier = Verifier::new(key()).allow_missing_exp();
        let verifier = verifier.max_header_bytes(1 << 20).max_token_bytes(4 << 20);
        let _ = verifier
            .verify::<Value>(&text)
            .map(|token| token.header().member("x"));
        let _ = verifier.explain(&text).to_string();
        if let Ok(token) = Unverified::parse(&text) {
            let _ = (token.header().member("x"), token.to_string());
        }
    }
}

fn sign(levels: usize) {
    let signer = || Signer::new(key()).without_expiry();
    let mut value = json!(1);
    for _ in 0..levels {
        value = json!([value]);
    }
    let _ = signer().sign(&json!({"a": value}));
    let _ = signer().header_member("x", value).sign(&json!({}));
}

#[test]
fn h2_no_nesting_is_bottomless() {
    let all = || {
        for levels in [1, 60, 63, 64, 65, 120, 126, 127, 128, 129, 1_000, 20_000] {
            nestings(levels).iter().for_each(|value| read(value));
            // A deeper `Value` cannot be dropped on a small stack.
            sign(levels.min(500));
        }
    };
    let thread = std::thread::Builder::new().stack_size(2 << 20);
    thread.spawn(all).unwrap().join().unwrap();
}
