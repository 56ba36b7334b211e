//! JSON as text: whether it is JSON, its tokens, and the members of an object.

use alloc::borrow::Cow;

use serde::de::IgnoredAny;

/// Whether a text is one JSON value (RFC 8259), of any depth and with any numbers. It does not
/// recurse, and allocates only if the value is nested.
pub(crate) fn is_json(text: &str) -> bool {
    serde_json::from_str::<IgnoredAny>(text).is_ok()
}

/// The members of a well-formed object: each name, with its quotes, and its value.
pub(crate) fn members(json: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut rest = trimmed(json).strip_prefix('{').unwrap_or_default();
    core::iter::from_fn(move || {
        let (mut name, mut after) = first_token(rest)?;
        if name == "," {
            (name, after) = first_token(after)?;
        }
        let (colon, after) = first_token(after)?;
        let (value, after) = first_value(after)?;
        rest = after;
        (name.starts_with('"') && colon == ":").then_some((name, value))
    })
}

/// The elements of a well-formed array.
#[cfg(feature = "public-keys")]
pub(crate) fn elements(json: &str) -> impl Iterator<Item = &str> {
    let mut rest = trimmed(json).strip_prefix('[').unwrap_or_default();
    core::iter::from_fn(move || {
        if let Some((",", after)) = first_token(rest) {
            rest = after;
        }
        let (value, after) = first_value(rest)?;
        rest = after;
        (value != "]").then_some(value)
    })
}

/// The text of a JSON string; `None` if it is not a string, or has half of a surrogate pair, which
/// JSON allows but text does not.
pub(crate) fn text(json: &str) -> Option<Cow<'_, str>> {
    let inner = json.strip_prefix('"')?.strip_suffix('"')?;
    match inner.as_bytes().contains(&b'\\') {
        true => serde_json::from_str(json).ok().map(Cow::Owned),
        false => Some(Cow::Borrowed(inner)),
    }
}

/// The first bracket, comma, colon, string or scalar of well-formed JSON, and the rest.
pub(crate) fn first_token(json: &str) -> Option<(&str, &str)> {
    let json = trimmed(json);
    let bytes = json.as_bytes();
    let len = match bytes.first()? {
        b'"' => string_len(bytes),
        b'{' | b'}' | b'[' | b']' | b',' | b':' => 1,
        _ => {
            let ends = |byte: &u8| b" \t\n\r{}[],:\"".contains(byte);
            bytes.iter().position(ends).unwrap_or(bytes.len())
        }
    };
    json.split_at_checked(len)
}

/// The text without leading white space of JSON (RFC 8259 §2).
fn trimmed(json: &str) -> &str {
    json.trim_start_matches([' ', '\t', '\n', '\r'])
}

/// The length of the string at the start of a text, with its quotes.
fn string_len(json: &[u8]) -> usize {
    let mut bytes = json.iter();
    _ = bytes.next();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => break,
            b'\\' => _ = bytes.next(),
            _ => {}
        }
    }
    json.len().saturating_sub(bytes.len())
}

/// The first value of well-formed JSON, and the rest.
fn first_value(json: &str) -> Option<(&str, &str)> {
    let json = trimmed(json);
    let (mut rest, mut depth) = (json, 0_usize);
    loop {
        let (token, after) = first_token(rest)?;
        rest = after;
        match token {
            "{" | "[" => depth = depth.saturating_add(1),
            "}" | "]" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let len = json.len().saturating_sub(rest.len());
            return json.split_at_checked(len);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn members_as_they_stand() {
        let json = r#" { "a" : [1, {"b":"]\"}"}] ,"\u0062":1e400,"":"\\","c":{} } "#;
        let found: Vec<_> = members(json).collect();
        let expected = [
            ("\"a\"", r#"[1, {"b":"]\"}"}]"#),
            (r#""\u0062""#, "1e400"),
            ("\"\"", r#""\\""#),
            ("\"c\"", "{}"),
        ];
        assert_eq!(found, expected);
        assert_eq!(members("{ }").count(), 0);
    }

    #[cfg(feature = "public-keys")]
    #[test]
    fn elements_as_they_stand() {
        let json = r#" [ 1 ,{"a":[2,"]"]},[3] , "," ] "#;
        let found: Vec<_> = elements(json).collect();
        assert_eq!(found, ["1", r#"{"a":[2,"]"]}"#, "[3]", "\",\""]);
        assert_eq!(elements("[ ]").count(), 0);
        for json in ["", "[", "[,", "[[", "[1 \"", "{}", "[1}", "[]]", "[1,"] {
            assert!(elements(json).count() < 3, "{json}");
        }
    }

    #[test]
    fn what_is_no_json_ends_all_the_same() {
        for json in [
            "",
            "{",
            "{\"",
            "{,,,",
            "{\"a\":[",
            "{\"a\"}",
            "}{",
            "{\"a\":1 \u{a0}2 \"b\":",
            "{\"a\\",
            "\u{a0}",
            "{\"\\",
        ] {
            assert!(members(json).count() < 3, "{json}");
        }
    }

    #[test]
    fn texts() {
        assert_eq!(text(r#""a""#).as_deref(), Some("a"));
        assert_eq!(text(r#""\u0061""#).as_deref(), Some("a"));
        for json in ["1", "\"", r#""\ud800""#] {
            assert_eq!(text(json), None, "{json}");
        }
    }
}
