//! RFC 7519 §7.2: the payload is one JSON object in UTF-8, nested 127 levels deep at most.

use glassbox::Signer;
use serde::de::IgnoredAny;
use serde_json::json;

use super::verifier;
use crate::support::{NOW, at, code, forge_bytes, key, token};

#[test]
fn the_payload_is_an_object_in_utf_8() {
    for payload in [
        "",
        "[]",
        "1",
        "null",
        "\"x\"",
        "{",
        "{}{}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":1,}",
    ] {
        assert_eq!(
            code(&verifier(), &token(payload)),
            "invalid_payload",
            "{payload}"
        );
    }
    let header = br#"{"alg":"HS256","typ":"JWT"}"#;
    for payload in [
        &b"{\"a\":\"\xff\"}"[..],
        b"\xef\xbb\xbf{}",
        b"{\"a\":\"\xc0\xaf\"}",
        b"{\0}",
    ] {
        assert_eq!(
            code(&verifier(), &forge_bytes(header, payload, &key())),
            "invalid_payload"
        );
    }
    let nested = |levels: usize| {
        let levels = levels - 1; // the object itself
        token(&format!(
            r#"{{"a":{}{}}}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        ))
    };
    assert_eq!(code(&verifier(), &nested(127)), "accepted");
    assert_eq!(code(&verifier(), &nested(128)), "invalid_payload");
    assert_eq!(code(&verifier(), &nested(50_000)), "invalid_payload");
}

#[test]
fn what_a_value_would_read_as_something_else_is_refused() {
    // With `raw_value`, which the tests have on, serde_json's `Value` turns these into what their text
    // holds, which nobody has judged.
    let hidden = r#""$serde_json::private::RawValue":"{\"exp\":1,\"iss\":\"evil\"}""#;
    let escaped = hidden.replacen('$', "\\u0024", 1);
    for member in [hidden, &escaped] {
        assert_eq!(
            code(&verifier(), &token(&format!("{{{member}}}"))),
            "invalid_payload"
        );
        let second = format!(r#"{{"a":1,{member}}}"#);
        assert_eq!(code(&verifier(), &token(&second)), "invalid_payload");
    }
    let inner = r#"{"$serde_json::private::RawValue":"\"me\""}"#;
    for verifier in [
        verifier().expect("x", "me"),
        verifier().check("x", |_| true),
    ] {
        let text = token(&format!(r#"{{"x":{inner}}}"#));
        assert_eq!(code(&verifier, &text), "invalid_payload");
        assert_eq!(code(&verifier, &token(r#"{"x":"me"}"#)), "accepted");
    }
    // Whatever judges it, and whatever it is read into.
    let text = token(&format!(r#"{{"x":[{inner}]}}"#));
    assert_eq!(code(&verifier(), &text), "invalid_payload");
    assert!(verifier().at(at(NOW)).verify::<IgnoredAny>(&text).is_err());
    // Wanted to be there, whatever it is; that most types cannot hold this number is another thing.
    let verdict = verifier()
        .require("x")
        .at(at(NOW))
        .verify::<IgnoredAny>(&token(r#"{"x":1e400}"#));
    assert!(verdict.is_ok());

    let signer = Signer::new(key()).without_expiry();
    let claims = json!({"$serde_json::private::RawValue ": 1});
    let signer = signer.at(at(NOW));
    assert!(signer.sign(&claims).is_ok(), "a name that only looks alike");
    assert!(signer.sign(&json!({"$serde_json": 1, "iat": 1})).is_ok());
}
