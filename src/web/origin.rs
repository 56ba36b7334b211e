use alloc::boxed::Box;
use alloc::vec::Vec;

use super::answer::Answer;
use super::head::{Ambiguous, Head, at_most_one};
use super::header_text::is_origin;
use super::protect_error::ProtectError;
use super::verdict::CROSS_SITE;
use crate::error::error_debug;

/// Whether a request comes from a page of the same origin: a browser sends cookies also with what
/// other sites' pages ask for.
///
/// A request passes with `Sec-Fetch-Site: same-origin`. From a browser that does not send that header,
/// it passes if `Origin` is `http://` or `https://` and the [authority](Head::authority) of the request
/// itself, with or without the scheme's own port. And it passes if its `Origin` is trusted by name. All else is refused: `same-site`,
/// `cross-site`, `none`, an `Origin` of another host or port, `null`, and a request with neither header.
///
/// ```
/// use glassbox::web::{CrossSite, SameOrigin};
///
/// let origin = SameOrigin::new().trust_origin("https://www.example");
/// let post = |field| ("POST", [("Host", "app.example"), field]);
/// assert!(origin.check(&post(("Sec-Fetch-Site", "same-origin"))).is_ok());
/// assert!(origin.check(&post(("Origin", "https://app.example"))).is_ok());
/// assert!(origin.check(&post(("Origin", "https://www.example"))).is_ok());
/// let error = origin.check(&post(("Origin", "https://evil.example"))).unwrap_err();
/// assert_eq!(error, CrossSite::Origin);
/// assert_eq!(error.answer().status(), 403);
/// ```
#[derive(Clone, Debug, Default)]
pub struct SameOrigin {
    trusted: Vec<Box<str>>,
    allows_non_browser: bool,
}

impl SameOrigin {
    /// Trusts pages of the request's own origin alone.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Also trusts pages of this origin, written as browsers do: `https://www.example`, in lower case,
    /// a port only if it is not the scheme's own, no path.
    #[must_use]
    pub fn trust_origin(mut self, origin: &str) -> Self {
        self.trusted.push(origin.into());
        self
    }

    /// Accepts requests that have neither `Sec-Fetch-Site` nor `Origin`: those of programs. Browsers
    /// older than 2020 send neither with some requests, too.
    #[must_use]
    pub const fn allow_non_browser(mut self) -> Self {
        self.allows_non_browser = true;
        self
    }

    /// Checks that every trusted origin is one: call it once at start-up.
    /// [`ProtectBuilder::build`](super::ProtectBuilder::build) calls it for you.
    ///
    /// # Errors
    /// [`Origin`](ProtectError::Origin): a trusted origin is written as no browser writes it.
    pub fn check_configuration(&self) -> Result<(), ProtectError> {
        match self.trusted.iter().all(|origin| is_origin(origin)) {
            true => Ok(()),
            false => Err(ProtectError::Origin),
        }
    }

    /// Judges a request by its header fields.
    ///
    /// # Errors
    /// [`CrossSite`], which says what is missing. A field that comes twice counts as wrong.
    pub fn check(&self, head: &impl Head) -> Result<(), CrossSite> {
        let origin = at_most_one(head.values("origin"));
        let is_trusted = |origin: &[u8]| self.trusted.iter().any(|it| it.as_bytes() == origin);
        let is_own = |origin: &[u8]| {
            let from_field = || at_most_one(head.values("host")).ok().flatten();
            let own = head.authority().or_else(from_field);
            own.is_some_and(|own| is_origin_of(origin, own))
        };
        match (at_most_one(head.values("sec-fetch-site")), origin) {
            (_, Err(Ambiguous)) => Err(CrossSite::Origin),
            (_, Ok(Some(origin))) if is_trusted(origin) => Ok(()),
            (Ok(Some(b"same-origin")), _) => Ok(()),
            (Ok(Some(_)) | Err(Ambiguous), _) => Err(CrossSite::FetchSite),
            (Ok(None), Ok(None)) if self.allows_non_browser => Ok(()),
            (Ok(None), Ok(None)) => Err(CrossSite::NoMetadata),
            (Ok(None), Ok(Some(origin))) if is_own(origin) => Ok(()),
            (Ok(None), Ok(Some(_))) => Err(CrossSite::Origin),
        }
    }
}

/// Whether an origin is that of an authority. Browsers leave out the scheme's own port, and a proxy may
/// write it.
fn is_origin_of(origin: &[u8], authority: &[u8]) -> bool {
    let schemes = [(&b"https://"[..], &b":443"[..]), (b"http://", b":80")];
    schemes.iter().any(|(scheme, port)| {
        let own = authority.strip_suffix(*port).unwrap_or(authority);
        let host = origin.strip_prefix(*scheme);
        host.is_some_and(|host| !host.is_empty() && host.eq_ignore_ascii_case(own))
    })
}

/// Why [`SameOrigin`] refused a request. The text is for the server's logs, and has nothing of the
/// request.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CrossSite {
    /// `Sec-Fetch-Site` is not `same-origin`, or comes twice.
    #[error(
        "the request comes from a page of another origin, or from no page: Sec-Fetch-Site is not \
         same-origin (.trust_origin(..) names origins whose pages may ask)"
    )]
    FetchSite,
    /// `Origin` is not the request's own authority, or comes twice.
    #[error(
        "the request comes from a page of another origin: Origin is not the authority that the \
         request is for (does a proxy change Host? .trust_origin(..) names origins whose pages may \
         ask)"
    )]
    Origin,
    /// The request has neither header.
    #[error(
        "the request has neither Sec-Fetch-Site nor Origin, so no page of a browser sent it \
         (.allow_non_browser() accepts such requests)"
    )]
    NoMetadata,
}

error_debug! { CrossSite: FetchSite, Origin, NoMetadata }

impl CrossSite {
    /// 403, and nothing of the reason.
    #[must_use]
    pub fn answer(self) -> Answer {
        CROSS_SITE.answer()
    }
}
