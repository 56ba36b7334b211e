//! Numbers as text: they go through a token as they came.

use glassbox::{Claims, Signer, Verifier};
use serde_json::Value;

use crate::support::{NOW, at, base64url, key, verdict};

/// So that the rest proves something.
#[test]
fn numbers_are_kept_as_text() {
    let text = r#"{"b":1.00,"a":123456789012345678901234567890}"#;
    let value: Value = serde_json::from_str(text).unwrap();
    assert_eq!(value.to_string(), text);
}

#[test]
fn numbers_and_their_order_go_through_a_token_unchanged() {
    let text = r#"{"b":1.00,"a":123456789012345678901234567890,"exp":9.00e+9,"iat":1700000000.50}"#;
    let claims: Value = serde_json::from_str(text).unwrap();
    let signed = Signer::new(key()).at(at(NOW)).sign(&claims).unwrap();
    let usual = base64url(br#"{"alg":"HS256","typ":"JWT"}"#);
    let input = format!("{usual}.{}", base64url(text.as_bytes()));
    assert!(signed.starts_with(&input), "{signed}");
    let token = Verifier::new(key())
        .at(at(NOW + 1))
        .verify::<Claims<Value>>(&signed)
        .unwrap();
    assert_eq!(token.expires_at(), Some(at(9_000_000_000)));
    assert_eq!(token.claims().registered.issued_at, Some(at(NOW)));
    assert_eq!(
        token.claims().custom.to_string(),
        r#"{"b":1.00,"a":123456789012345678901234567890}"#
    );
    assert_eq!(verdict(&Verifier::new(key()), &signed), Ok(claims));
}

#[test]
fn a_date_beyond_all_years_and_every_float_is_not_signed() {
    for (exp, is_signed) in [
        ("9.0e9", true),
        ("1e308", false),
        ("1e400", false),
        ("-1e400", false),
    ] {
        let claims: Value = serde_json::from_str(&format!(r#"{{"exp":{exp}}}"#)).unwrap();
        let signed = Signer::new(key()).at(at(NOW)).sign(&claims);
        assert_eq!(signed.is_ok(), is_signed, "{exp} {signed:?}");
    }
}
