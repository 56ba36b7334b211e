//! Secrets that are written as text. What is decoded is wiped, and grows nowhere.

use alloc::vec::Vec;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use zeroize::Zeroizing;

use super::decodings::hexadecimal_digit;

/// What base64 stands for (RFC 4648 §4, §5): either alphabet, padded or not.
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

/// What hexadecimal digits stand for (RFC 4648 §8), in either case.
pub(super) fn from_hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    let line = on_one_line(text);
    let (pairs, rest) = line.as_chunks();
    let mut secret = Zeroizing::new(Vec::with_capacity(pairs.len()));
    for [high, low] in pairs {
        secret.push(hexadecimal_digit(*high)? << 4 | hexadecimal_digit(*low)?);
    }
    rest.is_empty().then_some(secret)
}

/// Without the ends of lines, and without white space at both ends. A space within is left: it stands
/// between the words of a text.
fn on_one_line(text: &str) -> Zeroizing<Vec<u8>> {
    let symbols = text.trim_ascii().bytes();
    let mut line = Zeroizing::new(Vec::with_capacity(text.len()));
    line.extend(symbols.filter(|byte| !matches!(byte, b'\r' | b'\n')));
    line
}
