use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use core::time::Duration;

use serde::ser::Serialize;
use serde_json::{Map, Value};

use super::attributes::{Attributes, label_of};
use super::detail::detail_of;
use super::ends::Ends;
use super::error::RefreshError;
use super::family::SessionId;
use super::fixed::{ClientGrant, Fixed};
use super::grace::Grace;
use super::presenter::Presenter;
use super::row::Session;
use super::stamp::Stamps;
use super::subject::Subject;
use crate::time::{IntoDuration, NumericDate, ParseValidityError};

/// A login: the subject, the client, and what is granted to it.
///
/// Make one when the user has authenticated, and give it to
/// [`Sessions::login`](super::Sessions::login).
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
    detail: Result<Map<String, Value>, RefreshError>,
    idle: Option<Length>,
    lifetime: Option<Length>,
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

/// In bytes: rows are kept small.
const MAX_TEXT: usize = 1024;

impl NewSession {
    /// A session of a subject with a client. The presenter's scope and audience are granted; later
    /// requests can only narrow them.
    #[must_use]
    pub fn new(subject: impl Into<String>, client: Presenter) -> Self {
        Self {
            subject: subject.into().as_str().into(),
            presenter: client,
            label: None,
            detail: Ok(Map::new()),
            idle: None,
            lifetime: None,
            authenticated_at: None,
        }
    }

    /// The name by which the user knows the device, such as the browser's name. It is cut after 128
    /// bytes.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = Some(label_of(&label.into()));
        self
    }

    /// Claims for the access tokens of this session, at most 4 KiB of JSON. They are stored in the row,
    /// so that a server without a database of users can make the next access token from it. A server
    /// with such a database gives fresh claims to [`Presented::grant`](super::Presented::grant).
    ///
    /// The login refuses an integer of more than 64 bits, which the row would change: write it as a
    /// string. It also refuses names that the session or the signer sets: `iss`, `sub`, `aud`, `exp`,
    /// `nbf`, `iat`, `jti`, `scope`, `sid` and `client_id`.
    #[must_use]
    pub fn detail<C: Serialize + ?Sized>(mut self, detail: &C) -> Self {
        self.detail = detail_of(detail);
        self
    }

    /// How long this session may go unused, instead of the default that
    /// [`SessionsBuilder::idle`](super::SessionsBuilder::idle) sets: longer for "remember me", shorter
    /// for a device that others use. It may exceed the default. The login refuses it unless it is
    /// longer than the [grace](super::SessionsBuilder::grace).
    #[must_use]
    pub fn idle(mut self, idle: impl IntoDuration) -> Self {
        self.idle = Some(idle.into_duration());
        self
    }

    /// How long after the login this session ends, however often it is used, instead of the default
    /// that [`SessionsBuilder::lifetime`](super::SessionsBuilder::lifetime) sets. The limits are those
    /// of [`idle`](Self::idle).
    #[must_use]
    pub fn lifetime(mut self, lifetime: impl IntoDuration) -> Self {
        self.lifetime = Some(lifetime.into_duration());
        self
    }

    /// When the user authenticated. Set it where time passes between that and the login (a second
    /// factor, a consent page): the login is refused if a revocation came since. It may be at most a
    /// day ago, since older revocations may be forgotten. Without this call it is just now.
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

    /// Whether a row can keep it.
    pub(super) fn check(&self) -> Result<(), RefreshError> {
        let invalid = |field, problem| Err(RefreshError::Invalid { field, problem });
        check_subject(&self.subject)?;
        self.client_id().map_or(Ok(()), check_client)?;
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
                    "has to have between 1 and 1024 bytes, and no empty name",
                );
            }
        }
        self.detail.as_ref().map(drop).map_err(Clone::clone)
    }

    /// How long it lasts: the values of this login, or else those of the server.
    pub(super) fn ends(&self, default: Ends, grace: Grace) -> Result<Ends, RefreshError> {
        let ends = Ends {
            idle: length("idle", self.idle.unwrap_or(Ok(default.idle)))?,
            lifetime: length("lifetime", self.lifetime.unwrap_or(Ok(default.lifetime)))?,
        };
        let (field, first) = ends.first();
        let problem = if first.as_secs() == 0 {
            "has to be a second or more"
        } else if first <= grace.length() {
            "has to be longer than the grace of its tokens (SessionsBuilder::grace)"
        } else {
            return Ok(ends);
        };
        Err(RefreshError::Invalid { field, problem })
    }

    /// The row of a login that was [checked](Self::check).
    pub(super) fn into_session(
        self,
        id: SessionId,
        now: NumericDate,
        ends: Ends,
        stamps: &Stamps,
        turn: u64,
    ) -> Result<Session, RefreshError> {
        let grant = ClientGrant {
            client: self.presenter.client,
            audience: self.presenter.audience,
            scope: self.presenter.scope,
        };
        let attributes = Attributes {
            label: self.label,
            detail: self.detail?,
            issued_at: None,
        };
        let fixed = Fixed {
            id,
            created_at: now,
            idle: ends.idle,
            expires_at: now.saturating_add(ends.lifetime),
            subject: self.subject,
            stamp_values: stamps.values().into(),
            turn,
            grant: grant.boxed(),
        };
        Ok(Session {
            fixed: Arc::new(fixed),
            attributes: attributes.shared(),
            generation: 0,
            rotated_at: now,
            revoked: None,
        })
    }
}

/// A duration as it was given, perhaps a text that is not a duration.
type Length = Result<Duration, ParseValidityError>;

/// In whole seconds, as the row stores it; no more than fit in a signed number, as databases have them.
fn length(field: &'static str, given: Length) -> Result<Duration, RefreshError> {
    let problem = "is not a duration: write a whole number and its unit, as in 15m";
    let given = given.map_err(|_| RefreshError::Invalid { field, problem })?;
    let most = i64::MAX.cast_unsigned();
    Ok(Duration::from_secs(given.as_secs().min(most)))
}

fn is_text(text: &str) -> bool {
    (1..=MAX_TEXT).contains(&text.len())
}

pub(super) fn check_subject(subject: &str) -> Result<(), RefreshError> {
    check_text("subject", subject)
}

pub(super) fn check_client(client: &str) -> Result<(), RefreshError> {
    check_text("client id", client)
}

fn check_text(field: &'static str, text: &str) -> Result<(), RefreshError> {
    let problem = "has to have between 1 and 1024 bytes";
    let invalid = RefreshError::Invalid { field, problem };
    is_text(text).then_some(()).ok_or(invalid)
}
