//! Writes and reads JSON objects, and sees their registered claims on the way.

mod errors;
mod finite;
mod integer;
mod scan;
mod word;

mod misfit;
mod observer;
mod read;
mod reserved;
mod scalar;
mod value;
mod value_writer;

mod registered;

mod written;

mod object;
mod watch;
mod write;

#[cfg(feature = "session")]
pub(crate) use integer::has_wide_integer;
pub(crate) use misfit::misfit;
pub(crate) use read::Members;
pub(crate) use reserved::has_reserved_name;
#[cfg(feature = "public-keys")]
pub(crate) use scan::elements;
pub(crate) use scan::{first_token, is_json, members, text};
pub(crate) use value::{exact_value, read_value, write_value};
pub(crate) use watch::{Expectations, Watch, read_unwatched, read_watched};
pub(crate) use write::write_object;
pub(crate) use written::Written;

/// How deep JSON may be nested: the depth that serde_json reads by default.
pub(crate) const MAX_DEPTH: usize = 127;

/// Whether brackets are nested deeper than [`MAX_DEPTH`]. The text need not be JSON.
pub(crate) fn is_too_deep(json: &[u8]) -> bool {
    is_deeper_than(MAX_DEPTH, json)
}

pub(crate) fn is_deeper_than(levels: usize, json: &[u8]) -> bool {
    // A short text cannot have that many, if it is JSON at all.
    json.len() > levels.saturating_mul(2) && opening_brackets(json) > levels && depth(json) > levels
}

/// How many opening brackets and braces there are, in strings or not.
fn opening_brackets(json: &[u8]) -> usize {
    // A bracket and a brace differ in one bit. A byte holds the count of a chunk, so the compiler
    // can use vector instructions.
    let opens = |byte: &u8| u8::from(byte | 0x20 == b'{');
    let count = |chunk: &[u8]| chunk.iter().map(opens).fold(0, u8::wrapping_add);
    let counts = json.chunks(128).map(count).map(usize::from);
    counts.fold(0, usize::saturating_add)
}

/// Whether `null` occurs anywhere in a text.
fn has_null(json: &[u8]) -> bool {
    // The compiler can search for two bytes with vector instructions, and most texts do not have
    // them.
    let pairs = json.iter().zip(json.get(1..).unwrap_or_default());
    let has_pair = pairs.fold(false, |any, (first, second)| {
        any | ((*first == b'u') & (*second == b'l'))
    });
    has_pair && json.windows(4).any(|window| window == b"null")
}

/// The deepest nesting, without brackets inside strings.
fn depth(json: &[u8]) -> usize {
    let (mut depth, mut deepest) = (0_usize, 0);
    let mut bytes = json.iter();
    while let Some(byte) = bytes.next() {
        match byte {
            b'[' | b'{' => {
                depth = depth.saturating_add(1);
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            b'"' => {
                while let Some(byte) = bytes.next() {
                    match byte {
                        b'\\' => _ = bytes.next(),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn depth_at_the_edge() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(!is_too_deep(nested(MAX_DEPTH).as_bytes()));
        assert!(is_too_deep(nested(MAX_DEPTH + 1).as_bytes()));
        let flat = format!("[{}]", "[],".repeat(500));
        assert!(!is_too_deep(flat.as_bytes()));
        let quoted = format!(r#"{{"a":"\"{}"}}"#, "[".repeat(500));
        assert!(!is_too_deep(quoted.as_bytes()));
    }
}
