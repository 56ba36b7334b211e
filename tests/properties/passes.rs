//! Claims are judged in one pass while they are read, and in a second one where the type that they are
//! read into hides its members. Both ways give one verdict, whatever the payload.

use std::collections::HashMap;

use glassbox::{Claims, RegisteredClaims, Verifier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::Value;
use serde_json::value::RawValue;

use super::oracle::Policy;
use super::policy::{policies, verifier};
use super::{json, kept_in, text, the_same};
use crate::support::careless::{Careless, CarelessClaims, by_script};
use crate::support::{NOW, at, token};

/// A user's own claims, some of them registered.
#[derive(Deserialize)]
#[allow(dead_code)]
struct User {
    #[serde(default)]
    iss: Value,
    #[serde(default)]
    scope: Value,
    #[serde(default)]
    exp: Option<f64>,
}

/// Claims that are flattened into a map of their own.
#[derive(Deserialize)]
#[allow(dead_code)]
struct Flat {
    #[serde(flatten)]
    rest: HashMap<String, Value>,
}

/// A member's name, spelled plainly or with an escape.
fn spelled(names: &'static [&'static str]) -> impl Strategy<Value = String> {
    (select(names), prop::bool::weighted(0.2)).prop_map(|(name, escaped)| {
        let first = name.chars().next().map(u32::from).unwrap();
        match escaped {
            true => format!("\"\\u{first:04x}{}\"", &name[1..]),
            false => format!("\"{name}\""),
        }
    })
}

const DATES: [&str; 3] = ["exp", "nbf", "iat"];
const TEXTS: [&str; 4] = ["iss", "sub", "aud", "jti"];
const OTHERS: [&str; 4] = [
    "scope",
    "EXP",
    "$serde_json::private::RawValue",
    "$serde_json::private::Number",
];

/// Numbers as RFC 8259 §6 allows them, of any length, and many of them at the edge of a second.
fn number() -> impl Strategy<Value = String> {
    let close = (
        NOW - 2..NOW + 3,
        "\\.(9{5,8}|0{5,8}|9{6}[78]|0{6}[1-3])[0-9]{0,20}",
    );
    prop_oneof![
        4 => (NOW - 2..NOW + 3).prop_map(|seconds| seconds.to_string()),
        2 => close.prop_map(|(whole, fraction)| format!("{whole}{fraction}")),
        1 => "-?(0|[1-9][0-9]{0,30})(\\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?",
        1 => "(17[0-9]{8,20}|1797693134862315[78][0-9]{0,8})e(2[89][0-9]|30[0-9]|-[1-9])",
    ]
}

/// Texts and lists of them, good and bad.
fn words() -> impl Strategy<Value = String> {
    let words = vec![
        "\"me\"",
        "\"app\"",
        "[\"app\",\"x\"]",
        "[\"app\",1]",
        "[1,\"app\"]",
        "\"m\\u0065\"",
        "[]",
    ];
    select(words).prop_map(String::from)
}

fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        2 => number(),
        2 => words(),
        2 => json().prop_map(|value| value.to_string()),
        // Not JSON, or nothing that a string can hold.
        1 => select(vec!["01", "1.", "nul", "\"\\ud800\"", "\"a\nb\"", ""]).prop_map(String::from),
    ]
}

fn member() -> impl Strategy<Value = (String, String)> {
    prop_oneof![
        4 => (spelled(&DATES), number()),
        4 => (spelled(&TEXTS), words()),
        1 => (prop_oneof![spelled(&DATES), spelled(&TEXTS), spelled(&OTHERS)], value()),
        1 => (text().prop_map(|name| Value::from(name).to_string()), value()),
    ]
}

fn payloads() -> impl Strategy<Value = String> {
    let members = vec(member(), 0..5);
    let space = select(vec!["", "", "", " ", "\n\t"]);
    let ends = prop_oneof![
        20 => Just(("{", "}")),
        1 => select(vec![("[", "]"), ("{", "}}"), ("{", ""), ("\u{feff}{", "}"), ("", "")]),
    ];
    (members, space, ends).prop_map(|(members, space, (open, close))| {
        let members: Vec<String> = members
            .into_iter()
            .map(|(name, value)| format!("{space}{name}{space}:{space}{value}"))
            .collect();
        format!("{open}{}{space}{close}", members.join(","))
    })
}

/// The verdict with claims read into `C`.
fn verdict<C: DeserializeOwned>(verifier: &Verifier, text: &str) -> (&'static str, Option<i64>) {
    match verifier.at(at(NOW)).verify::<C>(text) {
        Ok(token) => ("accepted", token.expires_at().map(|at| at.seconds())),
        Err(error) => (error.code(), None),
    }
}

/// The verdicts of types that are read in one pass (or two, where they hide a part), beside that
/// of the judgement alone.
fn verdicts(verifier: &Verifier, text: &str) -> [(&'static str, Option<i64>); 7] {
    [
        verdict::<Box<RawValue>>(verifier, text),
        verdict::<IgnoredAny>(verifier, text),
        verdict::<Value>(verifier, text),
        verdict::<User>(verifier, text),
        verdict::<Flat>(verifier, text),
        verdict::<RegisteredClaims>(verifier, text),
        verdict::<Claims<HashMap<String, Value>>>(verifier, text),
    ]
}

/// Policies that a single pass can judge, which those with rules are not, and that want few claims.
fn watching() -> impl Strategy<Value = Policy> {
    let several = |policy: Policy| Policy {
        long_leeway: true,
        allow_missing_exp: true,
        subject: None,
        jwt_id: None,
        rules: vec![],
        ..policy
    };
    prop_oneof![4 => policies().prop_map(several), 1 => policies()]
}

proptest! {
    #![proptest_config(kept_in("tests/properties/regressions/passes.txt"))]

    #[test]
    fn one_pass_judges_as_two_do(policy in watching(), payload in payloads()) {
        let verifier = verifier(&policy);
        let text = token(&payload);
        // Raw JSON hides everything: the judgement by itself, which any claims fit.
        let [alone, others @ ..] = verdicts(&verifier, &text);
        prop_assert_ne!(alone.0, "claims_misfit");
        for other in others {
            // Good claims need not fit a type.
            let is_misfit = alone.0 == "accepted" && other.0 == "claims_misfit";
            prop_assert!(other == alone || is_misfit, "{:?} {:?}", other, alone);
        }
    }
}

proptest! {
    #![proptest_config(kept_in("tests/properties/regressions/passes.txt"))]

    /// Whatever a type passes over, the policy is not passed over.
    #[test]
    fn no_careless_type_opens_what_the_policy_refuses(
        policy in watching(),
        payload in payloads(),
        steps in vec(any::<u8>(), 0..32),
    ) {
        let verifier = verifier(&policy);
        let text = token(&payload);
        let alone = verdict::<Box<RawValue>>(&verifier, &text);
        let careless = |text: &str| [
            verdict::<CarelessClaims>(&verifier, text),
            verdict::<Careless>(&verifier, text),
            verdict::<Claims<CarelessClaims>>(&verifier, text),
        ];
        let (verdicts, _) = by_script(&steps, || careless(&text));
        for other in verdicts {
            let is_misfit = alone.0 == "accepted" && other.0 == "claims_misfit";
            prop_assert!(other == alone || is_misfit, "{:?} {:?}", other, alone);
        }
    }
}

/// Without these the property would compare refusals alone.
#[test]
fn many_payloads_are_accepted_in_one_pass() {
    let verifier = Verifier::new(crate::support::key())
        .allow_missing_exp()
        .any_audience();
    let accepted = the_same(1000, &payloads())
        .iter()
        .map(|payload| verdicts(&verifier, &token(payload)))
        .filter(|verdicts| verdicts.iter().all(|(code, _)| *code == "accepted"))
        .count();
    assert!(accepted >= 50, "{accepted}");
}
