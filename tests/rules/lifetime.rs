//! Issuing: what is signed is accepted at some instant, as the verifier counts.

use core::time::Duration;

use glassbox::jwt::Claim;
use glassbox::key::RemoteKey;
use glassbox::{Algorithm, Claims, SignError, Signer, Verifier};
use serde_json::{Value, json};

use crate::support::{NOW, at, begin, key, token};

/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

fn sign(signer: &Signer, claims: &Value) -> Result<String, SignError> {
    signer.at(at(NOW)).sign(claims)
}

fn seconds_of(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

/// From the claims, from `Claims`, and from the signer, in any mix.
#[test]
fn exp_is_after_iat() {
    let bare = || Signer::new(key());
    let born_expired = |exp, iat| {
        Err(SignError::BornExpired {
            exp: at(exp),
            iat: at(iat),
        })
    };
    for (claims, exp, iat) in [
        (json!({"exp": NOW}), NOW, NOW),
        (json!({"exp": 9}), 9, NOW),
        (json!({"exp": 9, "iat": 9}), 9, 9),
        (json!({"exp": 9.9, "iat": 9}), 9, 9),
        (json!({"exp": 9.9, "iat": 9.1}), 9, 9),
        (json!({"exp": 9, "iat": 9.9}), 9, 9),
        (json!({"exp": -9}), -9, NOW),
    ] {
        assert_eq!(sign(&bare(), &claims), born_expired(exp, iat), "{claims}");
        // Whether an expiry is asked for or not.
        let open = bare().without_expiry();
        assert_eq!(sign(&open, &claims), born_expired(exp, iat), "{claims}");
    }
    for claims in [
        json!({"exp": NOW + 1}),
        json!({"exp": 10, "iat": 9.9}),
        json!({"exp": 10.9, "iat": 9}),
    ] {
        assert!(sign(&bare(), &claims).is_ok(), "{claims}");
    }
    let claims = Claims::new(()).expires_at(at(NOW));
    assert_eq!(bare().at(at(NOW)).sign(&claims), born_expired(NOW, NOW));
    let claims = claims.issued_at(at(NOW + 1));
    assert_eq!(bare().at(at(NOW)).sign(&claims), born_expired(NOW, NOW + 1));
    // Keys from elsewhere sign nothing else.
    let remote = Signer::new(RemoteKey::new(Algorithm::Es256));
    let prepared = remote.at(at(NOW)).prepare(&json!({"exp": 9}));
    assert_eq!(prepared.unwrap_err(), born_expired(9, NOW).unwrap_err());
    // One that has ended was signed before it did.
    assert!(bare().at(at(8)).sign(&json!({"exp": 9})).is_ok());
}

#[test]
fn exp_is_after_nbf() {
    let bare = || Signer::new(key());
    let never = |exp, nbf| {
        Err(SignError::NeverValid {
            exp: at(exp),
            nbf: at(nbf),
        })
    };
    let offset = |validity, not_before| {
        let signer = bare().validity(seconds_of(validity));
        signer.not_before(seconds_of(not_before))
    };
    for (signer, claims, exp, nbf) in [
        (offset(1800, 3600), json!({}), NOW + 1800, NOW + 3600),
        (offset(5, 5), json!({}), NOW + 5, NOW + 5),
        (offset(5, 5), json!({"iat": 1.9}), 6, 6),
        (
            bare().not_before(seconds_of(5)),
            json!({"exp": NOW as f64 + 5.9}),
            NOW + 5,
            NOW + 5,
        ),
        (
            bare().validity(seconds_of(5)),
            json!({"nbf": NOW + 5}),
            NOW + 5,
            NOW + 5,
        ),
        (
            bare().validity(seconds_of(5)),
            json!({"nbf": NOW as f64 + 4.5}),
            NOW + 5,
            NOW + 5,
        ),
        (
            bare(),
            json!({"nbf": NOW as f64 + 4.1, "exp": NOW as f64 + 5.9}),
            NOW + 5,
            NOW + 5,
        ),
    ] {
        assert_eq!(sign(&signer, &claims), never(exp, nbf), "{claims}");
    }
    let claims = Claims::new(()).not_before(at(NOW + 5));
    let signer = bare().validity(seconds_of(5));
    assert_eq!(signer.at(at(NOW)).sign(&claims), never(NOW + 5, NOW + 5));
    for (signer, claims) in [
        (offset(6, 5), json!({})),
        (offset(5, 0), json!({})),
        (bare(), json!({"nbf": NOW as f64 + 4.1, "exp": NOW + 6})),
        // Where nothing ends, any begin will do.
        (bare().without_expiry(), json!({"nbf": LAST})),
    ] {
        assert!(sign(&signer, &claims).is_ok(), "{claims}");
    }
}

#[test]
fn no_date_lies_beyond_the_year_9999() {
    let open = || Signer::new(key()).without_expiry();
    for claim in ["exp", "nbf", "iat"] {
        let beyond = SignError::OutOfRange {
            claim: claim.into(),
        };
        for date in [
            json!(NOW * 1000),
            json!(LAST + 1),
            json!(i64::MAX),
            json!(u64::MAX),
            json!(1e300),
        ] {
            let claims = json!({ claim: date });
            assert_eq!(sign(&open(), &claims), Err(beyond.clone()), "{claims}");
        }
        let text = beyond.to_string();
        assert!(text.contains("milliseconds?"), "{text}");
    }
    assert!(
        sign(
            &open(),
            &json!({"exp": LAST, "nbf": LAST - 1, "iat": LAST - 1})
        )
        .is_ok()
    );
    assert!(sign(&open(), &json!({"exp": LAST as f64 + 0.9})).is_ok());
    assert!(sign(&open(), &json!({"nbf": LAST as f64 + 0.1})).is_err());
    let beyond = |signer: &Signer, now: i64| match signer.at(at(now)).sign(&json!({})) {
        Err(SignError::OutOfRange { claim }) => Some(claim),
        _ => None,
    };
    let left = u64::try_from(LAST - NOW).unwrap();
    let minute = open().validity(seconds_of(60));
    // A clock of milliseconds.
    assert_eq!(beyond(&minute, NOW * 1000), Some(Claim::Iat));
    for (signer, claim) in [
        (open().validity(Duration::MAX), Some(Claim::Exp)),
        (open().validity(seconds_of(left + 1)), Some(Claim::Exp)),
        (open().validity(seconds_of(left)), None),
        (open().not_before(Duration::MAX), Some(Claim::Nbf)),
        (open().not_before(seconds_of(left + 1)), Some(Claim::Nbf)),
        (open().not_before(seconds_of(left)), None),
    ] {
        assert_eq!(beyond(&signer, NOW), claim);
    }
}

/// Of others, who sign what they like: a verifier takes it, and its explanation asks.
#[test]
fn an_explanation_asks_about_dates_beyond_the_year_9999() {
    let explained = |exp: i64| {
        let token = token(&format!(r#"{{"exp":{exp}}}"#));
        let report = Verifier::new(key()).at(at(NOW)).explain(&token);
        assert!(report.verdict().is_ok(), "{report}");
        report.to_string()
    };
    assert!(explained(NOW * 1000).contains("milliseconds?"));
    assert!(!explained(LAST).contains("milliseconds?"));
}

/// Dates around now, with fractions: signed if and only if the begin of the token, at which it is as
/// good as it ever gets, is accepted.
#[test]
fn signed_if_and_only_if_it_is_accepted_at_its_begin() {
    let around = [-1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5];
    let date = |offset: f64| match offset.fract() == 0.0 {
        true => json!(NOW + offset as i64),
        false => json!(NOW as f64 + offset),
    };
    let mut dates: Vec<Option<Value>> = around.map(|offset| Some(date(offset))).into();
    dates.push(None);
    let (mut signed, mut refused) = (0, 0);
    for iat in &dates {
        for nbf in &dates {
            for exp in &dates {
                let mut claims = json!({});
                for (claim, value) in [("iat", iat), ("nbf", nbf), ("exp", exp)] {
                    if let Some(value) = value {
                        claims[claim] = value.clone();
                    }
                }
                let signer = Signer::new(key()).without_expiry();
                let is_signed = signer.at(at(NOW)).sign(&claims).is_ok();
                claims["iat"] = iat.clone().unwrap_or(NOW.into());
                let token = token(&claims.to_string());
                let verifier = Verifier::new(key()).allow_missing_exp();
                let verified = verifier.at(begin(&token)).verify::<Value>(&token);
                assert_eq!(is_signed, verified.is_ok(), "{claims} {verified:?}");
                match is_signed {
                    true => signed += 1,
                    false => refused += 1,
                }
            }
        }
    }
    assert!(signed > 100 && refused > 100, "{signed} {refused}");
}
