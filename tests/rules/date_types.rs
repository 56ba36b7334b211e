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
