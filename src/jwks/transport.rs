use alloc::boxed::Box;
use alloc::string::{String, ToString};
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::error::Error;
use core::fmt;
use core::time::Duration;

use crate::error::{Foreign, error_debug, with_causes};

/// How an address is fetched: the only thing that [`RemoteKeys`](super::RemoteKeys) needs of an HTTP
/// client.
///
/// It blocks: each fetch has a thread of its own, which ends with it, and beside it one that watches the
/// time. It must not follow redirects (a redirect would choose the keys), must check the server's
/// certificate, must end within the [time](Request::timeout), and should stop reading at the
/// [size](Request::max_bytes). One that panics has failed. It must not verify a token with the keys that it
/// fetches: that would wait for itself.
///
/// A fetch that takes more than twice the time of all its requests, and more than ten seconds, is given up:
/// it has failed ([`Overdue`](super::JwksError::Overdue)), its answer is not taken any more, and another one
/// may begin. No thread can be ended from outside, so its thread is left behind until the transport returns.
/// While eight are left behind, none is begun: known keys are used up to their end, and then tokens
/// are refused with [`Unavailable`](crate::VerifyError::Unavailable).
///
/// ```
/// use std::sync::Mutex;
/// use glassbox::jwks::{Request, Response, Transport, TransportError};
///
/// /// Answers with what somebody else wrote down: for a test.
/// struct Written(Mutex<Vec<u8>>);
///
/// impl Transport for Written {
///     fn get(&self, _request: &Request<'_>) -> Result<Response, TransportError> {
///         let body = self.0.lock().map_err(|_| TransportError::new("somebody panicked"))?;
///         Ok(Response::new(200, body.clone()).header("Cache-Control", "max-age=300"))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` fetches no keys",
    note = "`glassbox_ureq::Ureq::new()` of the crate glassbox-ureq does, and `Ureq::with_agent(agent)` with \
            an agent of your own; for another HTTP client, write this trait's one method"
)]
pub trait Transport: Send + Sync + 'static {
    /// Sends a GET request, and returns the answer, whatever its status.
    ///
    /// # Errors
    /// [`TransportError`] if there is no answer: no connection, no valid certificate, out of time.
    fn get(&self, request: &Request<'_>) -> Result<Response, TransportError>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn get(&self, request: &Request<'_>) -> Result<Response, TransportError> {
        (**self).get(request)
    }
}

/// What a [`Transport`] is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    pub(super) url: &'a str,
    pub(super) etag: Option<&'a str>,
    pub(super) max_bytes: usize,
    pub(super) timeout: Duration,
}

impl<'a> Request<'a> {
    /// The address. It was judged: `https`, or `http` to a loopback address where that is allowed.
    #[must_use]
    pub const fn url(&self) -> &'a str {
        self.url
    }

    /// What to send as `If-None-Match`, if anything: visible ASCII.
    #[must_use]
    pub const fn etag(&self) -> Option<&'a str> {
        self.etag
    }

    /// The longest body that is read. A longer one is refused, so that its end need not be fetched.
    #[must_use]
    pub const fn max_bytes(&self) -> usize {
        self.max_bytes
    }

    /// The longest that all of it may take, from the resolver to the last byte of the body.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        self.timeout
    }
}

/// The longest value of a header that is kept.
const LONGEST_VALUE: usize = 1024;

/// What a server answered.
#[derive(Clone)]
pub struct Response {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    pub(super) etag: Option<Box<str>>,
    pub(super) cache_control: Option<String>,
    pub(super) age: Option<Box<str>>,
    pub(super) location: Option<Box<str>>,
}

impl Response {
    /// An answer without headers.
    #[must_use]
    pub const fn new(status: u16, body: Vec<u8>) -> Self {
        Self {
            status,
            body,
            etag: None,
            cache_control: None,
            age: None,
            location: None,
        }
    }

    /// The same answer with a header. Give all of them, in their order: what counts is kept (`ETag`,
    /// `Cache-Control`, `Age`, `Location`, in any case), and the others are not. A value of more than
    /// 1024 bytes counts as absent.
    #[must_use]
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let value = value.trim();
        if value.len() > LONGEST_VALUE {
            return self;
        }
        let is = |wanted: &str| name.eq_ignore_ascii_case(wanted);
        if is("etag") && !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_graphic()) {
            self.etag.get_or_insert_with(|| value.into());
        } else if is("cache-control") {
            let known = self.cache_control.get_or_insert_default();
            // Lines of one name are one list (RFC 9110 §5.3).
            if known.len() <= LONGEST_VALUE {
                known.push_str(value);
                known.push(',');
            }
        } else if is("age") {
            self.age.get_or_insert_with(|| value.into());
        } else if is("location") {
            self.location.get_or_insert_with(|| value.into());
        }
        self
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("body", &format_args!("{} bytes", self.body.len()))
            .finish_non_exhaustive()
    }
}

/// Why a [`Transport`] has no answer: a text, or what an error of the client says, and each of its causes.
#[derive(Clone, thiserror::Error)]
#[error("{0}")]
pub struct TransportError(Arc<str>);

impl TransportError {
    /// Of a text, or of an error.
    #[must_use]
    pub fn new(reason: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let reason = reason.into();
        let said = Foreign(&reason).to_string();
        Self(with_causes(said, &*reason).into())
    }
}

error_debug! { TransportError }
