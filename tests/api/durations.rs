//! Every setting that is a duration takes a `Duration`, a `Validity` or a text with its unit, and says
//! what is wrong with a text that is none. What is no duration at all does not compile (tests/ui).

use core::time::Duration;

use glassbox::jwt::ConfigurationError;
use glassbox::time::{FixedClock, IntoDuration, ParseValidityError};
use glassbox::{SignError, Signer, Validity, Verifier, VerifyError, generate_token};
use serde_json::json;

use crate::support::{NOW, at, code, key, token};

const TEXTS: [(&str, ParseValidityError); 5] = [
    ("900", ParseValidityError::MissingUnit),
    ("soon", ParseValidityError::NotANumber),
    ("", ParseValidityError::Empty),
    ("15 parsecs", ParseValidityError::UnknownUnit),
    ("99999999999999999999s", ParseValidityError::TooLong),
];

#[test]
fn all_forms_say_the_same() {
    let quarter = Duration::from_secs(900);
    let validity: Validity = "15m".parse().unwrap();
    assert_eq!(quarter.into_duration(), Ok(quarter));
    assert_eq!(validity.into_duration(), Ok(quarter));
    assert_eq!("15m".into_duration(), Ok(quarter));
    assert_eq!(String::from("15 minutes").into_duration(), Ok(quarter));
    assert_eq!((&String::from("900s")).into_duration(), Ok(quarter));
    // A fraction is cut only where whole seconds are counted.
    let fraction = Duration::from_millis(1500);
    assert_eq!(fraction.into_duration(), Ok(fraction));
}

#[test]
fn a_signer() {
    type Call = fn(Signer, &str) -> Signer;
    let calls: [(&str, Call); 2] = [
        ("validity", |signer, text| signer.validity(text)),
        ("not_before", |signer, text| signer.not_before(text)),
    ];
    let new = || Signer::new(key()).without_expiry();
    for (call, with) in calls {
        for (text, problem) in TEXTS {
            let expected = SignError::NoDuration { call, problem };
            // Whatever is called behind it.
            for signer in [
                with(new(), text),
                with(new(), text).typ("at+jwt").issuer("i"),
            ] {
                assert_eq!(signer.check_configuration(), Err(expected.clone()));
                assert_eq!(signer.sign(&json!({})), Err(expected.clone()));
                let prepared = signer.prepare(&json!({})).map(drop);
                assert_eq!(prepared, Err(expected.clone()));
            }
        }
    }
    for (text, problem) in TEXTS {
        let call = "generate_token";
        let refused = generate_token(&json!({}), &key(), text);
        assert_eq!(refused, Err(SignError::NoDuration { call, problem }));
    }
    let signer = Signer::new(key()).validity("1h").not_before("5s");
    assert_eq!(signer.check_configuration(), Ok(()));
    let made = signer.at(at(NOW)).sign(&json!({})).unwrap();
    let same = Signer::new(key())
        .validity(Duration::from_secs(3600))
        .not_before("5s".parse::<Validity>().unwrap());
    assert_eq!(same.at(at(NOW)).sign(&json!({})).unwrap(), made);
    assert!(generate_token(&json!({"iat": NOW}), &key(), "15m").is_ok());
}

/// What can be judged without claims is judged at start-up.
#[test]
fn a_signer_at_start_up() {
    let new = || Signer::new(key());
    for (signer, expected) in [
        (new(), Ok(())),
        (new().validity("1s"), Ok(())),
        (new().validity("0s"), Err(SignError::ValidityTooShort)),
        (
            new().issuer(""),
            Err(SignError::EmptySetting { call: "issuer" }),
        ),
        (
            new().header_member("crit", 1),
            Err(SignError::ReservedHeaderMember {
                name: "crit".into(),
            }),
        ),
    ] {
        assert_eq!(signer.check_configuration(), expected);
    }
}

#[test]
fn a_verifier() {
    type Call = fn(Verifier, &str) -> Verifier;
    let calls: [(&str, Call); 4] = [
        ("leeway", |verifier, text| verifier.leeway(text)),
        ("long_leeway", |verifier, text| verifier.long_leeway(text)),
        ("max_age", |verifier, text| verifier.max_age(text)),
        ("max_validity", |verifier, text| verifier.max_validity(text)),
    ];
    let new = || Verifier::new(key()).clock(FixedClock::new(at(NOW)));
    let good = token(&format!(r#"{{"iat":{NOW},"exp":{}}}"#, NOW + 1));
    for (call, with) in calls {
        for (text, problem) in TEXTS {
            let expected = VerifyError::from(ConfigurationError::NoDuration { call, problem });
            let verifier = with(new(), text);
            assert_eq!(verifier.check_configuration(), Err(expected), "{call}");
            assert_eq!(code(&verifier, &good), "configuration", "{call} {text}");
        }
        assert_eq!(with(new(), "10m").check_configuration(), Ok(()));
        assert_eq!(code(&with(new(), "10m"), &good), "accepted", "{call}");
    }
    let lenient = new().leeway("1 minute");
    let ended = |ago: i64| token(&format!(r#"{{"exp":{}}}"#, NOW - ago));
    assert_eq!(code(&lenient, &ended(59)), "accepted");
    assert_eq!(code(&lenient, &ended(60)), "token_expired");
    assert_eq!(code(&new().leeway("601s"), &good), "configuration");
    assert_eq!(code(&new().leeway("0s"), &good), "accepted");
}
