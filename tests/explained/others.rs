//! The tokens of the other tests: recorded ones, the vectors, and the ways to be refused.

use glassbox::{HmacKey, Verifier};
use serde::Deserialize;
use serde_json::Value;

use super::explained;
use crate::support::{NOW, at, forge_bytes, key};

/// The policies under which each token is explained.
fn policies(key: &HmacKey) -> [Verifier; 6] {
    let new = || Verifier::new(key.clone());
    let lax = || new().any_audience().any_typ().allow_missing_exp();
    [
        new(),
        lax(),
        new().audience("app-01").issuer("joe"),
        lax().require("sub").expect("role", "admin"),
        lax().max_age("60s"),
        new().any_audience().allow_expired().max_validity("1h"),
    ]
}

/// How often each code came, of all policies and instants.
#[derive(Default)]
struct Tally(std::collections::BTreeMap<&'static str, usize>);

impl Tally {
    fn explain(&mut self, key: &HmacKey, instants: &[i64], token: &str) {
        for verifier in policies(key) {
            for now in instants {
                let code = explained(&verifier, at(*now), token);
                *self.0.entry(code).or_default() += 1;
            }
        }
    }

    /// A set of tokens that were not rightly signed would show little.
    #[track_caller]
    fn reached(&self, codes: &[&str]) {
        for code in codes {
            assert!(self.0.contains_key(code), "{code}: {:?}", self.0);
        }
    }
}

fn bytes(hex: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
    (0..hex.len()).step_by(2).map(byte).collect()
}

#[test]
fn recorded_tokens() {
    #[derive(Deserialize)]
    struct Recorded {
        alg: String,
        secret_hex: String,
        token: String,
    }
    const MADE: i64 = 1_606_950_493;
    let all: Vec<Recorded> = serde_json::from_str(include_str!("../recorded/tokens.json")).unwrap();
    let mut tally = Tally::default();
    for recorded in &all {
        let algorithm = glassbox::Algorithm::from_name(&recorded.alg).unwrap();
        let key = HmacKey::with_short_secret(algorithm, bytes(&recorded.secret_hex)).unwrap();
        tally.explain(&key, &[0, MADE + 1, NOW], &recorded.token);
        tally.explain(&key.with_key_id("another"), &[MADE + 1], &recorded.token);
    }
    tally.reached(&["accepted", "token_expired", "audience_not_configured"]);
}

#[test]
fn vectors() {
    let (mut tally, mut tokens) = (Tally::default(), Vec::new());
    for file in [
        include_str!("../vectors/data/wycheproof/json_web_signature_test.json"),
        include_str!("../vectors/data/rfc/rfc7515_7519_8037.json"),
    ] {
        tokens_with_keys(&serde_json::from_str(file).unwrap(), None, &mut tokens);
    }
    for (token, key) in &tokens {
        tally.explain(key, &[1_300_819_379, 1_300_819_380], token);
    }
    assert!(tokens.len() > 300, "{}", tokens.len());
    tally.reached(&[
        "accepted",
        "algorithm_mismatch",
        "invalid_payload",
        "invalid_signature",
        "malformed",
        "token_expired",
        "unsupported_algorithm",
    ]);
}

/// Every token of a file, with the secret that stands beside it or above it, else with another.
fn tokens_with_keys(value: &Value, above: Option<&HmacKey>, found: &mut Vec<(String, HmacKey)>) {
    let near = ["jwk", "private"]
        .into_iter()
        .find_map(|name| secret(value.get(name)?));
    let above = near.as_ref().or(above);
    for name in ["jws", "token"] {
        if let Some(Value::String(text)) = value.get(name) {
            found.push((text.clone(), above.cloned().unwrap_or_else(key)));
        }
    }
    let items = value.as_array().into_iter().flatten();
    let members = value
        .as_object()
        .into_iter()
        .flat_map(serde_json::Map::values);
    for inner in items.chain(members) {
        tokens_with_keys(inner, above, found);
    }
}

/// A JSON Web Key as a secret, for HS256 where it does not say.
fn secret(jwk: &Value) -> Option<HmacKey> {
    let algorithm = jwk.get("alg").map_or("HS256", |alg| alg.as_str().unwrap());
    HmacKey::from_base64(
        glassbox::Algorithm::from_name(algorithm)?,
        jwk.get("k")?.as_str()?,
    )
    .ok()
}

/// JSON and what is none, as payload and as header.
#[test]
fn json_test_suite() {
    #[derive(Deserialize)]
    struct Case {
        data_b64: String,
    }
    let mut tally = Tally::default();
    let suite = include_str!("../vectors/data/jsontestsuite/test_parsing.jsonl");
    for line in suite.lines() {
        let case: Case = serde_json::from_str(line).unwrap();
        let file = crate::vectors::base64(&case.data_b64);
        let member = [b"{\"x\":", &file[..], b"}"].concat();
        let header = [b"{\"alg\":\"HS256\",\"x\":", &file[..], b"}"].concat();
        for (header, payload) in [
            (&br#"{"alg":"HS256"}"#[..], &file),
            (&br#"{"alg":"HS256","typ":"JWT"}"#[..], &member),
            (&header, &b"{}".to_vec()),
        ] {
            tally.explain(&key(), &[NOW], &forge_bytes(header, payload, &key()));
        }
    }
    tally.reached(&[
        "accepted",
        "invalid_payload",
        "invalid_header",
        "claims_misfit",
    ]);
}
