//! The web's half: each row of its contract is a case here. A request is a method and its fields; no
//! socket is needed.

mod answers;
mod challenge;
#[cfg(feature = "session")]
mod cookie;
#[cfg(feature = "jwe")]
mod encrypted;
#[cfg(feature = "session")]
mod endpoint;
mod errors;
mod hostile;
mod origin;
#[cfg(feature = "public-keys")]
mod published_keys;
mod resource;
mod scopes;
#[cfg(feature = "jwks")]
mod waiting;

use std::sync::Arc;

use glassbox::time::FixedClock;
use glassbox::web::{Answer, Head, Protect, ProtectBuilder};
use glassbox::{HmacKey, Signer, Verifier};
use serde_json::json;

use crate::support::{NOW, at, key};

/// A request with any bytes in its fields, and with an authority in the target if it is HTTP/2.
#[derive(Clone, Debug)]
pub struct Request {
    method: &'static str,
    fields: Vec<(&'static str, Vec<u8>)>,
    target: Option<&'static str>,
}

impl Request {
    pub fn new(method: &'static str) -> Self {
        Self {
            method,
            fields: Vec::new(),
            target: None,
        }
    }

    /// The same with a field more.
    pub fn with(mut self, name: &'static str, value: impl AsRef<[u8]>) -> Self {
        self.fields.push((name, value.as_ref().into()));
        self
    }

    /// The same with `:authority` in the place of `Host`.
    pub fn to(mut self, authority: &'static str) -> Self {
        self.target = Some(authority);
        self
    }
}

impl Head for Request {
    fn method(&self) -> &str {
        self.method
    }

    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
        let fields = self.fields.iter();
        fields.filter_map(move |(field, value)| (*field == name).then_some(&**value))
    }

    fn authority(&self) -> Option<&[u8]> {
        self.target.map(str::as_bytes)
    }
}

/// A GET with this `Authorization`.
pub fn asks(authorization: impl AsRef<[u8]>) -> Request {
    Request::new("GET").with("authorization", authorization)
}

/// The `Authorization` of this token.
pub fn bearer(token: &str) -> String {
    format!("Bearer {token}")
}

pub fn verifier() -> Verifier {
    Verifier::new(key())
        .issuer("https://auth.example")
        .audience("app-01")
        .clock(FixedClock::new(at(NOW)))
}

pub fn builder() -> ProtectBuilder {
    Protect::new("app-01", verifier())
}

/// Of a header alone.
pub fn protect() -> Protect {
    builder().build().unwrap()
}

/// Of a header or a cookie.
pub fn with_cookie() -> Protect {
    builder().or_cookie("__Host-at").build().unwrap()
}

pub fn signer_with(key: HmacKey) -> Signer {
    Signer::new(key)
        .issuer("https://auth.example")
        .audience("app-01")
        .validity("5m")
}

/// A good token, signed this many seconds before [`NOW`].
pub fn aged(seconds: i64) -> String {
    let claims = json!({"sub": "42", "scope": "profile reports:read"});
    let signer = signer_with(key());
    signer.at(at(NOW - seconds)).sign(&claims).unwrap()
}

pub fn good() -> String {
    aged(0)
}

/// The value of a header that comes once.
pub fn header(answer: &Answer, name: &str) -> Option<String> {
    let values: Vec<_> = answer
        .headers()
        .filter(|(known, _)| *known == name)
        .collect();
    assert!(values.len() < 2, "{values:?}");
    values.first().map(|(_, value)| String::from(*value))
}

/// Many at once, as servers hold them.
#[test]
fn one_policy_serves_all_threads() {
    let protect = Arc::new(protect());
    let check = |request: Request| {
        let protect = Arc::clone(&protect);
        std::thread::spawn(move || protect.check::<serde_json::Value>(&request).is_ok())
    };
    let answers = [asks(bearer(&good())), asks("Bearer x")].map(check);
    assert_eq!(answers.map(|answer| answer.join().unwrap()), [true, false]);
}
