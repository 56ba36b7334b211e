use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use super::answer::Answer;
use super::credential::Ambiguous;
use super::origin::CrossSite;
use super::texts::quoted;
use crate::error::{VerifyError, error_debug};

/// Why a request was refused.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Why {
    /// `missing_token`, 401: the request has no token.
    #[error("the request has no access token: no Authorization: Bearer, and no cookie of its name")]
    Missing,
    /// `ambiguous_token`, 400: it has two credentials.
    #[error(transparent)]
    Ambiguous(#[from] Ambiguous),
    /// The token was not accepted. The code and the status are those of the
    /// [refusals](VerifyError): 401, 503 or 500.
    #[error(transparent)]
    Token(#[from] VerifyError),
    /// `insufficient_scope`, 403: the token's scope lacks this name.
    #[error("the token's scope lacks {0}")]
    Scope(&'static str),
    /// `invalid_scope_name`, 500: [`permit`](super::Protect::permit) was given a text that can be no
    /// scope's name.
    #[error(
        ".permit(..) was given {0:?}, which no scope is called: a name has no spaces, quotes or \
         backslashes, and is not empty (RFC 6749 §3.3)"
    )]
    ScopeName(&'static str),
    /// `cross_site_request`, 403: the token came in a cookie, and the request from elsewhere than a page
    /// of the same origin.
    #[error(transparent)]
    CrossSite(#[from] CrossSite),
}

error_debug! { Why: Missing, Ambiguous, Token, Scope, ScopeName, CrossSite }

impl Why {
    /// A stable word for metrics; for a token that was not accepted, [`VerifyError::code`].
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing_token",
            Self::Ambiguous(_) => "ambiguous_token",
            Self::Token(error) => error.code(),
            Self::Scope(_) => "insufficient_scope",
            Self::ScopeName(_) => "invalid_scope_name",
            Self::CrossSite(_) => "cross_site_request",
        }
    }

    /// The status that a server answers.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.said().status
    }

    const fn said(&self) -> &'static Said {
        match self {
            Self::Missing => &MISSING,
            Self::Ambiguous(_) => &AMBIGUOUS,
            Self::Token(error) => said_of(error),
            Self::Scope(_) => &SCOPE,
            Self::ScopeName(_) => &SERVER,
            Self::CrossSite(_) => &CROSS_SITE,
        }
    }
}

/// What a client is told.
struct Said {
    status: u16,
    /// What follows the realm in the challenge; without it there is no challenge.
    challenge: Option<&'static str>,
    body: &'static str,
}

const MISSING: Said = Said {
    status: 401,
    challenge: Some(""),
    body: r#"{"error":"missing_token"}"#,
};

const AMBIGUOUS: Said = Said {
    status: 400,
    challenge: Some(r#", error="invalid_request""#),
    body: r#"{"error":"invalid_request"}"#,
};

const EXPIRED: Said = Said {
    status: 401,
    challenge: Some(r#", error="invalid_token", error_description="The access token expired""#),
    body: r#"{"error":"invalid_token","error_description":"The access token expired"}"#,
};

const INVALID: Said = Said {
    status: 401,
    challenge: Some(
        r#", error="invalid_token", error_description="The access token is not valid for this resource""#,
    ),
    body: r#"{"error":"invalid_token","error_description":"The access token is not valid for this resource"}"#,
};

const SCOPE: Said = Said {
    status: 403,
    challenge: Some(r#", error="insufficient_scope""#),
    body: r#"{"error":"insufficient_scope"}"#,
};

const CROSS_SITE: Said = Said {
    status: 403,
    challenge: None,
    body: r#"{"error":"cross_site_request"}"#,
};

const UNAVAILABLE: Said = Said {
    status: 503,
    challenge: None,
    body: r#"{"error":"temporarily_unavailable"}"#,
};

const SERVER: Said = Said {
    status: 500,
    challenge: None,
    body: r#"{"error":"server_error"}"#,
};

/// Without a wildcard, so that the compiler asks for the answer to each new variant.
const fn said_of(error: &VerifyError) -> &'static Said {
    match error {
        VerifyError::Expired { .. } => &EXPIRED,
        VerifyError::Unavailable => &UNAVAILABLE,
        VerifyError::Configuration(_) => &SERVER,
        VerifyError::Malformed
        | VerifyError::TooLarge { .. }
        | VerifyError::Header(_)
        | VerifyError::UnexpectedTyp { .. }
        | VerifyError::UnsupportedAlgorithm
        | VerifyError::AlgorithmMismatch { .. }
        | VerifyError::UnknownKey
        | VerifyError::InvalidSignature
        | VerifyError::Payload(_)
        | VerifyError::NotYetValid { .. }
        | VerifyError::TooOld { .. }
        | VerifyError::IssuedInFuture { .. }
        | VerifyError::ValidTooLong { .. }
        | VerifyError::Claim(_)
        | VerifyError::Misfit(_) => &INVALID,
    }
}

/// What a configuration says of all its refusals.
pub(super) struct Wording {
    /// `Bearer realm="…"`, with the address of the metadata if there is one.
    pub(super) challenge: Box<str>,
    pub(super) body: Option<(Box<str>, Body)>,
}

pub(super) type Body = Box<dyn Fn(&Refusal) -> String + Send + Sync>;

/// A request that [`Protect`](super::Protect) refused, and how to answer it.
///
/// Its text is for the server's logs, and has nothing that could be presented again. A client is told
/// what [`answer`](Self::answer) says.
#[derive(Clone)]
pub struct Refusal {
    why: Why,
    is_of_cookie: bool,
    wording: Arc<Wording>,
}

impl Refusal {
    pub(super) fn new(why: Why, wording: &Arc<Wording>) -> Self {
        Self {
            why,
            is_of_cookie: false,
            wording: Arc::clone(wording),
        }
    }

    /// A token that came in a cookie: the client did not know of it, so the challenge says nothing of
    /// it.
    pub(super) fn of_cookie(error: VerifyError, wording: &Arc<Wording>) -> Self {
        Self {
            is_of_cookie: true,
            ..Self::new(error.into(), wording)
        }
    }

    /// The reason.
    #[must_use]
    pub const fn why(&self) -> &Why {
        &self.why
    }

    /// The answer: status, challenge (RFC 6750 §3), `Cache-Control: no-store`, and a body that names the
    /// error and gives nothing of the token.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let said = self.why.said();
        let answer = match &self.wording.body {
            Some((content_type, body)) => {
                Answer::with_body(said.status, String::from(&**content_type), body(self))
            }
            None => Answer::json(said.status, said.body),
        };
        match self.challenge(said) {
            Some(challenge) => answer.header("www-authenticate", challenge),
            None => answer,
        }
    }

    fn challenge(&self, said: &Said) -> Option<String> {
        let attributes = if self.is_of_cookie {
            ""
        } else {
            said.challenge?
        };
        let scope = match self.why {
            Why::Scope(name) => alloc::format!(", scope={}", quoted(name)),
            _ => String::new(),
        };
        Some([&*self.wording.challenge, attributes, &scope].concat())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why.fmt(f)
    }
}

impl core::error::Error for Refusal {}

error_debug! { Refusal }
