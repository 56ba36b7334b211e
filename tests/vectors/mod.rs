//! Test vectors that others made (data/README.md says who), one file per set.

#[cfg(all(feature = "jwe", feature = "public-keys"))]
mod agreement;
mod json_test_suite;
mod rfc4231;
mod rfc7515;
#[cfg(feature = "jwe")]
mod rfc7516;
mod rfc7520;
#[cfg(feature = "public-keys")]
mod rfc_pairs;
mod wycheproof_hmac;
#[cfg(feature = "public-keys")]
mod wycheproof_jose;
#[cfg(feature = "jwe")]
mod wycheproof_jwe;
mod wycheproof_jwk;
mod wycheproof_jws;
#[cfg(feature = "public-keys")]
mod wycheproof_pairs;
#[cfg(feature = "jwe")]
mod wycheproof_rsa_oaep;

use std::collections::BTreeMap;

use glassbox::{Algorithm, HmacKey, KeyError};
use serde::Deserialize;

/// How many cases of a set ran, and why the others did not.
#[derive(Default)]
struct Tally {
    ran: usize,
    skipped: BTreeMap<&'static str, usize>,
}

impl Tally {
    fn skip(&mut self, why: &'static str) {
        *self.skipped.entry(why).or_default() += 1;
    }

    /// One line for the set, and its exact counts: a case that is lost on the way is missed.
    fn close(self, set: &str, ran: usize, skipped: &[(&str, usize)]) {
        println!(
            "{set}: {} cases run, {} skipped {:?}",
            self.ran,
            self.skipped.values().sum::<usize>(),
            self.skipped
        );
        assert_ne!(self.ran, 0, "{set} runs no case");
        assert_eq!(self.ran, ran, "cases of {set}");
        assert_eq!(
            self.skipped,
            skipped.iter().copied().collect(),
            "what {set} skips"
        );
    }
}

/// The sets: what runs each, how many of its cases run, and how many are skipped for which reason.
macro_rules! sets {
    ($($set:ident: $run:expr, $ran:literal, $skipped:expr;)+) => {
        $(#[test]
        fn $set() {
            let mut tally = Tally::default();
            $run(&mut tally);
            tally.close(stringify!($set), $ran, &$skipped);
        })+
    };
}

sets! {
    rfc_4231: rfc4231::run, 18, [];
    rfc_7515_and_7519: rfc7515::run, 2, [("Ed25519", 2)];
    rfc_7520: rfc7520::run, 18, [];
    rfc_7797: rfc7520::run_unencoded, 10, [];
    wycheproof_hmac_sha256: wycheproof_hmac::run_sha256, 174, [];
    wycheproof_hmac_sha384: wycheproof_hmac::run_sha384, 174, [];
    wycheproof_hmac_sha512: wycheproof_hmac::run_sha512, 174, [];
    wycheproof_json_web_signature: wycheproof_jws::run, 40, [("an RSA key", 318), ("an EC key", 43)];
    wycheproof_json_web_key: wycheproof_jwk::run, 14, [("an RSA key", 6), ("an EC key", 6)];
    json_test_suite: json_test_suite::run, 318, [];
}

#[cfg(feature = "public-keys")]
sets! {
    rfc_7515_pairs: rfc_pairs::run_rfc_7515, 3, [];
    rfc_7520_keys: rfc_pairs::run_keys, 4, [];
    rfc_7520_and_8037_pairs: rfc_pairs::run_cookbook, 4, [];
    wycheproof_json_web_signature_pairs: wycheproof_jose::run_signatures, 361, [("a shared secret", 40)];
    wycheproof_json_web_key_pairs: wycheproof_jose::run_keys, 12, [("shared secrets alone", 14)];
}

#[cfg(feature = "jwe")]
sets! {
    rfc_7516: rfc7516::run, 1, [];
    rfc_7520_encryption: rfc7516::run_cookbook, 7, [];
    wycheproof_rsa_oaep_256: wycheproof_rsa_oaep::run, 18, [("an algorithm that is not there", 2)];
}

#[cfg(all(feature = "jwe", not(feature = "public-keys")))]
sets! {
    wycheproof_json_web_encryption: wycheproof_jwe::run, 38, [("an RSA key", 44), ("an EC key", 44), ("an algorithm that is not there", 13)];
}

#[cfg(all(feature = "jwe", feature = "public-keys"))]
sets! {
    wycheproof_json_web_encryption: wycheproof_jwe::run, 80, [("an RSA key", 44), ("an algorithm that is not there", 15)];
    wycheproof_x25519: agreement::run_x25519, 518, [];
    wycheproof_ecdh_p256: agreement::run_p256, 346, [("a point that is not written out", 9)];
    wycheproof_ecdh_p384: agreement::run_p384, 787, [("a point that is not written out", 3)];
}

/// A JSON Web Key (RFC 7517), as far as secrets need it: the crate itself does not read them.
#[derive(Deserialize)]
struct Jwk {
    kty: String,
    alg: Option<String>,
    kid: Option<String>,
    k: Option<String>,
}

impl Jwk {
    /// Why there can be no key here, if it is none of a shared secret.
    fn is_foreign(&self) -> Option<&'static str> {
        match &*self.kty {
            "oct" => None,
            "RSA" => Some("an RSA key"),
            "EC" => Some("an EC key"),
            other => panic!("an unknown kty: {other}"),
        }
    }

    /// Its algorithm; `None` for one that is not of JWS.
    fn algorithm(&self) -> Option<Algorithm> {
        Algorithm::from_name(self.alg.as_deref()?)
    }

    /// The key with its id, by the strict constructor. Wants [`algorithm`](Self::algorithm).
    fn key(&self) -> Result<HmacKey, KeyError> {
        let secret = base64(self.k.as_deref().unwrap());
        let key = HmacKey::new(self.algorithm().unwrap(), secret)?;
        Ok(match self.kid.as_deref() {
            Some(kid) => key.with_key_id(kid),
            None => key,
        })
    }
}

/// What pairs of hexadecimal digits stand for.
pub fn hex(text: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

/// Base64 of either alphabet, padded or not, by another implementation than the crate's.
pub fn base64(text: &str) -> Vec<u8> {
    // With room for all: tests that look for what is left of a secret decode one.
    let mut bytes = Vec::with_capacity(text.len());
    let (mut bits, mut held) = (0_u32, 0);
    for symbol in text.trim_end_matches('=').bytes() {
        let value = match symbol {
            b'A'..=b'Z' => symbol - b'A',
            b'a'..=b'z' => symbol - b'a' + 26,
            b'0'..=b'9' => symbol - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => panic!("no base64: {text}"),
        };
        bits = bits << 6 | u32::from(value);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held) as u8);
        }
    }
    bytes
}

/// The payload of a token in compact serialization, without any judgement.
fn payload_of(token: &str) -> Vec<u8> {
    base64(token.split('.').nth(1).unwrap())
}
