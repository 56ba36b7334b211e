//! tokens.json: every token verifies, with the policy that its claims ask for and no laxer one.

use glassbox::{Verifier, VerifyError};
use serde::Deserialize;
use serde_json::Value;

use super::{MADE, key_of};
use crate::support::at;

#[derive(Deserialize)]
struct Recorded {
    name: String,
    alg: String,
    secret_hex: String,
    token: String,
    header: Value,
    payload: Value,
}

/// A call of the verifier's, with its name.
type Call = (&'static str, fn(Verifier) -> Verifier);

impl Recorded {
    /// The default policy with no more than the calls that this token needs, each with its name.
    fn calls(&self) -> Vec<Call> {
        let mut calls: Vec<Call> = Vec::new();
        if self.payload.get("aud").is_some() {
            calls.push(("audience", |verifier| verifier.audience("app-01")));
        }
        if self.payload.get("exp").is_none() {
            calls.push(("allow_missing_exp", Verifier::allow_missing_exp));
        }
        if self.header.get("typ").is_some_and(|typ| typ != "JWT") {
            calls.push(("typ", |verifier| verifier.typ("at+jwt")));
        }
        calls
    }

    fn verifier(&self, without: &str) -> Verifier {
        let verifier = Verifier::new(key_of(&self.alg, &self.secret_hex));
        let calls = self
            .calls()
            .into_iter()
            .filter(|(name, _)| *name != without);
        calls.fold(verifier, |verifier, (_, call)| call(verifier))
    }
}

fn recorded() -> Vec<Recorded> {
    let all: Vec<Recorded> = serde_json::from_str(include_str!("tokens.json")).unwrap();
    assert_eq!(all.len(), 56);
    all
}

#[test]
fn every_token_verifies_with_its_header_and_claims() {
    for case in recorded() {
        let verifier = case.verifier("");
        let token = verifier.at(at(MADE + 1)).verify::<Value>(&case.token);
        let token = token.unwrap_or_else(|error| panic!("{}: {error}", case.name));
        assert_eq!(token.claims(), &case.payload, "{}", case.name);

        let header = token.header();
        assert_eq!(
            header.algorithm().map(|known| known.name()),
            Some(&*case.alg)
        );
        for (name, value) in case.header.as_object().unwrap() {
            match &**name {
                "alg" => assert_eq!(header.alg(), value, "{}", case.name),
                "typ" => assert_eq!(header.typ(), value.as_str(), "{}", case.name),
                "kid" => {
                    let kid = header.key_id().map(|id| id.as_str());
                    assert_eq!(kid, value.as_str(), "{}", case.name);
                }
                name => assert_eq!(
                    header.member(name),
                    Some(value.clone()),
                    "{} {name}",
                    case.name
                ),
            }
        }
        assert_eq!(header.typ().is_some(), case.header.get("typ").is_some());
        assert_eq!(header.key_id().is_some(), case.header.get("kid").is_some());
    }
}

#[test]
fn without_the_call_that_it_needs_a_token_is_refused() {
    let mut refused = 0;
    for case in recorded() {
        for (call, _) in case.calls() {
            let verifier = case.verifier(call);
            let error = verifier
                .at(at(MADE + 1))
                .verify::<Value>(&case.token)
                .unwrap_err();
            let code = match call {
                "audience" => "audience_not_configured",
                "allow_missing_exp" => "missing_claim",
                _ => "unexpected_typ",
            };
            assert_eq!(error.code(), code, "{}", case.name);
            refused += 1;
        }
    }
    assert_eq!(refused, 19);
}

#[test]
fn at_its_end_a_token_is_expired_and_before_its_begin_early() {
    let mut judged = 0;
    for case in recorded() {
        let verify = |now| case.verifier("").at(at(now)).verify::<Value>(&case.token);
        if let Some(exp) = case.payload.get("exp") {
            // A fraction ends the token at the whole second before it.
            let exp = exp.as_f64().unwrap().floor() as i64;
            assert!(verify(exp - 1).is_ok(), "{}", case.name);
            assert!(verify(exp).unwrap_err().is_expired(), "{}", case.name);
            judged += 1;
        }
        if let Some(nbf) = case.payload.get("nbf") {
            let nbf = nbf.as_f64().unwrap().ceil() as i64;
            assert!(verify(nbf).is_ok(), "{}", case.name);
            let early = verify(nbf - 1).unwrap_err();
            assert!(
                matches!(early, VerifyError::NotYetValid { .. }),
                "{}",
                case.name
            );
            judged += 1;
        }
    }
    assert_eq!(judged, 56);
}

#[test]
fn under_another_secret_none_verifies() {
    for case in recorded() {
        let other = format!("{}00ff", &case.secret_hex[4..]);
        let verifier = Verifier::new(key_of(&case.alg, &other)).any_typ();
        let error = verifier.at(at(0)).verify::<Value>(&case.token).unwrap_err();
        assert_eq!(error, VerifyError::InvalidSignature, "{}", case.name);
    }
}
