//! JSON Web Keys: how one is read and written, how a set is, and what a verifier does with a set.

mod edits;
#[cfg(feature = "generate")]
pub mod hiding;
mod lookup;
mod memo;
mod odd;
mod private;
#[cfg(feature = "generate")]
mod providers;
mod strict;
mod thumbprints;
mod told;
mod tolerant;
mod written;

use glassbox::jwk::{Jwk, JwkSet};
use glassbox::key::JwkProblem;
use glassbox::{Algorithm, KeyError, PrivateKey};
use serde_json::{Value, json};

use crate::pairs::private as file;

pub fn rsa(algorithm: Algorithm) -> PrivateKey {
    file(algorithm, "rsa.pem")
}

pub fn other_rsa(algorithm: Algorithm) -> PrivateKey {
    file(algorithm, "ssh-rsa.pem")
}

pub fn p256() -> PrivateKey {
    file(Algorithm::Es256, "p256.pem")
}

pub fn p384() -> PrivateKey {
    file(Algorithm::Es384, "p384.pem")
}

pub fn ed25519(algorithm: Algorithm) -> PrivateKey {
    file(algorithm, "ed25519.pem")
}

/// The public half as JSON.
pub fn public(key: &PrivateKey) -> Value {
    serde_json::to_value(key.public_key().to_jwk()).unwrap()
}

/// The whole pair as JSON.
pub fn whole(key: &PrivateKey) -> Value {
    serde_json::from_str(key.to_private_jwk().reveal()).unwrap()
}

/// Another value of a member, or none.
pub fn with(jwk: &Value, name: &str, value: impl Into<Option<Value>>) -> Value {
    let mut jwk = jwk.clone();
    let members = jwk.as_object_mut().unwrap();
    match value.into() {
        Some(value) => members.insert(name.into(), value),
        None => members.remove(name),
    };
    jwk
}

/// A number with zeros in front.
pub fn zeros_before(jwk: &Value, name: &str) -> Value {
    let number = crate::vectors::base64(jwk[name].as_str().unwrap());
    let number = [&[0, 0, 0], &number[..]].concat();
    with(jwk, name, json!(crate::support::base64url(&number)))
}

pub fn read(jwk: &Value) -> Result<Jwk, KeyError> {
    jwk.to_string().parse()
}

/// A set as it is published.
pub fn set(keys: &[Value]) -> JwkSet {
    json!({ "keys": keys }).to_string().parse().unwrap()
}

pub const fn wrong(member: &'static str, problem: JwkProblem) -> KeyError {
    KeyError::Jwk { member, problem }
}
