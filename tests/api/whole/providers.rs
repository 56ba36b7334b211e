//! Tokens of real providers, in the shapes that their documentation shows (providers/shapes.json names the
//! pages): each passes the verifier that the documentation asks for, built of named calls alone, and
//! is refused by a neighbour of it.
//!
//! The tokens are signed here with an HMAC key, and `alg` is HS256 where the provider's differs: the
//! shape is what is tested. With the algorithm that they have, and the sets that their issuers publish,
//! they are in tests/jwk/providers.rs.

pub mod cases;

use std::collections::BTreeMap;
use std::time::Duration;

use glassbox::{Claims, NumericDate, Verifier};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::support::{at, forge, key};
use cases::{Build, CASES, Case, has};

#[derive(Deserialize)]
pub struct Recorded<'a> {
    pub name: &'a str,
    source: String,
    #[serde(borrow)]
    pub header: &'a RawValue,
    #[serde(borrow)]
    pub payload: &'a RawValue,
}

pub fn recorded() -> Vec<Recorded<'static>> {
    serde_json::from_str(include_str!("providers/shapes.json")).unwrap()
}

/// The token of that name, and an instant within its life.
fn token(name: &str) -> (String, NumericDate) {
    edited(name, |_| {})
}

/// The same with another payload.
fn edited(name: &str, edit: impl FnOnce(&mut Value)) -> (String, NumericDate) {
    let all = recorded();
    let shape = all.iter().find(|shape| shape.name == name).unwrap();
    let header: BTreeMap<&str, &RawValue> = serde_json::from_str(shape.header.get()).unwrap();
    let header = shape
        .header
        .get()
        .replacen(header["alg"].get(), "\"HS256\"", 1);
    let original: Value = serde_json::from_str(shape.payload.get()).unwrap();
    let mut payload = original.clone();
    edit(&mut payload);
    let now = at(original["exp"].as_i64().unwrap_or(1_700_000_000) - 1);
    let text = if payload == original {
        forge(&header, shape.payload.get(), &key())
    } else {
        forge(&header, &payload.to_string(), &key())
    };
    (text, now)
}

fn code(build: Build, token: &str, now: NumericDate) -> &'static str {
    let verifier = build(Verifier::new(key()));
    assert_eq!(verifier.check_configuration(), Ok(()));
    let verdict = verifier.at(now).verify::<Value>(token);
    verdict.map_or_else(|error| error.code(), |_| "accepted")
}

#[test]
fn accepted_as_documented_and_refused_by_a_neighbour() {
    for Case { name, right, wrong } in CASES {
        let (token, now) = token(name);
        assert_eq!(code(*right, &token, now), "accepted", "{name}");
        for (index, (refusal, neighbour)) in wrong.iter().enumerate() {
            assert_eq!(code(*neighbour, &token, now), *refusal, "{name} {index}");
        }
        if *name != "kubernetes_legacy" {
            let end = now.saturating_add(Duration::from_secs(1));
            assert_eq!(code(*right, &token, end), "token_expired", "{name}");
        }
    }
}

#[test]
fn every_recorded_shape_is_in_the_table() {
    let shapes = recorded();
    assert_eq!(shapes.len(), 14);
    for Recorded { name, source, .. } in shapes {
        assert!(CASES.iter().any(|case| case.name == name), "{name}");
        assert!(source.contains('.'), "{name} names no source");
    }
}

#[test]
fn the_forms_that_one_provider_varies() {
    let keycloak: Build = |v| {
        v.issuer("https://keycloak.example/realms/demo")
            .audience("service1")
    };
    let duende: Build = |v| {
        v.typ("at+jwt")
            .audience("urn:resource1")
            .check("scope", |s| has(s, "resource1.scope1"))
    };
    let scopes = json!(["openid", "resource1.scope1"]);
    for (name, member, value, build, verdict) in [
        ("keycloak", "aud", json!("service1"), keycloak, "accepted"),
        (
            "keycloak",
            "aud",
            json!(["account", "service1"]),
            keycloak,
            "accepted",
        ),
        (
            "keycloak",
            "aud",
            json!("account"),
            keycloak,
            "invalid_audience",
        ),
        ("duende", "scope", scopes, duende, "accepted"),
        (
            "duende",
            "scope",
            json!(["openid"]),
            duende,
            "invalid_claim",
        ),
        (
            "duende",
            "aud",
            json!(["urn:resource3", "urn:resource1"]),
            duende,
            "accepted",
        ),
    ] {
        let (token, now) = edited(name, |payload| payload[member] = value.clone());
        assert_eq!(code(build, &token, now), verdict, "{name} {member} {value}");
    }
    // No mapper added an audience: only a verifier that expects none takes it.
    let (token, now) = edited("keycloak", |payload| {
        payload.as_object_mut().unwrap().remove("aud");
    });
    assert_eq!(code(keycloak, &token, now), "missing_claim");
    assert_eq!(
        code(
            |v| v.issuer("https://keycloak.example/realms/demo"),
            &token,
            now
        ),
        "accepted"
    );
}

#[test]
fn claims_come_as_they_stand() {
    #[derive(Deserialize)]
    struct Google {
        hd: String,
        email_verified: bool,
    }
    let (token, now) = token("google_id");
    let verifier = Verifier::new(key()).any_audience();
    let claims = verifier
        .at(now)
        .verify::<Claims<Google>>(&token)
        .unwrap()
        .into_claims();
    // Beyond 2^53, and a string.
    assert_eq!(
        claims.registered.subject.as_deref(),
        Some("10769150350006150715113082367")
    );
    assert_eq!(
        (&*claims.custom.hd, claims.custom.email_verified),
        ("example.com", true)
    );
}
