use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use serde::ser::Serialize;
use serde_json::{Map, Value};

use super::error::RefreshError;
use super::family::SessionId;
use super::fixed::{Fixed, More};
use super::presenter::Presenter;
use super::row::{Session, cut};
use super::subject::Subject;
use crate::codec::json;
use crate::error::SignError;
use crate::time::NumericDate;

/// What a row's detail must not name: it would be in each access token again, and old by then.
const TAKEN: [&str; 10] = [
    "iss",
    "sub",
    "aud",
    "exp",
    "nbf",
    "iat",
    "jti",
    "scope",
    "sid",
    "client_id",
];

/// A login: whose session, for which client, for what.
///
/// The user has proven who they are; [`Sessions::login`](super::Sessions::login) takes it from there.
///
/// ```
/// use glassbox::session::{NewSession, Presenter};
/// use serde_json::json;
///
/// let session = NewSession::new("42", Presenter::first_party())
///     .label("Firefox on Linux")
///     .detail(&json!({"username": "testAdmin", "role": "admin"}));
/// ```
#[derive(Clone)]
pub struct NewSession {
    subject: Subject,
    presenter: Presenter,
    label: Option<Box<str>>,
    detail: Result<Map<String, Value>, SignError>,
    /// What is wrong with the detail, where it is none of the sort that is signed anyway.
    detail_problem: Option<&'static str>,
    pub(super) authenticated_at: Option<NumericDate>,
}

impl fmt::Debug for NewSession {
    /// Without the subject, the label and the user's detail.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewSession")
            .field("client", &self.presenter)
            .field("authenticated_at", &self.authenticated_at)
            .finish_non_exhaustive()
    }
}

/// Limits in bytes: a row is small.
const MAX_LABEL: usize = 128;
const MAX_DETAIL: usize = 4096;
const MAX_TEXT: usize = 1024;

impl NewSession {
    /// A session of a subject, for a client. The presenter's scope and audience are those that are
    /// granted: later requests can only narrow them.
    #[must_use]
    pub fn new(subject: impl Into<String>, client: Presenter) -> Self {
        Self {
            subject: subject.into().as_str().into(),
            presenter: client,
            label: None,
            detail: Ok(Map::new()),
            detail_problem: None,
            authenticated_at: None,
        }
    }

    /// What the user knows the device by, such as the browser's name; what is beyond 128 bytes is cut.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(cut(&label.into(), MAX_LABEL).into());
        self
    }

    /// Claims for the access tokens of this session, at most 4 KiB of JSON. They stand in the row, so
    /// that a server without a database of users makes the next access token from it; one that
    /// has such a database gives fresh claims to [`Presented::grant`](super::Presented::grant).
    ///
    /// An integer of more than 64 bits is refused at login: write it as a text, since a row would
    /// change it. Names that are the session's own or each token's, `iss`, `sub`, `aud`, `exp`, `nbf`, `iat`,
    /// `jti`, `scope`, `sid` and `client_id`, are refused, too.
    #[must_use]
    pub fn detail<C: Serialize + ?Sized>(mut self, detail: &C) -> Self {
        let mut text = alloc::vec::Vec::new();
        self.detail = json::write_object(detail, &[], &mut text).and_then(|_| {
            text.push(b'}');
            let text = core::str::from_utf8(&text).unwrap_or_default();
            serde_json::from_str(text).map_err(|_| SignError::NotAnObject)
        });
        self.detail_problem = detail_problem(&text);
        self
    }

    /// When the user proved who they are, if a revocation since then is to stop this login: there was
    /// a second factor to wait for, or a page of consent. A day is as long as a revocation is sure to
    /// be remembered, and as long ago as this may be. Without this call it is just now.
    #[must_use]
    pub const fn authenticated_at(mut self, at: NumericDate) -> Self {
        self.authenticated_at = Some(at);
        self
    }

    pub(super) fn subject(&self) -> &str {
        &self.subject
    }

    pub(super) fn client_id(&self) -> Option<&str> {
        self.presenter.client.as_ref().map(|client| &*client.id)
    }

    /// Whether it can be kept.
    pub(super) fn check(&self) -> Result<(), RefreshError> {
        let invalid = |field, problem| Err(RefreshError::Invalid { field, problem });
        check_subject(&self.subject)?;
        let client = self.presenter.client.as_ref();
        if !client.is_none_or(|client| is_text(&client.id)) {
            return invalid("client id", "has to have between 1 and 1024 bytes");
        }
        // RFC 6749 §3.3.
        let is_name = |byte| matches!(byte, b' ' | b'!' | b'#'..=b'[' | b']'..=b'~');
        if let Some(scope) = &self.presenter.scope
            && (!is_text(scope) || !scope.bytes().all(is_name))
        {
            return invalid(
                "scope",
                "has to have between 1 and 1024 bytes of printable ASCII, without \" and \\",
            );
        }
        if let Some(audience) = &self.presenter.audience {
            let len: usize = audience.iter().map(str::len).sum();
            if !audience.iter().all(is_text) || !(1..=MAX_TEXT).contains(&len) {
                return invalid(
                    "audience",
                    "has to have between 1 and 1024 bytes, no name empty",
                );
            }
        }
        let detail = self.detail.as_ref();
        if detail.is_ok_and(|detail| TAKEN.iter().any(|name| detail.contains_key(*name))) {
            return invalid(
                "detail",
                "names what is the session's own, or each token's (iss, sub, aud, exp, nbf, iat, jti, \
                 scope, sid, client_id): leave it out",
            );
        }
        match self.detail_problem {
            Some(problem) => invalid("detail", problem),
            None => Ok(()),
        }
    }

    /// The row of one that was [checked](Self::check).
    pub(super) fn into_session(
        self,
        id: SessionId,
        now: NumericDate,
        idle: Duration,
        lifetime: Duration,
        stamp: Option<[u8; 16]>,
        turn: u64,
    ) -> Result<Session, RefreshError> {
        let more = More {
            client: self.presenter.client,
            audience: self.presenter.audience,
            scope: self.presenter.scope,
            label: self.label,
            detail: self.detail?,
        };
        let fixed = Fixed {
            id,
            created_at: now,
            idle,
            expires_at: now.saturating_add(lifetime),
            subject: self.subject,
            stamp,
            turn,
            more: more.boxed(),
        };
        Ok(Session {
            fixed: Arc::new(fixed),
            generation: 0,
            rotated_at: now,
            revoked: None,
        })
    }
}

/// Why a detail, as JSON, cannot be kept as it is.
fn detail_problem(json: &[u8]) -> Option<&'static str> {
    // In its row it lies one level deeper.
    if json::is_deeper_than(json::MAX_DEPTH.saturating_sub(1), json) {
        return Some("is nested deeper than 126 levels");
    }
    if json.len() > MAX_DETAIL {
        return Some(
            "has more than 4096 bytes of JSON: look it up, and grant it with Presented::grant",
        );
    }
    if json::has_wide_integer(core::str::from_utf8(json).unwrap_or_default()) {
        return Some(
            "has an integer of more than 64 bits, which a row would change: write it as a text",
        );
    }
    None
}

fn is_text(text: &str) -> bool {
    (1..=MAX_TEXT).contains(&text.len())
}

pub(super) fn check_subject(subject: &str) -> Result<(), RefreshError> {
    let problem = "has to have between 1 and 1024 bytes";
    let invalid = RefreshError::Invalid {
        field: "subject",
        problem,
    };
    is_text(subject).then_some(()).ok_or(invalid)
}
