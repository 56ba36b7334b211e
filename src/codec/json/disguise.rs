//! serde_json hides raw JSON and exact numbers in objects with one member of a private name. Read
//! as a `Value`, such an object turns into what is hidden in it, which nobody judged.

use alloc::borrow::Cow;

/// Whether a member's name is one of those.
pub(crate) fn is_private_name(name: &str) -> bool {
    name.starts_with("$serde_json::private::")
}

/// Whether a text of that kind stands anywhere in a value, under any spelling.
pub(crate) fn is_disguised(json: &str) -> bool {
    let mut rest = json;
    while let Some((_, text)) = rest.split_once('"') {
        let mut is_escaped = false;
        let end = text.find(|character| {
            let ends = character == '"' && !is_escaped;
            is_escaped = character == '\\' && !is_escaped;
            ends
        });
        let Some((text, after)) = end.and_then(|end| text.split_at_checked(end)) else {
            return false;
        };
        if is_private_name(&unescaped(text)) {
            return true;
        }
        rest = after.strip_prefix('"').unwrap_or_default();
    }
    false
}

fn unescaped(text: &str) -> Cow<'_, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let quoted = alloc::format!("\"{text}\"");
    serde_json::from_str(&quoted).map_or(Cow::Borrowed(text), Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_names_under_any_spelling() {
        for json in [
            r#"{"$serde_json::private::RawValue":"1"}"#,
            r#"[{"a\"":"\\","\u0024serde_json::private::RawValue":"1"}]"#,
            r#""$serde_json::private::Number""#,
            r#"{"a":{"$serde_json::private::Number":"1"}}"#,
        ] {
            assert!(is_disguised(json), "{json}");
        }
        for json in [
            "1",
            r#"{"a":"b"}"#,
            r#""a $serde_json::private::RawValue""#,
            r#"{"a\\":"\"$serde_json::private::","\\u0024serde_json::private::":1}"#,
            r#""open"#,
        ] {
            assert!(!is_disguised(json), "{json}");
        }
    }
}
