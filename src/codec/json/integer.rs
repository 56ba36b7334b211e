//! Integers that a `Value` cannot hold: it would store the nearest float.

use super::scan::first_token;

/// Whether JSON has an integer of more than 64 bits, at any depth.
pub(crate) fn has_wide_integer(json: &str) -> bool {
    let mut rest = json;
    while let Some((token, after)) = first_token(rest) {
        if is_wide(token) {
            return true;
        }
        rest = after;
    }
    false
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
