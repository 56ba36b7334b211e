/// What is wrong with a header.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
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
    #[error("the header's member {name} is not a string")]
    WrongType {
        /// Its name.
        name: &'static str,
    },
    /// `crit` is there: it names extensions that must be understood, and none is (RFC 7515 §4.1.11).
    #[error("the header names critical extensions (crit), and none is supported")]
    Critical,
    /// `enc` is there: an encrypted token where a signed one is due (RFC 7516 §9).
    #[error("the header is that of an encrypted token (enc), and only signed ones are supported")]
    Encrypted,
}

/// What is wrong with a payload whose signature held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
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
    /// A member's name is one by which serde_json hides JSON within JSON: read as a `Value`, another
    /// object would come out than the one that was judged.
    #[error(
        "the payload has a member with a name of serde_json's own ($serde_json::private::…), which \
         would be read as another value: the issuer must name it otherwise"
    )]
    ReservedName,
    /// It is nested deeper than 127 levels.
    #[error("the payload is nested deeper than 127 levels")]
    TooDeep,
}
