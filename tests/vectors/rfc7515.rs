//! RFC 7515 A.1, which is RFC 7519 §3.1, and A.5, which is RFC 7519 §6.1.

use glassbox::jws::{self, Unverified};
use glassbox::{HmacKey, Verifier, VerifyError};
use serde::Deserialize;
use serde_json::Value;

use super::{Jwk, Tally};
use crate::support::{at, forge, key};

#[derive(Deserialize)]
struct Vectors {
    tests: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    name: String,
    alg: Option<String>,
    jwk: Option<Value>,
    token: Option<String>,
    header_text: Option<String>,
    payload_text: Option<String>,
    claims: Option<Value>,
    exp: Option<i64>,
}

pub fn run(tally: &mut Tally) {
    let vectors = include_str!("data/rfc/rfc7515_7519_8037.json");
    let vectors: Vectors = serde_json::from_str(vectors).unwrap();
    for case in vectors.tests {
        match case.alg.as_deref() {
            Some("HS256") => case.judge_signed(),
            Some("none") => case.judge_unsecured(),
            _ => {
                assert_eq!(case.jwk.unwrap()["crv"], "Ed25519", "{}", case.name);
                tally.skip("Ed25519");
                continue;
            }
        }
        tally.ran += 1;
    }
}

impl Case {
    fn key(&self) -> HmacKey {
        let mut jwk: Jwk = serde_json::from_value(self.jwk.clone().unwrap()).unwrap();
        jwk.alg.clone_from(&self.alg);
        jwk.key().unwrap()
    }

    fn judge_signed(&self) {
        let (token, key) = (self.token.as_deref().unwrap(), self.key());
        let header = self.header_text.as_deref().unwrap();
        let payload = self.payload_text.as_deref().unwrap();
        assert_eq!(token, forge(header, payload, &key));
        assert_eq!(jws::verify(token, &key).unwrap(), payload.as_bytes());
        let other = HmacKey::hs256([0; 64]).unwrap();
        assert_eq!(
            jws::verify(token, &other),
            Err(VerifyError::InvalidSignature)
        );

        let exp = self.exp.unwrap();
        let verifier = Verifier::new(key).issuer("joe");
        let verify = |now| verifier.at(at(now)).verify::<Value>(token);
        let verified = verify(exp - 1).unwrap();
        assert_eq!(Some(verified.claims()), self.claims.as_ref());
        assert_eq!(verified.header().typ(), Some("JWT"));
        assert!(verify(exp).unwrap_err().is_expired());
    }

    /// Refused by all that verifies, whatever the key; anyone may look at it, and believe nothing.
    fn judge_unsecured(&self) {
        let token = self.token.as_deref().unwrap();
        let refused = VerifyError::UnsupportedAlgorithm;
        assert_eq!(jws::verify(token, &key()), Err(refused.clone()));
        let verifier = Verifier::new(key());
        let verdict = verifier.at(at(0)).verify::<Value>(token);
        assert_eq!(verdict.unwrap_err(), refused);

        let unverified = Unverified::parse(token).unwrap();
        assert_eq!(unverified.header().alg(), "none");
        assert_eq!(unverified.header().algorithm(), None);
        assert_eq!(unverified.dangerous_claims().ok(), self.claims);
    }
}
