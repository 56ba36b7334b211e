//! Where claims do not fit a type, described without a value of the token.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::{String, ToString};

use super::read::Members;
use super::scan::{members, text};
use crate::claim::Registered;
use crate::error::{Misfit, MisfitKind};

/// Makes a misfit of `json` from serde_json's error.
///
/// The message of the error quotes values, so only names of fields and what comes from the user's
/// own type are kept.
#[cold]
pub(crate) fn misfit(json: &str, error: &serde_json::Error) -> Misfit {
    let message = error.to_string();
    // serde_json adds the position at the end.
    let message = message
        .rsplit_once(" at line ")
        .map_or(&*message, |(text, _)| text);
    let missing = message
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'));
    let place = offset(json, error);
    let is_at_end = place >= json.trim_end().len();
    let (kind, field, expected) = match missing {
        Some(name) if is_at_end && is_registered(name, json) => {
            let expected = "the field, which Claims has in .registered: take it out of the type";
            (
                MisfitKind::Registered,
                Some(name.into()),
                Some(expected.into()),
            )
        }
        Some(name) => (
            MisfitKind::Missing,
            Some(name.into()),
            Some("the field to be there".into()),
        ),
        None => {
            let (field, expected) = (member_at(json, place), what_is_expected(message));
            let number = number_for_text(field.as_deref(), expected.as_deref(), message);
            let kind = kind_of(message, field.as_deref());
            (kind, field, number.or(expected))
        }
    };
    Misfit {
        kind,
        field,
        expected,
        line: error.line(),
        column: error.column(),
    }
}

/// What serde reports, of a field that it does not report as missing.
fn kind_of(message: &str, field: Option<&str>) -> MisfitKind {
    let Some(unknown) = message.strip_prefix("unknown field `") else {
        return match message.starts_with("duplicate field `") {
            true => MisfitKind::Twice,
            false => MisfitKind::Value,
        };
    };
    // serde names the field, and the position gives the member at the top that it lies in.
    let rest = field.and_then(|name| unknown.strip_prefix(name));
    match rest.is_some_and(|rest| rest.starts_with('`')) {
        true => MisfitKind::Unknown,
        false => MisfitKind::UnknownWithin,
    }
}

/// Whether a member that serde reports as missing is one that `Claims` took for itself.
fn is_registered(name: &str, json: &str) -> bool {
    let is_there = |claim| Members::read(json, &|_| None).ok()?.registered(claim);
    Registered::from_name(name).and_then(is_there).is_some()
}

/// What to do if a claim is a number, such as an id in a database, but RFC 7519 §4.1 wants a
/// string.
fn number_for_text(field: Option<&str>, expected: Option<&str>, message: &str) -> Option<String> {
    let name = field.filter(|name| ["iss", "sub", "jti"].contains(name))?;
    expected.filter(|expected| *expected == "a string")?;
    let number = if message.starts_with("invalid type: floating point") {
        "f64"
    } else if message.starts_with("invalid type: integer `-") {
        "i64"
    } else if message.starts_with("invalid type: integer") {
        "u64"
    } else {
        return None;
    };
    Some(format!(
        "a string: for a number, read a struct of your own with `{name}: {number}`"
    ))
}

/// What follows the last ", expected", in messages of serde itself.
fn what_is_expected(message: &str) -> Option<String> {
    if message.starts_with("unknown field `") {
        return Some("no such field".into());
    }
    if message.starts_with("duplicate field `") {
        return Some("the field once".into());
    }
    let is_serdes = [
        "invalid type: ",
        "invalid value: ",
        "invalid length ",
        "unknown variant `",
    ]
    .iter()
    .any(|prefix| message.starts_with(prefix));
    // An enum without variants expects nothing: the message contains only the value.
    if !is_serdes || message.ends_with("there are no variants") {
        return None;
    }
    let (_, expected) = message.rsplit_once(", expected ")?;
    Some(match expected {
        "a borrowed string" => {
            "a borrowed string, which one with an escape in it cannot be: take Cow<str> with \
             #[serde(borrow)]"
                .into()
        }
        _ => expected.into(),
    })
}

/// The position of an error, in bytes from the start.
fn offset(json: &str, error: &serde_json::Error) -> usize {
    let before = error.line().saturating_sub(1);
    let lines = json.split_inclusive('\n').take(before);
    lines
        .map(str::len)
        .fold(error.column(), usize::saturating_add)
}

/// The name of the top-level member whose value spans or follows a position.
fn member_at(json: &str, offset: usize) -> Option<String> {
    if offset == 0 {
        return None; // the claims as a whole
    }
    let end = json.as_bytes().as_ptr().addr().saturating_add(offset);
    let ends = |value: &str| value.as_ptr().addr().saturating_add(value.len());
    let (name, _) = members(json).find(|(_, value)| ends(value) >= end)?;
    text(name).map(Cow::into_owned)
}
