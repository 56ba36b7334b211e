//! Secrets that are given as text.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::encoded::{from_base64, from_hex};
use super::form::surplus;
use super::not_a_secret::refuse_keys_of_another_kind;
use crate::error::KeyError;

/// The secret that a text in base64 stands for.
pub(crate) fn secret_from_base64(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    decoded(text, from_base64, KeyError::NotBase64)
}

/// The secret that hexadecimal digits stand for.
pub(super) fn secret_from_hex(text: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    decoded(text, from_hex, KeyError::NotHex)
}

fn decoded(
    text: &str,
    decode: fn(&str) -> Option<Zeroizing<Vec<u8>>>,
    otherwise: KeyError,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    refuse_keys_of_another_kind(text.as_bytes())?;
    // What people take along with it is told first, if there is such a thing.
    let refusal = || surplus(text).map_or(otherwise, |found| KeyError::Surplus { found });
    decode(text).ok_or_else(refusal)
}
