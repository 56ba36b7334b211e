//! What encrypted/cases.py writes, and what is made of it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A key as JSON (RFC 7517): a secret, or a pair.
pub type Key = Map<String, Value>;

/// What is to be encrypted, and with which key.
#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    pub header: Header,
    pub key: Key,
    /// Another one of the same kind.
    pub other: Key,
    #[serde(flatten)]
    pub content: Content,
}

/// All members but `epk`, which differs from token to token.
#[derive(Debug, Default, Deserialize, PartialEq, Eq)]
pub struct Header {
    pub alg: String,
    pub enc: String,
    pub cty: Option<String>,
    pub kid: Option<String>,
}

impl Header {
    /// Whether the key is a pair.
    pub fn agrees(&self) -> bool {
        self.alg.starts_with("ECDH-ES")
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
#[allow(clippy::large_enum_variant)] // there are a few hundred of them
pub enum Content {
    Bytes {
        /// In hexadecimal digits.
        content: String,
    },
    /// A token that is signed with HS256.
    Token {
        claims: Map<String, Value>,
        /// An `exp` in the past.
        ended: Value,
        secret: Key,
        other_secret: Key,
    },
}

/// What a library encrypted.
#[derive(Deserialize, Serialize)]
pub struct Made {
    /// The case's.
    pub name: String,
    pub token: String,
    /// The same, expired, if the content is a token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<String>,
}
