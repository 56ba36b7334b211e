//! Wycheproof, json_web_key: the sets that hold shared secrets alone.
//!
//! The crate reads no secrets from JSON Web Keys: they are decoded here, and a set becomes a ring. `use` is
//! "sig" in all of these keys.

use glassbox::{KeyError, KeyRing, jws};
use serde::Deserialize;

use super::{Jwk, Tally, payload_of};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    comment: String,
    private: KeySet,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
struct KeySet {
    keys: Vec<Jwk>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    tc_id: u32,
    jws: String,
    result: String,
}

pub fn run(tally: &mut Tally) {
    let vectors = include_str!("data/wycheproof/json_web_key_test.json");
    let vectors: Vectors = serde_json::from_str(vectors).unwrap();
    let mut all = 0;
    for group in &vectors.test_groups {
        all += group.tests.len();
        for case in &group.tests {
            match group.private.keys.iter().find_map(Jwk::is_foreign) {
                Some(why) => tally.skip(why),
                None => {
                    let name = format!("tcId {} ({})", case.tc_id, group.comment);
                    assert_eq!(group.verdict(case), case.expected(), "{name}");
                    tally.ran += 1;
                }
            }
        }
    }
    assert_eq!(all, vectors.number_of_tests);
}

impl Group {
    /// `accepted`, or why not: the codes of the crate, and names for what keeps a key from being
    /// made.
    fn verdict(&self, case: &Case) -> &'static str {
        let ring = match self.private.ring() {
            Ok(ring) => ring,
            Err(refusal) => return refusal,
        };
        match jws::verify(&case.jws, &ring) {
            Ok(payload) => {
                assert_eq!(payload, payload_of(&case.jws));
                "accepted"
            }
            Err(error) => error.code(),
        }
    }
}

impl KeySet {
    fn ring(&self) -> Result<KeyRing, &'static str> {
        let refusal = |error| match error {
            KeyError::Empty => "an empty secret",
            KeyError::TooShort { .. } => "a short secret",
            KeyError::DuplicateKeyId { .. } => "a key id twice",
            other => panic!("another refusal: {other}"),
        };
        let mut ring: Option<KeyRing> = None;
        for jwk in &self.keys {
            if jwk.algorithm().is_none() {
                return Err("no algorithm of JWS");
            }
            let key = jwk.key().map_err(refusal)?;
            ring = Some(match ring {
                Some(ring) => ring.accept(key).map_err(refusal)?,
                None => KeyRing::new(key),
            });
        }
        Ok(ring.unwrap())
    }
}

impl Case {
    /// The label, and of what is labelled invalid the reason that its comment gives.
    fn expected(&self) -> &'static str {
        match (&*self.result, self.tc_id) {
            ("valid", _) => "accepted",
            ("invalid", 3) => "invalid_signature",
            ("invalid", 4) => "a key id twice",
            ("invalid", 10..=12) => "a short secret",
            ("invalid", 16..=18) => "an empty secret",
            ("invalid", 25 | 26) => "no algorithm of JWS",
            (label, tc_id) => panic!("tcId {tc_id} is {label} for no known reason"),
        }
    }
}
