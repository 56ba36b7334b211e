//! What is known about a text or a number without reading its JSON.

use crate::time::NumericDate;

/// What is known about a value that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scalar {
    Text,
    /// A whole number, as a date.
    Whole(NumericDate),
    /// An array that has only texts and whole numbers.
    List,
}

/// Whether JSON needs no escapes for a text: it has no quote, no backslash and no control
/// character. It checks eight bytes at once.
pub(super) fn is_plain(text: &[u8]) -> bool {
    const ONES: u64 = u64::MAX / 0xff;
    const HIGHS: u64 = ONES << 7;
    // The classic ways to find a zero byte, and a byte below a limit, without a branch.
    let has_zero = |word: u64| word.wrapping_sub(ONES) & !word & HIGHS;
    let has_below =
        |word: u64, limit: u64| word.wrapping_sub(ONES.wrapping_mul(limit)) & !word & HIGHS;
    let every = |symbol: u8| ONES.wrapping_mul(u64::from(symbol));
    let found = |word: u64| {
        has_below(word, 0x20) | has_zero(word ^ every(b'"')) | has_zero(word ^ every(b'\\'))
    };
    let (chunks, rest) = text.as_chunks();
    let words = chunks.iter().map(|chunk| found(u64::from_le_bytes(*chunk)));
    let whole = words.fold(0, |all, found| all | found);
    let last = match text.last_chunk() {
        Some(chunk) => found(u64::from_le_bytes(*chunk)),
        None => rest.iter().fold(0, |all, byte| {
            all | u64::from((*byte < 0x20) | (*byte == b'"') | (*byte == b'\\'))
        }),
    };
    whole | last == 0
}
