//! RFC 8725 §3.11: `typ` is absent or `JWT` unless a type is pinned; it is compared without case, and
//! with or without `application/` (RFC 7515 §4.1.9).

use glassbox::{Verifier, VerifyError};

use crate::support::{code, forge, key, verdict};

fn with_typ(typ: Option<&str>) -> String {
    let member = typ.map_or(String::new(), |typ| format!(r#","typ":"{typ}""#));
    forge(&format!(r#"{{"alg":"HS256"{member}}}"#), "{}", &key())
}

#[test]
fn default_pinned_and_any() {
    let verifier = || Verifier::new(key()).allow_missing_exp();
    let typs = [
        None,
        Some("JWT"),
        Some("jwt"),
        Some("at+jwt"),
        Some("application/AT+JWT"),
        Some("rt+jwt"),
        Some(""),
        // As long as `application/`, and something else.
        Some("exemplified/at+jwt"),
        Some("application/JWT"),
        Some("APPLICATION/jwt"),
        // A media type with a slash of its own has nothing left out.
        Some("application/x/at+jwt"),
        Some("application/application/JWT"),
    ];
    for (verifier, accepted) in [
        (
            verifier(),
            [
                true, true, true, false, false, false, false, false, true, true, false, false,
            ],
        ),
        (
            verifier().typ("at+jwt"),
            [
                false, false, false, true, true, false, false, false, false, false, false, false,
            ],
        ),
        (
            verifier().typ("application/at+jwt"),
            [
                false, false, false, true, true, false, false, false, false, false, false, false,
            ],
        ),
        (
            verifier().typ(["at+jwt", "JWT"]),
            [
                false, true, true, true, true, false, false, false, true, true, false, false,
            ],
        ),
        (
            verifier().typ_or_absent("at+jwt"),
            [
                true, false, false, true, true, false, false, false, false, false, false, false,
            ],
        ),
        (verifier().typ("x/at+jwt"), [false; 12]),
        (verifier().any_typ(), [true; 12]),
    ] {
        for (typ, accepted) in typs.into_iter().zip(accepted) {
            let expected = if accepted {
                "accepted"
            } else {
                "unexpected_typ"
            };
            assert_eq!(
                code(&verifier, &with_typ(typ)),
                expected,
                "{typ:?} {verifier:?}"
            );
        }
    }
}

#[test]
fn the_error_names_the_call_and_no_text_of_the_token() {
    let verifier = Verifier::new(key()).allow_missing_exp();
    let error = verdict(&verifier, &with_typ(Some("evil-marker"))).unwrap_err();
    assert_eq!(error, VerifyError::UnexpectedTyp { found: None });
    let text = error.to_string();
    assert!(
        text.contains("Verifier::typ(..)") && text.contains("Verifier::any_typ()"),
        "{text}"
    );
    let error = verdict(&verifier, &with_typ(Some("RT+JWT"))).unwrap_err();
    assert_eq!(
        error,
        VerifyError::UnexpectedTyp {
            found: Some("rt+jwt")
        }
    );
}
