//! Wycheproof, HMAC with SHA-256, SHA-384 and SHA-512: on the key itself, and through a whole JWS.

use glassbox::key::{SigningKey, VerifyingKey};
use glassbox::{Algorithm, HmacKey, VerifyError, jws};
use serde::Deserialize;

use super::{Tally, base64, hex};
use crate::support::base64url;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Group {
    tag_size: usize,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    tc_id: u32,
    key: String,
    msg: String,
    tag: String,
    result: String,
}

macro_rules! vectors {
    ($file:literal) => {
        include_str!(concat!("data/wycheproof/", $file))
    };
}

pub fn run_sha256(tally: &mut Tally) {
    run(tally, vectors!("hmac_sha256_test.json"), Algorithm::Hs256);
}

pub fn run_sha384(tally: &mut Tally) {
    run(tally, vectors!("hmac_sha384_test.json"), Algorithm::Hs384);
}

pub fn run_sha512(tally: &mut Tally) {
    run(tally, vectors!("hmac_sha512_test.json"), Algorithm::Hs512);
}

fn run(tally: &mut Tally, vectors: &str, algorithm: Algorithm) {
    let vectors: Vectors = serde_json::from_str(vectors).unwrap();
    for group in &vectors.test_groups {
        for case in &group.tests {
            // Some keys are shorter than the hash, which the strict constructors refuse.
            let key = HmacKey::with_short_secret(algorithm, hex(&case.key)).unwrap();
            assert_eq!(hex(&case.tag).len() * 8, group.tag_size);
            case.judge_key(&key);
            case.judge_jws(&key);
            tally.ran += 1;
        }
    }
    assert_eq!(tally.ran, vectors.number_of_tests);
}

impl Case {
    fn is_valid(&self) -> bool {
        match &*self.result {
            "valid" => true,
            "invalid" => false,
            other => panic!("an unknown result: {other}"),
        }
    }

    /// Half of the tags are cut short, as HMAC allows. JWS allows it not (RFC 7518 §3.2: the whole
    /// output of the hash), so those are refused whatever their label says; but the label still
    /// tells whether they begin the MAC that is made here.
    fn judge_key(&self, key: &HmacKey) {
        let (message, tag) = (hex(&self.msg), hex(&self.tag));
        let mac = key.sign(&message).unwrap();
        let mac = mac.as_ref();
        assert_eq!(
            mac.starts_with(&tag),
            self.is_valid(),
            "tcId {}",
            self.tc_id
        );
        let is_whole = tag.len() == mac.len();
        assert_eq!(
            key.verify(&message, &tag),
            self.is_valid() && is_whole,
            "tcId {}",
            self.tc_id
        );
    }

    /// A JWS signs its header too, so that a tag of the message alone is the tag of no JWS. What
    /// carries over is the key, the message as payload, and what was done to the tag: the same bits
    /// flipped, the same bytes cut off.
    fn judge_jws(&self, key: &HmacKey) {
        let (message, tag) = (hex(&self.msg), hex(&self.tag));
        let token = jws::sign(&message, key).unwrap();
        let (input, signature) = token.rsplit_once('.').unwrap();
        let mut signature = base64(signature);
        let is_whole = tag.len() == signature.len();
        let mac = key.sign(&message).unwrap();
        let flips = tag.iter().zip(mac.as_ref()).map(|(one, other)| one ^ other);
        signature.truncate(tag.len());
        for (byte, flip) in signature.iter_mut().zip(flips) {
            *byte ^= flip;
        }
        let token = format!("{input}.{}", base64url(&signature));
        let expected = match self.is_valid() && is_whole {
            true => Ok(message),
            false => Err(VerifyError::InvalidSignature),
        };
        assert_eq!(jws::verify(&token, key), expected, "tcId {}", self.tc_id);
    }
}
