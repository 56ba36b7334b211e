//! Reads and writes single values.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt::{self, Write};

use serde::ser::Serialize;
use serde_json::Value;

use super::finite::is_finite;
use super::integer::has_wide_integer;
use super::reserved::has_reserved_name;
use super::scalar::Scalar;
use super::scan::is_json;
use super::value_writer;
use super::{MAX_DEPTH, has_null, is_deeper_than, is_too_deep};
use crate::error::SignError;

/// Reads a value of foreign JSON. `None` for what a [`Value`] cannot hold (a number too large for
/// an `f64`, half of a surrogate pair), for nesting that is too deep, and for what this build would
/// read as another value.
pub(crate) fn read_value(json: &str) -> Option<Value> {
    if is_too_deep(json.as_bytes()) || has_reserved_name(json) {
        return None;
    }
    serde_json::from_str(json).ok()
}

/// A value as it is read back from JSON; `None` if JSON or its reader change it: numbers that are
/// not finite, integers of more than 64 bits, and names that serde_json reserves.
pub(crate) fn exact_value<T: Serialize + ?Sized>(value: &T) -> Option<Value> {
    let mut json = Vec::new();
    write_value(value, &mut json).ok()?;
    let json = text_of(&json)?;
    let is_exact = is_finite(value) && !has_wide_integer(json);
    is_exact.then(|| read_value(json))?
}

/// Appends a value as serde_json writes it.
pub(crate) fn write_value<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), SignError> {
    write_scalar(value, out).map(drop)
}

/// Appends a value as serde_json writes it, and returns what it was, if it is a [`Scalar`].
pub(super) fn write_scalar<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Vec<u8>,
) -> Result<Option<Scalar>, SignError> {
    let scalar = value_writer::write(value, out);
    if scalar.is_none() {
        #[cfg(feature = "std")]
        let written = serde_json::to_writer(out, value);
        // Without `std`, serde_json writes only into a vector of its own.
        #[cfg(not(feature = "std"))]
        let written = serde_json::to_vec(value).map(|json| out.extend_from_slice(&json));
        written.map_err(|error| claims_error(&error))?;
    }
    Ok(scalar)
}

pub(super) fn claims_error(message: &dyn fmt::Display) -> SignError {
    let mut text = String::new();
    // A caller's `Display` may fail; `to_string` would panic.
    let _ = write!(text, "{message}");
    SignError::Claims {
        message: text.into_boxed_str(),
    }
}

/// Refuses what could not be read back as it was meant: nesting that is too deep, with `outside`
/// levels around it, text that is not JSON because of a careless type, and numbers for which
/// serde_json wrote `null`.
pub(super) fn check_value<T: Serialize + ?Sized>(
    value: &T,
    json: &[u8],
    outside: usize,
) -> Result<(), SignError> {
    if is_deeper_than(MAX_DEPTH.saturating_sub(outside), json) {
        let message = format_args!("they are nested deeper than {MAX_DEPTH} levels");
        return Err(claims_error(&message));
    }
    let text = text_of(json).unwrap_or_default();
    if !is_json(text) {
        let message = "a value is not written as JSON: its Serialize ignores an error, or begins a \
                       sequence or a map of another length than it has";
        return Err(claims_error(&message));
    }
    if has_reserved_name(text) {
        let message = "a member has a name of serde_json's own ($serde_json::private::…), and a \
                       crate of this build turned on the feature that reads it as another value: \
                       name it otherwise";
        return Err(claims_error(&message));
    }
    if has_null(json) && !is_finite(value) {
        let message = "a number is NaN or infinite, which JSON cannot hold: leave it out";
        return Err(claims_error(&message));
    }
    Ok(())
}

/// The text that serde_json wrote; it is always UTF-8.
pub(super) fn text_of(out: &[u8]) -> Option<&str> {
    core::str::from_utf8(out).ok()
}
