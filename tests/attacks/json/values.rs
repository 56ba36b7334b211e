//! C10: numbers, of which none is rounded on the way where the type can hold it.

use glassbox::VerifyError;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::{headers, said, token, verifier};
use crate::support::{NOW, at};

#[derive(Debug, Deserialize)]
struct Number<T> {
    n: T,
}

fn read<T: DeserializeOwned>(n: &str) -> Result<T, VerifyError> {
    let text = token(&format!(r#"{{"n":{n}}}"#));
    let token = verifier().at(at(NOW)).verify::<Number<T>>(&text)?;
    Ok(token.into_claims().n)
}

#[test]
fn c10_integers_are_kept_exact() {
    // 2^53 + 1 is the first that a float rounds.
    assert_eq!(read::<u64>("9007199254740993").unwrap(), (1 << 53) + 1);
    assert_eq!(read::<i64>("-9007199254740993").unwrap(), -(1 << 53) - 1);
    assert_eq!(read::<u64>("18446744073709551615").unwrap(), u64::MAX);
    assert_eq!(read::<u128>("18446744073709551617").unwrap(), (1 << 64) + 1);
    let value = read::<serde_json::Value>("9007199254740993").unwrap();
    assert_eq!(value.to_string(), "9007199254740993");
    // Where the type has no room, the token does not fit: nothing wraps, nothing is cut.
    for n in ["18446744073709551616", "-1", "1.5", "1e2", "1e99999"] {
        assert_eq!(read::<u64>(n).unwrap_err().code(), "claims_misfit", "{n}");
    }
    let over = read::<u8>("256").unwrap_err();
    assert_eq!(over.code(), "claims_misfit");
}

#[test]
fn c10_numbers_beyond_any_type() {
    let long = "9".repeat(20_000);
    let fraction = format!("0.{long}");
    for (n, word) in [
        // No `f64` holds these, and a `Value` has no other room.
        (&*long, "malformed"),
        ("1e99999", "malformed"),
        ("-1e99999", "malformed"),
        (&fraction, "accept"),
        ("1e-99999", "accept"),
        ("18446744073709551616", "accept"),
        ("9007199254740993", "accept"),
    ] {
        let payload = format!(r#"{{"n":{n}}}"#);
        assert_eq!(said(&verifier(), &token(&payload)), word, "{n:.40}");
        // As text they can be had as they came.
        let raw = read::<Box<serde_json::value::RawValue>>(n).unwrap();
        assert_eq!(raw.get(), n);
    }
    // As dates they are numbers beyond any date; such a token is refused whoever reads it.
    for n in [&long, "1e99999"] {
        let payload = format!(r#"{{"exp":{n}}}"#);
        assert_eq!(
            said(&verifier(), &token(&payload)),
            "bad_claim_type",
            "{n:.40}"
        );
    }
    let wide = verifier().max_header_bytes(64 * 1024);
    headers(
        &wide,
        [
            (
                r#"{"alg":"HS256","n":18446744073709551616}"#.to_owned(),
                "accept",
            ),
            // What nobody knows is ignored, whatever is in it (RFC 7515 §4).
            (format!(r#"{{"alg":"HS256","n":{long}}}"#), "accept"),
        ],
    );
}
