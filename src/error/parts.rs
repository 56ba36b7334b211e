use super::debug::error_debug;

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
    /// The header has a member twice (RFC 7515 §4).
    #[error("a member of the header is given twice")]
    DuplicateMember,
    /// `alg` is missing.
    #[error("the header has no alg")]
    MissingAlgorithm,
    /// The JSON type of a member is not the one that its RFC specifies.
    #[error("the header's member {name} is not {}", due(name))]
    WrongType {
        /// Its name.
        name: &'static str,
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
    #[error("the header is that of an encrypted token (enc), but only signed ones are supported")]
    Encrypted,
}

error_debug! { HeaderError:
    TooLarge, NotAnObject, DuplicateMember, MissingAlgorithm, WrongType, Critical, Unencoded,
    Encrypted
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

/// The type that the RFC specifies for a header's member.
fn due(name: &str) -> &'static str {
    match name {
        "jwk" => "an object",
        "x5c" => "an array",
        "b64" => "a boolean",
        _ => "a string",
    }
}
