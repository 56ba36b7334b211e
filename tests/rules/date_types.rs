//! `exp`, `nbf`, `iat` of a wrong type are refused always, never "as if absent".

use glassbox::Verifier;

use crate::support::{NOW, code, key, token};

#[test]
fn only_numbers_are_dates() {
    let verifiers = [
        Verifier::new(key()).allow_missing_exp(),
        Verifier::new(key())
            .allow_missing_exp()
            .any_audience()
            .require("x"),
    ];
    for verifier in &verifiers {
        for claim in ["exp", "nbf", "iat"] {
            for value in [
                "\"1900000000\"",
                "\" 1900000000\"",
                "true",
                "null",
                "[]",
                "{}",
                "[1]",
                "\"2050-01-01\"",
            ] {
                let text = token(&format!(r#"{{"x":1,"{claim}":{value}}}"#));
                assert_eq!(
                    code(verifier, &text),
                    "invalid_claim_type",
                    "{claim} {value}"
                );
            }
        }
        let good = token(&format!(
            r#"{{"x":1,"exp":{},"nbf":{NOW},"iat":{NOW}}}"#,
            NOW + 1
        ));
        assert_eq!(code(verifier, &good), "accepted");
    }
}

#[test]
fn no_registered_claim_twice() {
    let verifier = Verifier::new(key()).allow_missing_exp().any_audience();
    for claim in ["exp", "nbf", "iat", "iss", "sub", "aud", "jti"] {
        let value = if ["exp", "nbf", "iat"].contains(&claim) {
            "1600000000"
        } else {
            "\"a\""
        };
        let escaped = format!("\\u00{:02x}{}", claim.as_bytes()[0], &claim[1..]);
        for second in [claim, &escaped] {
            let text = token(&format!(r#"{{"{claim}":{value},"{second}":{value}}}"#));
            assert_eq!(code(&verifier, &text), "duplicate_claim", "{second}");
        }
    }
    let judged = Verifier::new(key()).allow_missing_exp().require("scope");
    assert_eq!(
        code(&judged, &token(r#"{"scope":1,"scope":2}"#)),
        "duplicate_claim"
    );
    assert_eq!(
        code(&verifier, &token(r#"{"scope":1,"scope":2}"#)),
        "accepted"
    );
}
