//! The catalogue of attacks: what anyone who writes tokens may try, by number. A section of it is a
//! file, a class of attack is a test that begins with its number, and a row is an input with the
//! verdict that it must get. Where a good neighbour of an attack exists, it is shown to be accepted.
//! Section I names the tests elsewhere that hold its rows.
//!
//! [`catalogue`] holds the numbers, and why some of them have no test here.

mod algorithm_and_key;
mod catalogue;
mod claims;
mod cross_jwt;
#[cfg(feature = "jwe")]
mod encryption;
mod found;
mod json;
mod nested;
mod signing;
mod token_string;

use std::fmt::{Debug, Display};

use glassbox::key::{KeyId, KeyInfo, Signature, SigningKey};
use glassbox::{Algorithm, HmacKey, NumericDate, SignError, Verifier};
use hmac::{Hmac, KeyInit, Mac};
use serde::de::IgnoredAny;
use serde_json::Value;
use sha2::Sha256;

use crate::explained::explained;
use crate::support::{NOW, at, forge};

/// The crate's codes, and the catalogue's word for each. The crate tells more apart than the
/// catalogue does, so some words stand for several codes.
const WORDS: [(&str, &str); 23] = [
    ("malformed", "malformed"),
    ("encrypted_token", "encrypted_token"),
    // Longer than any token: its shape is not looked at.
    ("too_large", "malformed"),
    // The signature holds, and the payload is no claims object.
    ("invalid_payload", "malformed"),
    // The payload is an object, and a value in it has no place in the wanted type.
    ("claims_misfit", "malformed"),
    ("invalid_header", "bad_header"),
    ("unexpected_typ", "bad_header"),
    ("critical_extension", "crit"),
    // `none`, and every name that is not registered.
    ("unsupported_algorithm", "alg_mismatch"),
    ("algorithm_mismatch", "alg_mismatch"),
    ("unknown_key", "bad_key"),
    ("invalid_signature", "bad_signature"),
    ("token_expired", "expired"),
    // Good for so long that its end is as if there were none.
    ("token_valid_too_long", "expired"),
    ("token_not_yet_valid", "not_yet_valid"),
    ("token_issued_in_future", "not_yet_valid"),
    ("invalid_issuer", "bad_issuer"),
    ("invalid_audience", "bad_audience"),
    // The token names an audience, and the verifier was not told its own.
    ("audience_not_configured", "bad_audience"),
    ("invalid_subject", "bad_subject"),
    ("missing_claim", "missing_claim"),
    ("invalid_claim_type", "bad_claim_type"),
    // The catalogue has no word of its own for a claim that comes twice.
    ("duplicate_claim", "reject"),
];

/// Long enough for every HMAC algorithm, and of characters that stand together nowhere else.
const SECRET: &str = "Xq7-vT2_mK9.wR4+zB8/nJ5=cH3~yF6!dP1@gL0#sV7$uC2%tG9^aE4&rD6*kN3Z";

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn key() -> HmacKey {
    HmacKey::hs256(SECRET).unwrap()
}

/// The default policy, save that `{}` is enough of a payload.
fn verifier() -> Verifier {
    Verifier::new(key()).allow_missing_exp()
}

/// A token with the usual header and this payload, rightly signed.
fn token(payload: &str) -> String {
    forge(HEADER, payload, &key())
}

/// The catalogue's word for the verdict at [`NOW`]. However the claims are read, it is the same; and
/// a refusal shows nothing of the token or the secret.
fn said(verifier: &Verifier, token: &str) -> &'static str {
    said_at(at(NOW), verifier, token)
}

fn said_at(now: NumericDate, verifier: &Verifier, token: &str) -> &'static str {
    let verifier = verifier.at(now);
    let mut buffer = Vec::new();
    let skipped = verifier.verify_in::<IgnoredAny>(token, &mut buffer);
    let error = match (verifier.verify::<Value>(token), skipped) {
        (Ok(_), Ok(_)) => return "accept",
        (Ok(_), Err(error)) => panic!("{error:?}, where the claims are skipped"),
        (Err(error), skipped) => {
            let is_same = skipped
                .err()
                .map_or(error.code() == "claims_misfit", |other| other == error);
            assert!(is_same, "{error:?}, not where the claims are skipped");
            error
        }
    };
    hides(&error, &[SECRET, token]);
    let known = WORDS.iter().find(|(code, _)| *code == error.code());
    known.unwrap_or_else(|| panic!("no word for {error:?}")).1
}

/// Enough of a text that may have megabytes, of which the middle is like the ends.
fn ends(text: &str) -> impl Iterator<Item = &str> {
    const LONG: usize = 4096;
    let start = text.get(..LONG).unwrap_or(text);
    let end = text.get(text.len().saturating_sub(LONG)..);
    [start, end.unwrap_or(text)].into_iter()
}

/// No eight characters of what is hidden stand in what is shown.
fn hides(shown: &(impl Display + Debug), hidden: &[&str]) {
    let shown = format!("{shown}\n{shown:?}\n{shown:#?}");
    let parts = (0..shown.len()).filter_map(|start| shown.get(start..start + 8));
    for part in parts {
        let is_told = hidden
            .iter()
            .any(|hidden| ends(hidden).any(|end| end.contains(part)));
        assert!(!is_told, "{part:?} is told in {shown}");
    }
}

#[test]
fn what_is_told_is_found() {
    let told = |text: &'static str| std::panic::catch_unwind(|| hides(&text, &[SECRET]));
    assert!(told("a text: K9.wR4+z").is_err());
    assert!(told("a text: K9.wR4+").is_ok());
}

/// The catalogue's word, and the explanation fits it.
#[track_caller]
fn said_and_explained(verifier: &Verifier, token: &str) -> &'static str {
    explained(verifier, at(NOW), token);
    said(verifier, token)
}

/// The verdict on each token.
#[track_caller]
fn verdicts<T: AsRef<str>>(verifier: &Verifier, rows: impl IntoIterator<Item = (T, &'static str)>) {
    for (token, word) in rows {
        let token = token.as_ref();
        let start: String = token.chars().take(200).collect();
        assert_eq!(said_and_explained(verifier, token), word, "{start}");
    }
}

/// The verdict on each payload, rightly signed.
#[track_caller]
fn payloads<T: AsRef<str>>(verifier: &Verifier, rows: impl IntoIterator<Item = (T, &'static str)>) {
    for (payload, word) in rows {
        let payload = payload.as_ref();
        let start: String = payload.chars().take(200).collect();
        assert_eq!(
            said_and_explained(verifier, &token(payload)),
            word,
            "{start}"
        );
    }
}

/// The verdict on each header, rightly signed, with an empty object for a payload.
#[track_caller]
fn headers<T: AsRef<str>>(verifier: &Verifier, rows: impl IntoIterator<Item = (T, &'static str)>) {
    for (header, word) in rows {
        let header = header.as_ref();
        let start: String = header.chars().take(200).collect();
        assert_eq!(
            said_and_explained(verifier, &forge(header, "{}", &key())),
            word,
            "{start}"
        );
    }
}

/// HMAC with SHA-256 under any bytes at all, as an attacker computes it: none of the crate's guards
/// stand in the way.
struct AnySecret<'a>(&'a [u8]);

impl KeyInfo for AnySecret<'_> {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Hs256
    }

    fn key_id(&self) -> Option<&KeyId> {
        None
    }
}

impl SigningKey for AnySecret<'_> {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let mut mac = Hmac::<Sha256>::new_from_slice(self.0).unwrap();
        mac.update(message);
        Ok(Signature::new(mac.finalize().into_bytes()))
    }
}
