//! RFC 7519 §4.1.3: a token for others is refused, and so is one for anybody while the verifier has
//! not said who it is.

use glassbox::Verifier;

use crate::support::{code, key, token};

#[test]
fn every_form_of_aud() {
    let verifier = || Verifier::new(key()).allow_missing_exp();
    let verifiers = [
        verifier(),
        verifier().any_audience(),
        verifier().audience("api"),
        verifier().audience(["web", "api"]),
    ];
    const OK: &str = "accepted";
    const UNSET: &str = "audience_not_configured";
    const OTHER: &str = "invalid_audience";
    const MISSING: &str = "missing_claim";
    const TYPE: &str = "invalid_claim_type";
    for (aud, expected) in [
        (r#""aud":"api""#, [UNSET, OK, OK, OK]),
        (r#""\u0061ud":"api""#, [UNSET, OK, OK, OK]),
        (r#""aud":["x","api"]"#, [UNSET, OK, OK, OK]),
        (r#""aud":"web""#, [UNSET, OK, OTHER, OK]),
        (r#""aud":"ap""#, [UNSET, OK, OTHER, OTHER]),
        (r#""aud":"api2""#, [UNSET, OK, OTHER, OTHER]),
        (r#""aud":"API""#, [UNSET, OK, OTHER, OTHER]),
        (r#""aud":"web,api""#, [UNSET, OK, OTHER, OTHER]),
        (r#""aud":"""#, [UNSET, OK, OTHER, OTHER]),
        (r#""aud":[]"#, [UNSET, OK, OTHER, OTHER]),
        (r#""aud":null"#, [TYPE, OK, TYPE, TYPE]),
        (r#""aud":1"#, [TYPE, OK, TYPE, TYPE]),
        (r#""aud":{"0":"api"}"#, [TYPE, OK, TYPE, TYPE]),
        (r#""aud":[["api"]]"#, [TYPE, OK, TYPE, TYPE]),
        (r#""aud":["api",1]"#, [TYPE, OK, TYPE, TYPE]),
        (r#""aud":[1]"#, [TYPE, OK, TYPE, TYPE]),
        (r#""aud":[null,"api"]"#, [TYPE, OK, TYPE, TYPE]),
        (r#""aud":[[],"api"]"#, [TYPE, OK, TYPE, TYPE]),
        (r#""aud":true"#, [TYPE, OK, TYPE, TYPE]),
        (r#""aud":{}"#, [TYPE, OK, TYPE, TYPE]),
        // That one is required then, absent_but_expected.rs says.
        ("", [OK, OK, MISSING, MISSING]),
    ] {
        let text = token(&format!("{{{aud}}}"));
        for (verifier, expected) in verifiers.iter().zip(expected) {
            assert_eq!(code(verifier, &text), expected, "{aud} {verifier:?}");
        }
    }
}

#[test]
fn a_check_of_ones_own_counts_as_judging_it_and_mere_presence_does_not() {
    let text = token(r#"{"aud":"api"}"#);
    let verifier = || Verifier::new(key()).allow_missing_exp();
    assert_eq!(
        code(&verifier().check("aud", |aud| aud == "api"), &text),
        "accepted"
    );
    assert_eq!(
        code(&verifier().check("aud", |aud| aud == "web"), &text),
        "invalid_audience"
    );
    assert_eq!(code(&verifier().expect("aud", "api"), &text), "accepted");
    assert_eq!(
        code(&verifier().require("aud"), &text),
        "audience_not_configured"
    );
    // Its type is judged all the same: where `.any_audience()` says so, it is not.
    let odd = token(r#"{"aud":5}"#);
    for verifier in [
        verifier().check("aud", |_| true),
        verifier().expect("aud", "api"),
        verifier().require("aud"),
    ] {
        assert_eq!(code(&verifier, &odd), "invalid_claim_type", "{verifier:?}");
        assert_ne!(code(&verifier.any_audience(), &odd), "invalid_claim_type");
    }
}
