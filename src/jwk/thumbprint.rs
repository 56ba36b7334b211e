//! Thumbprints of public keys (RFC 7638): names that follow from the key alone.

use alloc::string::String;

use sha2::{Digest, Sha256};

use super::written::{base64, required};
use crate::key::PublicParts;

/// The SHA-256 of the required members in the order of their names, without white space (§3). None of
/// their values needs an escape.
pub(super) fn thumbprint(parts: &PublicParts) -> String {
    let mut members = required(parts);
    members.sort_unstable();
    let mut hash = Sha256::new();
    for (index, (name, value)) in members.iter().enumerate() {
        let before = if index == 0 { "{\"" } else { ",\"" };
        for part in [before, name, "\":\"", value, "\""] {
            hash.update(part);
        }
    }
    hash.update("}");
    base64(&hash.finalize())
}
