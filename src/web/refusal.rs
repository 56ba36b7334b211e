use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

use super::answer::Answer;
use super::head::Ambiguous;
use super::origin::CrossSite;
use super::verdict::{AMBIGUOUS, CROSS_SITE, MISSING, SCOPE, SERVER, Verdict};
use crate::error::{VerifyError, error_debug};

/// Why a request was refused.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Why {
    /// `missing_token`, 401: the request has no token.
    #[error(
        "the request has no access token: no header Authorization that says \"Bearer \" before the token, \
         and no cookie of the name given to .or_cookie(..), if one was"
    )]
    Missing,
    /// `ambiguous_request`, 400: it has two credentials.
    #[error(transparent)]
    Ambiguous(#[from] Ambiguous),
    /// 401, 503 or 500: the token was not accepted. The code is that of the error, and its
    /// [table](VerifyError) has the status.
    #[error(transparent)]
    Token(#[from] VerifyError),
    /// `insufficient_scope`, 403: the token's scope lacks this name.
    #[error("the scope of the token lacks {0}")]
    Scope(&'static str),
    /// `invalid_scope_name`, 500: [`permit`](super::Protect::permit) was given a text that can be no
    /// scope's name.
    #[error(
        ".permit(..) was given {0:?}, which no scope can be called: a name is not empty, and has no \
         spaces, quotes or backslashes (RFC 6749 §3.3)"
    )]
    ScopeName(&'static str),
    /// `cross_site_request`, 403: the token came in a cookie, and the request not from a page of the
    /// same origin.
    #[error(transparent)]
    CrossSite(#[from] CrossSite),
}

error_debug! { Why: Missing, Ambiguous, Token, Scope, ScopeName, CrossSite }

impl Why {
    /// A stable word for metrics; that of the [error](VerifyError::code) if a token was not accepted.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing_token",
            Self::Ambiguous(_) => "ambiguous_request",
            Self::Token(error) => error.code(),
            Self::Scope(_) => "insufficient_scope",
            Self::ScopeName(_) => "invalid_scope_name",
            Self::CrossSite(_) => "cross_site_request",
        }
    }

    /// The status that a server answers.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.verdict().status
    }

    const fn verdict(&self) -> &'static Verdict {
        match self {
            Self::Missing => &MISSING,
            Self::Ambiguous(_) => &AMBIGUOUS,
            Self::Token(error) => Verdict::of(error),
            Self::Scope(_) => &SCOPE,
            Self::ScopeName(_) => &SERVER,
            Self::CrossSite(_) => &CROSS_SITE,
        }
    }
}

/// What all refusals of one [`Protect`](super::Protect) have in common.
pub(super) struct Wording {
    /// `Bearer realm="…"`, and the address of the metadata.
    pub(super) challenge: Box<str>,
    /// The type of content, and what makes the body.
    pub(super) body: Option<(Box<str>, Body)>,
}

pub(super) type Body = Box<dyn Fn(&Refusal) -> String + Send + Sync>;

/// A request that [`Protect`](super::Protect) refused.
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
    pub(super) fn new(why: impl Into<Why>, wording: &Arc<Wording>) -> Self {
        Self {
            why: why.into(),
            is_of_cookie: false,
            wording: Arc::clone(wording),
        }
    }

    /// Of a token in a cookie. Its challenge says no more than that a token is wanted: whoever reads
    /// challenges sent none.
    pub(super) fn of_cookie(error: VerifyError, wording: &Arc<Wording>) -> Self {
        Self {
            is_of_cookie: true,
            ..Self::new(error, wording)
        }
    }

    /// The reason.
    #[must_use]
    pub const fn why(&self) -> &Why {
        &self.why
    }

    /// What the server answers: status, challenge (RFC 6750 §3), `Cache-Control: no-store`, and a body
    /// that names the error and nothing of the token.
    #[must_use]
    pub fn answer(&self) -> Answer {
        let verdict = self.why.verdict();
        let answer = match &self.wording.body {
            Some((content_type, body)) => {
                let content_type = String::from(&**content_type);
                Answer::empty(verdict.status).with_body(content_type, body(self))
            }
            None => verdict.answer(),
        };
        match verdict.challenge {
            Some(attributes) => answer.header("www-authenticate", self.challenge(attributes)),
            None => answer,
        }
    }

    fn challenge(&self, attributes: &str) -> String {
        let begin = &*self.wording.challenge;
        match self.why {
            _ if self.is_of_cookie => begin.into(),
            // A scope's name has no character to escape.
            Why::Scope(name) => [begin, attributes, ", scope=\"", name, "\""].concat(),
            _ => [begin, attributes].concat(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.why.fmt(f)
    }
}

impl core::error::Error for Refusal {}

error_debug! { Refusal }
