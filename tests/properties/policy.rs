//! The verdict of a verifier is that of the oracle: any claims, any clock, any configuration.

use core::time::Duration;
use std::collections::BTreeMap;

use glassbox::Verifier;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Map, Value};

use super::oracle::{Policy, Rule};
use super::{json, kept_in, the_same};
use crate::support::{NOW, at, key, token};

/// What the oracle's policy is in the crate's words.
pub fn verifier(policy: &Policy) -> Verifier {
    let mut verifier = Verifier::new(key());
    let leeway = Duration::from_secs(policy.leeway);
    verifier = match policy.long_leeway {
        true => verifier.long_leeway(leeway),
        false => verifier.leeway(leeway),
    };
    if policy.allow_missing_exp {
        verifier = verifier.allow_missing_exp();
    }
    if policy.allow_expired {
        verifier = verifier.allow_expired();
    }
    if policy.any_audience {
        verifier = verifier.any_audience();
    }
    type Call = fn(Verifier, Vec<String>) -> Verifier;
    let calls: [(_, Call); 4] = [
        (&policy.issuer, |verifier, names| verifier.issuer(names)),
        (&policy.subject, |verifier, names| verifier.subject(names)),
        (&policy.jwt_id, |verifier, names| verifier.jwt_id(names)),
        (&policy.audience, |verifier, names| verifier.audience(names)),
    ];
    for (names, call) in calls {
        if let Some(names) = names {
            verifier = call(verifier, names.clone());
        }
    }
    if let Some(max_age) = policy.max_age {
        verifier = verifier.max_age(Duration::from_secs(max_age));
    }
    if let Some(longest) = policy.max_validity {
        verifier = verifier.max_validity(Duration::from_secs(longest));
    }
    for rule in &policy.rules {
        verifier = match rule {
            Rule::Require(claim) => verifier.require(claim),
            Rule::Expect(claim, value) => verifier.expect(claim, value.clone()),
        };
    }
    verifier
}

/// The steps by which dates, clocks and tolerances differ, so that sums meet exactly.
const STEPS: [i64; 9] = [0, 1, -1, 10, -10, 60, -60, 600, -600];

fn instant() -> impl Strategy<Value = i64> {
    let near = vec(select(&STEPS[..]), 0..4).prop_map(|steps| NOW + steps.iter().sum::<i64>());
    let ends = vec![0, -1, i64::MIN, i64::MIN + 1, i64::MAX - 1, i64::MAX];
    prop_oneof![9 => near, 1 => select(ends)]
}

fn date() -> impl Strategy<Value = Value> {
    let fraction = (instant(), select(vec![0.0, 0.25, 0.5, 0.999]));
    prop_oneof![
        12 => instant().prop_map(Value::from),
        4 => fraction.prop_map(|(whole, part)| Value::from(whole as f64 + part)),
        1 => select(vec![1e19, -1e19, 1e300, -1e300, -0.0, -0.5]).prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        1 => json(),
    ]
}

/// An end: mostly one that is yet to come, or most tokens would be over.
fn end() -> impl Strategy<Value = Value> {
    prop_oneof![1 => date(), 1 => (NOW + 1..NOW + 2000).prop_map(Value::from)]
}

const NAMES: [&str; 4] = ["me", "you", "app", "Me"];

fn name() -> impl Strategy<Value = Value> {
    prop_oneof![8 => select(&NAMES[..]).prop_map(Value::from), 1 => json()]
}

fn audience() -> impl Strategy<Value = Value> {
    prop_oneof![3 => name(), 2 => vec(name(), 0..4).prop_map(Value::from)]
}

fn custom() -> impl Strategy<Value = Value> {
    let few = [
        Value::from(1),
        Value::from(1.0),
        Value::from("1"),
        Value::Null,
    ];
    prop_oneof![4 => select(few.to_vec()), 1 => json()]
}

fn claims() -> impl Strategy<Value = Map<String, Value>> {
    let maybe = |strategy| prop::option::weighted(0.85, strategy);
    let dates = (
        prop::option::weighted(0.95, end()),
        prop::option::weighted(0.3, date()),
        prop::option::weighted(0.8, date()),
    );
    let names = (maybe(name()), maybe(name()), maybe(name()));
    let others = (
        prop::option::weighted(0.4, audience()),
        prop::option::weighted(0.85, custom()),
    );
    (dates, names, others).prop_map(|((exp, nbf, iat), (iss, sub, jti), (aud, scope))| {
        let slots = [
            ("exp", exp),
            ("nbf", nbf),
            ("iat", iat),
            ("iss", iss),
            ("sub", sub),
            ("jti", jti),
            ("aud", aud),
            ("scope", scope),
        ];
        let present = slots
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        present.map(|(name, value)| (name.into(), value)).collect()
    })
}

fn expectation(probability: f64) -> impl Strategy<Value = Option<Vec<String>>> {
    let name = prop_oneof![150 => select(&NAMES[..]), 1 => Just("")];
    let several = prop_oneof![100 => vec(name, 1..4), 1 => Just(vec![])];
    let several = several.prop_map(|names| names.into_iter().map(String::from).collect());
    prop::option::weighted(probability, several)
}

fn rule() -> impl Strategy<Value = Rule> {
    let claim = prop_oneof![
        6 => Just("scope"),
        3 => select(vec!["aud", "iss", "sub", "jti", "exp", "iat"]),
        1 => select(vec!["", "absent", "nbf"]),
    ];
    let value = prop_oneof![3 => custom(), 1 => name(), 1 => date()];
    (claim, prop::option::of(value)).prop_map(|(claim, value)| match value {
        None => Rule::Require(claim.into()),
        Some(value) => Rule::Expect(claim.into(), value),
    })
}

pub fn policies() -> impl Strategy<Value = Policy> {
    let leeway = prop_oneof![
        4 => Just(0),
        3 => select(vec![1, 10, 60, 600]),
        1 => select(vec![601, u64::MAX]),
    ];
    let max_age = prop_oneof![30 => select(vec![1, 10, 60, 600, u64::MAX]), 1 => Just(0)];
    let longest = vec![1, 10, 60, 600, 1200, u64::MAX];
    let max_validity = prop_oneof![30 => select(longest), 1 => Just(0)];
    // Missing, expired; a limit of what lies between two dates contradicts the first of them.
    let end = prop_oneof![
        4 => (any::<bool>(), prop::bool::weighted(0.2), Just(None)),
        2 => (Just(false), prop::bool::weighted(0.2), max_validity.clone().prop_map(Some)),
        1 => (any::<bool>(), any::<bool>(), max_validity.prop_map(Some)),
    ];
    let times = (
        end,
        leeway,
        any::<bool>(),
        prop::option::weighted(0.4, max_age),
    );
    let lists = (
        expectation(0.2),
        expectation(0.2),
        expectation(0.2),
        expectation(0.4),
    );
    let rules = prop_oneof![4 => Just(vec![]), 1 => vec(rule(), 1..3)];
    (times, lists, prop::bool::weighted(0.1), rules).prop_map(|(times, lists, any, rules)| {
        let (end, leeway, long_leeway, max_age) = times;
        let (allow_missing_exp, allow_expired, max_validity) = end;
        let (issuer, subject, jwt_id, audience) = lists;
        Policy {
            allow_missing_exp,
            allow_expired,
            leeway,
            long_leeway,
            max_age,
            max_validity,
            issuer,
            subject,
            jwt_id,
            audience,
            any_audience: any,
            rules,
        }
    })
}

pub fn cases() -> impl Strategy<Value = (Policy, Map<String, Value>, i64)> {
    (
        policies(),
        claims(),
        prop_oneof![4 => Just(NOW), 1 => instant()],
    )
}

proptest! {
    #![proptest_config(kept_in("tests/properties/regressions/policy.txt"))]

    #[test]
    fn the_policy_is_what_its_table_says((policy, claims, now) in cases()) {
        let payload = Value::from(claims).to_string();
        let read = serde_json::from_str(&payload).unwrap();
        let verdict = verifier(&policy).at(at(now)).verify::<Value>(&token(&payload));
        match verdict {
            Ok(token) => {
                prop_assert_eq!(policy.code(&read, now), "accepted");
                prop_assert_eq!(token.into_claims(), Value::from(read));
            }
            Err(error) => prop_assert_eq!(error.code(), policy.code(&read, now), "{}", error),
        }
    }
}

/// The cases above would prove little if nearly all of them ended alike.
#[test]
fn the_cases_reach_every_verdict() {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for (policy, claims, now) in the_same(4000, &cases()) {
        *counts.entry(policy.code(&claims, now)).or_default() += 1;
    }
    for code in [
        "accepted",
        "configuration",
        "missing_claim",
        "invalid_claim_type",
        "invalid_issuer",
        "invalid_subject",
        "invalid_audience",
        "audience_not_configured",
        "invalid_jwt_id",
        "invalid_claim",
        "token_expired",
        "token_not_yet_valid",
        "token_issued_in_future",
        "token_too_old",
        "token_valid_too_long",
    ] {
        let count = counts.get(code).copied().unwrap_or_default();
        assert!(count >= 20, "{code}: {count} of {counts:?}");
    }
}
