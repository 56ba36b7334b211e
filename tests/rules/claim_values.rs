//! `iss`, `sub`, `jti` and claims of any name: not judged until they are named, then required, of
//! the right type, and equal.

use glassbox::Verifier;

use crate::support::{code, key, token};

#[test]
fn issuer_subject_and_jwt_id() {
    let verifier = || Verifier::new(key()).allow_missing_exp();
    let plain = verifier();
    for (claim, one, several, refusal) in [
        (
            "iss",
            verifier().issuer("https://a"),
            verifier().issuer(["x", "https://a"]),
            "invalid_issuer",
        ),
        (
            "sub",
            verifier().subject("https://a"),
            verifier().subject(["x", "https://a"]),
            "invalid_subject",
        ),
        (
            "jti",
            verifier().jwt_id("https://a"),
            verifier().jwt_id(["x", "https://a"]),
            "invalid_jwt_id",
        ),
    ] {
        for (value, expected) in [
            ("\"https://a\"", "accepted"),
            ("\"https:\\/\\/a\"", "accepted"),
            ("\"https://a/\"", refusal),
            ("\"HTTPS://A\"", refusal),
            ("\"https://\"", refusal),
            ("\"\"", refusal),
            ("[\"https://a\"]", "invalid_claim_type"),
            ("null", "invalid_claim_type"),
            ("123", "invalid_claim_type"),
        ] {
            let text = token(&format!(r#"{{"{claim}":{value}}}"#));
            assert_eq!(code(&one, &text), expected, "{claim} {value}");
            assert_eq!(code(&several, &text), expected, "{claim} {value}");
            assert_eq!(code(&plain, &text), "accepted", "{claim} {value}");
        }
    }
}

#[test]
fn claims_of_any_name() {
    let verifier = || Verifier::new(key()).allow_missing_exp();
    let good = r#"{"token_use":"access","scope":["a","b"],"n":1,"__proto__":{}}"#;
    for (verifier, payload, expected) in [
        (verifier().require("scope"), good, "accepted"),
        (
            verifier().require("scope"),
            r#"{"sc\u006fpe":null}"#,
            "accepted",
        ),
        (verifier().require("constructor"), good, "missing_claim"),
        (verifier().require("__proto__"), good, "accepted"),
        (verifier().expect("token_use", "access"), good, "accepted"),
        (verifier().expect("token_use", "id"), good, "invalid_claim"),
        (verifier().expect("n", 1), good, "accepted"),
        (verifier().expect("n", "1"), good, "invalid_claim"),
        (verifier().check("scope", |s| s[0] == "a"), good, "accepted"),
        (
            verifier().check("scope", |s| s[0] == "b"),
            good,
            "invalid_claim",
        ),
        (
            verifier().check("iss", |iss| iss == "x"),
            r#"{"iss":"x"}"#,
            "accepted",
        ),
        (
            verifier().check("iss", |iss| iss == "x"),
            r#"{"iss":"y"}"#,
            "invalid_issuer",
        ),
        (
            verifier()
                .require("n")
                .check("n", |n| n == 1)
                .check("n", |n| n == 2),
            good,
            "invalid_claim",
        ),
    ] {
        assert_eq!(
            code(&verifier, &token(payload)),
            expected,
            "{verifier:?} {payload}"
        );
    }
}

/// What is expected is what a signer writes: of 32 bits, the digits of that number and no more.
#[test]
fn a_float_of_32_bits() {
    let verifier = Verifier::new(key()).allow_missing_exp();
    let verifier = verifier.expect("a", 0.1_f32);
    assert_eq!(code(&verifier, &token(r#"{"a":0.1}"#)), "accepted");
}

/// Two that are long and differ at their ends are told apart.
#[test]
fn long_issuers_in_an_error() {
    let tenant = "https://login.example/9122040d-6c67-4c5b-b112-36a304b66dad/9122040d";
    let verifier = Verifier::new(key()).allow_missing_exp();
    let verifier = verifier.issuer(format!("{tenant}/v2.0"));
    let came = token(&format!(r#"{{"iss":"{tenant}/v1.0"}}"#));
    let text = crate::support::verdict(&verifier, &came).unwrap_err();
    let expected = "the claim iss is \"https://login.example/9122040d-6c67-4c5b-b112-36…ad/9122040d/v1.0\", \
                    expected \"https://login.example/9122040d-6c67-4c5b-b112-36…ad/9122040d/v2.0\"";
    assert_eq!(text.to_string(), expected);
}
