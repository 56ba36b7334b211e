//! Where claims do not fit a type, told without a value of the token.

use alloc::string::{String, ToString};
use core::fmt;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::error::Misfit;

/// Tells a misfit of `json` from what serde_json said of it.
///
/// Its message quotes values, so nothing of it is kept but what comes from the user's own type:
/// the name of a missing field, and what follows the last ", expected".
#[cold]
pub(crate) fn misfit(json: &str, error: &serde_json::Error) -> Misfit {
    let message = error.to_string();
    // serde_json adds the position at the end.
    let message = message
        .rsplit_once(" at line ")
        .map_or(&*message, |(text, _)| text);
    let quoted = |prefix| Some(message.strip_prefix(prefix)?.split_once('`')?.0);
    let missing = quoted("missing field `");
    let is_serdes = [
        "invalid type: ",
        "invalid value: ",
        "invalid length ",
        "unknown variant `",
    ]
    .iter()
    .any(|prefix| message.starts_with(prefix));
    // An enum without variants expects nothing: what stands there is the value alone.
    let expects = is_serdes && !message.ends_with("there are no variants");
    let expected = expects
        .then(|| message.rsplit_once(", expected "))
        .flatten()
        .map(|(_, expected)| expected.to_string());
    Misfit {
        field: missing
            .map(ToString::to_string)
            .or_else(|| member_at(json, offset(json, error))),
        expected: expected.or_else(|| missing.map(|_| "the field to be there".to_string())),
        line: error.line(),
        column: error.column(),
    }
}

/// The place of an error in bytes from the start.
fn offset(json: &str, error: &serde_json::Error) -> usize {
    let before = error.line().saturating_sub(1);
    let lines = json.split_inclusive('\n').take(before);
    lines
        .map(str::len)
        .fold(error.column(), usize::saturating_add)
}

/// The name of the top-level member whose value spans or follows a place.
fn member_at(json: &str, offset: usize) -> Option<String> {
    let end = json.as_bytes().as_ptr().addr().saturating_add(offset);
    let mut deserializer = serde_json::Deserializer::from_str(json);
    deserializer
        .deserialize_map(MemberAt { end })
        .ok()
        .flatten()
}

struct MemberAt {
    end: usize,
}

impl<'de> Visitor<'de> for MemberAt {
    type Value = Option<String>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<String>, A::Error> {
        let mut found = None;
        while let Some(name) = map.next_key::<String>()? {
            let value = map.next_value::<&RawValue>()?.get();
            let value_end = value.as_ptr().addr().saturating_add(value.len());
            if found.is_none() && value_end >= self.end {
                found = Some(name);
            }
        }
        Ok(found)
    }
}
