use super::head::Ambiguous;
use super::origin::CrossSite;
use super::protect_error::ProtectError;
use crate::error::error_debug;

/// Why [`TokenCookieBuilder::build`](super::TokenCookieBuilder::build) or
/// [`TokenCookie::set`](super::TokenCookie::set) refused. The first happens at start-up.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CookieError {
    /// The name cannot be that of a cookie.
    #[error(
        "the cookie's name is empty, or has characters that no name of a cookie has (letters, digits \
         and some signs of ASCII can stand in one, RFC 6265 §4.1.1)"
    )]
    Name,
    /// The name begins with two underscores, as the prefixes do that browsers have rules for.
    #[error(
        "the cookie's name has a prefix (two underscores begin one): write the name without it, as \
         TokenCookie::host(\"rt\") makes __Host-rt"
    )]
    Prefix,
    /// A trusted origin is none.
    #[error(transparent)]
    Origin(#[from] ProtectError),
    /// The token is empty or has characters that no cookie can have; a token of this crate is neither.
    #[error(
        "the value is empty, or has characters that no cookie's value can have (RFC 6265 §4.1.1), so it is \
         no token"
    )]
    Value,
    /// Browsers would drop the cookie.
    #[error(
        "the cookie has more than 4096 bytes, and browsers need not keep it (RFC 6265 §6.1): a token for \
         a cookie has few claims"
    )]
    TooLarge,
}

error_debug! { CookieError: Name, Prefix, Origin, Value, TooLarge }

/// Why [`TokenCookie::read`](super::TokenCookie::read) gives no token.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CookieRefusal {
    /// `cross_site_request`: the request does not come from a page of the same origin.
    #[error(transparent)]
    CrossSite(#[from] CrossSite),
    /// `missing_cookie`: the request has no cookie of this name. The user is not logged in.
    #[error(
        "the request has no cookie of this name: TokenCookie::host(\"rt\") reads __Host-rt, which browsers \
         take and send over HTTPS (most also to http://localhost)"
    )]
    Missing,
    /// `ambiguous_request`: it has two of this name.
    #[error(transparent)]
    Ambiguous(#[from] Ambiguous),
}

error_debug! { CookieRefusal: CrossSite, Missing, Ambiguous }

impl CookieRefusal {
    /// A stable word for metrics.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::CrossSite(_) => "cross_site_request",
            Self::Missing => "missing_cookie",
            Self::Ambiguous(_) => "ambiguous_request",
        }
    }
}
