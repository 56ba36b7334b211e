//! Recognizes what is not a secret, although people take it for one: keys that everybody may know.

use zeroize::Zeroizing;

use super::decodings::{from_base64, from_hexadecimal, latin, plain};
use crate::error::KeyError;

/// How to recognize a key of another kind, wherever it is in the text.
struct Shape {
    name: &'static str,
    /// In lower case, and without the white space, quotes and backslashes that [`plain`] removes.
    texts: &'static [&'static str],
    /// Each byte as the character of its number.
    bytes: &'static [&'static str],
}

const SHAPES: [Shape; 6] = [
    Shape {
        name: "a PEM block (a key, a certificate)",
        texts: &["-----begin", "-----end"],
        bytes: &[],
    },
    Shape {
        name: "an SSH key",
        texts: &[
            "----beginssh2",
            "----endssh2",
            "ecdsa-sha2-nistp",
            "sk-ssh-ed25519@openssh.com",
            "-cert-v01@openssh.com",
            "openssh-key-v1",
            "putty-user-key-file",
        ],
        // RFC 4253 §6.6: the name, and the length of what follows it.
        bytes: &["ssh-rsa\0", "ssh-dss\0", "ssh-ed25519\0", "ssh-ed448\0"],
    },
    Shape {
        name: "a JSON Web Key or a set of them",
        texts: &[
            "kty:rsa", "kty:ec", "kty:okp", "kty:oct", "kty:akp", "keys:[{", "keys:[]",
        ],
        bytes: &[],
    },
    Shape {
        name: "the address of a JSON Web Key Set",
        texts: &["jwks_uri", "/.well-known/"],
        bytes: &[],
    },
    Shape {
        name: "a key or a certificate in XML",
        texts: &[
            "rsakeyvalue",
            "dsakeyvalue",
            "eckeyvalue",
            "x509certificate",
        ],
        bytes: &[],
    },
    Shape {
        name: DER,
        texts: &[],
        // Object identifiers, each with tag and length.
        bytes: &[
            "\x06\x09\x2a\u{86}\x48\u{86}\u{f7}\x0d\x01", // RSA, PKCS #5, #7, #12
            "\x06\x07\x2a\u{86}\x48\u{ce}\x3d\x02",       // elliptic curves (RFC 5480)
            "\x06\x08\x2a\u{86}\x48\u{ce}\x3d\x03",       // their names, in a key of SEC 1
            "\x06\x05\x2b\u{81}\x04\x00",                 // those of SECG
            "\x30\x05\x06\x03\x2b\x65",                   // Ed25519, X25519 (RFC 8410)
            "\x06\x07\x2a\u{86}\x48\u{ce}\x38\x04",       // DSA
            "\x06\x09\x60\u{86}\x48\x01\x65\x03\x04\x03", // ML-DSA, SLH-DSA
            "\x06\x09\x60\u{86}\x48\x01\x65\x03\x04\x04", // ML-KEM
        ],
    },
];

const DER: &str = "a key or a certificate in DER";

/// How many layers of encoding are decoded: an SSH key, in base64, in the base64 of a secret store.
const ENCODINGS: u8 = 3;

/// No key has fewer digits in an encoding.
const LEAST_DIGITS: usize = 32;

/// Refuses keys of other kinds, in any encoding and at any place in the text. Public keys are not
/// secret, and private keys must not be used for a MAC.
pub(crate) fn refuse_keys_of_another_kind(secret: &[u8]) -> Result<(), KeyError> {
    match find(secret, ENCODINGS) {
        Some(found) => Err(KeyError::NotASecret { found }),
        None => Ok(()),
    }
}

fn find(bytes: &[u8], encodings: u8) -> Option<&'static str> {
    let text = plain(bytes);
    let lower = Zeroizing::new(text.to_ascii_lowercase());
    let lower = core::str::from_utf8(&lower).unwrap_or_default();
    let whole = latin(bytes);
    let fits = |shape: &&Shape| {
        shape.texts.iter().any(|wanted| lower.contains(wanted))
            || shape.bytes.iter().any(|wanted| whole.contains(wanted))
    };
    if let Some(shape) = SHAPES.iter().find(fits) {
        return Some(shape.name);
    }
    if holds_rsa_numbers(bytes) {
        return Some(DER);
    }
    let encodings = encodings.checked_sub(1)?;
    // It also skips bytes that are hardly text (half of UTF-16 is text), so random bytes cost
    // little.
    let graphic = bytes.iter().filter(|byte| byte.is_ascii_graphic()).count();
    if text.len() < LEAST_DIGITS || graphic.saturating_mul(5) < bytes.len().saturating_mul(2) {
        return None;
    }
    // What precedes the digits may look like digits, so each position where a byte may begin is
    // tried.
    let base64 = (0..4).map(|skipped| from_base64(&text, skipped));
    let hexadecimal = (0..2).map(|skipped| from_hexadecimal(&text, skipped));
    let mut decoded = base64.chain(hexadecimal);
    decoded.find_map(|bytes| find(&bytes, encodings))
}

/// PKCS #1 has no identifier: a modulus and an exponent follow each other (RFC 8017 §A.1.1).
fn holds_rsa_numbers(bytes: &[u8]) -> bool {
    let mut starts = (0..bytes.len()).filter_map(|start| bytes.get(start..));
    starts.any(|der| begins_with_rsa_numbers(der).unwrap_or(false))
}

fn begins_with_rsa_numbers(der: &[u8]) -> Option<bool> {
    let (modulus, rest) = integer(der)?;
    let (exponent, _) = integer(rest)?;
    // A modulus of whole words, and an exponent of 32 bits: random bytes may contain less than
    // that.
    let is_modulus = modulus.len() > 64 && modulus.len() % 8 == 1;
    let is_odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    Some(
        is_modulus
            && matches!(modulus, [0, 0x80..=0xff, ..])
            && is_odd(modulus)
            && exponent.len() <= 5
            && exponent != [1]
            && is_odd(exponent),
    )
}

/// The content of an ASN.1 INTEGER, and the rest.
fn integer(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, content) = match der {
        [2, 0x81, length, content @ ..] => (u16::from(*length), content),
        [2, 0x82, high, low, content @ ..] => (u16::from_be_bytes([*high, *low]), content),
        [2, length @ ..=0x7f, content @ ..] => (u16::from(*length), content),
        _ => return None,
    };
    content.split_at_checked(length.into())
}
