//! `Token<C>`: the value is the proof. Header, claims, `exp`; no way to make one by hand (tests/ui).

use std::borrow::Cow;

use glassbox::{Algorithm, Audience, Claims, Token, Verifier};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{NOW, at, forge, key, token};

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct User {
    username: String,
}

fn verify(payload: &str) -> Token<User> {
    let verifier = Verifier::new(key()).allow_missing_exp();
    verifier.at(at(NOW)).verify(&token(payload)).unwrap()
}

#[test]
fn claims_by_reference_and_by_value() {
    let token = verify(&format!(r#"{{"username":"testAdmin","exp":{}}}"#, NOW + 1));
    assert_eq!(token.claims().username, "testAdmin");
    assert_eq!(token.header().algorithm(), Some(Algorithm::Hs256));
    assert_eq!(token.clone(), token);
    assert_eq!(
        token.into_claims(),
        User {
            username: "testAdmin".into()
        }
    );
}

#[test]
fn its_end_though_the_claims_do_not_name_it() {
    for (payload, end) in [
        (
            format!(r#"{{"username":"a","exp":{}}}"#, NOW + 1),
            Some(at(NOW + 1)),
        ),
        (
            format!(r#"{{"exp":{}.9,"username":"a"}}"#, NOW + 1),
            Some(at(NOW + 1)),
        ),
        (
            r#"{"username":"a","exp":1e300}"#.into(),
            Some(glassbox::NumericDate::MAX),
        ),
        (r#"{"username":"a"}"#.into(), None),
    ] {
        assert_eq!(verify(&payload).expires_at(), end, "{payload}");
    }
}

#[test]
fn its_end_when_the_policy_needs_a_second_look() {
    // A rule for a claim of one's own, a type that hides its members.
    let text = token(&format!(r#"{{"username":"a","exp":{}}}"#, NOW + 1));
    let verifier = Verifier::new(key()).require("username");
    let verified = verifier.at(at(NOW)).verify::<User>(&text).unwrap();
    assert_eq!(verified.expires_at(), Some(at(NOW + 1)));

    let verifier = Verifier::new(key());
    let raw = verifier
        .at(at(NOW))
        .verify::<Box<serde_json::value::RawValue>>(&text);
    let raw = raw.unwrap();
    assert_eq!(raw.expires_at(), Some(at(NOW + 1)));
    assert_eq!(
        raw.claims().get(),
        format!(r#"{{"username":"a","exp":{}}}"#, NOW + 1)
    );
}

#[test]
fn tokens_are_equal_when_header_and_claims_are() {
    let payload = format!(r#"{{"username":"a","exp":{}}}"#, NOW + 1);
    let verifier = Verifier::new(key());
    let read = |text: &str| verifier.at(at(NOW)).verify::<User>(text).unwrap();
    let usual = read(&token(&payload));
    assert_eq!(usual, read(&token(&payload)));
    assert_eq!(
        usual,
        read(&forge(r#"{"typ":"JWT", "alg":"HS256"}"#, &payload, &key()))
    );
    assert_ne!(usual, read(&forge(r#"{"alg":"HS256"}"#, &payload, &key())));
    assert_ne!(usual, read(&token(&payload.replace("\"a\"", "\"b\""))));
    assert_ne!(
        usual,
        read(&token(&format!(r#"{{"username":"a","exp":{}}}"#, NOW + 2)))
    );
}

#[test]
fn claims_that_borrow_from_a_buffer() {
    #[derive(Debug, Deserialize)]
    struct Borrowed<'a> {
        #[serde(borrow)]
        username: Cow<'a, str>,
        role: &'a str,
    }
    let payload = json!({"username": "a \"b\"", "role": "admin", "exp": NOW + 1});
    let text = token(&payload.to_string());
    let verifier = Verifier::new(key());
    let mut buffer = b"whatever was in it".to_vec();
    let token = verifier
        .at(at(NOW))
        .verify_in::<Borrowed<'_>>(&text, &mut buffer)
        .unwrap();
    assert!(matches!(&token.claims().username, Cow::Owned(name) if name == "a \"b\""));
    assert_eq!(token.claims().role, "admin");
    assert_eq!(token.expires_at(), Some(at(NOW + 1)));
    drop(token);

    // The same buffer again, for a shorter token; and an escape that `&str` cannot hold.
    let short = verifier
        .at(at(NOW))
        .verify_in::<Value>(&crate::support::token(r#"{"exp":9e9}"#), &mut buffer);
    assert_eq!(short.unwrap().into_claims(), json!({"exp": 9e9}));
    let payload = json!({"username": "a", "role": "\"", "exp": NOW + 1});
    let misfit = crate::support::token(&payload.to_string());
    let error = verifier
        .at(at(NOW))
        .verify_in::<Borrowed<'_>>(&misfit, &mut buffer);
    assert_eq!(error.unwrap_err().code(), "claims_misfit");
}

#[test]
fn every_kind_of_refusal_is_the_same_in_a_buffer() {
    let verifier = Verifier::new(key()).audience("app-01");
    let mut buffer = Vec::new();
    for text in [
        token(&format!(r#"{{"aud":"app-01","exp":{}}}"#, NOW + 1)),
        token(&format!(r#"{{"aud":"app-02","exp":{}}}"#, NOW + 1)),
        token(r#"{"aud":"app-01","exp":1}"#),
        token("[]"),
        forge(r#"{"alg":"HS384"}"#, "{}", &key()),
        "garbage".into(),
    ] {
        let owned = verifier.at(at(NOW)).verify::<Value>(&text);
        let borrowed = verifier.at(at(NOW)).verify_in::<Value>(&text, &mut buffer);
        assert_eq!(owned, borrowed, "{text}");
    }
}

#[test]
fn registered_claims_are_read_from_claims_of_that_type() {
    let verifier = Verifier::new(key()).any_audience();
    let read = |payload: &str| -> Token<Claims<User>> {
        verifier.at(at(NOW)).verify(&token(payload)).unwrap()
    };
    let full = read(&format!(
        r#"{{"username":"a","iss":"i","sub":"42","aud":["a","b"],"jti":"j","iat":{NOW}.5,"nbf":{}.5,"exp":{}.5}}"#,
        NOW - 1,
        NOW + 1,
    ));
    assert_eq!(full.issuer(), Some("i"));
    assert_eq!(full.subject(), Some("42"));
    assert_eq!(full.audience(), Some(&Audience::from(["a", "b"])));
    assert_eq!(full.jwt_id(), Some("j"));
    // Each to the side on which a verifier judges it.
    assert_eq!(full.issued_at(), Some(at(NOW)));
    assert_eq!(full.not_before(), Some(at(NOW)));
    assert_eq!(full.expires_at(), Some(at(NOW + 1)));
    assert_eq!(full.claims().custom.username, "a");

    let bare = read(&format!(r#"{{"username":"a","exp":{}}}"#, NOW + 1));
    assert_eq!((bare.issuer(), bare.subject()), (None, None));
    assert_eq!((bare.audience(), bare.jwt_id()), (None, None));
    assert_eq!((bare.issued_at(), bare.not_before()), (None, None));
}
