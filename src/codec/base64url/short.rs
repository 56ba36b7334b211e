//! Short texts, such as a signature: where vector instructions do not begin yet, two small tables are
//! faster than the engine.

use super::NotBase64Url;

const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// What a character of another alphabet stands for: more than any symbol does.
const FOREIGN: u8 = 0x80;

/// What each character stands for.
const VALUES: [u8; 256] = {
    let mut values = [FOREIGN; 256];
    let (mut symbols, mut value) = (SYMBOLS.as_slice(), 0);
    while let [symbol, rest @ ..] = symbols {
        let (_, from) = values.split_at_mut(*symbol as usize);
        if let [slot, ..] = from {
            *slot = value;
        }
        value = match u8::checked_add(value, 1) {
            Some(next) => next,
            None => FOREIGN,
        };
        symbols = rest;
    }
    values
};

fn symbol(value: u8) -> u8 {
    let symbol = SYMBOLS.get(usize::from(value & 63));
    symbol.copied().unwrap_or_default()
}

fn value(symbol: u8) -> u8 {
    let value = VALUES.get(usize::from(symbol));
    value.copied().unwrap_or(FOREIGN)
}

/// Writes the text of `bytes` to the start of `out`, as far as there is room.
pub(super) fn encode(bytes: &[u8], out: &mut [u8]) {
    let (triples, rest) = bytes.as_chunks();
    let (groups, _) = out.as_chunks_mut();
    let mut groups = groups.iter_mut();
    for (&[a, b, c], group) in triples.iter().zip(&mut groups) {
        *group = [a >> 2, a << 4 | b >> 4, b << 2 | c >> 6, c].map(symbol);
    }
    let end = bytes.len().saturating_sub(rest.len()).div_euclid(3);
    let text = out.get_mut(end.saturating_mul(4)..).unwrap_or_default();
    match (rest, text) {
        (&[a], [first, second, ..]) => [*first, *second] = [a >> 2, a << 4].map(symbol),
        (&[a, b], [first, second, third, ..]) => {
            [*first, *second, *third] = [a >> 2, a << 4 | b >> 4, b << 2].map(symbol);
        }
        _ => {}
    }
}

/// Decodes to the start of `out`, and says how many bytes it wrote. Foreign characters are gathered
/// and looked at once, in the end.
pub(super) fn decode(text: &[u8], out: &mut [u8]) -> Result<usize, NotBase64Url> {
    let (groups, rest) = text.as_chunks();
    let mut foreign = 0;
    let (triples, _) = out.as_chunks_mut();
    if triples.len() < groups.len() {
        return Err(NotBase64Url);
    }
    for (group, triple) in groups.iter().zip(triples) {
        let [a, b, c, d] = group.map(value);
        foreign |= a | b | c | d;
        *triple = [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
    }
    let len = groups.len().saturating_mul(3);
    let end = out.get_mut(len..).unwrap_or_default();
    // The bits that no byte takes have to be zero.
    let (more, spare) = match (rest, end) {
        ([], _) => (0, 0),
        (&[a, b], [first, ..]) => {
            let [a, b] = [a, b].map(value);
            foreign |= a | b;
            *first = a << 2 | b >> 4;
            (1, b << 4)
        }
        (&[a, b, c], [first, second, ..]) => {
            let [a, b, c] = [a, b, c].map(value);
            foreign |= a | b | c;
            [*first, *second] = [a << 2 | b >> 4, b << 4 | c >> 2];
            (2, c << 6)
        }
        _ => return Err(NotBase64Url),
    };
    match (foreign & FOREIGN) | spare {
        0 => Ok(len.saturating_add(more)),
        _ => Err(NotBase64Url),
    }
}
