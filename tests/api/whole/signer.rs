//! `Signer`: the issuing policy. Claims in a fixed order, nothing given twice, a header whose own
//! members cannot be overridden; and whatever is signed can be verified.

use std::collections::BTreeMap;
use std::time::Duration;

use glassbox::jwt::Claim;
use glassbox::{Claims, HmacKey, SignError, Signer, Validity, Verifier};
use serde::Serialize;
use serde_json::{Value, json};

use crate::support::{NOW, at, base64url, forge, key};

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn sign(signer: &Signer, claims: &(impl Serialize + ?Sized)) -> Result<String, SignError> {
    signer.at(at(NOW)).sign(claims)
}

fn minutes(text: &str) -> Validity {
    text.parse().unwrap()
}

#[derive(Serialize)]
struct User {
    username: &'static str,
    role: &'static str,
}

const USER: User = User {
    username: "testAdmin",
    role: "admin",
};

#[test]
fn claims_in_their_order_then_what_the_signer_adds() {
    let full = Signer::new(key())
        .subject("42")
        .issuer("https://auth.example")
        .audience(["app-01", "app-02"])
        .validity(minutes("15m"))
        .not_before(Duration::from_secs(1));
    let bare = Signer::new(key()).without_expiry();
    for (signer, claims, payload) in [
        (
            &full,
            r#"{"username":"testAdmin","role":"admin""#,
            format!(
                r#","iat":{NOW},"nbf":{},"exp":{},"aud":["app-01","app-02"],"iss":"https://auth.example","sub":"42"}}"#,
                NOW + 1,
                NOW + 900
            ),
        ),
        (
            &bare,
            r#"{"username":"testAdmin","role":"admin""#,
            format!(r#","iat":{NOW}}}"#),
        ),
    ] {
        let expected = forge(HEADER, &format!("{claims}{payload}"), &key());
        assert_eq!(sign(signer, &USER).unwrap(), expected);
        assert_eq!(sign(signer, &USER).unwrap(), expected);
    }
    assert_eq!(
        sign(&bare, &json!({})).unwrap(),
        forge(HEADER, &format!(r#"{{"iat":{NOW}}}"#), &key())
    );
}

#[test]
fn a_callers_iat_stays_where_it_is_and_is_the_base() {
    #[derive(Serialize)]
    struct Own {
        a: u8,
        iat: f64,
        b: u8,
    }
    let signer = Signer::new(key())
        .validity(minutes("1m"))
        .not_before(minutes("5s"));
    let own = Own {
        a: 1,
        iat: 100.75,
        b: 2,
    };
    let payload = r#"{"a":1,"iat":100.75,"b":2,"nbf":105,"exp":160}"#;
    assert_eq!(sign(&signer, &own).unwrap(), forge(HEADER, payload, &key()));
}

#[test]
fn a_token_that_would_never_end_needs_the_word_for_it() {
    let signer = Signer::new(key());
    assert_eq!(sign(&signer, &USER), Err(SignError::MissingExpiry));
    assert!(sign(&signer, &json!({"exp": NOW + 1})).is_ok());
    assert!(sign(&signer.clone().validity(minutes("1s")), &USER).is_ok());
    assert!(sign(&signer.without_expiry(), &USER).is_ok());
}

#[test]
fn a_claim_given_on_both_sides_is_refused() {
    let signer = || Signer::new(key()).without_expiry();
    let random = signer().random_jwt_id();
    for (signer, claim) in [
        (signer().issuer("i"), "iss"),
        (signer().subject("s"), "sub"),
        (signer().audience("a"), "aud"),
        (signer().validity(minutes("1m")), "exp"),
        (signer().not_before(minutes("1m")), "nbf"),
        (random, "jti"),
    ] {
        // As a struct's field, a map's member, a value of Claims, and as an enum's content.
        let value = if claim == "aud" { json!("a") } else { json!(1) };
        let claims = BTreeMap::from([(claim, value)]);
        let error = SignError::DuplicateClaim {
            claim: Claim::from(claim),
        };
        assert_eq!(sign(&signer, &claims), Err(error.clone()));
        assert_eq!(
            sign(&signer, &Claims::new(claims.clone())),
            Err(error.clone())
        );
        let raw = serde_json::value::to_raw_value(&claims).unwrap();
        assert_eq!(sign(&signer, &raw), Err(error));
        assert!(sign(&signer, &json!({"other": 1})).is_ok());
    }
}

#[test]
fn header_members() {
    let signer = Signer::new(key().with_key_id("2026-11"))
        .without_expiry()
        .typ("at+jwt")
        .header_member("x-tenant", "app-01");
    let header = r#"{"alg":"HS256","typ":"at+jwt","kid":"2026-11","x-tenant":"app-01"}"#;
    let payload = r#"{"iat":1}"#;
    let claims = json!({"iat": 1});
    assert_eq!(
        sign(&signer, &claims).unwrap(),
        forge(header, payload, &key())
    );

    let object = Signer::new(key())
        .without_expiry()
        .header_member("x", json!({"list": [1, null]}))
        .header_member("é\"", 1.5);
    let verifier = Verifier::new(key()).allow_missing_exp();
    let token = verifier
        .verify::<Value>(&sign(&object, &claims).unwrap())
        .unwrap();
    assert_eq!(token.header().member("x"), Some(json!({"list": [1, null]})));
    assert_eq!(token.header().member("é\""), Some(json!(1.5)));

    let cty = Signer::new(key()).without_expiry().cty("json");
    let token = verifier
        .verify::<Value>(&sign(&cty, &claims).unwrap())
        .unwrap();
    assert_eq!(token.header().cty(), Some("json"));
}

#[test]
fn members_with_a_call_of_their_own_or_a_meaning_cannot_be_set() {
    for name in ["alg", "typ", "cty", "kid", "crit", "b64", "enc", "zip"] {
        let signer = Signer::new(key())
            .without_expiry()
            .header_member(name, "x")
            .typ("at+jwt")
            .header_member("x", 1);
        let error = SignError::ReservedHeaderMember { name: name.into() };
        assert_eq!(sign(&signer, &USER), Err(error.clone()));
        assert!(error.to_string().contains(name), "{error}");
    }
}

#[test]
fn what_is_signed_can_be_verified_or_is_not_signed() {
    // A header member that every reader refuses must be refused here, too.
    let verifier = Verifier::new(key()).allow_missing_exp();
    let mut unreadable = Vec::new();
    for (name, value) in [
        ("jku", json!(1)),
        ("x5u", json!(null)),
        ("x5t", json!([])),
        ("x5t#S256", json!({})),
        ("jku", json!("https://auth.example/keys")),
        ("deep", (0..200).fold(json!(0), |inner, _| json!([inner]))),
        ("", json!("")),
    ] {
        let signer = Signer::new(key())
            .without_expiry()
            .header_member(name, value);
        if let Ok(text) = sign(&signer, &USER) {
            let verdict = verifier.verify::<Value>(&text);
            unreadable.extend(verdict.err().map(|error| (name, error)));
        }
    }
    assert_eq!(unreadable, []);
}

#[test]
fn random_ids_are_128_bits_and_differ() {
    let signer = Signer::new(key())
        .without_expiry()
        .random_jwt_id()
        .subject("42");
    let verifier = Verifier::new(key()).allow_missing_exp();
    let id = || {
        let text = sign(&signer, &json!({"iat": 1})).unwrap();
        let token = verifier.verify::<Claims>(&text).unwrap();
        token.into_claims().registered.jwt_id.unwrap()
    };
    let (first, second) = (id(), id());
    assert_ne!(first, second);
    assert_eq!(first.len(), base64url(&[0; 16]).len());
    // Behind everything else.
    let text = sign(&signer, &json!({"iat": 1})).unwrap();
    let before = base64url(br#"{"iat":1,"sub":"42","jti":""#);
    assert!(text.split('.').nth(1).unwrap().starts_with(&before));
}

#[test]
fn short_and_endless_durations() {
    for (validity, error) in [
        (Duration::ZERO, SignError::ValidityTooShort),
        (Duration::from_millis(999), SignError::ValidityTooShort),
        (Duration::MAX, SignError::OutOfRange { claim: Claim::Exp }),
    ] {
        let signer = Signer::new(key()).validity(validity);
        assert_eq!(sign(&signer, &USER), Err(error));
    }
    let nbf = Signer::new(key())
        .without_expiry()
        .not_before(Duration::MAX);
    assert_eq!(
        sign(&nbf, &USER),
        Err(SignError::OutOfRange { claim: Claim::Nbf })
    );
}

#[test]
fn claims_of_every_form_that_is_an_object() {
    #[derive(Serialize)]
    struct Wrapper<T>(T);
    #[derive(Serialize)]
    struct Unit;
    let signer = Signer::new(key()).without_expiry();
    let signed = |claims: &dyn erased::Erased| claims.sign(&signer);
    let ok: [(&dyn erased::Erased, &str); 5] = [
        (&Some(USER), r#"{"username":"testAdmin","role":"admin","#),
        (
            &Wrapper(&USER),
            r#"{"username":"testAdmin","role":"admin","#,
        ),
        (&BTreeMap::from([(7, 1)]), r#"{"7":1,"#),
        (
            &serde_json::value::to_raw_value(&json!({"a": 1})).unwrap(),
            r#"{"a":1,"#,
        ),
        (&json!({}), "{"),
    ];
    for (claims, start) in ok {
        let payload = format!(r#"{start}"iat":{NOW}}}"#);
        assert_eq!(
            signed(claims),
            Ok(forge(HEADER, &payload, &key())),
            "{start}"
        );
    }
    let no: [&dyn erased::Erased; 7] =
        [&(), &Unit, &None::<User>, &1, &"x", &[1], &Wrapper((1, 2))];
    for claims in no {
        assert_eq!(signed(claims), Err(SignError::NotAnObject));
    }
}

/// Claims of several types in one table.
mod erased {
    pub trait Erased {
        fn sign(&self, signer: &super::Signer) -> Result<String, super::SignError>;
    }
    impl<T: super::Serialize> Erased for T {
        fn sign(&self, signer: &super::Signer) -> Result<String, super::SignError> {
            super::sign(signer, self)
        }
    }
}

#[test]
fn the_algorithm_is_the_keys() {
    for (key, name) in [
        (HmacKey::hs384([7; 48]).unwrap(), "HS384"),
        (HmacKey::hs512([7; 64]).unwrap(), "HS512"),
    ] {
        let text = sign(
            &Signer::new(key.clone()).without_expiry(),
            &json!({"iat": 1}),
        )
        .unwrap();
        let header = format!(r#"{{"alg":"{name}","typ":"JWT"}}"#);
        assert_eq!(text, forge(&header, r#"{"iat":1}"#, &key));
    }
}
