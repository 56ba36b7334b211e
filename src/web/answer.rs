use alloc::borrow::Cow;
use alloc::vec::Vec;
use core::fmt;

/// What a server answers: a status, headers and a body, of no framework.
///
/// Every answer has `Cache-Control: no-store`, but for published keys, which may be kept. Its `Debug` shows
/// the status alone, because headers and body may have tokens.
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, Cow<'static, str>)>,
    body: Cow<'static, str>,
}

impl Answer {
    /// An answer without a body, and whether it may be kept.
    pub(super) fn new(status: u16, cache_control: impl Into<Cow<'static, str>>) -> Self {
        let answer = Self {
            status,
            headers: Vec::with_capacity(4), // as many as any answer has
            body: Cow::Borrowed(""),
        };
        answer.header("cache-control", cache_control)
    }

    /// An answer without a body, which nobody keeps.
    pub(super) fn empty(status: u16) -> Self {
        Self::new(status, "no-store")
    }

    /// The same with a body. An unavailable server says when to ask again (RFC 9110 §10.2.3).
    pub(super) fn with_body(
        mut self,
        content_type: impl Into<Cow<'static, str>>,
        body: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.body = body.into();
        let answer = self.header("content-type", content_type);
        match answer.status {
            503 => answer.header("retry-after", "1"),
            _ => answer,
        }
    }

    /// An answer in JSON, which nobody keeps.
    pub(super) fn json(status: u16, body: impl Into<Cow<'static, str>>) -> Self {
        Self::empty(status).with_body("application/json", body)
    }

    /// The same with a header more. Whoever calls it has judged the value: visible ASCII and spaces.
    pub(super) fn header(
        mut self,
        name: &'static str,
        value: impl Into<Cow<'static, str>>,
    ) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    /// The status, such as 401.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.status
    }

    /// The header fields: names in lower case, values of visible ASCII characters and spaces. Append
    /// each, and replace none.
    pub fn headers(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.headers.iter().map(|(name, value)| (*name, &**value))
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The body, by value.
    #[must_use]
    pub fn into_body(self) -> Cow<'static, str> {
        self.body
    }
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}
