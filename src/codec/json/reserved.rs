//! Names that serde_json reserves. If any crate of a build turns on its feature `raw_value` or
//! `arbitrary_precision`, serde_json reads an object with such a name, at any depth, as the JSON
//! inside its text: as another value than the one that was judged. In all other builds the names
//! are ordinary.

use alloc::format;

use memchr::memchr2;
use serde_json::Value;

use super::scan::{first_token, text};

/// All of them begin with it.
pub(super) const PRIVATE: &str = "$serde_json::private::";

/// Whether serde_json, as it is built here, would read something in `json` as another value. The
/// text need not be JSON.
pub(crate) fn has_reserved_name(json: &str) -> bool {
    may_have_private_name(json.as_bytes()) && find_reserved_name(json)
}

/// Whether a text has a character that such a name could begin with, in any spelling: nearly all
/// texts have neither of the two.
fn may_have_private_name(json: &[u8]) -> bool {
    memchr2(b'$', b'\\', json).is_some()
}

#[cold]
fn find_reserved_name(json: &str) -> bool {
    let (mut name, mut rest) = ("", json);
    while let Some((token, after)) = first_token(rest) {
        if token == ":" && is_private_name(name) && is_read_otherwise(name) {
            return true;
        }
        (name, rest) = (token, after);
    }
    false
}

/// Whether a string, with its quotes, is one of those names in any spelling.
fn is_private_name(name: &str) -> bool {
    let begins = |inner: &str| inner.starts_with('$') || inner.starts_with('\\');
    let can_be = name.strip_prefix('"').is_some_and(begins);
    can_be && text(name).is_some_and(|name| name.starts_with(PRIVATE))
}

/// Asks serde_json itself, because only it knows which of its features are on.
fn is_read_otherwise(name: &str) -> bool {
    let probe = format!("{{{name}:\"1\"}}");
    !matches!(serde_json::from_str(&probe), Ok(Value::Object(_)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_names_under_any_spelling() {
        for name in [
            r#""$serde_json::private::RawValue""#,
            r#""\u0024serde_json::private::Number""#,
            r#""$serde_json\u003a:private::""#,
        ] {
            assert!(is_private_name(name), "{name}");
            assert!(may_have_private_name(name.as_bytes()), "{name}");
        }
        for name in [
            "1",
            "\"",
            r#""a""#,
            r#""a $serde_json::private::RawValue""#,
            r#""\"$serde_json::private::""#,
            r#""\\u0024serde_json::private::""#,
        ] {
            assert!(!is_private_name(name), "{name}");
        }
    }

    #[test]
    fn only_names_count_and_at_any_depth() {
        // Tests are built with `raw_value`.
        for (json, has) in [
            (r#"{"$serde_json::private::RawValue":"1"}"#, true),
            (
                r#"[{"a":[{"\u0024serde_json::private::RawValue" :"1"}]}]"#,
                true,
            ),
            (r#"{"a":"$serde_json::private::RawValue"}"#, false),
            (r#"["$serde_json::private::RawValue"]"#, false),
            (r#"{"a":"\"$serde_json::private::RawValue\":1"}"#, false),
            (r#"{"$serde_json::private::Other":"1"}"#, false),
        ] {
            assert_eq!(has_reserved_name(json), has, "{json}");
        }
    }
}
