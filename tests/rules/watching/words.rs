//! Names that a type wants as `bool`, whatever text they are.

use std::collections::BTreeMap;

use glassbox::jws::Unverified;
use glassbox::{Claims, VerifyError};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::support::{NOW, at, key, token};

type Words<T> = BTreeMap<bool, T>;

fn read<C: DeserializeOwned>(payload: &str) -> Result<C, String> {
    let text = token(payload);
    let verifier = glassbox::Verifier::new(key()).allow_missing_exp();
    let verified = verifier.at(at(NOW)).verify::<C>(&text);
    let unverified = Unverified::parse(&text)
        .unwrap()
        .dangerous_claims::<Value>();
    assert!(unverified.is_ok());
    let unverified = Unverified::parse(&text).unwrap().dangerous_claims::<C>();
    let code = |error: VerifyError| error.code().to_owned();
    assert_eq!(unverified.is_ok(), verified.is_ok(), "{payload}");
    verified.map(|token| token.into_claims()).map_err(code)
}

#[derive(Debug, Deserialize)]
#[serde(transparent)]
struct Inside(BTreeMap<String, Words<u8>>);

#[test]
fn each_text_is_a_name() {
    for name in [
        "𐀀",
        "é",
        "t𐀀",
        "tru\\u0065",
        "\\u00e9",
        "\\\"",
        "",
        "true ",
        "1",
    ] {
        let is_true = name == "tru\\u0065";
        let top = read::<Words<u8>>(&format!("{{\"{name}\":1}}"));
        assert_eq!(top.is_ok(), is_true, "{name}: {top:?}");
        let inside = read::<Inside>(&format!("{{\"a\":{{\"{name}\":1}}}}"));
        assert_eq!(inside.is_ok(), is_true, "{name}: {inside:?}");
        // `Claims` gives every name as text.
        let custom = read::<Claims<Words<u8>>>(&format!("{{\"{name}\":1}}"));
        assert!(custom.is_err(), "{name}: {custom:?}");
    }
    let both = read::<Words<u8>>(r#"{"true":1,"false":2}"#).unwrap();
    assert_eq!((both[&true], both[&false]), (1, 2));
}
