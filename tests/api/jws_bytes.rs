//! `jws::sign` and `jws::verify` (RFC 7515 §5): bytes of any kind, no claim judged.

use glassbox::key::SigningKey;
use glassbox::{Algorithm, HmacKey, KeyRing, jws};

use crate::support::{base64url, forge, forge_bytes, key, token};

#[test]
fn bytes_of_any_kind_come_back() {
    let large = vec![7; 100_000];
    for payload in [&b""[..], b"{", b"\xff\xfe\x00", "é鍵".as_bytes(), &large] {
        for key in [
            key(),
            key().with_key_id("2026-11"),
            HmacKey::hs512([7; 64]).unwrap(),
        ] {
            let text = jws::sign(payload, &key).unwrap();
            assert_eq!(jws::verify(&text, &key).unwrap(), payload);
        }
    }
}

#[test]
fn the_header_has_no_typ() {
    let named = key().with_key_id("2026-11");
    for (key, header) in [
        (key(), r#"{"alg":"HS256"}"#),
        (named, r#"{"alg":"HS256","kid":"2026-11"}"#),
    ] {
        let text = jws::sign(b"any bytes", &key).unwrap();
        assert_eq!(text, forge(header, "any bytes", &key));
    }
}

#[test]
fn a_token_is_bytes_too_whatever_its_typ() {
    assert_eq!(
        jws::verify(&token(r#"{"exp":1}"#), &key()).unwrap(),
        br#"{"exp":1}"#
    );
    let other = forge(r#"{"alg":"HS256","typ":"at+jwt","x":1}"#, "no JSON", &key());
    assert_eq!(jws::verify(&other, &key()).unwrap(), b"no JSON");
}

#[test]
fn what_is_refused() {
    let good = jws::sign(b"any bytes", &key()).unwrap();
    let (input, signature) = good.rsplit_once('.').unwrap();
    let other_payload = format!(
        "{}.{}.{signature}",
        base64url(br#"{"alg":"HS256"}"#),
        "AAAA"
    );
    let ring = KeyRing::new(HmacKey::hs256([1; 32]).unwrap().with_key_id("a"));
    let cases = [
        (good.replace('.', ""), "malformed"),
        (format!("{good}="), "malformed"),
        (format!("{good}."), "malformed"),
        (format!(" {good}"), "malformed"),
        (String::new(), "malformed"),
        (input.to_string(), "malformed"),
        (format!("{input}."), "invalid_signature"),
        (other_payload, "invalid_signature"),
        (
            forge(r#"{"alg":"none"}"#, "", &key()),
            "unsupported_algorithm",
        ),
        (
            forge(r#"{"alg":"HS384"}"#, "", &key()),
            "algorithm_mismatch",
        ),
        (
            forge(r#"{"alg":"HS256","crit":["b64"],"b64":false}"#, "", &key()),
            "critical_extension",
        ),
        (forge(r#"{"typ":"JWT"}"#, "", &key()), "invalid_header"),
        ("A".repeat(256 * 1024 + 1), "too_large"),
    ];
    for (text, code) in cases {
        assert_eq!(
            jws::verify(&text, &key()).unwrap_err().code(),
            code,
            "{text:.80}"
        );
    }
    let unknown = forge(r#"{"alg":"HS256","kid":"b"}"#, "", &key());
    assert_eq!(
        jws::verify(&unknown, &ring).unwrap_err().code(),
        "unknown_key"
    );
    let wrong = HmacKey::hs256([1; 32]).unwrap();
    assert_eq!(
        jws::verify(&good, &wrong).unwrap_err().code(),
        "invalid_signature"
    );
}

#[test]
fn a_payload_that_is_no_base64url_is_malformed_though_signed() {
    let header = base64url(br#"{"alg":"HS256"}"#);
    for payload in ["A", "AB==", "AB=", "Zh"] {
        let input = format!("{header}.{payload}");
        let signature = key().sign(input.as_bytes()).unwrap();
        let text = format!("{input}.{}", base64url(signature.as_ref()));
        assert_eq!(
            jws::verify(&text, &key()).unwrap_err().code(),
            "malformed",
            "{payload}"
        );
    }
}

#[test]
fn the_short_secrets_of_demonstrations_serve_here_too() {
    let key = HmacKey::with_short_secret(Algorithm::Hs512, b"short").unwrap();
    let text = forge_bytes(br#"{"alg":"HS512"}"#, b"\x00", &key);
    assert_eq!(jws::sign(b"\x00", &key).unwrap(), text);
    assert_eq!(jws::verify(&text, &key).unwrap(), b"\x00");
}
