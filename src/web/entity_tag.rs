//! The name of a body's version, and whether a client has it already (RFC 9110 §8.8.3, §13.1.2).

use alloc::string::String;
use alloc::vec::Vec;

use sha2::{Digest, Sha256};

use super::credential::without_white_space;
use super::head::Head;
use crate::codec::base64url;

/// The strong tag of a body: its hash, so that several servers give one body the same tag.
pub(super) fn of(body: &str) -> String {
    let mut tag = Vec::with_capacity(45);
    tag.push(b'"');
    base64url::encode(&Sha256::digest(body), &mut tag);
    tag.push(b'"');
    String::from_utf8(tag).unwrap_or_default() // it is ASCII
}

/// Whether `If-None-Match` names a strong tag. It is compared weakly: a proxy that compresses a body
/// makes its tag a weak one.
pub(super) fn is_known(head: &impl Head, tag: &str) -> bool {
    let mut fields = head.values("if-none-match");
    fields.any(|field| {
        let field = without_white_space(field);
        field == b"*" || tags(field).any(|known| known == tag.as_bytes())
    })
}

/// The tags of a list, each with its quotes and without the `W/` of a weak one, up to what is none. A
/// comma may be part of a tag.
fn tags(mut list: &[u8]) -> impl Iterator<Item = &[u8]> {
    core::iter::from_fn(move || {
        while let [b' ' | b'\t' | b',', rest @ ..] = list {
            list = rest;
        }
        let tag = list.strip_prefix(b"W/").unwrap_or(list);
        let inner = tag.strip_prefix(b"\"")?;
        let end = inner.iter().position(|&byte| byte == b'"')?;
        let (tag, rest) = tag.split_at_checked(end.checked_add(2)?)?;
        list = rest;
        Some(tag)
    })
}
