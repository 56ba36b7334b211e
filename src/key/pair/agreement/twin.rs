//! One number on both curves of 32 bytes. RFC 8032 and RFC 7748 take any, so the same bytes may be read as
//! a key that signs and as one that agrees, and of either the other side has the public half alone.

use sha2::{Digest, Sha256};

use super::der;
use super::engine::Agreeing;
use crate::key::pair::engine::Signing;
use crate::key::pair::{EdPrivate, PrivateParts, write};

/// The hash of the public half that a seed of Ed25519 has as a number of X25519.
pub(crate) fn that_agrees(seed: &[u8]) -> Option<[u8; 32]> {
    let public = Agreeing::of_x25519(seed).ok()?.public().ok()?;
    Some(Sha256::digest(&*der::spki(&public)).into())
}

/// The hash of the public half that a number of X25519 has as a seed of Ed25519.
pub(crate) fn that_signs(number: &[u8]) -> Option<[u8; 32]> {
    let seed = PrivateParts::Ed25519(EdPrivate::new(number, None).ok()?);
    let public = Signing::new(&seed).ok()?.derived().ok()??;
    Some(Sha256::digest(&*write::spki(&public)).into())
}
