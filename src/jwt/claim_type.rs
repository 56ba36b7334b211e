//! The JSON types that RFC 7519 §4.1 specifies for the registered claims.

use alloc::string::String;
use alloc::vec::Vec;

use crate::claim::Registered;
use crate::error::JsonType;

/// Whether a value has the type of its claim: `exp`, `nbf` and `iat` are numbers, `aud` is a string or
/// an array of strings, the others are strings.
pub(super) fn is_of_its_type(claim: Registered, json: &str) -> bool {
    match JsonType::of(json) {
        JsonType::Number => claim.is_date(),
        JsonType::String => !claim.is_date(),
        JsonType::Array => claim == Registered::Aud && list(json).is_some(),
        _ => false,
    }
}

/// The strings of a claim that is a string or, for `aud`, an array of strings. It leaves out a
/// string with half of a surrogate pair: no expectation can equal it.
pub(super) fn texts(claim: Registered, json: &str) -> Vec<String> {
    match serde_json::from_str::<String>(json) {
        Ok(text) => alloc::vec![text],
        Err(_) if claim == Registered::Aud => list(json).unwrap_or_default(),
        Err(_) => Vec::new(),
    }
}

fn list(json: &str) -> Option<Vec<String>> {
    serde_json::from_str(json).ok()
}
