//! Issuing: `iat` and `exp` are added, nothing is given twice, and whatever is signed can be
//! verified.

use core::time::Duration;
use std::collections::BTreeMap;

use glassbox::jws::Unverified;
use glassbox::{Claims, NumericDate, SignError, Signer, Validity, Verifier, generate_token};
use serde::Serialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use crate::support::{NOW, at, begin, key};

pub fn signer() -> Signer {
    Signer::new(key()).validity(Duration::from_secs(5))
}

pub fn sign<C: Serialize + ?Sized>(signer: &Signer, claims: &C) -> Result<String, SignError> {
    let text = signer.at(at(NOW)).sign(claims)?;
    // Whatever is signed is accepted at its begin, by a verifier that judges nothing else.
    let verifier = Verifier::new(key())
        .allow_missing_exp()
        .any_audience()
        .any_typ();
    let read = verifier.at(begin(&text)).verify::<Value>(&text);
    assert!(read.is_ok(), "{read:?}");
    let box_ = Unverified::parse(&text)
        .unwrap()
        .dangerous_claims::<Box<RawValue>>()
        .unwrap();
    Ok(box_.get().to_owned())
}

#[test]
fn the_order_of_the_claims() {
    let full = signer()
        .not_before(Duration::ZERO)
        .subject("42")
        .issuer("i")
        .audience(["a", "b"]);
    let expected = format!(
        r#"{{"b":1,"a":"x","iat":{NOW},"nbf":{NOW},"exp":{},"aud":["a","b"],"iss":"i","sub":"42"}}"#,
        NOW + 5
    );
    let claims: Box<RawValue> = serde_json::from_str(r#"{"b":1,"a":"x"}"#).unwrap();
    assert_eq!(sign(&full, &claims).unwrap(), expected);
    assert_eq!(
        sign(&signer().audience("a"), &()).unwrap_err(),
        SignError::NotAnObject
    );
    let empty = sign(&signer().audience("a"), &json!({})).unwrap();
    assert_eq!(
        empty,
        format!(r#"{{"iat":{NOW},"exp":{},"aud":"a"}}"#, NOW + 5)
    );
    let bare = sign(&signer(), &Claims::new(()).subject("s").jwt_id("j")).unwrap();
    assert_eq!(
        bare,
        format!(r#"{{"sub":"s","jti":"j","iat":{NOW},"exp":{}}}"#, NOW + 5)
    );
}

#[test]
fn the_callers_iat_is_the_base() {
    let text = sign(&signer(), &json!({"iat": 1000})).unwrap();
    assert_eq!(text, r#"{"iat":1000,"exp":1005}"#);
    let text = sign(&signer(), &json!({"iat": 1000.7})).unwrap();
    assert_eq!(text, r#"{"iat":1000.7,"exp":1005}"#);
    let text = sign(&Signer::new(key()), &json!({"exp": NOW + 9})).unwrap();
    assert_eq!(text, format!(r#"{{"exp":{},"iat":{NOW}}}"#, NOW + 9));
    let text = sign(&Signer::new(key()).without_expiry(), &json!({})).unwrap();
    assert_eq!(text, format!(r#"{{"iat":{NOW}}}"#));
}

#[test]
fn nothing_is_given_twice() {
    #[derive(Serialize)]
    struct Twice {
        sub: u8,
        #[serde(flatten)]
        more: BTreeMap<&'static str, u8>,
    }
    let twice = Twice {
        sub: 1,
        more: BTreeMap::from([("sub", 2)]),
    };
    let full = || {
        let signer = signer()
            .issuer("i")
            .audience("a")
            .subject("s")
            .not_before(Duration::ZERO);
        #[cfg(feature = "generate")]
        let signer = signer.random_jwt_id();
        signer
    };
    for (signer, claims, claim) in [
        (full(), json!({"iss": "x"}), "iss"),
        (full(), json!({"aud": ["x"]}), "aud"),
        (full(), json!({"sub": 1}), "sub"),
        (full(), json!({"exp": 1}), "exp"),
        (full(), json!({"nbf": 1}), "nbf"),
        #[cfg(feature = "generate")]
        (full(), json!({"jti": "x"}), "jti"),
    ] {
        let expected = SignError::DuplicateClaim {
            claim: claim.into(),
        };
        assert_eq!(sign(&signer, &claims), Err(expected));
    }
    let expected = SignError::DuplicateClaim {
        claim: "sub".into(),
    };
    assert_eq!(sign(&signer(), &twice), Err(expected.clone()));
    let raw: Box<RawValue> = serde_json::from_str(r#"{"sub":1,"s\u0075b":2}"#).unwrap();
    assert_eq!(sign(&signer(), &raw), Err(expected));
}

#[test]
fn a_setting_without_a_value_signs_nothing() {
    for (signer, call) in [
        (signer().issuer(""), "issuer"),
        (signer().subject(""), "subject"),
        (signer().audience(""), "audience"),
        (signer().audience(["a", ""]), "audience"),
        (signer().audience(Vec::<String>::new()), "audience"),
        (signer().issuer("").typ("at+jwt"), "issuer"),
        (signer().typ(""), "typ"),
        (signer().typ("").cty("a"), "typ"),
    ] {
        assert_eq!(
            sign(&signer, &json!({})),
            Err(SignError::EmptySetting { call })
        );
    }
    let names = ["a".to_string(), "b".to_string()];
    for signer in [
        signer().audience(&names[0]),
        signer().audience(&names),
        signer().audience(names.as_slice()),
    ] {
        assert!(sign(&signer, &json!({})).is_ok());
    }
}

#[test]
fn durations_at_their_ends() {
    let with = |validity: Duration| sign(&Signer::new(key()).validity(validity), &json!({}));
    assert_eq!(
        with(Duration::from_millis(999)),
        Err(SignError::ValidityTooShort)
    );
    assert!(
        with(Duration::from_millis(1999))
            .unwrap()
            .contains(&format!(r#""exp":{}"#, NOW + 1))
    );
    let issued = json!({"iat": NOW});
    assert!(generate_token(&issued, &key(), "1w".parse::<Validity>().unwrap()).is_ok());
    let early = Signer::new(key())
        .validity(Duration::from_secs(1))
        .at(NumericDate::MIN)
        .sign(&json!({}));
    assert!(early.is_ok());
}

#[test]
fn the_header_is_the_signers_own() {
    for name in ["alg", "typ", "cty", "kid", "crit", "b64", "enc", "zip"] {
        let refused = sign(&signer().header_member(name, "x").typ("at+jwt"), &json!({}));
        assert_eq!(
            refused,
            Err(SignError::ReservedHeaderMember { name: name.into() })
        );
    }
    let text = signer()
        .typ("at+jwt")
        .cty("x")
        .header_member("v", 1)
        .at(at(NOW))
        .sign(&json!({}))
        .unwrap();
    let header = Unverified::parse(&text).unwrap().header().clone();
    assert_eq!((header.typ(), header.cty()), (Some("at+jwt"), Some("x")));
    assert_eq!(header.member("v"), Some(json!(1)));
}
