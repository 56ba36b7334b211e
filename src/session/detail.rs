//! What a login, or a refresh, gives a row to keep for the access tokens to come.

use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::Serialize;
use serde_json::{Map, Value};

use super::error::RefreshError;
use crate::codec::json::{self, Written};
use crate::error::SignError;

/// What it must not name: it would be in each access token again, and old by then.
const TAKEN: [&str; 10] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "scope",
    "sid",
    "client_id",
];

/// In bytes of JSON: a row is small.
const LONGEST: usize = 4096;

/// A detail, as JSON, if it can be kept.
pub(super) fn detail_of<C: Serialize + ?Sized>(
    detail: &C,
) -> Result<Map<String, Value>, RefreshError> {
    let (mut text, mut written) = (Vec::new(), Written::default());
    json::write_object(detail, &[], &mut text, &mut written)?;
    text.push(b'}');
    let text = core::str::from_utf8(&text).unwrap_or_default();
    if let Some(problem) = problem(text) {
        return Err(invalid(problem));
    }
    let detail: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| SignError::NotAnObject)?;
    match TAKEN.iter().any(|name| detail.contains_key(*name)) {
        true => Err(invalid(
            "names what is the session's own, or each token's (iss, sub, aud, exp, nbf, iat, jti, \
             scope, sid, client_id): leave it out",
        )),
        false => Ok(detail),
    }
}

fn invalid(problem: &'static str) -> RefreshError {
    RefreshError::Invalid {
        field: "detail",
        problem,
    }
}

/// Why it cannot be kept as it is.
fn problem(json: &str) -> Option<&'static str> {
    // In its row it lies one level deeper.
    if json::is_deeper_than(json::MAX_DEPTH.saturating_sub(1), json.as_bytes()) {
        return Some("is nested deeper than 126 levels");
    }
    if json.len() > LONGEST {
        return Some(
            "has more than 4096 bytes of JSON: look it up, and grant it with Presented::grant",
        );
    }
    if json::has_wide_integer(json) {
        return Some(
            "has an integer of more than 64 bits, which a row would change: write it as a text",
        );
    }
    None
}
