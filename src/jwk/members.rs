//! The members of a JSON Web Key, as they stand in its text.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::codec::{base64url, json};
use crate::error::{JsonType, JwkProblem, KeyError};
use crate::key::KeyId;

/// The members that are read of a public key, or of a set (RFC 7517 §4, §5, RFC 7518 §6).
const PUBLIC: [&str; 11] = [
    "kty", "use", "key_ops", "alg", "kid", "crv", "x", "y", "n", "e", "keys",
];

/// The members that hold secrets, of any kind of key (`priv`: RFC 9964).
const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

/// Whether the value of a member counts where public keys are read. Of all others it is ignored.
pub(super) fn is_read(name: &str) -> bool {
    PUBLIC.contains(&name)
}

/// By name; each value as the text has it.
pub(super) struct Members<'a>(Vec<(Cow<'a, str>, &'a str)>);

impl<'a> Members<'a> {
    /// Of well-formed JSON; `None` if it is no object.
    pub(super) fn of(json: &'a str) -> Option<Self> {
        if JsonType::of(json) != JsonType::Object {
            return None;
        }
        let named = |(name, value)| Some((json::text(name)?, value));
        let mut members: Vec<_> = json::members(json).map(named).collect::<Option<_>>()?;
        members.sort_by(|(one, _), (other, _)| one.cmp(other));
        Some(Self(members))
    }

    /// Two readers of a member that is there twice may read two keys.
    pub(super) fn check_unique(&self) -> Result<(), KeyError> {
        let mut pairs = self.0.windows(2);
        let twice = pairs.find_map(|pair| match pair {
            [(one, _), (other, _)] if one == other => Some(one),
            _ => None,
        });
        let known = |name: &Cow<'_, str>| {
            let mut names = PUBLIC.into_iter().chain(PRIVATE);
            names.find(|known| *known == *name)
        };
        match twice.map(known) {
            None => Ok(()),
            Some(Some(member)) => Err(jwk(member, JwkProblem::Duplicate)),
            // The names of other members are no text of ours.
            Some(None) => Err(KeyError::NotJwk {
                what: "JSON Web Key, which is a JSON object that has no member twice",
            }),
        }
    }

    pub(super) fn is_twice(&self, name: &str) -> bool {
        let members = self.0.iter();
        members.filter(|(known, _)| *known == name).count() > 1
    }

    /// The value of a member, as the text has it; of a member that is there twice, the first.
    pub(super) fn find(&self, name: &str) -> Option<&'a str> {
        let mut members = self.0.iter();
        members
            .find(|(known, _)| *known == name)
            .map(|(_, value)| *value)
    }

    /// A member that is a text, if it is there.
    pub(super) fn text(&self, name: &'static str) -> Result<Option<Cow<'a, str>>, KeyError> {
        let Some(value) = self.find(name) else {
            return Ok(None);
        };
        match json::text(value) {
            Some(text) => Ok(Some(text)),
            None => Err(jwk(name, JwkProblem::WrongType)),
        }
    }

    /// The key's id, if it has one.
    pub(super) fn key_id(&self) -> Result<Option<KeyId>, KeyError> {
        let key_id = self.text("kid")?;
        Ok(key_id.map(|key_id| KeyId::from(&*key_id)))
    }

    /// The bytes of a member, in a buffer that is wiped. They are decoded from the text of the key
    /// itself, where an escape is no base64url: so there is no other copy of them.
    pub(super) fn bytes(&self, name: &'static str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let value = self
            .find(name)
            .ok_or_else(|| jwk(name, JwkProblem::Missing))?;
        let text = value
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        let text = text.ok_or_else(|| jwk(name, JwkProblem::WrongType))?;
        let mut bytes = Zeroizing::new(alloc::vec![0; base64url::decoded_len(text.len())]);
        let decoded = base64url::decode(text.as_bytes(), &mut bytes).map(<[u8]>::len);
        let len = decoded.map_err(|_| jwk(name, JwkProblem::NotBase64Url))?;
        bytes.truncate(len);
        Ok(bytes)
    }

    /// The bytes of a member that has exactly so many.
    pub(super) fn exactly(
        &self,
        name: &'static str,
        len: usize,
    ) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let bytes = self.bytes(name)?;
        match bytes.len() == len {
            true => Ok(bytes),
            false => Err(jwk(name, JwkProblem::NotBase64Url)),
        }
    }

    /// The first of the members that hold secrets.
    pub(super) fn first_private(&self) -> Option<&'static str> {
        let mut names = PRIVATE.into_iter();
        names.find(|name| self.find(name).is_some())
    }
}

pub(super) const fn jwk(member: &'static str, problem: JwkProblem) -> KeyError {
    KeyError::Jwk { member, problem }
}
