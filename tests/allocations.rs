//! How often each call allocates in the steady state, counted exactly and per thread: the budgets of
//! PERFORMANCE.md. What the user's own fields allocate is counted too, by reading the same payload
//! with serde_json alone, and taken off.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::cast_possible_truncation,
    dead_code,
    unreachable_pub
)]

use std::borrow::Cow;
use std::hint::black_box;
use std::time::Duration;

use glassbox::{
    Algorithm, HmacKey, KeyRing, NumericDate, Signer, Token, Verifier, jws, verify_token,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[cfg(feature = "jwe")]
#[path = "allocations/encryption.rs"]
mod encryption;
#[cfg(feature = "public-keys")]
#[path = "allocations/pairs.rs"]
mod pairs;
#[path = "allocations/refusing.rs"]
mod refusing;
#[cfg(feature = "jwks")]
#[path = "allocations/remote.rs"]
mod remote;
#[cfg(feature = "public-keys")]
#[path = "allocations/sets.rs"]
mod sets;
#[path = "allocations/signing.rs"]
mod signing;
mod support;
#[cfg(feature = "web")]
#[path = "allocations/web.rs"]
mod web;

use support::forge;

const FAR: i64 = 4_102_444_800;

/// How often a call allocates once it has run twice; what it gives is dropped uncounted.
fn count<T>(mut call: impl FnMut() -> T) -> u64 {
    drop(black_box(call()));
    drop(black_box(call()));
    let mut kept = None;
    let info = allocation_counter::measure(|| kept = Some(black_box(call())));
    drop(kept);
    info.count_total
}

/// What a payload's own fields allocate.
fn of_fields<C: DeserializeOwned>(token: &str) -> u64 {
    let payload = jws::verify(token, &key()).unwrap();
    count(|| serde_json::from_slice::<C>(&payload).unwrap())
}

/// What a good token allocates beyond its fields.
fn verifying<C: DeserializeOwned>(verifier: &Verifier, token: &str) -> u64 {
    let all = count(|| verifier.verify::<C>(token).unwrap());
    all - of_fields::<C>(token)
}

fn key() -> HmacKey {
    support::key()
}

fn user() -> User {
    User {
        username: "testAdmin".into(),
        role: "admin".into(),
        iat: 1_606_950_493,
        exp: FAR,
    }
}

/// W1, W2.
#[derive(Debug, Serialize, Deserialize)]
struct User {
    username: String,
    role: String,
    iat: i64,
    exp: i64,
}

#[derive(Deserialize)]
struct Borrowed<'a> {
    username: &'a str,
    #[serde(borrow)]
    role: Cow<'a, str>,
    exp: i64,
}

/// W3, W4.
#[derive(Serialize, Deserialize)]
struct Access {
    iss: String,
    sub: String,
    aud: String,
    exp: i64,
    nbf: i64,
    iat: i64,
    jti: String,
    scope: String,
    roles: Vec<String>,
    email: String,
    name: String,
}

#[derive(Deserialize)]
struct BorrowedAccess<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    scope: &'a str,
    #[serde(borrow)]
    roles: [&'a str; 5],
    email: &'a str,
}

fn access() -> Access {
    let text = String::from;
    Access {
        iss: text("https://auth.example/realms/production"),
        sub: text("36fa0f91-f94d-4a0c-afed-6b7d952e47da"),
        aud: text("https://api.example/v2"),
        exp: FAR,
        nbf: 1_606_950_493,
        iat: 1_606_950_493,
        jti: text("d58f5dc8-fd8f-462b-8a19-716f8f83985b"),
        scope: text("openid profile email read:orders write:orders"),
        roles: ["admin", "auditor", "billing", "support", "developer"]
            .map(text)
            .into(),
        email: text("jane.doe@customer.example"),
        name: text("Jane Doe"),
    }
}

fn access_verifier(keys: impl glassbox::key::KeySource + 'static) -> Verifier {
    Verifier::new(keys)
        .issuer("https://auth.example/realms/production")
        .audience(["https://api.example/v1", "https://api.example/v2"])
}

fn padded(bytes: usize) -> String {
    let payload = format!(
        r#"{{"username":"{}","role":"","iat":1,"exp":{FAR}}}"#,
        "x".repeat(bytes)
    );
    support::token(&payload)
}

/// HS256, HS384, HS512, with and without an id.
fn keys() -> Vec<HmacKey> {
    let secret = [7; 64];
    let all = [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512];
    let bare = all.map(|algorithm| HmacKey::new(algorithm, secret).unwrap());
    let named = bare.clone().map(|key| key.with_key_id("2026-11"));
    bare.into_iter().chain(named).collect()
}

#[test]
fn the_counter_counts() {
    assert_eq!(count(|| ()), 0);
    assert_eq!(count(|| String::from("a")), 1);
    assert_eq!(count(|| vec![String::from("a"), String::from("b")]), 3);
    assert_eq!(count(|| (Vec::<u8>::with_capacity(8), Box::new(1_u8))), 2);
    // One that grows counts each time.
    assert_eq!(
        count(|| {
            let mut text = String::with_capacity(1);
            text.push_str("two");
            text
        }),
        2
    );
    assert_eq!(of_fields::<User>(&padded(1)), 1 /* "" has none */);
    assert_eq!(
        of_fields::<Access>(&Signer::new(key()).sign(&access()).unwrap()),
        14
    );
}

#[test]
fn w2_w3_w8_verifying_takes_the_users_fields_alone() {
    for key in keys() {
        let user = Signer::new(key.clone()).sign(&user()).unwrap();
        let access = Signer::new(key.clone()).sign(&access()).unwrap();
        let other = HmacKey::hs256([1; 32]).unwrap().with_key_id("other");
        let ring = KeyRing::new(other).accept(key.clone()).unwrap();
        let until = KeyRing::new(HmacKey::hs512([1; 64]).unwrap().with_key_id("other"))
            .accept_until(key.clone(), NumericDate::MAX)
            .unwrap();
        for keys in [KeyRing::new(key.clone()), ring, until] {
            let verifier = Verifier::new(keys.clone());
            assert_eq!(count(|| verifier.verify::<User>(&user).unwrap()), 2);
            let verifier = access_verifier(keys);
            assert_eq!(count(|| verifier.verify::<Access>(&access).unwrap()), 14);
        }
        let verifier = Verifier::new(key.clone());
        assert_eq!(count(|| verifier.verify::<User>(&user).unwrap()), 2);
        assert_eq!(
            count(|| verifier.at(NumericDate::MIN).verify::<User>(&user).unwrap()),
            2
        );
        assert_eq!(count(|| verify_token::<User>(&user, &key).unwrap()), 2);
        let verifier = access_verifier(key.clone());
        assert_eq!(count(|| verifier.verify::<Access>(&access).unwrap()), 14);
    }
    let user = Signer::new(key()).sign(&user()).unwrap();
    let access = Signer::new(key()).sign(&access()).unwrap();
    assert_eq!(verifying::<Value>(&Verifier::new(key()), &user), 0);
    assert_eq!(verifying::<Value>(&access_verifier(key()), &access), 0);
    assert_eq!(
        verifying::<Access>(&access_verifier(key()).any_typ(), &access),
        0
    );
    let strict = access_verifier(key())
        .subject("36fa0f91-f94d-4a0c-afed-6b7d952e47da")
        .jwt_id("d58f5dc8-fd8f-462b-8a19-716f8f83985b")
        .leeway(Duration::from_secs(60))
        .max_age(Duration::from_secs(1 << 40))
        .max_validity(Duration::from_secs(1 << 40));
    assert_eq!(verifying::<Access>(&strict, &access), 0);
}

#[test]
fn a_payload_above_a_kibibyte_takes_one_more() {
    let verifier = Verifier::new(key());
    // The payload is 45 bytes longer than the padding.
    for (bytes, more) in [(200, 0), (950, 0), (1100, 1), (4096, 1), (64 * 1024, 1)] {
        assert_eq!(
            verifying::<User>(&verifier, &padded(bytes)),
            more,
            "{bytes}"
        );
    }
}

#[test]
fn borrowing_takes_none() {
    let mut buffer = Vec::with_capacity(128 * 1024);
    for key in keys() {
        let user = Signer::new(key.clone()).sign(&user()).unwrap();
        let access = Signer::new(key.clone()).sign(&access()).unwrap();
        let ring = KeyRing::new(key.clone());
        for verifier in [Verifier::new(key.clone()), Verifier::new(ring)] {
            let mut read = || {
                verifier
                    .verify_in::<Borrowed<'_>>(&user, &mut buffer)
                    .map(|_| ())
                    .unwrap()
            };
            assert_eq!(count(&mut read), 0);
        }
        let verifier = access_verifier(key);
        let mut read = || {
            let token: Token<BorrowedAccess<'_>> =
                verifier.verify_in(&access, &mut buffer).unwrap();
            assert_eq!(token.claims().roles[4], "developer");
        };
        assert_eq!(count(&mut read), 0);
    }
    let (verifier, large) = (Verifier::new(key()), padded(64 * 1024));
    let read = || {
        verifier
            .verify_in::<Borrowed<'_>>(&large, &mut buffer)
            .map(|_| ())
            .unwrap()
    };
    assert_eq!(count(read), 0);
}

#[test]
fn an_unusual_header_is_kept_in_a_box() {
    let payload = format!(r#"{{"username":"a","role":"b","iat":1,"exp":{FAR}}}"#);
    // (the header, the most beyond the fields)
    for (header, most) in [
        (r#"{"alg":"HS256","typ":"JWT"}"#, 0),
        (r#"{"typ":"JWT","alg":"HS256"}"#, 0),
        (r#"{"typ":"JWT", "alg":"HS256"}"#, 3),
        (r#"{"alg":"HS256"}"#, 2),
        (r#"{"alg":"HS256","kid":"2026-11"}"#, 3),
        (r#"{"alg":"HS256","typ":"JWT","x":1}"#, 16),
    ] {
        let token = forge(header, &payload, &key());
        let taken = verifying::<User>(&Verifier::new(key()), &token);
        assert!(taken <= most, "{taken} for {header}");
    }
}
