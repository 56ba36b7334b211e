//! D: the claims of a token that is rightly signed, and what must be judged before them.

mod dates;

use core::time::Duration;

use glassbox::Verifier;

use super::{AnySecret, HEADER, key, payloads, said, token, verdicts, verifier};
use crate::support::forge;

/// The default policy, where `exp` is required.
fn strict() -> Verifier {
    Verifier::new(key())
}

/// The verdict on each value of one claim, which is all that the token has.
#[track_caller]
fn values(verifier: &Verifier, claim: &str, rows: &[(&str, &'static str)]) {
    for (json, word) in rows {
        payloads(verifier, [(format!(r#"{{"{claim}":{json}}}"#), *word)]);
    }
}

#[test]
fn d7_aud() {
    let verifier = verifier().audience(["api", "café"]);
    payloads(&verifier, [("{}", "missing_claim")]);
    values(
        &verifier,
        "aud",
        &[
            ("[]", "bad_audience"),
            (r#""""#, "bad_audience"),
            (r#"[""]"#, "bad_audience"),
            (r#""ap""#, "bad_audience"),
            (r#""apis""#, "bad_audience"),
            (r#""my-api""#, "bad_audience"),
            (r#""api/""#, "bad_audience"),
            (r#""web,api""#, "bad_audience"),
            (r#""web api""#, "bad_audience"),
            (r#""API""#, "bad_audience"),
            (r#"" api""#, "bad_audience"),
            (r#""api\u0000""#, "bad_audience"),
            // The same letters, composed in another way.
            ("\"cafe\u{301}\"", "bad_audience"),
            (r#"["web","API"]"#, "bad_audience"),
            // The type is looked at before the value.
            ("1", "bad_claim_type"),
            ("true", "bad_claim_type"),
            ("null", "bad_claim_type"),
            (r#"{"0":"api"}"#, "bad_claim_type"),
            (r#"{"api":true}"#, "bad_claim_type"),
            (r#"[["api"]]"#, "bad_claim_type"),
            (r#"["api",1]"#, "bad_claim_type"),
            (r#"["api",null]"#, "bad_claim_type"),
            (r#""api""#, "accept"),
            (r#""\u0061pi""#, "accept"),
            (r#"["web","api"]"#, "accept"),
            (r#""café""#, "accept"),
        ],
    );
}

#[test]
fn d8_aud_where_none_is_configured() {
    for (json, word) in [
        (r#""other""#, "bad_audience"),
        (r#"["other"]"#, "bad_audience"),
        ("[]", "bad_audience"),
        (r#""""#, "bad_audience"),
        // What no audience can be is told as such, whoever the verifier is.
        ("null", "bad_claim_type"),
        ("1", "bad_claim_type"),
        ("{}", "bad_claim_type"),
        (r#"{"0":"other"}"#, "bad_claim_type"),
        ("[1]", "bad_claim_type"),
        (r#"[["other"]]"#, "bad_claim_type"),
        (r#"["other",null]"#, "bad_claim_type"),
    ] {
        values(&verifier(), "aud", &[(json, word)]);
        values(&verifier().any_audience(), "aud", &[(json, "accept")]);
    }
    payloads(&verifier(), [("{}", "accept")]);
}

#[test]
fn d9_iss() {
    let verifier = verifier().issuer("https://good.example");
    payloads(&verifier, [("{}", "missing_claim")]);
    values(
        &verifier,
        "iss",
        &[
            (r#""https://good.example/""#, "bad_issuer"),
            (r#""https://good.exampl""#, "bad_issuer"),
            (r#""https://good.example.evil""#, "bad_issuer"),
            (r#""good.example""#, "bad_issuer"),
            (
                r#""https://evil.example?https://good.example""#,
                "bad_issuer",
            ),
            (r#""HTTPS://good.example""#, "bad_issuer"),
            ("\"https://g\u{43e}od.example\"", "bad_issuer"),
            (r#""https://good.example\u0000""#, "bad_issuer"),
            (r#""""#, "bad_issuer"),
            // An array is no text, whatever stands in it: the type is looked at first.
            (
                r#"["https://evil.example","https://good.example"]"#,
                "bad_claim_type",
            ),
            (r#"["https://good.example"]"#, "bad_claim_type"),
            ("1", "bad_claim_type"),
            ("null", "bad_claim_type"),
            ("{}", "bad_claim_type"),
            (r#""https://good.example""#, "accept"),
            (r#""https:\/\/good.example""#, "accept"),
        ],
    );
}

#[test]
fn d10_sub() {
    let verifier = verifier().subject("123");
    payloads(&verifier, [("{}", "missing_claim")]);
    values(
        &verifier,
        "sub",
        &[
            ("123", "bad_claim_type"),
            ("123.0", "bad_claim_type"),
            (r#"["123"]"#, "bad_claim_type"),
            ("null", "bad_claim_type"),
            (r#"{"id":"123"}"#, "bad_claim_type"),
            (r#""0123""#, "bad_subject"),
            (r#"" 123""#, "bad_subject"),
            (r#""١٢٣""#, "bad_subject"),
            (r#""123""#, "accept"),
        ],
    );
    // One that must be there must be a text, too.
    for required in [
        super::verifier().require("sub"),
        super::verifier().check("sub", |_| true),
    ] {
        values(
            &required,
            "sub",
            &[
                ("123", "bad_claim_type"),
                ("null", "bad_claim_type"),
                ("[]", "bad_claim_type"),
                ("{}", "bad_claim_type"),
                ("true", "bad_claim_type"),
                (r#""123""#, "accept"),
            ],
        );
    }
}

#[test]
fn d11_required_claim_given_as_null() {
    let all = strict()
        .issuer("i")
        .subject("s")
        .audience("a")
        .jwt_id("j")
        .max_age(Duration::from_secs(60));
    let good = r#"{"exp":1900000000,"iat":1700000000,"iss":"i","sub":"s","aud":"a","jti":"j"}"#;
    payloads(&all, [(good, "accept")]);
    for (claim, value) in [
        ("exp", "1900000000"),
        ("iat", "1700000000"),
        ("iss", "\"i\""),
        ("sub", "\"s\""),
        ("aud", "\"a\""),
        ("jti", "\"j\""),
    ] {
        let null = good.replace(
            &format!("\"{claim}\":{value}"),
            &format!("\"{claim}\":null"),
        );
        payloads(&all, [(null, "bad_claim_type")]);
        let (member, other) = (format!("\"{claim}\""), format!("\"not-{claim}\""));
        payloads(&all, [(good.replace(&member, &other), "missing_claim")]);
    }
}

/// Nothing is said of the claims before the signature holds.
#[test]
fn d12_order_of_checks() {
    let verifier = strict().issuer("https://good.example").audience("api");
    for (payload, word) in [
        (
            r#"{"exp":1,"iss":"https://good.example","aud":"api"}"#,
            "expired",
        ),
        (
            r#"{"exp":"x","iss":"https://good.example","aud":"api"}"#,
            "bad_claim_type",
        ),
        (r#"{"exp":1}"#, "missing_claim"),
        (r#"{"exp":1,"exp":2}"#, "reject"),
        (r#"{"exp":1,"iss":"evil","aud":"api"}"#, "bad_issuer"),
        (
            r#"{"exp":1900000000,"iss":"https://good.example","aud":"web"}"#,
            "bad_audience",
        ),
        ("[]", "malformed"),
        ("no JSON", "malformed"),
    ] {
        let forged = forge(HEADER, payload, &AnySecret(b"another"));
        let (input, _) = forged.rsplit_once('.').unwrap();
        verdicts(
            &verifier,
            [
                (&forged, "bad_signature"),
                (&format!("{input}."), "bad_signature"),
                (&token(payload), word),
            ],
        );
    }
    let good = r#"{"exp":1900000000,"iss":"https://good.example","aud":"api"}"#;
    assert_eq!(said(&verifier, &token(good)), "accept");
}
