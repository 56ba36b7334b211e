//! text_forms.json: what JavaScript makes of names, strings and numbers. A record and no demand, so:
//! each of these tokens is read as the equal value, and the table says where our text is the same.

use std::time::Duration;

use glassbox::{Signer, Verifier};
use serde::Deserialize;
use serde_json::Value;

use super::{MADE, Ordered, key_of};
use crate::support::at;

#[derive(Deserialize)]
struct Recorded {
    name: String,
    alg: String,
    secret_hex: String,
    payload_in: String,
    payload_text: String,
    token: String,
}

#[derive(Debug, PartialEq)]
enum Text {
    /// Byte for byte the same token.
    Same,
    /// Another text.
    Other(&'static str),
    /// JSON's grammar has it (RFC 8259 §8.2), but no text of Rust's can hold it: it fits no type.
    Refused,
}

use Text::{Other, Refused, Same};

const TABLE: [(&str, Text); 9] = [
    (
        "integer_like_names",
        Other("names stay in their order here"),
    ),
    (
        "repeated_name",
        Other("JavaScript knows the last value alone"),
    ),
    ("string_escapes", Same),
    ("lone_surrogate", Refused),
    ("integers", Same),
    (
        "whole_floats",
        Other("a float keeps its fraction here: 1.0, -0.0"),
    ),
    (
        "floats",
        Other("exponents begin at 1e-6 here, at 1e-7 there"),
    ),
    (
        "exponents",
        Other("JavaScript writes 1e20 in full, and a sign before exponents"),
    ),
    ("integer_beyond_2_53", Other("no precision is lost here")),
];

#[test]
fn read_as_the_equal_value_and_written_the_same_where_it_can_be() {
    let cases: Vec<Recorded> = serde_json::from_str(include_str!("text_forms.json")).unwrap();
    let names: Vec<_> = cases.iter().map(|case| &*case.name).collect();
    assert_eq!(names, TABLE.each_ref().map(|(name, _)| *name));
    for (case, (name, text)) in cases.iter().zip(TABLE) {
        let key = key_of(&case.alg, &case.secret_hex);
        let verifier = Verifier::new(key.clone());
        let verified = verifier.at(at(MADE)).verify::<Value>(&case.token);
        if text == Refused {
            assert_eq!(verified.unwrap_err().code(), "claims_misfit", "{name}");
            continue;
        }
        let recorded: Value = serde_json::from_str(&case.payload_text).unwrap();
        assert_eq!(verified.unwrap().into_claims(), recorded, "{name}");

        let claims: Ordered = serde_json::from_str(&case.payload_in).unwrap();
        let signer = Signer::new(key).validity(Duration::from_secs(5));
        let ours = signer.at(at(MADE)).sign(&claims).unwrap();
        assert_eq!(ours == case.token, text == Same, "{name}");
        // Our own text is read again, whatever the other writer's is.
        let again = verifier
            .at(at(MADE))
            .verify::<Value>(&ours)
            .unwrap()
            .into_claims();
        for (member, value) in claims.0.iter().rev().take(1) {
            assert_eq!(&again[member], value, "{name}");
        }
    }
}
