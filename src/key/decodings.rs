//! The ways in which given bytes may be decoded. All results are wiped: they may be a secret.

use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroizing;

/// A string in a string in another string.
const NESTED_ESCAPES: u8 = 3;

/// Each byte as the character with its number: text can be searched fast, even without
/// optimization.
pub(super) fn latin(bytes: &[u8]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(bytes.len().saturating_mul(2)));
    text.extend(bytes.iter().copied().map(char::from));
    text
}

/// The graphic ASCII characters, with escapes resolved, without quotes and backslashes. So UTF-16,
/// white space, a byte order mark or a string in a string cannot hide a text.
pub(super) fn plain(bytes: &[u8]) -> Zeroizing<Vec<u8>> {
    let graphic = bytes.iter().copied().filter(u8::is_ascii_graphic);
    let mut text = collected(bytes.len(), graphic);
    for _ in 0..NESTED_ESCAPES {
        if !text.contains(&b'\\') && !text.contains(&b'%') {
            break;
        }
        text = unescaped(&text);
    }
    text.retain(|character| character.is_ascii_graphic() && !b"\"'`\\".contains(character));
    text
}

fn unescaped(text: &[u8]) -> Zeroizing<Vec<u8>> {
    let mut rest = text;
    let characters = core::iter::from_fn(|| {
        let character;
        (character, rest) = first_character(rest)?;
        Some(character)
    });
    collected(text.len(), characters)
}

/// The first character, perhaps from an escape of JSON or of a URL, and the rest.
fn first_character(text: &[u8]) -> Option<(u8, &[u8])> {
    Some(match text {
        [b'\\', b'u', b'0', b'0', high, low, after @ ..] | [b'%', high, low, after @ ..]
            if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
        {
            let (high, low) = (hexadecimal_digit(*high)?, hexadecimal_digit(*low)?);
            (high << 4 | low, after)
        }
        [b'\\', b'n' | b'r' | b't', after @ ..] => (b'\n', after),
        [b'\\', escaped, after @ ..] => (*escaped, after),
        [character, after @ ..] => (*character, after),
        [] => return None,
    })
}

/// Decodes runs of base64 digits of either alphabet (RFC 4648 §4, §5), each run without its first
/// `skipped` digits.
pub(super) fn from_base64(text: &[u8], skipped: usize) -> Zeroizing<Vec<u8>> {
    decoded(text, base64_digit, 6, skipped)
}

/// As [`from_base64`], for hexadecimal digits.
pub(super) fn from_hexadecimal(text: &[u8], skipped: usize) -> Zeroizing<Vec<u8>> {
    decoded(text, hexadecimal_digit, 4, skipped)
}

fn decoded(
    text: &[u8],
    digit: fn(u8) -> Option<u8>,
    width: u32,
    skipped: usize,
) -> Zeroizing<Vec<u8>> {
    let runs = text.split(|character| digit(*character).is_none());
    let bytes = runs.flat_map(|run| {
        let (mut held, mut bits) = (0_u32, 0_u32);
        run.iter().skip(skipped).filter_map(move |character| {
            held = held.wrapping_shl(width) | u32::from(digit(*character)?);
            bits = bits.wrapping_add(width);
            bits = bits.checked_sub(8)?;
            let [.., byte] = held.wrapping_shr(bits).to_be_bytes();
            Some(byte)
        })
    });
    collected(text.len(), bytes)
}

fn base64_digit(character: u8) -> Option<u8> {
    Some(match character {
        b'A'..=b'Z' => character.wrapping_sub(b'A'),
        b'a'..=b'z' => character.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => character.wrapping_sub(b'0').wrapping_add(52),
        b'+' | b'-' => 62,
        b'/' | b'_' => 63,
        _ => return None,
    })
}

pub(super) fn hexadecimal_digit(character: u8) -> Option<u8> {
    let digit = char::from(character).to_digit(16)?;
    u8::try_from(digit).ok()
}

/// Collects into a vector that never grows: memory that it left behind would not be wiped.
fn collected(capacity: usize, bytes: impl Iterator<Item = u8>) -> Zeroizing<Vec<u8>> {
    let mut collected = Zeroizing::new(Vec::with_capacity(capacity));
    collected.extend(bytes);
    collected
}
