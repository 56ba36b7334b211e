//! `.without_issued_at()`: the signer adds no `iat`, and the other dates count from the present.

use core::time::Duration;

use glassbox::{Claims, SignError, Signer};
use serde_json::json;

use super::issuing::sign;
use crate::support::{NOW, at, key};

fn bare() -> Signer {
    Signer::new(key()).without_issued_at()
}

#[test]
fn the_dates_count_from_the_present() {
    for (signer, claims, expected) in [
        (
            bare().validity("5s"),
            json!({}),
            format!(r#"{{"exp":{}}}"#, NOW + 5),
        ),
        (
            bare().validity("5s").not_before("2s"),
            json!({"a": 1}),
            format!(r#"{{"a":1,"nbf":{},"exp":{}}}"#, NOW + 2, NOW + 5),
        ),
        (
            bare().validity("5s").issuer("i").subject("s"),
            json!({}),
            format!(r#"{{"exp":{},"iss":"i","sub":"s"}}"#, NOW + 5),
        ),
        (
            bare(),
            json!({"exp": NOW + 1}),
            format!(r#"{{"exp":{}}}"#, NOW + 1),
        ),
        (bare().without_expiry(), json!({}), "{}".into()),
    ] {
        assert_eq!(sign(&signer, &claims), Ok(expected));
    }
}

/// It says what the signer adds; what the claims bring is theirs, as with `.without_expiry()`.
#[test]
fn an_iat_of_the_claims_is_kept_and_counted_from() {
    for claims in [
        json!({"iat": 1000}),
        json!(Claims::new(()).issued_at(at(1000))),
    ] {
        let text = sign(&bare().validity("5s"), &claims);
        assert_eq!(text, Ok(r#"{"iat":1000,"exp":1005}"#.into()));
    }
}

#[test]
fn the_other_rules_hold() {
    assert_eq!(sign(&bare(), &json!({})), Err(SignError::MissingExpiry));
    let twice = SignError::DuplicateClaim {
        claim: "exp".into(),
    };
    let given = json!({"exp": NOW + 1});
    assert_eq!(sign(&bare().validity("5s"), &given), Err(twice));
    let short = bare().validity(Duration::from_millis(999));
    assert_eq!(sign(&short, &json!({})), Err(SignError::ValidityTooShort));
    let born = SignError::BornExpired {
        exp: at(NOW),
        iat: at(NOW),
    };
    assert_eq!(sign(&bare(), &json!({"exp": NOW})), Err(born));
    let (exp, nbf) = (at(NOW + 5), at(NOW + 5));
    let never = bare().validity("5s").not_before("5s");
    assert_eq!(
        sign(&never, &json!({})),
        Err(SignError::NeverValid { exp, nbf })
    );
}

#[cfg(feature = "generate")]
#[test]
fn beside_a_random_id() {
    let text = sign(&bare().validity("5s").random_jwt_id(), &json!({})).unwrap();
    let start = format!(r#"{{"exp":{},"jti":""#, NOW + 5);
    assert!(
        text.starts_with(&start) && text.len() == start.len() + 24,
        "{text}"
    );
}
