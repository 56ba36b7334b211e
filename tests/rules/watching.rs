//! Claims are read in one pass while the policy looks on: whatever type they are read into, and
//! however it hides its members, the policy judges as it does for a plain `Value`.

mod careless;
mod payloads;
mod words;

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::fmt;

use glassbox::{Claims, NumericDate, RegisteredClaims, Verifier, VerifyError};
use serde::de::{DeserializeOwned, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::support::{NOW, at, key, token};
use payloads::payloads;

macro_rules! types {
    ($($(#[$attribute:meta])* $name:ident { $($(#[$field:meta])* $member:ident: $type:ty),* $(,)? })+) => {
        $(#[derive(Deserialize)] $(#[$attribute])* struct $name { $($(#[$field])* $member: $type),* })+
    };
}

types! {
    Full { exp: u64, nbf: Option<u64>, iss: String, aud: String, role: String }
    RoleAlone { role: String }
    Empty {}
    Float { exp: f64 }
    Optional { exp: Option<u64>, #[serde(default)] iss: Option<String> }
    Date { exp: NumericDate }
    Skipped { exp: IgnoredAny, iss: IgnoredAny, aud: IgnoredAny }
    RawExp { exp: Box<RawValue> }
    Anything { exp: Value, aud: Value }
    Flat { role: String, #[serde(flatten)] rest: HashMap<String, Value> }
    FlatStruct { #[serde(flatten)] inner: RoleAlone }
    #[serde(transparent)] Transparent { inner: RoleAlone }
    #[serde(rename_all = "UPPERCASE")] Other { #[serde(default)] exp: u8 }
}

#[derive(Deserialize)]
struct Newtype(Value);
#[derive(Deserialize, PartialEq, Eq, Hash)]
struct Name(String);
#[derive(Deserialize, PartialEq, Eq, Hash)]
#[serde(rename_all = "lowercase")]
enum Key {
    Exp,
    Nbf,
    Iss,
    Aud,
    Role,
}
#[derive(Deserialize)]
#[serde(untagged)]
enum Untagged {
    User { role: String },
    Any(Value),
}
#[derive(Deserialize)]
#[serde(tag = "role")]
enum Tagged {
    #[serde(rename = "admin")]
    Admin { exp: u64 },
    #[serde(other)]
    Else,
}
#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum External {
    Role(String),
    Exp(Value),
}

/// Stops after the first member.
struct Hasty;

impl<'de> Deserialize<'de> for Hasty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Hasty;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("claims")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Hasty, A::Error> {
                let _ = map.next_entry::<IgnoredAny, IgnoredAny>()?;
                Ok(Hasty)
            }
        }
        deserializer.deserialize_map(V)
    }
}

/// Reads names as bytes.
#[derive(PartialEq, Eq, Hash)]
struct Bytes(Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl Visitor<'_> for V {
            type Value = Bytes;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }
            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Bytes, E> {
                Ok(Bytes(bytes.to_vec()))
            }
            fn visit_str<E>(self, text: &str) -> Result<Bytes, E> {
                Ok(Bytes(text.as_bytes().to_vec()))
            }
        }
        deserializer.deserialize_bytes(V)
    }
}

fn verifiers() -> Vec<Verifier> {
    let verifier = || Verifier::new(key());
    vec![
        verifier(),
        verifier().allow_missing_exp(),
        verifier().allow_missing_exp().any_audience(),
        verifier().audience("app"),
        verifier().audience(["app", "b"]).issuer("me"),
        verifier().any_audience().issuer("me").require("role"),
        verifier()
            .any_audience()
            .check("role", |role| role == "admin"),
        verifier()
            .any_audience()
            .max_age(core::time::Duration::from_secs(600)),
    ]
}

/// The verdict for `C` is that for a `Value`, save that good claims may not fit `C`.
fn agrees<C: DeserializeOwned>(fits_some: bool) {
    let mut accepted = 0;
    for verifier in verifiers() {
        for payload in payloads() {
            let text = token(&payload);
            // Nothing to read into: the policy alone.
            let policy = verifier
                .at(at(NOW))
                .verify::<IgnoredAny>(&text)
                .map(|token| token.expires_at());
            let verdict = verifier
                .at(at(NOW))
                .verify::<C>(&text)
                .map(|token| token.expires_at());
            let name = std::any::type_name::<C>();
            match verdict {
                Err(VerifyError::Misfit(_)) => {
                    assert!(policy.is_ok(), "{name} {payload} {verifier:?}")
                }
                verdict => {
                    assert_eq!(verdict, policy, "{name} {payload} {verifier:?}");
                    accepted += usize::from(verdict.is_ok());
                }
            }
        }
    }
    assert_eq!(accepted > 0, fits_some, "{}", std::any::type_name::<C>());
}

/// What the policy says, found by another way: claim by claim in a `Value`.
#[test]
fn the_policy_of_the_payloads_is_what_it_should_be() {
    let verifier = Verifier::new(key()).audience(["app", "b"]).issuer("me");
    let codes: Vec<&str> = payloads()
        .iter()
        .map(|payload| crate::support::code(&verifier, &token(payload)))
        .collect();
    let (ok, gone, twice, typed) = (
        "accepted",
        "token_expired",
        "duplicate_claim",
        "invalid_claim_type",
    );
    let (early, missing) = ("token_not_yet_valid", "missing_claim");
    let hidden = |name, otherwise| match crate::support::is_reserved(name) {
        true => "invalid_payload",
        false => otherwise,
    };
    assert_eq!(
        codes,
        [
            ok,
            ok,
            gone,
            gone,
            gone,
            twice,
            twice,
            typed,
            typed,
            typed,
            // An object, unless this build reads it as a number.
            hidden("Number", typed),
            missing,
            early,
            early,
            typed,
            typed,
            "invalid_issuer",
            typed,
            ok,
            missing,
            "invalid_audience",
            ok,
            typed,
            typed,
            "invalid_audience",
            missing,
            missing,
            "invalid_payload",
            "invalid_payload",
            "invalid_payload",
            missing,
            hidden("RawValue", missing),
            hidden("Number", missing),
        ]
    );
}

#[test]
fn structs() {
    agrees::<Full>(true);
    agrees::<RoleAlone>(true);
    agrees::<Empty>(true);
    agrees::<Float>(true);
    agrees::<Optional>(true);
    agrees::<Date>(true);
    agrees::<Skipped>(true);
    agrees::<RawExp>(true);
    agrees::<Anything>(true);
    agrees::<Flat>(true);
    agrees::<FlatStruct>(true);
    agrees::<Transparent>(true);
    agrees::<Other>(true);
    agrees::<Newtype>(true);
}

#[test]
fn values_maps_and_claims() {
    agrees::<Value>(true);
    agrees::<Box<RawValue>>(true);
    agrees::<HashMap<String, Value>>(true);
    agrees::<BTreeMap<Cow<'static, str>, Value>>(true);
    agrees::<HashMap<Name, Value>>(true);
    agrees::<HashMap<Key, Value>>(true);
    agrees::<HashMap<Bytes, Value>>(true);
    agrees::<HashMap<u64, Value>>(true);
    agrees::<Option<RoleAlone>>(true);
    agrees::<Option<Value>>(true);
    agrees::<Box<Value>>(true);
    agrees::<Claims>(true);
    agrees::<Claims<RoleAlone>>(true);
    agrees::<Claims<HashMap<String, Value>>>(true);
    agrees::<Claims<Option<RoleAlone>>>(true);
    agrees::<RegisteredClaims>(true);
    agrees::<Untagged>(true);
    agrees::<Tagged>(true);
    agrees::<External>(true);
}

#[test]
fn types_that_no_claims_fit() {
    agrees::<()>(false);
    agrees::<String>(false);
    agrees::<Vec<Value>>(false);
    agrees::<Hasty>(true);
}

#[test]
fn a_judged_claim_may_be_of_a_type_that_has_two_forms() {
    // An address is text where people read it, and four numbers elsewhere.
    #[derive(Deserialize)]
    struct Address {
        sub: std::net::IpAddr,
    }
    let verifier = Verifier::new(key()).subject("127.0.0.1");
    let claims = format!(r#"{{"sub":"127.0.0.1","exp":{}}}"#, NOW + 1);
    let token = verifier
        .at(at(NOW))
        .verify::<Address>(&token(&claims))
        .unwrap();
    assert!(token.claims().sub.is_loopback());
}
