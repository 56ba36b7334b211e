//! `Claims<C>` and `RegisteredClaims` (RFC 7519 §4.1): the registered claims and one's own, side by
//! side in one payload, and the registered names taken away from one's own.

use std::collections::BTreeMap;

use glassbox::{Audience, Claims, RegisteredClaims, Signer, Verifier};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::{NOW, at, key, token};

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Mine {
    role: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    tenant: Option<u8>,
}

fn mine() -> Mine {
    Mine {
        role: "admin".into(),
        tenant: Some(7),
    }
}

fn all() -> Claims<Mine> {
    Claims::new(mine())
        .issuer("https://auth.example")
        .subject("42")
        .audience(["app-01", "app-02"])
        .expires_at(at(NOW + 900))
        .not_before(at(NOW))
        .issued_at(at(NOW - 1))
        .jwt_id("id-1")
}

fn read<C: serde::de::DeserializeOwned>(payload: &Value) -> Result<C, glassbox::VerifyError> {
    let verifier = Verifier::new(key()).any_audience().allow_missing_exp();
    let read = verifier.at(at(NOW)).verify(&token(&payload.to_string()));
    Ok(read?.into_claims())
}

#[test]
fn every_setter_sets_its_claim() {
    let registered = all().registered;
    assert_eq!(registered.issuer.as_deref(), Some("https://auth.example"));
    assert_eq!(registered.subject.as_deref(), Some("42"));
    assert_eq!(
        registered.audience,
        Some(Audience::from(["app-01", "app-02"]))
    );
    assert_eq!(registered.expires_at, Some(at(NOW + 900)));
    assert_eq!(registered.not_before, Some(at(NOW)));
    assert_eq!(registered.issued_at, Some(at(NOW - 1)));
    assert_eq!(registered.jwt_id.as_deref(), Some("id-1"));
    assert_eq!(all().custom, mine());
    assert_eq!(
        Claims::<Mine>::default().registered,
        RegisteredClaims::default()
    );
}

#[test]
fn written_in_one_object_own_members_first() {
    assert_eq!(
        serde_json::to_string(&all()).unwrap(),
        format!(
            r#"{{"role":"admin","tenant":7,"iat":{},"nbf":{NOW},"exp":{},"aud":["app-01","app-02"],"iss":"https://auth.example","sub":"42","jti":"id-1"}}"#,
            NOW - 1,
            NOW + 900
        )
    );
    assert_eq!(serde_json::to_string(&Claims::new(())).unwrap(), "{}");
}

#[test]
fn what_is_signed_comes_back_the_same() {
    let text = Signer::new(key()).sign(&all()).unwrap();
    let verifier = Verifier::new(key()).audience("app-02");
    let token = verifier.at(at(NOW)).verify::<Claims<Mine>>(&text).unwrap();
    assert_eq!(*token.claims(), all());
}

#[test]
fn registered_names_are_taken_away_from_a_map() {
    let payload = json!({
        "exp": NOW + 1, "iat": 1, "nbf": 2, "iss": "i", "sub": "s", "aud": "a", "jti": "j",
        "scope": "x", "EXP": 1, "expires": 2,
    });
    let claims: Claims<BTreeMap<String, Value>> = read(&payload).unwrap();
    let names: Vec<_> = claims.custom.keys().map(String::as_str).collect();
    assert_eq!(names, ["EXP", "expires", "scope"]);
    assert_eq!(claims.registered.subject.as_deref(), Some("s"));
    assert_eq!(claims.registered.not_before, Some(at(2)));
}

#[test]
fn claims_of_nothing_are_the_registered_ones_alone() {
    let claims: Claims = read(&json!({"sub": "42", "role": "admin", "deep": {"sub": 1}})).unwrap();
    assert_eq!(claims, Claims::new(()).subject("42"));
}

#[test]
fn a_struct_of_ones_own_may_name_registered_claims_itself() {
    #[derive(Debug, PartialEq, Deserialize)]
    struct Own {
        sub: u64, // a number, where RFC 7519 wants a string
        exp: f64,
    }
    let own: Own = read(&json!({"sub": 42, "exp": NOW + 1})).unwrap();
    assert_eq!(own.sub, 42);

    let error = read::<Claims>(&json!({"sub": 42, "exp": NOW + 1})).unwrap_err();
    assert_eq!(error.code(), "claims_misfit");
    assert!(
        error.to_string().contains("`sub` has to be a string"),
        "{error}"
    );
}

#[test]
fn fractions_are_rounded_to_the_strict_side() {
    let payload =
        json!({"exp": NOW as f64 + 9.5, "nbf": NOW as f64 - 9.5, "iat": NOW as f64 - 0.5});
    let claims: Claims = read(&payload).unwrap();
    assert_eq!(claims.registered.expires_at, Some(at(NOW + 9)));
    assert_eq!(claims.registered.not_before, Some(at(NOW - 9)));
    assert_eq!(claims.registered.issued_at, Some(at(NOW - 1)));
    // As a type of its own, too.
    let registered: RegisteredClaims = read(&payload).unwrap();
    assert_eq!(registered, claims.registered);
}

#[test]
fn own_claims_of_every_form() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(tag = "kind", rename_all = "lowercase")]
    enum Tagged {
        Person { name: String },
        Machine,
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    enum External {
        Person { name: String },
        Number(u8),
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(untagged)]
    enum Untagged {
        Role { role: String },
        Other(BTreeMap<String, Value>),
    }
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Newtype(Mine);
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Flat {
        #[serde(flatten)]
        mine: Mine,
        more: Vec<u8>,
    }

    fn round_trip<C>(custom: C)
    where
        C: Serialize + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug,
    {
        let claims = Claims::new(custom).subject("42").expires_at(at(NOW + 1));
        let text = Signer::new(key()).at(at(NOW)).sign(&claims).unwrap();
        let read = Verifier::new(key()).at(at(NOW)).verify::<Claims<C>>(&text);
        let read = read.unwrap().into_claims();
        assert_eq!(read.custom, claims.custom);
        assert_eq!(read.registered.subject.as_deref(), Some("42"));
        assert_eq!(read.registered.expires_at, Some(at(NOW + 1)));
    }

    round_trip(());
    round_trip(mine());
    round_trip(Newtype(mine()));
    round_trip(Tagged::Person {
        name: "Zoë".into()
    });
    round_trip(Tagged::Machine);
    round_trip(External::Person {
        name: String::from("a"),
    });
    round_trip(External::Number(7));
    round_trip(Untagged::Role {
        role: "admin".into(),
    });
    round_trip(Untagged::Other(BTreeMap::from([("x".into(), json!([1]))])));
    let flat = Flat {
        mine: mine(),
        more: vec![1, 2],
    };
    round_trip(flat);
    round_trip(BTreeMap::from([(String::from("a"), json!({"exp": 1}))]));
    round_trip(Some(mine()));
    round_trip(json!({"a": [null, 1.5], "b": {"sub": 1}}));
}
