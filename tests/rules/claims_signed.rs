//! Claims on their way into a token: what is an object of claims, and what is none.

use std::collections::{BTreeMap, HashMap};

use glassbox::jwt::JsonType;
use glassbox::{Claims, SignError, Signer, Verifier};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::issuing::{sign, signer};
use crate::support::{NOW, at, key};

#[test]
fn what_is_refused() {
    assert_eq!(
        sign(&Signer::new(key()), &json!({})),
        Err(SignError::MissingExpiry)
    );
    for claims in [json!(1), json!("x"), json!([1]), json!(null), json!(true)] {
        assert_eq!(
            sign(&signer(), &claims),
            Err(SignError::NotAnObject),
            "{claims}"
        );
    }
    assert_eq!(sign(&signer(), &Some(())), Err(SignError::NotAnObject));
    let numbers = |value: f64| {
        let nested = BTreeMap::from([("x", vec![Some(value)])]);
        let top = BTreeMap::from([("x", value)]);
        let f32s = BTreeMap::from([("x", value as f32)]);
        [
            sign(&signer(), &nested),
            sign(&signer(), &top),
            sign(&signer(), &f32s),
        ]
    };
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for signed in numbers(value) {
            assert!(signed.unwrap_err().to_string().contains("NaN"));
        }
    }
    assert!(numbers(1.5).iter().all(Result::is_ok));
    assert!(sign(&signer(), &json!({"a": null, "b": [null, {"c": null}]})).is_ok());
    let nested = |levels: usize| (1..levels).fold(json!({}), |inner, _| json!({ "a": inner }));
    assert!(sign(&signer(), &nested(127)).is_ok());
    assert!(matches!(
        sign(&signer(), &nested(128)),
        Err(SignError::Claims { .. })
    ));
    let deep: Box<RawValue> =
        RawValue::from_string(format!(r#"{{"a":{}{}}}"#, "[".repeat(127), "]".repeat(127)))
            .unwrap();
    assert!(matches!(
        sign(&signer(), &deep),
        Err(SignError::Claims { .. })
    ));
    let field = BTreeMap::from([("a", deep)]);
    assert!(matches!(
        sign(&signer(), &field),
        Err(SignError::Claims { .. })
    ));
}

/// As far as some verifier could take it.
#[test]
fn registered_claims_have_their_types() {
    #[derive(Serialize)]
    struct Optional {
        #[serde(rename = "aud")]
        audience: Option<&'static str>,
    }
    let refused = |claims: Value, found| {
        let claim = claims.as_object().unwrap().keys().next().unwrap().as_str();
        let expected = SignError::WrongType {
            claim: claim.into(),
            found,
        };
        let raw = RawValue::from_string(claims.to_string()).unwrap();
        for error in [sign(&signer(), &claims), sign(&signer(), &raw)] {
            assert_eq!(error, Err(expected.clone()), "{claims}");
        }
        expected.to_string()
    };
    for claim in ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"] {
        let text = refused(json!({ claim: null }), JsonType::Null);
        assert!(text.contains("skip_serializing_if"), "{text}");
    }
    for claim in ["exp", "nbf", "iat"] {
        refused(json!({ claim: "1" }), JsonType::String);
        refused(json!({ claim: true }), JsonType::Boolean);
        refused(json!({ claim: [] }), JsonType::Array);
    }
    for (aud, found) in [
        (json!(5), JsonType::Number),
        (json!(true), JsonType::Boolean),
        (json!(""), JsonType::String),
        (json!({}), JsonType::Object),
        (json!({"a": "b"}), JsonType::Object),
        (json!([]), JsonType::Array),
        (json!([1]), JsonType::Array),
        (json!(["a", 1]), JsonType::Array),
        (json!(["a", null]), JsonType::Array),
        (json!([["a"]]), JsonType::Array),
        (json!(["", ""]), JsonType::Array),
    ] {
        refused(json!({ "aud": aud }), found);
    }
    let none = sign(&signer(), &Optional { audience: None });
    assert!(matches!(none, Err(SignError::WrongType { .. })), "{none:?}");
    for claims in [
        json!({"aud": "a"}),
        json!({"aud": ["a", "b\""]}),
        json!({"aud": ["", "a"]}),
        // Of an issuer who means numbers: a verifier that expects nothing of them takes them.
        json!({"sub": 42, "jti": 7, "iss": 1}),
    ] {
        assert!(sign(&signer(), &claims).is_ok(), "{claims}");
    }
}

/// An enum stands alone in its object, so one with `iat` and `exp` beside it would not be read back.
#[test]
fn enums_say_what_they_are_within() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum Bare {
        Unit,
        Service(BTreeMap<String, u8>),
        Pair(u8, u8),
        User { name: String },
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind")]
    enum Tagged {
        User { name: String },
    }
    let user = || Bare::User { name: "a".into() };
    for bare in [
        Bare::Service(BTreeMap::from([("a".into(), 1)])),
        Bare::Pair(1, 2),
        user(),
    ] {
        assert_eq!(sign(&signer(), &bare), Err(SignError::ExternallyTagged));
        let hidden = sign(&signer(), &Some(bare));
        assert_eq!(hidden, Err(SignError::ExternallyTagged));
    }
    assert_eq!(sign(&signer(), &Bare::Unit), Err(SignError::NotAnObject));
    // The two ways that the error names.
    let verifier = Verifier::new(key());
    let text = signer().at(at(NOW)).sign(&Claims::new(user())).unwrap();
    let token = verifier.at(at(NOW)).verify::<Claims<Bare>>(&text).unwrap();
    assert_eq!(token.claims().custom, user());
    let tagged = || Tagged::User { name: "a".into() };
    let text = signer().at(at(NOW)).sign(&tagged()).unwrap();
    let token = verifier.at(at(NOW)).verify::<Tagged>(&text).unwrap();
    assert_eq!(token.into_claims(), tagged());
}

#[test]
fn what_is_an_object_after_all() {
    #[derive(Serialize)]
    struct Wrapped(Value);
    for signed in [
        sign(&signer(), &Wrapped(json!({"a": 1}))),
        sign(&signer(), &Some(json!({"a": 1}))),
        sign(&signer(), &HashMap::from([(7_u64, "a")])),
        sign(&signer(), &BTreeMap::<String, u8>::new()),
        sign(&signer(), &json!({"quote\"\\\u{1}": "\u{2028}é"})),
    ] {
        assert!(
            signed
                .unwrap()
                .ends_with(&format!(r#""iat":{NOW},"exp":{}}}"#, NOW + 5))
        );
    }
}
