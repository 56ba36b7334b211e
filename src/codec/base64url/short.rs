//! Decodes short texts, such as a signature: below the length of vector instructions, a small table
//! is faster than the engine.

const SYMBOLS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// The value of a character outside the alphabet: larger than the value of any symbol.
const FOREIGN: u8 = 0x80;

/// The value of each character.
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

fn value(symbol: u8) -> u8 {
    let value = VALUES.get(usize::from(symbol));
    value.copied().unwrap_or(FOREIGN)
}

/// Decodes to the start of `out`, and returns how many bytes it wrote; `None` for a text that is
/// not strict. It checks for foreign characters once, at the end.
pub(super) fn decode(text: &[u8], out: &mut [u8]) -> Option<usize> {
    let (groups, rest) = text.as_chunks();
    let mut foreign = 0;
    let (triples, _) = out.as_chunks_mut();
    if triples.len() < groups.len() {
        return None;
    }
    for (group, triple) in groups.iter().zip(triples) {
        let [a, b, c, d] = group.map(value);
        foreign |= a | b | c | d;
        *triple = [a << 2 | b >> 4, b << 4 | c >> 2, c << 6 | d];
    }
    let len = groups.len().saturating_mul(3);
    let end = out.get_mut(len..).unwrap_or_default();
    // The spare bits have to be zero.
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
        _ => return None,
    };
    let is_right = (foreign & FOREIGN) | spare == 0;
    is_right.then_some(len.saturating_add(more))
}
