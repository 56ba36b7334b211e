use crate::error::{VerifyError, error_debug};

/// Why [`ProtectBuilder::build`](super::ProtectBuilder::build) refused. It happens at start-up.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProtectError {
    /// The verifier's configuration contradicts itself.
    #[error(transparent)]
    Verifier(#[from] VerifyError),
    /// The realm cannot stand in a header.
    #[error(
        "the realm is empty, or has characters that cannot stand in a header: it takes letters, \
         digits, spaces and signs of ASCII"
    )]
    Realm,
    /// The name cannot be that of a cookie.
    #[error(
        ".or_cookie(..) was given no name of a cookie: letters, digits and some signs of ASCII, such as \
         __Host-at (RFC 6265 §4.1.1)"
    )]
    CookieName,
    /// An origin that no browser sends.
    #[error(
        ".trust_origin(..) was given a text that browsers never send as an origin: it is written \
         https://www.example, in lower case, with a port only if it is not the scheme's own, and \
         without a path"
    )]
    Origin,
    /// `.origin(..)` says whose pages may use the cookie, and there is no cookie.
    #[error(".origin(..) is of use only with .or_cookie(..): a header is not sent by other sites")]
    OriginWithoutCookie,
    /// The metadata's address is not a URL that a client may trust.
    #[error(
        ".resource_metadata(..) was given no URL: it is written https://app.example/.well-known/… \
         (http only for localhost), without a fragment (RFC 9728 §5.1)"
    )]
    ResourceMetadata,
    /// The type of content cannot stand in a header.
    #[error(".body(..) was given no type of content: it is written application/problem+json")]
    ContentType,
}

error_debug! { ProtectError:
    Verifier, Realm, CookieName, Origin, OriginWithoutCookie, ResourceMetadata, ContentType
}
