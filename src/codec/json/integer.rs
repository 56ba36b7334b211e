//! Integers that a `Value` does not hold: it would make the nearest float of them.

/// Whether JSON has an integer of more than 64 bits, at any depth.
pub(crate) fn has_wide_integer(json: &str) -> bool {
    let mut rest = json;
    while let Some(start) = rest.find(|c: char| matches!(c, '"' | '-' | '0'..='9')) {
        let found = rest.split_at(start).1;
        let len = match found.strip_prefix('"') {
            Some(text) => text_len(text).saturating_add(1),
            None => found
                .find(|c: char| !matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9'))
                .unwrap_or(found.len()),
        };
        let Some((token, after)) = found.split_at_checked(len) else {
            return false;
        };
        if is_wide(token) {
            return true;
        }
        rest = after;
    }
    false
}

/// How far a text goes, with the quote that ends it.
fn text_len(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.find(|character| {
        let ends = character == '"' && !is_escaped;
        is_escaped = character == '\\' && !is_escaped;
        ends
    });
    end.map_or(text.len(), |end| end.saturating_add(1))
}

fn is_wide(token: &str) -> bool {
    let is_integer = token.bytes().all(|byte| matches!(byte, b'-' | b'0'..=b'9'));
    is_integer && token.parse::<i64>().is_err() && token.parse::<u64>().is_err()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_the_edges_and_at_any_depth() {
        for json in [
            "18446744073709551616",
            "-9223372036854775809",
            r#"{"a\\":[1.5, {"\"":100000000000000000000}]}"#,
        ] {
            assert!(has_wide_integer(json), "{json}");
        }
        for json in [
            "18446744073709551615",
            "-9223372036854775808",
            "1e300",
            "184467440737095516160.5",
            "[true,null,-0,[],{}]",
            r#"{"100000000000000000000":"\"100000000000000000000\\"}"#,
            "",
        ] {
            assert!(!has_wide_integer(json), "{json}");
        }
    }
}
