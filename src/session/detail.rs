//! The detail: claims that a login or a refresh stores in the row for later access tokens.

use alloc::string::String;
use alloc::vec::Vec;

use serde::ser::Serialize;
use serde_json::{Map, Value};

use super::error::RefreshError;
use crate::codec::json::{self, Written};
use crate::error::SignError;

/// Names that it must not have: each later access token would have the value of today.
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

const HAS_TAKEN: &str = "has a name that the session or the signer sets (iss, sub, aud, exp, nbf, \
                         iat, jti, scope, sid, client_id): leave it out";

/// In bytes of JSON: rows are kept small.
const LONGEST: usize = 4096;

/// The detail as JSON, if a row can keep it.
pub(super) fn detail_of<C: Serialize + ?Sized>(
    detail: &C,
) -> Result<Map<String, Value>, RefreshError> {
    let (mut text, mut written) = (Vec::new(), Written::default());
    json::write_object(detail, &[], &mut text, &mut written).map_err(not_written)?;
    text.push(b'}');
    let text = core::str::from_utf8(&text).unwrap_or_default();
    if let Some(problem) = problem(text) {
        return Err(invalid(problem));
    }
    let detail: Map<String, Value> =
        serde_json::from_str(text).map_err(|_| not_written(SignError::NotAnObject))?;
    match TAKEN.iter().any(|name| detail.contains_key(*name)) {
        true => Err(invalid(HAS_TAKEN)),
        false => Ok(detail),
    }
}

/// The caller's mistake: nothing was signed, and to try again does not help.
fn not_written(error: SignError) -> RefreshError {
    invalid(match error {
        SignError::NotAnObject => "has to be a JSON object: a struct, or a map with text keys",
        SignError::ExternallyTagged => {
            "is an enum of the form {\"Variant\":{..}}, which cannot be read back beside iat and \
             exp: give the enum #[serde(tag = \"..\")]"
        }
        SignError::Claims { .. } => {
            "cannot be written as JSON: its Serialize fails, a number is NaN or infinite, a map has \
             keys that are no text, or it is nested too deep"
        }
        // A registered claim with a value that no token may have.
        _ => HAS_TAKEN,
    })
}

fn invalid(problem: &'static str) -> RefreshError {
    RefreshError::Invalid {
        field: "detail",
        problem,
    }
}

/// Why a row cannot keep it unchanged.
fn problem(json: &str) -> Option<&'static str> {
    // In its row it lies one level deeper.
    if json::is_deeper_than(json::MAX_DEPTH.saturating_sub(1), json.as_bytes()) {
        return Some("is nested deeper than 126 levels");
    }
    if json.len() > LONGEST {
        return Some(
            "has more than 4096 bytes of JSON: look it up at each refresh, and give it to \
             Presented::grant",
        );
    }
    if json::has_wide_integer(json) {
        return Some(
            "has an integer of more than 64 bits, which a row would change: write it as a text",
        );
    }
    None
}
