//! What people take for a secret and is none: keys that everybody may know.

use crate::error::KeyError;

/// Refuses PEM, SSH and DER keys and JSON Web Keys. Public ones are no secret, and private ones
/// have no business in a MAC.
pub(super) fn refuse_keys_of_another_kind(secret: &[u8]) -> Result<(), KeyError> {
    let text = secret
        .strip_prefix(b"\xef\xbb\xbf")
        .unwrap_or(secret)
        .trim_ascii_start();
    if is_armoured(text) || is_ssh(text) || is_json_web_key(text) || is_der(secret) {
        return Err(KeyError::NotASecret);
    }
    Ok(())
}

/// PEM, and the armour of SSH2 (RFC 4716), in any case.
fn is_armoured(text: &[u8]) -> bool {
    let begins = |armour: &[u8]| {
        let start = text.get(..armour.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(armour))
    };
    begins(b"-----BEGIN") || begins(b"---- BEGIN")
}

/// A line of `authorized_keys`.
fn is_ssh(text: &[u8]) -> bool {
    text.starts_with(b"ssh-rsa AAAA")
        || text.starts_with(b"ssh-ed25519 AAAA")
        || text.starts_with(b"ecdsa-sha2-")
}

/// One key, a set, or a list.
fn is_json_web_key(text: &[u8]) -> bool {
    text.starts_with(b"{") && (has(text, b"\"kty\"") || has(text, b"\"keys\""))
        || text.starts_with(b"[") && has(text, b"\"kty\"")
}

/// ASN.1 with the name of a kind of key near its start (RFC 5280 §4.1.2.7).
fn is_der(secret: &[u8]) -> bool {
    const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
    const ELLIPTIC_CURVE: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
    const ED25519: &[u8] = b"\x06\x03\x2b\x65\x70";
    let start = secret.get(..40).unwrap_or(secret);
    start.starts_with(b"\x30")
        && [RSA, ELLIPTIC_CURVE, ED25519]
            .iter()
            .any(|name| has(start, name))
}

fn has(text: &[u8], wanted: &[u8]) -> bool {
    text.windows(wanted.len()).any(|window| window == wanted)
}
