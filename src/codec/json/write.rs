//! Writes claims as one JSON object, and records its registered members.

use alloc::vec::Vec;

use serde::ser::Serialize;

use super::object::{ObjectWriter, WriteError};
use super::read::{Members, ReadError};
use super::value::{check_value, text_of, write_value};
use super::written::{Written, duplicate};
use crate::claim::{Claim, Registered};
use crate::error::SignError;

/// Writes `claims` into the empty `out` as an object without its closing brace, and records in the
/// empty `written` what is known about it. The caller adds more members and the closing brace;
/// `taken` are the names of those members that are not registered.
pub(crate) fn write_object<C: Serialize + ?Sized>(
    claims: &C,
    taken: &[&'static str],
    out: &mut Vec<u8>,
    written: &mut Written,
) -> Result<(), SignError> {
    written.is_empty = true;
    let object = ObjectWriter {
        out: &mut *out,
        written: &mut *written,
        taken,
    };
    match claims.serialize(object) {
        Ok(()) => Ok(()),
        Err(WriteError::Sign(error)) => Err(*error),
        Err(WriteError::Opaque) => {
            *written = write_opaque(claims, taken, out)?;
            Ok(())
        }
    }
}

/// For claims that are neither a struct nor a map with text for keys (enums, raw JSON, maps with
/// numbers for keys): serde_json writes them, and the JSON is read again.
#[cold]
fn write_opaque<C: Serialize + ?Sized>(
    claims: &C,
    taken: &[&'static str],
    out: &mut Vec<u8>,
) -> Result<Written, SignError> {
    out.clear();
    write_value(claims, out)?;
    check_value(claims, out, 0)?;
    let text = text_of(out).ok_or(SignError::NotAnObject)?;
    let wanted = |name: &str| taken.contains(&name).then(|| Claim::from(name));
    let members = Members::read(text, &wanted).map_err(|error| match error {
        ReadError::Duplicate(claim) => duplicate(claim),
        _ => SignError::NotAnObject,
    })?;
    if let Some(claim) = members.wanted().next() {
        return Err(duplicate(claim.clone()));
    }
    let mut written = Written {
        is_empty: members.is_empty,
        ..Written::default()
    };
    for claim in Registered::ALL {
        if let Some(json) = members.registered(claim) {
            written.note(claim, None, json.as_bytes())?;
        }
    }
    out.truncate(text.trim_end().len().saturating_sub(1));
    Ok(written)
}
