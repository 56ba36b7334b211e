//! `Unverified`: a token that was read and not verified: header, key id and, through a call whose
//! name says danger, the claims.

use glassbox::jws::Unverified;
use glassbox::key::KeyId;
use glassbox::{Algorithm, Claims, NumericDate};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::support::{NOW, at, base64url, forge, key, token};

#[test]
fn header_and_claims_whatever_the_signature() {
    let header = base64url(br#"{"alg":"RS256","typ":"at+jwt","kid":"2026-11","x":1}"#);
    let payload = base64url(br#"{"sub":"42","exp":1,"aud":"app-01"}"#);
    for signature in ["", "AAAA", "c2lnbmF0dXJl"] {
        let text = format!("{header}.{payload}.{signature}");
        let unverified = Unverified::parse(&text).unwrap();
        assert_eq!(unverified.key_id().map(KeyId::as_str), Some("2026-11"));
        assert_eq!(unverified.header().algorithm(), Some(Algorithm::Rs256));
        assert_eq!(unverified.header().typ(), Some("at+jwt"));
        assert_eq!(unverified.header().member("x"), Some(json!(1)));
        let claims: Claims = unverified.dangerous_claims().unwrap();
        assert_eq!(claims.registered.subject.as_deref(), Some("42"));
        assert_eq!(claims.registered.expires_at, Some(at(1)));
    }
}

#[test]
fn a_token_without_a_signature_algorithm_can_be_looked_at() {
    let text = forge(r#"{"alg":"none"}"#, r#"{"sub":"42"}"#, &key());
    let unverified = Unverified::parse(&text).unwrap();
    assert_eq!(unverified.header().algorithm(), None);
    assert_eq!(unverified.key_id(), None);
}

#[test]
fn claims_into_any_type_or_the_misfit() {
    #[derive(Debug, Deserialize)]
    struct User {
        sub: String,
        exp: NumericDate,
    }
    let text = token(r#"{"sub":"42","exp":1.5}"#);
    let unverified = Unverified::parse(&text).unwrap();
    let user: User = unverified.dangerous_claims().unwrap();
    assert_eq!((&*user.sub, user.exp), ("42", at(1)));
    assert_eq!(unverified.dangerous_claims::<Value>().unwrap()["exp"], 1.5);

    let text = token(r#"{"sub":42,"exp":1}"#);
    let unverified = Unverified::parse(&text).unwrap();
    let error = unverified.dangerous_claims::<User>().unwrap_err();
    assert_eq!(error.code(), "claims_misfit");
    assert!(error.to_string().contains("sub"), "{error}");
}

#[test]
fn what_is_no_token_is_refused() {
    let good = token("{}");
    for (text, code) in [
        (String::new(), "malformed"),
        ("a.b".into(), "malformed"),
        (format!("{good}.x"), "malformed"),
        (format!("{good}="), "malformed"),
        (format!("Bearer {good}"), "malformed"),
        (good.replacen('.', "\n.", 1), "malformed"),
        ("A".repeat(256 * 1024 + 1), "too_large"),
        (forge("[]", "{}", &key()), "invalid_header"),
        (forge("{}", "{}", &key()), "invalid_header"),
        (forge(r#"{"alg":1}"#, "{}", &key()), "invalid_header"),
        (
            forge(r#"{"alg":"HS256","alg":"HS256"}"#, "{}", &key()),
            "invalid_header",
        ),
        (
            forge(r#"{"alg":"HS256","crit":[]}"#, "{}", &key()),
            "critical_extension",
        ),
        (
            forge(r#"{"alg":"dir","enc":"A128GCM"}"#, "{}", &key()),
            "invalid_header",
        ),
    ] {
        let error = Unverified::parse(&text).unwrap_err();
        assert_eq!(error.code(), code, "{text:.80}");
    }
}

/// What people want to look at: a token that was cut off, copied with more than it, or never signed.
#[test]
fn header_and_claims_whatever_stands_behind_them() {
    let good = forge(r#"{"alg":"HS256","kid":"a"}"#, r#"{"sub":"42"}"#, &key());
    let (input, signature) = good.rsplit_once('.').unwrap();
    let none = forge(r#"{"alg":"none","kid":"a"}"#, r#"{"sub":"42"}"#, &key());
    let (unsecured, _) = none.rsplit_once('.').unwrap();
    let changed = format!("{}1", &signature[..42]);
    for (text, is_read_by_parse) in [
        (good.clone(), true),
        (format!("{input}."), true),
        (format!("{unsecured}."), true),
        (unsecured.into(), false),
        (input.into(), false),
        (format!("{input}.{changed}"), false),
        (format!("{input}.{}", &signature[..41]), false),
        (format!("{input}.{signature}="), false),
        (format!("{input}.{signature}\n"), false),
        (format!("{input}.{signature}."), false),
        (format!("{input}.{signature}.{signature}"), false),
        (format!("{input}.<signature>"), false),
        (format!("{input}.…"), false),
        (format!("{input}.{}", "A".repeat(5_000)), false),
    ] {
        assert_eq!(Unverified::parse(&text).is_ok(), is_read_by_parse, "{text}");
        let unverified = Unverified::parse_ignoring_signature(&text).unwrap();
        assert_eq!(unverified.key_id().map(KeyId::as_str), Some("a"));
        let claims: Claims = unverified.dangerous_claims().unwrap();
        assert_eq!(claims.registered.subject.as_deref(), Some("42"));
        // A log of it shows none of what may be a good signature.
        for shown in [format!("{unverified:?}"), format!("{unverified}")] {
            assert!(!shown.contains(&signature[..8]), "{shown}");
        }
        // No verifier takes more than before.
        let verified = glassbox::Verifier::new(key())
            .allow_missing_exp()
            .at(at(NOW))
            .verify::<Value>(&text);
        assert_eq!(verified.is_ok(), text == good, "{text}");
    }
}

#[test]
fn header_and_claims_have_to_be_whole() {
    let good = token("{}");
    let (input, _) = good.rsplit_once('.').unwrap();
    let (header, _) = input.split_once('.').unwrap();
    let long = base64url(format!(r#"{{"alg":"HS256","x":"{}"}}"#, "x".repeat(8192)).as_bytes());
    for (text, code) in [
        (String::new(), "malformed"),
        (header.into(), "malformed"),
        (format!("Bearer {good}"), "malformed"),
        (format!(" {good}"), "malformed"),
        (format!("{input} "), "malformed"),
        (format!("{input}AA"), "malformed"),
        (format!("{input}=.AAAA"), "malformed"),
        (".e30.".into(), "malformed"),
        (format!("{long}.e30"), "invalid_header"),
        ("e30.e30".into(), "invalid_header"),
        (
            format!("{}.e30", base64url(br#"{"alg":"HS256","crit":[]}"#)),
            "critical_extension",
        ),
        (format!("{input}.{}", "A".repeat(256 * 1024)), "too_large"),
    ] {
        let error = Unverified::parse_ignoring_signature(&text).unwrap_err();
        assert_eq!(error.code(), code, "{text:.80}");
    }
    // An empty payload is a whole one; it holds no claims.
    let text = format!("{header}.");
    let unverified = Unverified::parse_ignoring_signature(&text).unwrap();
    assert_eq!(
        unverified.dangerous_claims::<Value>().unwrap_err().code(),
        "invalid_payload"
    );
    // Five parts are an encrypted token, and say so.
    let encrypted = format!("{}.a.b.c.d", base64url(br#"{"alg":"dir","enc":"A128GCM"}"#));
    let error = Unverified::parse_ignoring_signature(&encrypted.replace(".a.", "..")).unwrap_err();
    assert!(error.to_string().contains("encrypted token"), "{error}");
}

#[test]
fn a_payload_that_is_no_claims_object_is_refused() {
    for (payload, code) in [
        (&b"[]"[..], "invalid_payload"),
        (b"1", "invalid_payload"),
        (b"", "invalid_payload"),
        (b"{", "invalid_payload"),
        (b"{} {}", "invalid_payload"),
        (b"\xef\xbb\xbf{}", "invalid_payload"),
        (b"{\"a\":\"\xff\"}", "invalid_payload"),
        (br#"{"exp":1,"exp":2}"#, "duplicate_claim"),
        (br#"{"sub":"a","\u0073ub":"b"}"#, "duplicate_claim"),
    ] {
        let text = crate::support::forge_bytes(br#"{"alg":"HS256"}"#, payload, &key());
        let unverified = Unverified::parse(&text).unwrap();
        let error = unverified.dangerous_claims::<Value>().unwrap_err();
        assert_eq!(error.code(), code, "{}", String::from_utf8_lossy(payload));
    }
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(200), "]".repeat(200));
    let text = token(&deep);
    let error = Unverified::parse(&text)
        .unwrap()
        .dangerous_claims::<Value>();
    assert_eq!(error.unwrap_err().code(), "invalid_payload");
}
