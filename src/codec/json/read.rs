//! Reads the judged members, each as the text of its value. This is the second pass, which is
//! always right.

use alloc::vec::Vec;

use super::scan::{is_json, members, text};
use crate::claim::{Claim, Registered};
use crate::error::{ClaimError, ClaimReason, PayloadError, VerifyError};

/// The judged members of an object.
#[derive(Debug, Default)]
pub(crate) struct Members<'a> {
    registered: [Option<&'a str>; 7],
    custom: Vec<(Claim, &'a str)>,
    /// Whether the object has no members.
    pub(crate) is_empty: bool,
}

/// Why no members can be read from a text.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum ReadError {
    NotJson,
    NotAnObject,
    Duplicate(Claim),
}

impl From<ReadError> for VerifyError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::NotJson => PayloadError::NotJson.into(),
            ReadError::NotAnObject => PayloadError::NotAnObject.into(),
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
    /// Reads an object: the registered claims, and those that `wanted` names. It checks that the
    /// whole text is JSON before it reports anything about a member.
    pub(crate) fn read(
        json: &'a str,
        wanted: &dyn Fn(&str) -> Option<Claim>,
    ) -> Result<Self, ReadError> {
        if !is_json(json) {
            return Err(ReadError::NotJson);
        }
        if !json.trim_start().starts_with('{') {
            return Err(ReadError::NotAnObject);
        }
        let mut read = Self {
            is_empty: true,
            ..Self::default()
        };
        for (name, value) in members(json) {
            read.is_empty = false;
            let name = text(name).ok_or(ReadError::NotJson)?;
            let before = match Registered::from_name(&name) {
                Some(claim) => {
                    let slot = read.registered.get_mut(claim as usize);
                    slot.and_then(|slot| slot.replace(value))
                        .map(|_| Claim::from(claim))
                }
                None => wanted(&name).and_then(|claim| {
                    let before = read.get(&claim).map(|_| claim.clone());
                    read.custom.push((claim, value));
                    before
                }),
            };
            if let Some(claim) = before {
                return Err(ReadError::Duplicate(claim));
            }
        }
        Ok(read)
    }

    /// The text of a registered claim's value.
    pub(crate) fn registered(&self, claim: Registered) -> Option<&'a str> {
        self.registered.get(claim as usize).copied().flatten()
    }

    /// The claims that were found because `wanted` named them.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &Claim> {
        self.custom.iter().map(|(claim, _)| claim)
    }

    /// The text of any judged claim's value.
    pub(crate) fn get(&self, claim: &Claim) -> Option<&'a str> {
        match Registered::from_name(claim.name()) {
            Some(registered) => self.registered(registered),
            None => {
                let mut custom = self.custom.iter();
                custom
                    .find(|(known, _)| known == claim)
                    .map(|(_, value)| *value)
            }
        }
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
            // The whole text is checked first.
            (r#"{"exp":1,"exp":2"#, ReadError::NotJson),
            (r#"{"exp":1,"exp":2} x"#, ReadError::NotJson),
            (r#"{"\ud800":1}"#, ReadError::NotJson),
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
