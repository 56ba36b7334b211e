//! Base64url as JWS requires it (RFC 7515 §2): no padding, no other characters, and canonical, so
//! that a sequence of bytes has only one text (RFC 4648 §3.5).

mod short;

use alloc::vec::Vec;
use core::ops::Range;

use base64::Engine;
use base64::engine::{DecodePaddingMode, GeneralPurposeConfig};

/// A text that is not strict base64url.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NotBase64Url;

const STRICT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_encode_padding(false)
    .with_decode_padding_mode(DecodePaddingMode::RequireNone)
    .with_decode_allow_trailing_bits(false);

/// The lengths that are padded with zeros before they are encoded, up to the length from which the
/// engine uses vector instructions. Below them padding is not faster.
#[cfg(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64")))]
const PADDED: Range<usize> = 49..128;

#[cfg(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64")))]
fn engine() -> &'static impl Engine {
    use base64::engine::simd::Simd;
    // It asks the processor once. The default engine of the base64 crate would be the scalar one.
    static ENGINE: std::sync::LazyLock<Simd> = std::sync::LazyLock::new(|| Simd::url_safe(STRICT));
    &*ENGINE
}

#[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
const PADDED: Range<usize> = 128..128;

#[cfg(not(all(feature = "std", any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn engine() -> &'static impl Engine {
    use base64::engine::GeneralPurpose;
    static ENGINE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, STRICT);
    &ENGINE
}

/// How many characters encode that many bytes.
pub(crate) const fn encoded_len(bytes: usize) -> usize {
    bytes.saturating_mul(4).div_ceil(3)
}

/// How many bytes that many characters encode at most.
pub(crate) const fn decoded_len(characters: usize) -> usize {
    characters.div_ceil(4).saturating_mul(3)
}

/// Appends the text of `bytes`.
pub(crate) fn encode(bytes: &[u8], out: &mut Vec<u8>) {
    if PADDED.contains(&bytes.len()) {
        return encode_padded(bytes, out);
    }
    encode_in_place(bytes, out);
}

/// As [`encode`], at once into `out`: a secret leaves no copy elsewhere.
pub(crate) fn encode_in_place(bytes: &[u8], out: &mut Vec<u8>) {
    let start = out.len();
    out.resize(start.saturating_add(encoded_len(bytes.len())), 0);
    // The space is exactly the length of the text, so this cannot fail.
    let written = engine().encode_slice(bytes, out.get_mut(start..).unwrap_or_default());
    debug_assert!(written.is_ok());
}

/// Encodes with zeros appended. They change no character of the text before them: the spare bits of
/// its last character are zero, too.
fn encode_padded(bytes: &[u8], out: &mut Vec<u8>) {
    let mut padded = [0; PADDED.end];
    let mut text = [0; encoded_len(PADDED.end)];
    if let Some(start) = padded.get_mut(..bytes.len()) {
        start.copy_from_slice(bytes);
    }
    // The space is exactly the length of the text, so this cannot fail.
    let written = engine().encode_slice(padded, &mut text);
    debug_assert!(written.is_ok());
    let text = text.get(..encoded_len(bytes.len()));
    out.extend_from_slice(text.unwrap_or_default());
}

/// The length from which the engine decodes with vector instructions.
const SHORT_TEXT: usize = 64;

/// Decodes into `out`, which has space for [`decoded_len`] bytes, and returns the part that it
/// filled.
pub(crate) fn decode<'a>(text: &[u8], out: &'a mut [u8]) -> Result<&'a [u8], NotBase64Url> {
    let written = match text.len() < SHORT_TEXT {
        true => short::decode(text, out).ok_or(NotBase64Url)?,
        false => engine().decode_slice(text, out).map_err(|_| NotBase64Url)?,
    };
    out.get(..written).ok_or(NotBase64Url)
}

/// Decodes into a new vector.
pub(crate) fn decode_vec(text: &[u8]) -> Result<Vec<u8>, NotBase64Url> {
    engine().decode(text).map_err(|_| NotBase64Url)
}

/// Whether a text would decode, without decoding it: it has only characters of the alphabet, and a
/// canonical end. It refuses other characters early.
pub(crate) fn is_well_formed(text: &[u8]) -> bool {
    is_alphabet(text) && has_canonical_end(text)
}

fn is_alphabet(text: &[u8]) -> bool {
    // There is no branch within a chunk, so the compiler can use vector instructions. The last
    // chunk overlaps the one before it.
    let are_symbols =
        |chunk: &[u8; 32]| chunk.iter().fold(true, |all, &byte| all & is_symbol(byte));
    match text.last_chunk() {
        Some(last) => text.as_chunks().0.iter().chain([last]).all(are_symbols),
        None => text.iter().all(|&byte| is_symbol(byte)),
    }
}

const fn is_symbol(byte: u8) -> bool {
    let letter = (byte | 0x20).wrapping_sub(b'a') < 26;
    let digit = byte.wrapping_sub(b'0') < 10;
    letter | digit | (byte == b'-') | (byte == b'_')
}

/// Whether the last group of characters encodes whole bytes, with spare bits of zero.
fn has_canonical_end(text: &[u8]) -> bool {
    match (text.len() % 4, text.last()) {
        (0, _) => true,
        // One byte leaves four spare bits of two characters, two bytes leave two of three.
        (2, Some(b'A' | b'Q' | b'g' | b'w')) => true,
        (3, Some(last)) => matches!(
            last,
            b'A' | b'E'
                | b'I'
                | b'M'
                | b'Q'
                | b'U'
                | b'Y'
                | b'c'
                | b'g'
                | b'k'
                | b'o'
                | b's'
                | b'w'
                | b'0'
                | b'4'
                | b'8'
        ),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    #[test]
    fn rfc_4648_texts() {
        for (bytes, text) in [
            ("", ""),
            ("f", "Zg"),
            ("fo", "Zm8"),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg"),
            ("fooba", "Zm9vYmE"),
            ("foobar", "Zm9vYmFy"),
        ] {
            let mut out = Vec::new();
            encode(bytes.as_bytes(), &mut out);
            assert_eq!(out, text.as_bytes());
            assert_eq!(decode_vec(text.as_bytes()), Ok(bytes.as_bytes().to_vec()));
        }
    }

    #[test]
    fn refuses_every_other_spelling() {
        for text in [
            "Zg==", "Zm8=", "Zh", "Zm9", "Z", "Zm9v\n", "+/+/", "Zm 9", "Zm9v.", "é",
        ] {
            assert_eq!(decode_vec(text.as_bytes()), Err(NotBase64Url), "{text}");
            assert!(!is_well_formed(text.as_bytes()), "{text}");
            let mut room = [0; 32];
            assert_eq!(
                decode(text.as_bytes(), &mut room),
                Err(NotBase64Url),
                "{text}"
            );
        }
    }

    #[test]
    fn alphabet_is_judged_for_every_byte_at_every_place() {
        let symbols = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for byte in 0..=u8::MAX {
            for place in [0, 31, 32, 40] {
                let mut text = [b'A'; 41];
                text[place] = byte;
                assert_eq!(
                    is_alphabet(&text),
                    symbols.contains(&byte),
                    "{byte} at {place}"
                );
            }
        }
    }

    #[test]
    fn well_formed_is_what_decodes() {
        let symbols = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        for len in 0..40 {
            for &last in symbols {
                let mut text = vec![b'x'; len];
                text.push(last);
                assert_eq!(is_well_formed(&text), decode_vec(&text).is_ok(), "{text:?}");
                let mut room = [0; decoded_len(41)];
                let decoded = decode(&text, &mut room).map(<[u8]>::to_vec);
                assert_eq!(decoded, decode_vec(&text), "{text:?}");
            }
        }
        assert!(is_well_formed(b""));
    }

    #[test]
    fn every_length_agrees_with_the_plain_engine() {
        let bytes: Vec<u8> = (0..=u8::MAX).chain(0..44).collect();
        for len in 0..bytes.len() {
            let mut text = vec![b'.'];
            encode(&bytes[..len], &mut text);
            assert_eq!(text[1..], *engine().encode(&bytes[..len]).as_bytes());
            let mut room = vec![0; decoded_len(text.len())];
            assert_eq!(decode(&text[1..], &mut room), Ok(&bytes[..len]));
            for bad in [b'=', b'+', b'.', 0, 0xff] {
                let last = text.len() - 1;
                let mut text = text.clone();
                text[last] = bad;
                assert!(decode(&text[1..], &mut room).is_err() || len == 0);
            }
        }
    }

    #[test]
    fn lengths() {
        for bytes in 0..200 {
            let mut out = Vec::new();
            encode(&alloc::vec![7; bytes], &mut out);
            assert_eq!(out.len(), encoded_len(bytes));
            assert!(decoded_len(out.len()) >= bytes);
        }
    }
}
