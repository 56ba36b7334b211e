//! Wycheproof, json_web_signature and json_web_key: the groups that have key pairs. Their keys are read
//! as JSON, each by itself and in a set, and the groups of shared secrets are left to the files beside.

use glassbox::jwk::JwkSet;
use glassbox::{Algorithm, KeyError, PrivateKey, PublicKey, jws};
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::{Tally, base64, payload_of};

/// Cases that are labelled valid and refused here: what the key says, and what the token says.
const WRONG_LABELS: [(u32, &str, &str); 4] = [
    // Its key is for another algorithm than its token: RFC 7517 §4.4.
    (346, "PS256", "PS384"),
    // No algorithm has that name: RFC 7518 §3.1.
    (347, "ES521", "ES512"),
    (350, "PS256", "PS384"),
    (351, "ES521", "ES512"),
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    comment: String,
    /// A key, or a set of them.
    private: Box<RawValue>,
    /// Nothing where there are shared secrets.
    public: Option<Box<RawValue>>,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    tc_id: u32,
    jws: String,
    result: String,
}

fn vectors(text: &str) -> Vectors {
    let vectors: Vectors = serde_json::from_str(text).unwrap();
    let all: usize = vectors
        .test_groups
        .iter()
        .map(|group| group.tests.len())
        .sum();
    assert_eq!(all, vectors.number_of_tests);
    vectors
}

fn signatures() -> Vectors {
    vectors(include_str!("data/wycheproof/json_web_signature_test.json"))
}

pub fn run_signatures(tally: &mut Tally) {
    let mut contradicted = Vec::new();
    for group in signatures().test_groups {
        let Some(public) = &group.public else {
            group
                .tests
                .iter()
                .for_each(|_| tally.skip("a shared secret"));
            continue;
        };
        let key = PublicKey::from_jwk(public.get());
        let set: JwkSet = format!(r#"{{"keys":[{public}]}}"#).parse().unwrap();
        group.sign_again(&key);
        for case in &group.tests {
            let verdict = key.as_ref().is_ok_and(|key| case.is_accepted(key));
            assert_eq!(
                case.is_accepted(&set),
                verdict,
                "tcId {}, in a set",
                case.tc_id
            );
            if verdict != (case.result == "valid") {
                contradicted.push(case.tc_id);
            }
            tally.ran += 1;
        }
    }
    assert_eq!(contradicted, WRONG_LABELS.map(|(tc_id, ..)| tc_id));
}

#[test]
fn the_labels_that_are_contradicted_contradict_themselves() {
    for group in signatures().test_groups {
        let key: Value = serde_json::from_str(group.private.get()).unwrap();
        for case in &group.tests {
            let wrong = WRONG_LABELS.iter().find(|(tc_id, ..)| *tc_id == case.tc_id);
            let Some((_, of_key, of_token)) = wrong else {
                continue;
            };
            assert_eq!((&*case.result, &key["alg"]), ("valid", &json!(of_key)));
            let header = base64(case.jws.split('.').next().unwrap());
            let header: Value = serde_json::from_slice(&header).unwrap();
            assert_eq!(header["alg"], *of_token);
            assert_ne!(of_key, of_token);
            assert_eq!(Algorithm::from_name("ES521"), None);
        }
    }
}

impl Group {
    /// What the private half signs, the public one verifies, where both can be read.
    fn sign_again(&self, public: &Result<PublicKey, KeyError>) {
        let pair = PrivateKey::from_jwk(self.private.get());
        match (pair, public) {
            (Ok(pair), Ok(public)) => {
                let text = jws::sign(b"again", &pair).unwrap();
                assert_eq!(jws::verify(&text, public).unwrap(), b"again");
                let written = pair.public_key().to_jwk();
                assert_eq!(written.thumbprint(), public.to_jwk().thumbprint());
            }
            // `key_ops` of one text, "sign, verify", with a list of "verify" in the public half.
            (Err(_), Ok(_)) => assert_eq!(self.tests[0].tc_id, 349),
            (Err(_), Err(_)) => {}
            (Ok(_), Err(error)) => panic!("{}: {error}", self.comment),
        }
    }
}

impl Case {
    fn is_accepted(&self, keys: &impl glassbox::key::KeySource) -> bool {
        match jws::verify(&self.jws, keys) {
            Ok(payload) => {
                assert_eq!(payload, payload_of(&self.jws), "tcId {}", self.tc_id);
                true
            }
            Err(_) => false,
        }
    }
}

pub fn run_keys(tally: &mut Tally) {
    let text = include_str!("data/wycheproof/json_web_key_test.json");
    for group in vectors(text).test_groups {
        // One group has a pair beside a secret, and no public half: the private one will do.
        let keys = group.public.as_ref().unwrap_or(&group.private).get();
        let set: JwkSet = keys.parse().unwrap();
        for case in &group.tests {
            if group.public.is_none() && case.tc_id != 1 {
                tally.skip("shared secrets alone");
                continue;
            }
            let verdict = match set.skipped() {
                _ if case.is_accepted(&set) => "accepted".to_owned(),
                [] => jws::verify(&case.jws, &set).unwrap_err().code().to_owned(),
                [skipped, ..] => skipped.reason().to_string(),
            };
            let expected = expected(case);
            let name = format!("tcId {} ({}): {verdict}", case.tc_id, group.comment);
            assert!(verdict.contains(expected), "{name}");
            assert_eq!(case.result == "valid", expected == "accepted", "{name}");
            tally.ran += 1;
        }
    }
}

/// What is said of each case.
fn expected(case: &Case) -> &'static str {
    match case.tc_id {
        5 => "accepted",
        1 => "oct",
        6 | 21 => "use is for another use than signatures",
        7 => "2049 bits",
        8 => "1024 bits",
        9 => "odd, 3 or more",
        19 | 20 => "alg",
        22 => "not a point on its curve",
        23 => "x",
        24 => "member n is missing",
        other => panic!("tcId {other} is new"),
    }
}
