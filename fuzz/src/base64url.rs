use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use glassbox::{Algorithm, jws};

use super::input::key;
use super::naive;

/// The input as bytes, and as the text of bytes, in every part of a token: equal to the `base64` crate
/// and to a decoder that goes bit by bit.
pub fn base64url(data: &[u8]) {
    let key = key(Algorithm::Hs256, 1);
    let token = jws::sign(data, &key).unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    assert_eq!(parts[1], URL_SAFE_NO_PAD.encode(data));
    assert_eq!(parts[1], naive::encode(data));
    assert_eq!(jws::verify(&token, &key).as_deref(), Ok(data));

    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let decoded = URL_SAFE_NO_PAD.decode(text).ok();
    assert_eq!(decoded, naive::decode(text));
    // A payload.
    let verified = jws::verify(&naive::signed(parts[0], text, &key), &key);
    assert_eq!(verified.ok(), decoded);
    // A signature.
    let verified = jws::verify(&format!("{}.{}.{text}", parts[0], parts[1]), &key);
    let code = match &decoded {
        Some(_) if text == parts[2] => "accepted",
        // Longer than any signature: there is no dot where one may stand.
        Some(_) if text.len() <= 1366 => "invalid_signature",
        // With two dots, it makes five parts of the token.
        _ if are_three_parts(text) => "encrypted_token",
        _ => "malformed",
    };
    assert_eq!(
        verified.map_or_else(|error| error.code(), |_| "accepted"),
        code
    );
    // A header: what it says is another target's matter.
    let verified = jws::verify(&naive::signed(text, parts[1], &key), &key);
    let is_malformed = |code| matches!(code, "malformed" | "encrypted_token");
    let is_malformed = verified.is_err_and(|error| is_malformed(error.code()));
    let is_header = decoded.is_some_and(|bytes| !bytes.is_empty());
    assert!(is_malformed != is_header || text.len() > 10_000);
}

/// Whether a text is three parts, with a last one that is no longer than any signature.
fn are_three_parts(text: &str) -> bool {
    let parts: Vec<&str> = text.split('.').collect();
    let [.., last] = parts[..] else {
        return false;
    };
    parts.len() == 3 && last.len() <= 1366 && parts.iter().all(|part| naive::decode(part).is_some())
}
