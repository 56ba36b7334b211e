//! Secrets that are encoded as text. Their decoded bytes are wiped, and their vectors never grow,
//! so nothing is left behind.

use alloc::vec::Vec;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::decodings::hexadecimal_digit;

/// Decodes base64 (RFC 4648 §4, §5): either alphabet, padded or not.
pub(super) fn from_base64(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    const EITHER: GeneralPurposeConfig =
        GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
    let alphabet = if text.contains(['-', '_']) {
        &base64::alphabet::URL_SAFE
    } else {
        &base64::alphabet::STANDARD
    };
    let line = on_one_line(text);
    let mut secret = Zeroizing::new(alloc::vec![0; text.len()]);
    let decoded = GeneralPurpose::new(alphabet, EITHER).decode_slice(&*line, &mut secret);
    secret.truncate(decoded.ok()?);
    Some(secret)
}

/// Decodes hexadecimal digits (RFC 4648 §8), upper or lower case.
pub(super) fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let line = on_one_line(text);
    let (pairs, rest) = line.as_chunks();
    let mut secret = Zeroizing::new(Vec::with_capacity(pairs.len()));
    for [high, low] in pairs {
        secret.push(hexadecimal_digit(*high)? << 4 | hexadecimal_digit(*low)?);
    }
    rest.is_empty().then_some(secret)
}

/// Removes line ends, and white space at both ends. A space inside is kept: it separates the words
/// of a text.
fn on_one_line(text: &str) -> Zeroizing<Vec<u8>> {
    let symbols = text.trim_ascii().bytes();
    let mut line = Zeroizing::new(Vec::with_capacity(text.len()));
    line.extend(symbols.filter(|byte| !matches!(byte, b'\r' | b'\n')));
    line
}
