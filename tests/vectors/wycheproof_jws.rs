//! Wycheproof, json_web_signature: the groups whose key is a shared secret.

use std::collections::BTreeMap;

use glassbox::jws;
use serde::Deserialize;

use super::{Jwk, Tally, payload_of};

/// Cases that are labelled wrongly, and why: here the contrary of the label holds. One that would
/// no longer be needed fails the test.
const WRONG_LABELS: [(u32, &str); 4] = [
    (
        367,
        "labelled invalid for its padding, which was lost: it is the token of 357 to the byte",
    ),
    (
        370,
        "labelled invalid for its padding, which was lost: it is the token of 357 to the byte",
    ),
    (
        372,
        "labelled valid with ? in its header, which is no base64url (RFC 7515 §5.2, step 2)",
    ),
    (
        373,
        "labelled valid with ? in its payload, which is no base64url (RFC 7515 §5.2, step 6)",
    ),
];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Vectors {
    number_of_tests: usize,
    test_groups: Vec<Group>,
}

#[derive(Deserialize)]
struct Group {
    private: Jwk,
    tests: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    tc_id: u32,
    /// A text, in one case a JSON serialization (without its last two characters).
    jws: String,
    result: String,
}

fn vectors() -> Vectors {
    let vectors = include_str!("data/wycheproof/json_web_signature_test.json");
    serde_json::from_str(vectors).unwrap()
}

pub fn run(tally: &mut Tally) {
    let mut contradicted = Vec::new();
    let mut all = 0;
    let vectors = vectors();
    for group in &vectors.test_groups {
        all += group.tests.len();
        if let Some(why) = group.private.is_foreign() {
            group.tests.iter().for_each(|_| tally.skip(why));
            continue;
        }
        let key = group.private.key().unwrap();
        for case in &group.tests {
            let verdict = jws::verify(&case.jws, &key);
            if let Ok(payload) = &verdict {
                assert_eq!(*payload, payload_of(&case.jws), "tcId {}", case.tc_id);
            }
            if verdict.is_ok() != case.is_valid() {
                contradicted.push(case.tc_id);
            }
            tally.ran += 1;
        }
    }
    assert_eq!(all, vectors.number_of_tests);
    assert_eq!(contradicted, WRONG_LABELS.map(|(tc_id, _)| tc_id));
}

impl Case {
    fn is_valid(&self) -> bool {
        match &*self.result {
            "valid" => true,
            "invalid" => false,
            other => panic!("an unknown result: {other}"),
        }
    }
}

#[test]
fn the_labels_called_wrong_are_wrong_for_the_reason_given() {
    let cases = vectors()
        .test_groups
        .into_iter()
        .flat_map(|group| group.tests);
    let cases: BTreeMap<_, _> = cases.map(|case| (case.tc_id, case)).collect();
    for (tc_id, why) in WRONG_LABELS {
        let case = &cases[&tc_id];
        if case.is_valid() {
            assert!(case.jws.contains('?'), "{tc_id}: {why}");
            assert_eq!(case.jws.replace('?', ""), cases[&357].jws, "{tc_id}");
        } else {
            assert_eq!(case.jws, cases[&357].jws, "{tc_id}: {why}");
        }
    }
    assert!(cases[&357].is_valid());
}
