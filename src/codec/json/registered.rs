//! What the value of a registered claim must be to be signed: a value that some verifier accepts.

use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use super::value::text_of;
use crate::claim::Registered;
use crate::error::{JsonType, SignError};
use crate::time::{NumericDate, Rounding};

/// Reads a value as a date.
pub(super) fn date(
    claim: Registered,
    json: &[u8],
    rounding: Rounding,
) -> Result<NumericDate, SignError> {
    NumericDate::from_json_number(json, rounding).ok_or_else(|| match wrong_type(claim, json) {
        SignError::WrongType {
            claim,
            found: JsonType::Number,
        } => SignError::OutOfRange { claim },
        error => error,
    })
}

/// Refuses `null`, which does not leave a claim out, and an `aud` that names nobody. Other types of
/// `iss`, `sub` and `jti` are allowed: a verifier judges them only if it expects a value.
pub(super) fn check_text(claim: Registered, json: &[u8]) -> Result<(), SignError> {
    let is_taken = match (json.first(), claim) {
        (Some(b'"'), Registered::Aud) => json != b"\"\"",
        (_, Registered::Aud) => text_of(json)
            .is_some_and(|json| serde_json::from_str(json).is_ok_and(|NamesAny(any)| any)),
        (first, _) => first != Some(&b'n'),
    };
    match is_taken {
        true => Ok(()),
        false => Err(wrong_type(claim, json)),
    }
}

#[cold]
fn wrong_type(claim: Registered, json: &[u8]) -> SignError {
    SignError::WrongType {
        claim: claim.into(),
        found: JsonType::of(text_of(json).unwrap_or_default()),
    }
}

/// Whether an array of strings has one that is not empty; other values are errors.
struct NamesAny(bool);

impl<'de> Deserialize<'de> for NamesAny {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(NamesAnyVisitor)
    }
}

struct NamesAnyVisitor;

impl<'de> Visitor<'de> for NamesAnyVisitor {
    type Value = NamesAny;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array of strings")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<NamesAny, A::Error> {
        let mut any = false;
        while let Some(IsNamed(is_named)) = items.next_element()? {
            any |= is_named;
        }
        Ok(NamesAny(any))
    }
}

/// Whether a string is not empty.
struct IsNamed(bool);

impl<'de> Deserialize<'de> for IsNamed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(IsNamedVisitor)
    }
}

struct IsNamedVisitor;

impl Visitor<'_> for IsNamedVisitor {
    type Value = IsNamed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<IsNamed, E> {
        Ok(IsNamed(!name.is_empty()))
    }
}
