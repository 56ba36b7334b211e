//! The dates of a session's access token are the signer's, whatever claims are granted (attack H11).

use glassbox::session::{NewSession, RefreshError};
use glassbox::{Claims, NumericDate, SignError};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

use super::support::{Server, block_on, browser, claims, code, server};
use crate::support::{NOW, at};

/// What would lengthen, shorten or move it, and what is the very date that the signer writes.
const DATES: [i64; 4] = [NOW - 86_400, NOW + 60, NOW + 360, NOW + 86_400];

/// Refused before anything is spent, and the claim is named.
#[track_caller]
fn assert_refused<C: Serialize + ?Sized>(server: &Server, token: &str, given: &C, name: &str) {
    let presented = block_on(server.sessions.present(token, &browser())).unwrap();
    let row = presented.session().clone();
    let error = block_on(presented.grant(given)).unwrap_err();
    assert_eq!(error.code(), "not_signed", "{name}");
    let RefreshError::Sign(SignError::SessionClaim { claim }) = &error else {
        panic!("{name}: {error}");
    };
    assert_eq!(claim.name(), name);
    let text = format!(
        "the access token could not be made: the claim {name} is given by the session and its signer: \
         leave it out of the claims"
    );
    assert_eq!(error.to_string(), text);
    let again = block_on(server.sessions.present(token, &browser())).unwrap();
    assert_eq!(again.session(), &row, "{name}");
}

#[test]
fn granted_claims_give_no_date() {
    let server = server();
    let login = server.login();
    server.pass(60);
    let token = login.refresh_token();
    for date in DATES {
        for name in ["iat", "exp", "nbf"] {
            assert_refused(&server, token, &json!({"role": "admin", name: date}), name);
            assert_refused(&server, token, &json!({name: date as f64 + 0.5}), name);
        }
        let registered = |claims: Claims<Value>| claims;
        let own = || Claims::new(json!({"role": "admin"}));
        let date = NumericDate::from_seconds(date);
        assert_refused(&server, token, &registered(own().issued_at(date)), "iat");
        assert_refused(&server, token, &registered(own().expires_at(date)), "exp");
        assert_refused(&server, token, &registered(own().not_before(date)), "nbf");
    }
    let granted = block_on(server.sessions.present(token, &browser())).unwrap();
    let granted = block_on(granted.grant(&json!({"role": "admin"}))).unwrap();
    let access = claims(granted.access_token());
    assert_eq!(access["iat"], NOW + 60);
    assert_eq!(access["exp"], NOW + 360);
    assert_eq!(granted.access_expires_at(), at(NOW + 360));
}

/// Raw JSON is signed as it was written, and a name may be written with escapes.
#[test]
fn nor_under_a_name_that_is_spelt_with_escapes() {
    let server = server();
    let login = server.login();
    for (spelt, name) in [
        (r"\u0069at", "iat"),
        (r"i\u0061\u0074", "iat"),
        (r"\u0065\u0078\u0070", "exp"),
        (r"n\u0062f", "nbf"),
    ] {
        let text = format!(r#"{{"role":"admin","{spelt}":{}}}"#, NOW + 86_400);
        let raw = RawValue::from_string(text).unwrap();
        assert_refused(&server, login.refresh_token(), &raw, name);
    }
}

#[test]
fn nor_does_a_detail_however_it_is_spelt() {
    let server = server();
    for name in ["iat", "exp", "nbf", r"\u0069at", r"e\u0078p", r"nb\u0066"] {
        let text = format!(r#"{{"role":"admin","{name}":{}}}"#, NOW + 86_400);
        let raw = RawValue::from_string(text.clone()).unwrap();
        let decoded: Value = serde_json::from_str(&text).unwrap();
        for detail in [raw, to_raw_value(&decoded).unwrap()] {
            let new = NewSession::new("42", browser()).detail(&detail);
            assert_eq!(
                code(block_on(server.sessions.login(new))),
                "invalid_session"
            );
        }
    }
    assert!(server.store.is_empty());
}
