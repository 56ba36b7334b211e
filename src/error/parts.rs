use super::debug::error_debug;

/// What is wrong with a header.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeaderError {
    /// Longer than the verifier takes.
    #[error("the header is longer than {limit} bytes (.max_header_bytes(..) sets the limit)")]
    TooLarge {
        /// The most bytes it takes.
        limit: usize,
    },
    /// No UTF-8, no JSON, or no object.
    #[error("the header is no JSON object")]
    NotAnObject,
    /// A member comes twice (RFC 7515 §4).
    #[error("a member of the header is given twice")]
    DuplicateMember,
    /// `alg` is missing.
    #[error("the header has no alg")]
    MissingAlgorithm,
    /// A member of another JSON type than its RFC gives it.
    #[error("the header's member {name} is not {}", due(name))]
    WrongType {
        /// Its name.
        name: &'static str,
    },
    /// `crit` is there: it names extensions that must be understood, and none is (RFC 7515 §4.1.11).
    #[error("the header names critical extensions (crit), and none is supported")]
    Critical,
    /// `b64` is `false`: the payload would not be encoded, which no JWT may have (RFC 7797 §7).
    #[error("the header says that the payload is not encoded (b64), which no token may have")]
    Unencoded,
    /// `enc` is there: an encrypted token where a signed one is due (RFC 7516 §9).
    #[error("the header is that of an encrypted token (enc), and only signed ones are supported")]
    Encrypted,
}

error_debug! { HeaderError:
    TooLarge, NotAnObject, DuplicateMember, MissingAlgorithm, WrongType, Critical, Unencoded,
    Encrypted
}

/// What is wrong with a payload whose signature held.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PayloadError {
    /// It is no UTF-8.
    #[error("the payload is no UTF-8, so it holds no claims (jws::verify gives bytes of any kind)")]
    NotUtf8,
    /// It is no JSON.
    #[error("the payload is no JSON, so it holds no claims (jws::verify gives bytes of any kind)")]
    NotJson,
    /// It is JSON, but no object (RFC 7519 §7.2).
    #[error(
        "the payload is no JSON object, so it holds no claims (jws::verify gives bytes of any kind)"
    )]
    NotAnObject,
    /// A member's name, at any depth, is one that serde_json keeps for itself, and a crate of this build
    /// turned on the feature (`raw_value`, `arbitrary_precision`) by which such a member is read as
    /// another value than the one that was judged. In all other builds it is a name as any.
    #[error(
        "the payload has a member with a name of serde_json's own ($serde_json::private::…), which \
         this build would read as another value, since a crate in it turned on raw_value or \
         arbitrary_precision: the issuer must name it otherwise"
    )]
    ReservedName,
    /// It is nested deeper than 127 levels.
    #[error("the payload is nested deeper than 127 levels")]
    TooDeep,
}

error_debug! { PayloadError: NotUtf8, NotJson, NotAnObject, ReservedName, TooDeep }

/// The type that a header's member has by its RFC.
fn due(name: &str) -> &'static str {
    match name {
        "jwk" => "an object",
        "x5c" => "an array",
        "b64" => "a boolean",
        _ => "a string",
    }
}
