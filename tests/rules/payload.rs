//! RFC 7519 §7.2: the payload is one JSON object in UTF-8, nested 127 levels deep at most.

use super::verifier;
use crate::support::{code, forge_bytes, key, token};

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
