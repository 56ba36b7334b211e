use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;
use core::str::FromStr;

use serde::de::{Deserialize, Deserializer, Error as _};
use serde::ser::{Serialize, Serializer};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

#[cfg(not(test))]
use getrandom::fill;

#[cfg(test)]
use super::model::fill;
use crate::codec::base64url;
use crate::error::{SignError, error_debug};

/// The length of a family, and of a session id.
const LEN: usize = 16;

/// The secret that all refresh tokens of one login share: 128 random bits.
#[derive(Clone)]
pub(super) struct Family(Zeroizing<[u8; LEN]>);

impl Family {
    pub(super) fn draw() -> Result<Self, SignError> {
        random().map(|bytes| Self(Zeroizing::new(bytes)))
    }

    pub(super) fn text(&self) -> Zeroizing<String> {
        Zeroizing::new(text_of(&*self.0))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        parse(text).map(|bytes| Self(Zeroizing::new(bytes)))
    }

    /// The session's id: a hash, from which nobody can compute the family.
    pub(super) fn id(&self) -> SessionId {
        let hash = Sha256::new()
            .chain_update(b"glassbox session")
            .chain_update(*self.0);
        let hash: [u8; 32] = hash.finalize().into();
        SessionId(hash.first_chunk().copied().unwrap_or_default())
    }
}

/// Random bytes of the operating system.
pub(super) fn random() -> Result<[u8; LEN], SignError> {
    let mut bytes = [0; LEN];
    fill(&mut bytes).map_err(|_| SignError::Random)?;
    Ok(bytes)
}

fn text_of(bytes: &[u8]) -> String {
    let mut text = alloc::vec::Vec::new();
    base64url::encode(bytes, &mut text);
    String::from_utf8(text).unwrap_or_default()
}

fn parse(text: &str) -> Option<[u8; LEN]> {
    let mut room = [0; base64url::decoded_len(base64url::encoded_len(LEN))];
    if text.len() != base64url::encoded_len(LEN) {
        return None;
    }
    base64url::decode(text.as_bytes(), &mut room)
        .ok()?
        .try_into()
        .ok()
}

/// The id of a session: public, and the `sid` of its access tokens. As text it is base64url.
///
/// It is a hash of a secret in the session's refresh tokens: it identifies the session, and nobody can
/// make a refresh token from it.
///
/// ```
/// use glassbox::session::SessionId;
///
/// let id = SessionId::from_bytes([7; 16]);
/// assert_eq!(id.to_string(), "BwcHBwcHBwcHBwcHBwcHBw");
/// assert_eq!(id.to_string().parse(), Ok(id));
/// assert_eq!(serde_json::to_string(&id).unwrap(), "\"BwcHBwcHBwcHBwcHBwcHBw\"");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId([u8; LEN]);

impl SessionId {
    /// Makes the id of these bytes, for a store that reads them back.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Its bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    pub(super) fn text(&self) -> String {
        text_of(&self.0)
    }
}

impl fmt::Display for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}

impl fmt::Debug for SessionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SessionId({self})")
    }
}

impl FromStr for SessionId {
    type Err = ParseSessionIdError;

    /// # Errors
    /// For every text but 22 characters of canonical base64url.
    fn from_str(text: &str) -> Result<Self, ParseSessionIdError> {
        parse(text).map(Self).ok_or(ParseSessionIdError)
    }
}

impl Serialize for SessionId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for SessionId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text: Cow<'de, str> = Deserialize::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// A text is not a [`SessionId`].
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a session id is 22 characters of base64url, like the sid of an access token")]
pub struct ParseSessionIdError;

error_debug! { ParseSessionIdError }
