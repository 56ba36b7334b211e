//! Reading the members that are judged, each as the text of its value: the second pass, and the
//! one that is always right.

use alloc::vec::Vec;
use core::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::disguise::is_private_name;
use crate::claim::{Claim, Registered};
use crate::error::{ClaimError, ClaimReason, PayloadError, VerifyError};

/// The judged members of an object.
#[derive(Debug, Default)]
pub(crate) struct Members<'a> {
    registered: [Option<&'a RawValue>; 7],
    custom: Vec<(Claim, &'a RawValue)>,
    /// Whether the object has no member at all.
    pub(crate) is_empty: bool,
}

/// Why a text has no members.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ReadError {
    NotJson,
    NotAnObject,
    Reserved,
    Duplicate(Claim),
}

impl From<ReadError> for VerifyError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotJson => PayloadError::NotJson.into(),
            ReadError::NotAnObject => PayloadError::NotAnObject.into(),
            ReadError::Reserved => PayloadError::ReservedName.into(),
            ReadError::Duplicate(claim) => ClaimError {
                claim,
                reason: ClaimReason::Duplicate,
                expected: None,
                found: None,
            }
            .into(),
        }
    }
}

impl<'a> Members<'a> {
    /// Reads an object: the registered claims, and those that `wanted` names.
    pub(crate) fn read(
        json: &'a str,
        wanted: &dyn Fn(&str) -> Option<Claim>,
    ) -> Result<Self, ReadError> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        if !json.trim_start().starts_with('{') {
            return Err(match serde_json::from_str::<IgnoredAny>(json) {
                Ok(_) => ReadError::NotAnObject,
                Err(_) => ReadError::NotJson,
            });
        }
        let mut problem = ReadError::NotJson;
        let visitor = MembersVisitor {
            wanted,
            problem: &mut problem,
        };
        let read = deserializer
            .deserialize_map(visitor)
            .and_then(|members| deserializer.end().map(|()| members));
        read.map_err(|_| problem)
    }

    /// The text of a registered claim's value.
    pub(crate) fn registered(&self, claim: Registered) -> Option<&'a str> {
        let slot = self.registered.get(claim as usize).copied().flatten();
        slot.map(RawValue::get)
    }

    /// The claims that were found because they were named.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &Claim> {
        self.custom.iter().map(|(claim, _)| claim)
    }

    /// The text of any judged claim's value.
    pub(crate) fn get(&self, claim: &Claim) -> Option<&'a str> {
        match Registered::from_name(claim.name()) {
            Some(registered) => self.registered(registered),
            None => self
                .custom
                .iter()
                .find(|(known, _)| known == claim)
                .map(|(_, value)| value.get()),
        }
    }
}

struct MembersVisitor<'w> {
    wanted: &'w dyn Fn(&str) -> Option<Claim>,
    /// What is wrong, when it is not the JSON.
    problem: &'w mut ReadError,
}

impl<'de> Visitor<'de> for MembersVisitor<'_> {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Members {
            is_empty: true,
            ..Members::default()
        };
        while let Some(name) = map.next_key_seed(NameSeed(self.wanted))? {
            members.is_empty = false;
            match name {
                Name::Other => {
                    map.next_value::<IgnoredAny>()?;
                }
                Name::Private => {
                    *self.problem = ReadError::Reserved;
                    return Err(A::Error::custom("reserved"));
                }
                Name::Registered(claim) => {
                    let value = map.next_value()?;
                    let slot = members.registered.get_mut(claim as usize);
                    if slot.and_then(|slot| slot.replace(value)).is_some() {
                        *self.problem = ReadError::Duplicate(claim.into());
                        return Err(A::Error::custom("duplicate"));
                    }
                }
                Name::Wanted(claim) => {
                    let value = map.next_value()?;
                    if members.get(&claim).is_some() {
                        *self.problem = ReadError::Duplicate(claim);
                        return Err(A::Error::custom("duplicate"));
                    }
                    members.custom.push((claim, value));
                }
            }
        }
        Ok(members)
    }
}

enum Name {
    Registered(Registered),
    Wanted(Claim),
    /// One of serde_json's own.
    Private,
    Other,
}

/// Reads a member's name without keeping its text.
struct NameSeed<'w>(&'w dyn Fn(&str) -> Option<Claim>);

impl<'de> DeserializeSeed<'de> for NameSeed<'_> {
    type Value = Name;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Name, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for NameSeed<'_> {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member's name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name, E> {
        Ok(match Registered::from_name(name) {
            Some(claim) => Name::Registered(claim),
            None if is_private_name(name) => Name::Private,
            None => (self.0)(name).map_or(Name::Other, Name::Wanted),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Members<'_>, ReadError> {
        Members::read(json, &|name| (name == "scope").then(|| Claim::from(name)))
    }

    #[test]
    fn members_under_any_spelling_of_their_names() {
        let members = read(r#" {"\u0065xp": 1.5, "x": [1], "scope":"a" } "#).unwrap();
        assert_eq!(members.registered(Registered::Exp), Some("1.5"));
        assert_eq!(members.get(&Claim::from("scope")), Some("\"a\""));
        assert_eq!(members.get(&Claim::from("x")), None);
        assert!(read("{}").unwrap().is_empty);
    }

    #[test]
    fn what_is_refused() {
        for (json, error) in [
            ("", ReadError::NotJson),
            ("{", ReadError::NotJson),
            ("{} {}", ReadError::NotJson),
            (r#"{"a":01}"#, ReadError::NotJson),
            ("{\"a\":1,}", ReadError::NotJson),
            ("[1]", ReadError::NotAnObject),
            ("1", ReadError::NotAnObject),
            (
                r#"{"exp":1,"e\u0078p":2}"#,
                ReadError::Duplicate(Claim::Exp),
            ),
            (
                r#"{"scope":1,"scope":1}"#,
                ReadError::Duplicate("scope".into()),
            ),
        ] {
            assert_eq!(read(json).unwrap_err(), error, "{json}");
        }
    }
}
