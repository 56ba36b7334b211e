//! RFC 8259 §7: names of fields are escaped where JSON wants it, and those that serde_json keeps for
//! itself are not signed.

use glassbox::Signer;
use serde::Serialize;
use serde_json::Value;

use super::verifier;
use crate::support::{NOW, at, key};

#[derive(Default, Serialize)]
struct Odd {
    #[serde(rename = "a\"b")]
    quote: u8,
    #[serde(rename = "a\\b")]
    backslash: u8,
    #[serde(rename = "a\u{1f}b")]
    control: u8,
    #[serde(rename = "a b")]
    space: u8,
    #[serde(rename = "ä\u{2028}")]
    beyond_ascii: u8,
    #[serde(rename = "\"")]
    quote_alone: u8,
    #[serde(rename = "\\")]
    backslash_alone: u8,
    #[serde(rename = "\u{1f}")]
    control_alone: u8,
}

#[test]
fn every_name_comes_back_as_it_was() {
    let signer = Signer::new(key()).without_expiry();
    let text = signer.at(at(NOW)).sign(&Odd::default()).unwrap();
    let token = verifier().at(at(NOW)).verify::<Value>(&text).unwrap();
    let mixed = ["a\"b", "a\\b", "a\u{1f}b", "a b", "ä\u{2028}"];
    for name in mixed.into_iter().chain(["\"", "\\", "\u{1f}"]) {
        assert_eq!(token.claims()[name], 0, "{name:?}");
    }
}

#[test]
fn a_private_name_is_not_signed() {
    #[derive(Serialize)]
    struct Private {
        #[serde(rename = "$serde_json::private::RawValue")]
        raw: &'static str,
    }
    let signer = Signer::new(key()).without_expiry();
    let signed = signer.at(at(NOW)).sign(&Private { raw: "{}" });
    let message = signed.unwrap_err().to_string();
    assert!(message.contains("name of serde_json's own"), "{message}");
}
