use core::fmt;

use super::debug::error_debug;
use super::json_type::JsonType;

/// What is wrong with a header.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// The header is longer than the verifier allows.
    #[error("the header is longer than {limit} bytes (.max_header_bytes(..) sets the limit)")]
    TooLarge {
        /// The maximum number of bytes.
        limit: usize,
    },
    /// The header is not UTF-8, not JSON, or not an object.
    #[error("the header is not a JSON object")]
    NotAnObject,
    /// The header has more than 32 members.
    #[error("the header has more than 32 members")]
    TooManyMembers,
    /// The header has a member twice (RFC 7515 §4).
    #[error("a member of the header is given twice")]
    DuplicateMember,
    /// `alg` is missing.
    #[error("the header has no alg")]
    MissingAlgorithm,
    /// The JSON type of a member is not the one that its RFC specifies.
    #[error("the header's member {name} is not {}", name.due())]
    WrongType {
        /// Its name.
        name: HeaderMember,
    },
    /// The header has `crit`, which names extensions that a verifier must support. This crate
    /// supports none (RFC 7515 §4.1.11).
    #[error("the header names critical extensions (crit), but none is supported")]
    Critical,
    /// `b64` is `false`, so the payload would not be encoded. A JWT must not have that (RFC 7797
    /// §7).
    #[error("the header says that the payload is not encoded (b64), which a token must not say")]
    Unencoded,
    /// The header has `enc`: the token is encrypted, not signed (RFC 7516 §9).
    #[error(
        "the header is that of an encrypted token (enc), which has five parts, and this one has three"
    )]
    Encrypted,
    /// The header of an encrypted token has no `enc` (RFC 7516 §4.1.2).
    #[error("the header has no enc")]
    MissingEncryption,
    /// The header has `zip`: the content is compressed before it is encrypted (RFC 7516 §4.1.3, RFC
    /// 8725 §3.6).
    #[error(
        "the content is compressed (zip), which is not supported: its issuer has to leave it out"
    )]
    Compressed,
    /// `epk` is missing, has a private half, or is not on the curve (RFC 7518 §4.6.1.1).
    #[error("the header's ephemeral key (epk) is no public key of the recipient's curve")]
    EphemeralKey,
    /// `apu` or `apv` is not base64url, or longer than 512 bytes (RFC 7518 §4.6.1.2).
    #[error("the header's member {name} is not unpadded base64url of at most 512 bytes")]
    Party {
        /// Its name.
        name: HeaderMember,
    },
}

impl HeaderError {
    /// The code of the refusal.
    pub(super) const fn code(&self) -> &'static str {
        match self {
            Self::Critical => "critical_extension",
            _ => "invalid_header",
        }
    }
}

error_debug! { HeaderError:
    TooLarge, NotAnObject, TooManyMembers, DuplicateMember, MissingAlgorithm, WrongType, Critical,
    Unencoded, Encrypted, MissingEncryption, Compressed, EphemeralKey, Party
}

/// A member of a header, if an RFC specifies its type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderMember {
    /// `alg` (RFC 7515 §4.1.1).
    Alg,
    /// `kid` (RFC 7515 §4.1.4).
    Kid,
    /// `typ` (RFC 7515 §4.1.9).
    Typ,
    /// `cty` (RFC 7515 §4.1.10).
    Cty,
    /// `jku` (RFC 7515 §4.1.2).
    Jku,
    /// `jwk` (RFC 7515 §4.1.3).
    Jwk,
    /// `x5u` (RFC 7515 §4.1.5).
    X5u,
    /// `x5c` (RFC 7515 §4.1.6).
    X5c,
    /// `x5t` (RFC 7515 §4.1.7).
    X5t,
    /// `x5t#S256` (RFC 7515 §4.1.8).
    X5tS256,
    /// `b64` (RFC 7797 §3).
    B64,
    /// `enc`, of an encrypted token (RFC 7516 §4.1.2).
    Enc,
    /// `epk`, of an encrypted token (RFC 7518 §4.6.1.1).
    Epk,
    /// `apu`, of an encrypted token (RFC 7518 §4.6.1.2).
    Apu,
    /// `apv`, of an encrypted token (RFC 7518 §4.6.1.3).
    Apv,
}

impl HeaderMember {
    /// Those that every token may have.
    const OF_ALL: [Self; 11] = [
        Self::Alg,
        Self::Kid,
        Self::Typ,
        Self::Cty,
        Self::Jku,
        Self::Jwk,
        Self::X5u,
        Self::X5c,
        Self::X5t,
        Self::X5tS256,
        Self::B64,
    ];

    /// The name, as the header has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Alg => "alg",
            Self::Kid => "kid",
            Self::Typ => "typ",
            Self::Cty => "cty",
            Self::Jku => "jku",
            Self::Jwk => "jwk",
            Self::X5u => "x5u",
            Self::X5c => "x5c",
            Self::X5t => "x5t",
            Self::X5tS256 => "x5t#S256",
            Self::B64 => "b64",
            Self::Enc => "enc",
            Self::Epk => "epk",
            Self::Apu => "apu",
            Self::Apv => "apv",
        }
    }

    /// A member that every token may have.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::OF_ALL.into_iter().find(|known| known.name() == name)
    }

    /// The type that its RFC specifies.
    pub(crate) const fn due(self) -> JsonType {
        match self {
            Self::Jwk | Self::Epk => JsonType::Object,
            Self::X5c => JsonType::Array,
            Self::B64 => JsonType::Boolean,
            _ => JsonType::String,
        }
    }
}

impl fmt::Display for HeaderMember {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A claim that the header of an encrypted token may repeat, for readers without its key (RFC 7519 §5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ReplicatedClaim {
    /// `iss`.
    Iss,
    /// `sub`.
    Sub,
    /// `aud`.
    Aud,
}

impl ReplicatedClaim {
    #[cfg(feature = "jwe")]
    const ALL: [Self; 3] = [Self::Iss, Self::Sub, Self::Aud];

    /// The name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Iss => "iss",
            Self::Sub => "sub",
            Self::Aud => "aud",
        }
    }

    #[cfg(feature = "jwe")]
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

impl fmt::Display for ReplicatedClaim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What is wrong with a payload whose signature was valid.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// It is not UTF-8.
    #[error(
        "the payload is not UTF-8, so it holds no claims (jws::verify gives bytes of any kind)"
    )]
    NotUtf8,
    /// It is not JSON.
    #[error("the payload is not JSON, so it holds no claims (jws::verify gives bytes of any kind)")]
    NotJson,
    /// It is JSON, but not an object (RFC 7519 §7.2).
    #[error(
        "the payload is not a JSON object, so it holds no claims (jws::verify gives bytes of any \
         kind)"
    )]
    NotAnObject,
    /// A member's name, at any depth, is one that serde_json reserves, and a crate of this build
    /// turned on the feature (`raw_value`, `arbitrary_precision`) with which serde_json reads such
    /// a member as another value than the one that the verifier judged. In all other builds the
    /// name is ordinary.
    #[error(
        "the payload has a member with a name of serde_json's own ($serde_json::private::…), which \
         this build would read as another value, because a crate in it turned on raw_value or \
         arbitrary_precision: the issuer must use another name"
    )]
    ReservedName,
    /// It is nested deeper than 127 levels.
    #[error("the payload is nested deeper than 127 levels")]
    TooDeep,
}

error_debug! { PayloadError: NotUtf8, NotJson, NotAnObject, ReservedName, TooDeep }
