//! What many tests need: keys, instants, and tokens with any header and payload.

pub mod careless;

use glassbox::jws::Unverified;
use glassbox::key::{KeySource, Lookup, SigningKey, Unavailable, VerifyingKey};
use glassbox::{HmacKey, NumericDate, Verifier, VerifyError};
use serde_json::Value;

/// The instant at which tests are judged, unless they say otherwise.
pub const NOW: i64 = 1_700_000_000;

/// A key for HS256.
pub fn key() -> HmacKey {
    HmacKey::hs256(b"a secret of at least thirty-two bytes").unwrap()
}

/// An instant.
pub const fn at(seconds: i64) -> NumericDate {
    NumericDate::from_seconds(seconds)
}

/// Unpadded base64url, by another implementation than the crate's.
pub fn base64url(bytes: &[u8]) -> String {
    const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let mut group = [0; 3];
        group[..chunk.len()].copy_from_slice(chunk);
        let bits = u32::from_be_bytes([0, group[0], group[1], group[2]]);
        for index in 0..=chunk.len() {
            let symbol = bits >> (18 - 6 * index) & 63;
            text.push(char::from(SYMBOLS[symbol as usize]));
        }
    }
    text
}

/// A token with exactly this header and payload, rightly signed.
pub fn forge(header: &str, payload: &str, key: &impl SigningKey) -> String {
    forge_bytes(header.as_bytes(), payload.as_bytes(), key)
}

/// As [`forge`], for what is not even text.
pub fn forge_bytes(header: &[u8], payload: &[u8], key: &impl SigningKey) -> String {
    forge_parts(&base64url(header), &base64url(payload), key)
}

/// As [`forge`], with the two parts as they shall stand there.
pub fn forge_parts(header: &str, payload: &str, key: &impl SigningKey) -> String {
    let input = format!("{header}.{payload}");
    let signature = key.sign(input.as_bytes()).unwrap();
    format!("{input}.{}", base64url(signature.as_ref()))
}

/// A token of [`key`] with the usual header and this payload.
pub fn token(payload: &str) -> String {
    forge(r#"{"alg":"HS256","typ":"JWT"}"#, payload, &key())
}

/// A header with so many more members. What is within them is not counted.
pub fn crowded(header: &str, more: usize) -> String {
    let members = (0..more).map(|index| format!(r#","x{index}":{{"a":1,"b":2}}"#));
    let start = header.strip_suffix('}').unwrap();
    format!("{start}{}}}", members.collect::<String>())
}

/// The instant at which a token is as good as it ever gets: the later one of `iat` and `nbf`, and
/// [`NOW`] where it has neither.
pub fn begin(token: &str) -> NumericDate {
    let claims = Unverified::parse(token).unwrap().dangerous_claims();
    let claims: Value = claims.unwrap();
    // Whole numbers to the last digit, which an `f64` does not hold beyond 2^53.
    let date = |claim: &str, round: fn(f64) -> f64| {
        let date = &claims[claim];
        date.as_i64()
            .or(date.as_f64().map(|date| round(date) as i64))
    };
    let begin = date("iat", f64::floor).max(date("nbf", f64::ceil));
    at(begin.unwrap_or(NOW))
}

/// The verdict of a verifier at [`NOW`].
pub fn verdict(verifier: &Verifier, token: &str) -> Result<Value, VerifyError> {
    let token = verifier.at(at(NOW)).verify::<Value>(token)?;
    Ok(token.into_claims())
}

/// The code of the refusal, or `accepted`.
pub fn code(verifier: &Verifier, token: &str) -> &'static str {
    match verdict(verifier, token) {
        Ok(_) => "accepted",
        Err(error) => error.code(),
    }
}

/// A key source that cannot be asked.
pub struct Down;

impl KeySource for Down {
    fn candidates(
        &self,
        _: &Lookup<'_>,
        _: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        Err(Unavailable)
    }
}

/// Whether serde_json reads an object with this name of its own as something else, in this build.
pub fn is_reserved(name: &str) -> bool {
    let json = format!(r#"{{"$serde_json::private::{name}":"1"}}"#);
    !serde_json::from_str::<Value>(&json).unwrap().is_object()
}
