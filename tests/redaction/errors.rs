//! What the errors show of a token: before its signature holds nothing, after it `iss` and `aud`,
//! and of `sub`, `jti` and custom claims the JSON type alone. That
//! every variant is walked `redaction/variants.rs` sees to.

use std::error::Error;
use std::fmt::Debug;

use glassbox::{HmacKey, KeyRing, Verifier, VerifyError};
use serde_json::{Value, json};

use crate::support::{Down, NOW, at, crowded, forge, forge_bytes, key};

/// Stands in every token below, in whatever may not be shown.
pub const PRIVATE: &str = "wYxVuTsRqP";

/// The first part of a text, eight characters long, that stands in another.
pub fn part_of(shown: &str, token: &str) -> Option<String> {
    let parts = token.as_bytes().windows(8);
    let mut parts = parts.filter_map(|part| std::str::from_utf8(part).ok());
    parts.find(|part| shown.contains(part)).map(String::from)
}

/// All that a log may get of an error: its text, its `Debug`, and the same of its sources.
pub fn logged(error: &(dyn Error + 'static)) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(&format!(" {error} {error:?}"));
        source = error.source();
    }
    text
}

fn verify(verifier: &Verifier, token: &str) -> VerifyError {
    verifier.at(at(NOW)).verify::<Value>(token).unwrap_err()
}

/// Refused before the signature holds.
pub fn before() -> Vec<VerifyError> {
    let payload = json!({"sub": PRIVATE, "exp": NOW + 1}).to_string();
    let headed = |header: &str| forge(&header.replace('$', PRIVATE), &payload, &key());
    let verifier = Verifier::new(key());
    let named = KeyRing::new(key().with_key_id("2026-11"));
    let good = headed(r#"{"alg":"HS256","typ":"JWT"}"#);
    let tokens = [
        (&verifier, PRIVATE.repeat(9)),
        (&verifier, format!("{good}.{PRIVATE}")),
        (&verifier, format!("{good}.{0}.{0}", PRIVATE.repeat(2))),
        (&verifier, PRIVATE.repeat(30_000)),
        (&verifier, headed("$")),
        (&verifier, headed(r#"{"alg":"HS256","$":1,"$":2}"#)),
        (&verifier, headed(&crowded(r#"{"alg":"HS256","$":1}"#, 31))),
        (&verifier, headed(r#"{"typ":"$"}"#)),
        (&verifier, headed(r#"{"alg":"HS256","kid":["$"]}"#)),
        (&verifier, headed(r#"{"alg":"HS256","crit":["$"]}"#)),
        (&verifier, headed(r#"{"alg":"HS256","b64":false,"x":"$"}"#)),
        (&verifier, headed(r#"{"alg":"HS256","enc":"$"}"#)),
        (&verifier, headed(r#"{"alg":"HS256","typ":"$"}"#)),
        (
            &verifier,
            headed(r#"{"alg":"HS256","typ":"at+jwt","x":"$"}"#),
        ),
        (&verifier, headed(r#"{"alg":"$"}"#)),
        (&verifier, headed(r#"{"alg":"HS384","x":"$"}"#)),
        (
            &Verifier::new(named),
            headed(r#"{"alg":"HS256","kid":"$"}"#),
        ),
        (&Verifier::new(Down), headed(r#"{"alg":"HS256","kid":"$"}"#)),
        (
            &Verifier::new(HmacKey::hs256([1; 32]).unwrap()),
            good.clone(),
        ),
        (
            &verifier.clone().max_header_bytes(20),
            headed(r#"{"alg":"HS256","x":"$"}"#),
        ),
    ];
    let refusals = tokens.iter().map(|(verifier, token)| {
        let error = verify(verifier, token);
        let text = logged(&error);
        assert_eq!(part_of(&text, token), None, "{text}");
        assert!(!text.contains(&PRIVATE[..4]), "{text}");
        error
    });
    refusals.collect()
}

/// Refused after it: the policy, and types that the claims do not fit.
pub fn after() -> Vec<VerifyError> {
    #[derive(Debug, serde::Deserialize)]
    #[serde(rename_all = "lowercase")]
    enum Role {
        Admin,
    }
    #[derive(Debug, serde::Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(unused)]
    struct Typed {
        #[serde(default)]
        role: Option<Role>,
        #[serde(default)]
        address: Option<std::net::IpAddr>,
        #[serde(default)]
        age: Option<u8>,
        #[serde(default)]
        names: Option<[char; 2]>,
        exp: i64,
    }
    let token = |claims: &str| crate::support::token(&claims.replace('$', PRIVATE));
    let default = Verifier::new(key());
    let lax = || Verifier::new(key()).allow_missing_exp();
    let mut errors = Vec::new();
    for (verifier, claims) in [
        (&default, r#"{"sub":"$"}"#),
        (&default, r#"{"exp":"$"}"#),
        (&default, r#"{"exp":1e999,"sub":"$"}"#),
        (&default, r#"{"exp":9,"sub":"$"}"#),
        (&default, r#"{"exp":9e9,"nbf":8e9,"sub":"$"}"#),
        (&default, r#"{"exp":9e9,"sub":"$","sub":"$"}"#),
        (&default, r#"{"exp":9e9,"sub":"$","aud":"a"}"#),
        (
            &lax().max_age(std::time::Duration::from_secs(1)),
            r#"{"iat":9,"sub":"$"}"#,
        ),
        (
            &lax().max_age(std::time::Duration::from_secs(1)),
            r#"{"iat":9e9,"sub":"$"}"#,
        ),
        (
            &default.clone().max_validity("1h"),
            r#"{"iat":9,"exp":9e9,"sub":"$"}"#,
        ),
        (&lax(), r#"{"\u0024serde_json::private::RawValue":"\"$\""}"#),
        (&lax().subject("a"), r#"{"sub":"$"}"#),
        (&lax().subject("a"), r#"{"sub":["$"]}"#),
        (&lax().jwt_id("a"), r#"{"jti":"$"}"#),
        (&lax().jwt_id("a"), r#"{"jti":{"$":1}}"#),
        (&lax().expect("role", "admin"), r#"{"role":"$"}"#),
        (
            &lax().expect("role", json!({"a": 1})),
            r#"{"role":{"$":["$"]}}"#,
        ),
        (&lax().check("role", |_| false), r#"{"role":"$"}"#),
        (&lax().check("sub", |_| false), r#"{"sub":"$"}"#),
        (&default, r#""$""#),
        (&default, r#"{"sub":"$","#),
        (&default, &format!(r#"{{"sub":"$","x":{}"#, "[".repeat(400))),
    ] {
        errors.push(verify(verifier, &token(claims)));
    }
    let latin1 = forge_bytes(
        br#"{"alg":"HS256"}"#,
        b"{\"sub\":\"wYxVuTsRqP\xff\"}",
        &key(),
    );
    errors.push(verify(&default, &latin1));
    for claims in [
        r#"{"exp":9e9,"role":"$"}"#,
        r#"{"exp":9000000000,"role":"$ expected $"}"#,
        r#"{"exp":9000000000,"address":"$"}"#,
        r#"{"exp":9000000000,"age":"$"}"#,
        r#"{"exp":9000000000,"names":["$",1]}"#,
        r#"{"exp":9000000000,"names":"$"}"#,
    ] {
        let read = default.at(at(NOW)).verify::<Typed>(&token(claims));
        let error = read.map(|token| token.into_claims()).unwrap_err();
        assert!(
            matches!(error, VerifyError::Misfit(_)),
            "{claims}: {error:?}"
        );
        errors.push(error);
    }
    errors
}

#[test]
fn before_the_signature_holds_nothing_of_the_token_is_shown() {
    assert_eq!(before().len(), 20);
}

#[test]
fn after_it_personal_claims_are_not_shown() {
    let mut telling = Vec::new();
    for error in after() {
        let text = error.to_string();
        assert!(!text.contains(&PRIVATE[..4]), "{text}");
        // `?` in a `main`, `unwrap`, `{:?}` in a log line: the same holds for them.
        if logged(&error).contains(&PRIVATE[..4]) {
            telling.push(format!("{error:?}"));
        }
    }
    assert!(telling.is_empty(), "{telling:#?}");
}

#[test]
fn issuer_and_audience_are_shown_cut_and_escaped() {
    let hostile = format!("\u{1b}[31m\n\r\0\u{202e}\"{}", "x".repeat(9999));
    for (verifier, claim) in [
        (Verifier::new(key()).issuer("i"), "iss"),
        (Verifier::new(key()).audience("a"), "aud"),
        (Verifier::new(key()), "aud"),
    ] {
        let lists = [json!(hostile), json!(vec![hostile.clone(); 9])];
        for value in lists.into_iter().take(if claim == "aud" { 2 } else { 1 }) {
            let mut claims = json!({"exp": NOW + 1});
            claims[claim] = value;
            let text = verify(&verifier, &crate::support::token(&claims.to_string())).to_string();
            assert!(text.contains("xxxx") && text.len() < 500, "{text}");
            assert!(
                !text.contains(|c: char| c.is_control() || c == '\u{202e}'),
                "{text:?}"
            );
        }
    }
}

#[test]
fn a_member_name_from_a_token_is_cut_and_escaped() {
    #[derive(Debug, serde::Deserialize)]
    struct Numbers {
        #[serde(flatten)]
        _all: std::collections::BTreeMap<String, u64>,
    }
    let name = format!("\u{1b}\n\u{202e}{}", "n".repeat(9999));
    let claims = json!({"exp": NOW + 1, name: "x"}).to_string();
    let read = Verifier::new(key())
        .at(at(NOW))
        .verify::<Numbers>(&crate::support::token(&claims));
    let text = read.unwrap_err().to_string();
    assert!(text.len() < 500, "{text}");
    assert!(
        !text.contains(|c: char| c.is_control() || c == '\u{202e}'),
        "{text:?}"
    );
}
