//! G: registered claims that no verifier would take.

use glassbox::{SignError, Signer};
use serde_json::Value;

use super::{key, raw, sign};

#[test]
fn g_dates_of_wrong_types() {
    let open = Signer::new(key()).without_expiry();
    for claim in ["exp", "nbf", "iat"] {
        let mut refused = vec![];
        for (json, is_number) in [
            ("\"1900000000\"", false),
            ("\"x\"", false),
            ("true", false),
            ("null", false),
            ("[]", false),
            ("[1]", false),
            ("{}", false),
            ("1e400", true),
            ("-1e400", true),
            ("1e300", true),
            ("1900000000000", true),
        ] {
            let text = format!(r#"{{"{claim}":{json}}}"#);
            refused.push((is_number, sign(&open, &raw(&text))));
            // A `Value` cannot even hold some of them.
            if let Ok(value) = serde_json::from_str::<Value>(&text) {
                refused.push((is_number, sign(&open, &value)));
            }
        }
        for (is_number, signed) in refused {
            let is_told = match is_number {
                true => matches!(signed, Err(SignError::OutOfRange { .. })),
                false => matches!(signed, Err(SignError::WrongType { .. })),
            };
            assert!(is_told, "{claim} {signed:?}");
        }
        for json in ["1900000000", "1900000000.5", "19e8", "190000000000e-2"] {
            let text = format!(r#"{{"{claim}":{json}}}"#);
            assert!(sign(&open, &raw(&text)).is_ok(), "{text}");
        }
    }
}

/// Dates between which no instant lies, whoever of the two gives them.
#[test]
fn g_a_life_that_is_never() {
    let open = || Signer::new(key()).without_expiry();
    for text in [
        r#"{"exp":1}"#,
        r#"{"exp":1700000000}"#,
        r#"{"exp":1700000000.9}"#,
        r#"{"exp":17e8}"#,
        r#"{"\u0065xp":1700000000}"#,
        r#"{"exp":1700000005,"nbf":1700000005}"#,
        r#"{"exp":1700000005,"nbf":1700000004.1}"#,
        r#"{"exp":1700000005,"iat":1700000005}"#,
        r#"{"exp":-9223372036854775809,"iat":-1e300}"#,
    ] {
        let error = sign(&open(), &raw(text)).unwrap_err();
        let is_told = matches!(
            error,
            SignError::BornExpired { .. } | SignError::NeverValid { .. }
        );
        assert!(is_told, "{text} {error:?}");
    }
    for text in [
        r#"{"exp":1700000001}"#,
        r#"{"exp":1700000001.1,"nbf":1700000000}"#,
        r#"{"exp":1,"iat":0.9}"#,
        r#"{"exp":-9223372036854775807,"iat":-1e300}"#,
    ] {
        assert!(sign(&open(), &raw(text)).is_ok(), "{text}");
    }
}

/// An audience that no verifier could be.
#[test]
fn g_an_audience_that_is_nobody() {
    let open = || Signer::new(key()).without_expiry();
    for aud in [
        "null",
        "5",
        "true",
        "{}",
        "\"\"",
        "[]",
        "[ ]",
        "[\"\"]",
        "[1]",
        "[\"a\",1]",
        "[null]",
        "[[\"a\"]]",
        "[\"a\",\"\\ud800\"]",
    ] {
        let text = format!(r#"{{"aud":{aud}}}"#);
        let error = sign(&open(), &raw(&text)).unwrap_err();
        assert!(matches!(error, SignError::WrongType { .. }), "{text}");
    }
    for aud in ["\"a\"", "[\"a\"]", "[ \"\", \"\\u0061\" ]"] {
        let text = format!(r#"{{"aud":{aud}}}"#);
        assert!(sign(&open(), &raw(&text)).is_ok(), "{text}");
    }
}
