//! Keys as the members of a JSON Web Key.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::codec::{base64url, json};
use crate::key::{KeyId, KeyInfo, PrivateKey, PrivateParts, PublicKey, PublicParts};

/// Each a text.
pub(super) type Written<'a> = Vec<(&'static str, Cow<'a, str>)>;

/// The members that say which key it is, in their usual order (RFC 7638 §3.2).
pub(super) fn required(parts: &PublicParts) -> Written<'static> {
    let text = |bytes: &[u8]| Cow::Owned(base64(bytes));
    let name = |name| Cow::Borrowed(name);
    match parts {
        PublicParts::Rsa(key, _) => {
            let exponent = key.exponent().to_be_bytes();
            let zeros = exponent.iter().take_while(|byte| **byte == 0).count();
            let exponent = exponent.get(zeros..).unwrap_or_default();
            alloc::vec![
                ("kty", name("RSA")),
                ("n", text(key.modulus())),
                ("e", text(exponent)),
            ]
        }
        PublicParts::Curve(point) => {
            let coordinates = point.bytes().get(1..).unwrap_or_default();
            let (x, y) = coordinates.split_at(coordinates.len() / 2);
            alloc::vec![
                ("kty", name("EC")),
                ("crv", name(point.curve().jose_name())),
                ("x", text(x)),
                ("y", text(y)),
            ]
        }
        PublicParts::Ed25519(key) => alloc::vec![
            ("kty", name("OKP")),
            ("crv", name("Ed25519")),
            ("x", text(key.bytes())),
        ],
    }
}

/// A public key; its algorithm only if it is to be named.
pub(super) fn public(key: &PublicKey, with_alg: bool) -> Written<'_> {
    let mut members = required(key.parts());
    if with_alg {
        members.push(("alg", key.algorithm().name().into()));
    }
    members.push(("use", "sig".into()));
    if let Some(key_id) = key.key_id() {
        members.push(("kid", KeyId::as_str(key_id).into()));
    }
    members
}

/// A whole pair.
pub(super) fn private(key: &PrivateKey) -> Zeroizing<String> {
    let secrets: Vec<(&str, &[u8])> = match key.parts() {
        PrivateParts::Rsa(key, _) => {
            let names = ["d", "p", "q", "dp", "dq", "qi"];
            names.into_iter().zip(key.secrets()).collect()
        }
        PrivateParts::Curve(key) => alloc::vec![("d", key.scalar())],
        PrivateParts::Ed25519(key) => alloc::vec![("d", key.seed().as_slice())],
    };
    whole(&public(&key.public_key(), true), &secrets)
}

/// An object of texts and of secrets, these in base64url, in a buffer that never grows.
pub(super) fn whole(
    public: &[(&str, Cow<'_, str>)],
    secrets: &[(&str, &[u8])],
) -> Zeroizing<String> {
    let mut json = Vec::new();
    for (name, value) in public {
        json.push(if json.is_empty() { b'{' } else { b',' });
        // Writing a text cannot fail.
        let _ = json::write_value(name, &mut json);
        json.push(b':');
        let _ = json::write_value(&**value, &mut json);
    }
    let room = secrets.iter().map(|(name, secret)| {
        let len = base64url::encoded_len(secret.len());
        len.saturating_add(name.len()).saturating_add(6)
    });
    let room = room.fold(json.len().saturating_add(1), usize::saturating_add);
    let mut text = Zeroizing::new(Vec::with_capacity(room));
    text.extend_from_slice(&json);
    for (name, secret) in secrets {
        for part in [",\"", name, "\":\""] {
            text.extend_from_slice(part.as_bytes());
        }
        base64url::encode_in_place(secret, &mut text);
        text.push(b'"');
    }
    text.push(b'}');
    // It is text.
    Zeroizing::new(String::from_utf8(core::mem::take(&mut *text)).unwrap_or_default())
}

pub(super) fn base64(bytes: &[u8]) -> String {
    let mut text = Vec::new();
    base64url::encode(bytes, &mut text);
    String::from_utf8(text).unwrap_or_default()
}
