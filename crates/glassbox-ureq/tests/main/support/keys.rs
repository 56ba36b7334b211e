//! Keys, sets of them, and tokens.

use std::time::Duration;

use glassbox::jwk::JwkSet;
use glassbox::jwks::{RemoteKeys, RemoteKeysBuilder};
use glassbox::{Algorithm, PrivateKey, Token, Verifier, VerifyError, generate_token};
use glassbox_ureq::Ureq;
use serde_json::{Value, json};

pub(crate) fn pair(id: &str) -> PrivateKey {
    let key = PrivateKey::generate(Algorithm::Es256).unwrap();
    key.with_key_id(id)
}

/// As it is published.
pub(crate) fn set(pairs: &[&PrivateKey]) -> String {
    let keys: Vec<_> = pairs.iter().map(|pair| pair.public_key()).collect();
    serde_json::to_string(&JwkSet::of(&keys)).unwrap()
}

pub(crate) fn token(pair: &PrivateKey) -> String {
    generate_token(&json!({"sub": "42"}), pair, Duration::from_secs(900)).unwrap()
}

/// Of keys over plain HTTP, whose requests take two seconds at most.
pub(crate) fn builder() -> RemoteKeysBuilder {
    RemoteKeys::builder().allow_http_on_loopback().timeout("2s")
}

pub(crate) fn remote(url: &str) -> RemoteKeys {
    builder().build(url, Ureq::new()).unwrap()
}

pub(crate) fn verify(keys: &RemoteKeys, text: &str) -> Result<Token<Value>, VerifyError> {
    keys.verify_blocking(&Verifier::new(keys.clone()), text)
}

/// Why a fetch fails.
pub(crate) fn why(keys: &RemoteKeys) -> String {
    keys.refresh().wait().unwrap_err().to_string()
}
