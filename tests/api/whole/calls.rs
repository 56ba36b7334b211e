//! The article's two calls, `generate_token` and `verify_token`: short, and not a bit laxer or
//! slower than a `Signer` and a `Verifier` with the default policy.

use std::time::Duration;

use glassbox::time::{Clock, SystemClock};
use glassbox::{
    Claims, HmacKey, KeyRing, SignError, Signer, Token, Verifier, VerifyError, generate_token,
    verify_token,
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::support::{forge, key};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct User {
    username: String,
    role: String,
}

fn user() -> User {
    User {
        username: "testAdmin".into(),
        role: "admin".into(),
    }
}

#[test]
fn what_one_makes_the_other_takes() {
    let before = SystemClock.now();
    let text = generate_token(&user(), &key(), Duration::from_secs(900)).unwrap();
    let token: Token<User> = verify_token(&text, &key()).unwrap();
    assert_eq!(*token.claims(), user());

    let times: Token<Claims<User>> = verify_token(&text, &key()).unwrap();
    let registered = &times.claims().registered;
    let iat = registered.issued_at.unwrap();
    assert!(before <= iat && iat <= SystemClock.now());
    assert_eq!(
        token.expires_at(),
        Some(iat.saturating_add(Duration::from_secs(900)))
    );
    assert_eq!(token.expires_at(), registered.expires_at);
}

#[test]
fn the_same_bytes_as_a_signer_makes() {
    // With an iat of its own, so that no clock is asked.
    let claims = json!({"sub": "42", "iat": 1_606_950_493});
    let keys = [
        key(),
        key().with_key_id("2026-11"),
        HmacKey::hs512([7; 64]).unwrap(),
    ];
    for key in keys {
        let signer = Signer::new(key.clone()).validity("15m");
        assert_eq!(
            generate_token(&claims, &key, Duration::from_secs(900)),
            signer.sign(&claims)
        );
        let ring = KeyRing::new(key.clone());
        assert_eq!(
            generate_token(&claims, &ring, Duration::from_secs(900)),
            signer.sign(&claims)
        );
    }
}

#[test]
fn generate_token_refuses_as_a_signer_does() {
    let refused = |claims: Value, seconds| {
        generate_token(&claims, &key(), Duration::from_secs(seconds)).unwrap_err()
    };
    assert_eq!(refused(json!({}), 0), SignError::ValidityTooShort);
    assert_eq!(refused(json!([1]), 9), SignError::NotAnObject);
    assert!(matches!(
        refused(json!({"exp": 1}), 9),
        SignError::DuplicateClaim { .. }
    ));
    assert!(matches!(
        refused(json!({"iat": null}), 9),
        SignError::WrongType { .. }
    ));
}

#[test]
fn verify_token_is_the_default_verifier() {
    const FAR: i64 = 4_102_444_800;
    let verifier = Verifier::new(key());
    let header = r#"{"alg":"HS256","typ":"JWT"}"#;
    for (header, payload) in [
        (header, format!(r#"{{"exp":{FAR}}}"#)),
        (r#"{"alg":"HS256"}"#, format!(r#"{{"exp":{FAR}}}"#)),
        (
            r#"{"alg":"HS256","typ":"at+jwt"}"#,
            format!(r#"{{"exp":{FAR}}}"#),
        ),
        (r#"{"alg":"HS384"}"#, format!(r#"{{"exp":{FAR}}}"#)),
        (r#"{"alg":"none"}"#, format!(r#"{{"exp":{FAR}}}"#)),
        (header, r#"{"exp":1}"#.into()),
        (header, "{}".into()),
        (header, "[]".into()),
        (header, format!(r#"{{"exp":{FAR},"nbf":{FAR}}}"#)),
        (header, format!(r#"{{"exp":{FAR},"aud":"app-01"}}"#)),
        (header, format!(r#"{{"exp":{FAR},"exp":{FAR}}}"#)),
    ] {
        let text = forge(header, &payload, &key());
        let code = |verdict: Result<Token<Value>, VerifyError>| match verdict {
            Ok(token) => token.into_claims().to_string(),
            Err(error) => error.code().to_string(),
        };
        assert_eq!(
            code(verify_token(&text, &key())),
            code(verifier.verify(&text)),
            "{header} {payload}"
        );
    }
}

#[test]
fn verify_token_takes_any_source_of_keys() {
    use glassbox::key::{KeySource, One};

    let text = generate_token(&user(), &key(), Duration::from_secs(900)).unwrap();
    let boxed: Box<dyn KeySource> = Box::new(key());
    let shared: std::sync::Arc<dyn KeySource> = std::sync::Arc::new(key());
    let sources: [&dyn KeySource; 6] = [
        &key(),
        &&key(),
        &KeyRing::new(key()),
        &One(key()),
        &boxed,
        &shared,
    ];
    for source in sources {
        assert!(verify_token::<User>(&text, source).is_ok());
    }
}
