//! Keys, sets of them, and tokens.

use std::error::Error;
use std::iter::successors;
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

/// Of keys over plain HTTP. A request may take the longest time, since the machine may be busy.
pub(crate) fn builder() -> RemoteKeysBuilder {
    let builder = RemoteKeys::builder().allow_http_on_loopback();
    builder.timeout("15s")
}

/// For servers that let the time run out.
pub(crate) fn hasty() -> RemoteKeysBuilder {
    builder().timeout(Duration::from_millis(300))
}

pub(crate) fn remote(url: &str) -> RemoteKeys {
    builder().build(url, Ureq::new()).unwrap()
}

pub(crate) fn verify(keys: &RemoteKeys, text: &str) -> Result<Token<Value>, VerifyError> {
    keys.verify_blocking(&Verifier::new(keys.clone()), text)
}

/// Why a fetch fails. The text says all, so that no source behind it says a part of it again.
pub(crate) fn why(keys: &RemoteKeys) -> String {
    let error = keys.refresh().wait().unwrap_err();
    let text = error.to_string();
    for cause in successors(error.source(), |&cause| cause.source()) {
        assert!(!text.contains(&cause.to_string()), "{text}: {cause}");
    }
    text
}
