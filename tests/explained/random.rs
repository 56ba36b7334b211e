//! Random tokens: forged with the right key from members that are judged, mutated, and garbage.

use core::time::Duration;
use std::collections::BTreeSet;

use glassbox::{Algorithm, HmacKey, KeyRing, Verifier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree;
use proptest::test_runner::{TestRng, TestRunner};
use serde_json::json;

use super::explained;
use crate::support::{NOW, at, forge, key};

/// One call of a verifier's.
#[derive(Clone, Debug)]
enum Call {
    Issuer(&'static str),
    Subject(&'static str),
    JwtId(&'static str),
    Audience(&'static str),
    AnyAudience,
    Typ(&'static str),
    TypOrAbsent(&'static str),
    AnyTyp,
    Leeway(u64),
    MaxAge(u64),
    MaxValidity(u64),
    AllowMissingExp,
    AllowExpired,
    Require(&'static str),
    Expect(&'static str, &'static str),
    IsText(&'static str),
    MaxHeader(usize),
    MaxToken(usize),
}

fn verifier(keys: usize, calls: &[Call]) -> Verifier {
    let named = |id: &str| key().with_key_id(id);
    let hs512 = HmacKey::new(Algorithm::Hs512, [7; 64]).unwrap();
    let verifier = match keys {
        0 => Verifier::new(key()),
        1 => Verifier::new(named("a")),
        2 => Verifier::new(KeyRing::new(hs512).accept(named("a")).unwrap()),
        3 => Verifier::new(
            KeyRing::new(named("b"))
                .accept_until(key(), at(NOW))
                .unwrap(),
        ),
        _ => Verifier::new(hs512),
    };
    calls.iter().fold(verifier, |verifier, call| match *call {
        Call::Issuer(name) => verifier.issuer(name),
        Call::Subject(name) => verifier.subject(name),
        Call::JwtId(name) => verifier.jwt_id(name),
        Call::Audience(name) => verifier.audience(name),
        Call::AnyAudience => verifier.any_audience(),
        Call::Typ(typ) => verifier.typ(typ),
        Call::TypOrAbsent(typ) => verifier.typ_or_absent(typ),
        Call::AnyTyp => verifier.any_typ(),
        Call::Leeway(seconds) => verifier.leeway(Duration::from_secs(seconds)),
        Call::MaxAge(seconds) => verifier.max_age(Duration::from_secs(seconds)),
        Call::MaxValidity(seconds) => verifier.max_validity(Duration::from_secs(seconds)),
        Call::AllowMissingExp => verifier.allow_missing_exp(),
        Call::AllowExpired => verifier.allow_expired(),
        Call::Require(claim) => verifier.require(claim),
        // What a date could never be would refuse every token.
        Call::Expect(claim @ ("exp" | "nbf" | "iat"), _) => verifier.expect(claim, NOW),
        Call::Expect(claim, value) => verifier.expect(claim, value),
        Call::IsText(claim) => verifier.check(claim, |value| value.is_string()),
        Call::MaxHeader(limit) => verifier.max_header_bytes(limit),
        Call::MaxToken(limit) => verifier.max_token_bytes(limit),
    })
}

const NAMES: [&str; 3] = ["me", "you", "me"];

const REGISTERED: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// Names that the report gives to checks of its own or to those of rules, and others.
const OTHERS: [&str; 11] = [
    "scope",
    "max_age",
    "max_validity",
    "reading",
    "claims",
    "signature",
    "key",
    ".check(exp)",
    "exp) #2",
    "exp #2",
    "\u{1b}[31m",
];

fn claim() -> impl Strategy<Value = &'static str> {
    prop_oneof![select(&REGISTERED[..]), select(&OTHERS[..])]
}

fn call() -> impl Strategy<Value = Call> {
    let name = || select(&NAMES[..]);
    prop_oneof![
        8 => prop_oneof![
            name().prop_map(Call::Issuer),
            name().prop_map(Call::Subject),
            name().prop_map(Call::JwtId),
            name().prop_map(Call::Audience),
        ],
        2 => Just(Call::AnyAudience),
        2 => select(vec!["JWT", "at+jwt"]).prop_map(Call::Typ),
        1 => Just(Call::TypOrAbsent("at+jwt")),
        1 => Just(Call::AnyTyp),
        2 => select(vec![0, 1, 600, 601]).prop_map(Call::Leeway),
        3 => select(vec![1, 60, 60, 0]).prop_map(Call::MaxAge),
        2 => select(vec![1, 60, 60, 120, 120, 0]).prop_map(Call::MaxValidity),
        4 => Just(Call::AllowMissingExp),
        1 => Just(Call::AllowExpired),
        3 => claim().prop_map(Call::Require),
        3 => (claim(), name()).prop_map(|(claim, name)| Call::Expect(claim, name)),
        3 => claim().prop_map(Call::IsText),
        1 => select(vec![0, 27, 28]).prop_map(Call::MaxHeader),
        1 => select(vec![0, 150, 400]).prop_map(Call::MaxToken),
    ]
}

/// A date near the edges.
fn near() -> impl Strategy<Value = String> {
    let steps = select(vec![-61, -60, -1, 0, 1, 60, 600, 601]);
    steps.prop_map(|step| (NOW + step).to_string())
}

/// JSON as it stands in a payload: dates near the edges, names, and what is no right value.
fn value() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => near(),
        4 => select(&NAMES[..]).prop_map(|name| format!("{name:?}")),
        1 => select(vec![
            "null", "true", "[]", "{}", "[\"me\"]", "[\"me\",1]", "1e999", "-1e300", "0.5", "1700000000.5", "\"\"",
            "\"\\u001b\\u202e\"", "\"\\ud800\"", "nul", "",
        ]).prop_map(String::from),
    ]
}

/// An object, perhaps with a member twice, and mostly with an end that is yet to come.
fn payload() -> impl Strategy<Value = String> {
    let named = select(&["iss", "sub", "aud", "jti"][..]);
    let name = select(&NAMES[..]).prop_map(|name| format!("{name:?}"));
    let member = prop_oneof![2 => (claim(), value()), 1 => (named, name)];
    let members = vec(member, 0..5);
    let issued = prop_oneof![2 => near(), 1 => value()].prop_map(|value| ("iat", value));
    let issued = prop::option::weighted(0.5, issued);
    (members, prop::bool::weighted(0.8), issued).prop_map(|(members, ends, issued)| {
        let end = ends.then(|| ("exp", (NOW + 60).to_string()));
        let members = members
            .into_iter()
            .filter(|(name, _)| !ends || *name != "exp")
            .chain(issued);
        let members: Vec<_> = end
            .into_iter()
            .chain(members)
            .map(|(name, value)| format!("{}:{value}", json!(name)))
            .collect();
        format!("{{{}}}", members.join(","))
    })
}

fn header() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just(r#"{"alg":"HS256","typ":"JWT"}"#),
        6 => select(vec![
            r#"{"alg":"HS256"}"#,
            r#"{"alg":"HS256","typ":"at+jwt"}"#,
            r#"{"alg":"HS256","typ":"JWT","kid":"a"}"#,
            r#"{"alg":"HS256","kid":"b"}"#,
            r#"{"alg":"HS256","kid":"c"}"#,
        ]),
        1 => select(vec![
            r#"{"alg":"HS512"}"#,
            r#"{"alg":"none"}"#,
            r#"{"alg":"ES256","kid":"a"}"#,
            r#"{"alg":"HS256","alg":"HS256"}"#,
            r#"{"alg":"HS256","crit":["exp"]}"#,
            r#"{"alg":"HS256","kid":1}"#,
            "{}",
            "[",
        ]),
    ]
    .prop_map(String::from)
}

/// One change of a text, anywhere.
fn mutated(token: &str, at: Index, kind: usize, with: char) -> String {
    let mut characters: Vec<char> = token.chars().collect();
    let place = at.index(characters.len());
    match kind {
        0 => characters[place] = with,
        1 => characters.insert(place, with),
        2 => drop(characters.remove(place)),
        _ => characters.truncate(place),
    }
    characters.into_iter().collect()
}

fn tokens() -> impl Strategy<Value = String> {
    let good =
        || (header(), payload()).prop_map(|(header, payload)| forge(&header, &payload, &key()));
    let with = prop_oneof![3 => proptest::char::range('A', 'z'), 1 => any::<char>()];
    let odd = prop_oneof![Just(String::from("[]")), Just("[".repeat(300)), ".{0,20}"];
    prop_oneof![
        8 => good(),
        2 => (good(), any::<Index>(), 0..4_usize, with)
            .prop_map(|(token, at, kind, with)| mutated(&token, at, kind, with)),
        1 => odd.prop_map(|payload| forge(r#"{"alg":"HS256"}"#, &payload, &key())),
        1 => "[A-Za-z0-9_.-]{0,60}",
        1 => ".{0,40}",
    ]
}

fn cases() -> impl Strategy<Value = (usize, Vec<Call>, String, i64)> {
    let keys = prop_oneof![4 => Just(0), 1 => 1..5_usize];
    let calls = vec(call(), 0..5);
    let now = prop_oneof![6 => Just(NOW), 1 => select(vec![i64::MIN, NOW + 60, i64::MAX])];
    (keys, calls, tokens(), now)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn the_verdict_is_that_of_a_verification((keys, calls, token, now) in cases()) {
        explained(&verifier(keys, &calls), at(now), &token);
    }
}

/// The cases would prove little if nearly all of them ended alike: every code of a refusal that
/// arises from a token or a policy alone is among the same few thousand.
#[test]
fn the_cases_reach_every_verdict() {
    let rng = TestRng::deterministic_rng(ProptestConfig::default().rng_algorithm);
    let mut runner = TestRunner::new_with_rng(ProptestConfig::default(), rng);
    let mut reached = BTreeSet::new();
    for _ in 0..8000 {
        let (keys, calls, token, now) = cases().new_tree(&mut runner).unwrap().current();
        reached.insert(explained(&verifier(keys, &calls), at(now), &token));
    }
    let expected = [
        "accepted",
        "algorithm_mismatch",
        "audience_not_configured",
        "claims_misfit",
        "configuration",
        "critical_extension",
        "duplicate_claim",
        "invalid_audience",
        "invalid_claim",
        "invalid_claim_type",
        "invalid_header",
        "invalid_issuer",
        "invalid_jwt_id",
        "invalid_payload",
        "invalid_signature",
        "invalid_subject",
        "malformed",
        "missing_claim",
        "token_expired",
        "token_issued_in_future",
        "token_not_yet_valid",
        "token_too_old",
        "token_valid_too_long",
        "too_large",
        "unexpected_typ",
        "unknown_key",
        "unsupported_algorithm",
    ];
    let missing: Vec<_> = expected
        .iter()
        .filter(|code| !reached.contains(**code))
        .collect();
    assert!(missing.is_empty(), "{missing:?} of {reached:?}");
}
