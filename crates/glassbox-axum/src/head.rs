use glassbox::web::Head;
use http::request::Parts;
use http::{HeaderMap, HeaderValue, Method, Uri};

/// The head of a request, as [`glassbox::web`] reads it: for a check in a handler or a middleware of
/// one's own.
///
/// Its authority is that of the target, which HTTP/2 sends in the place of `Host` (RFC 9113 §8.3.1), and
/// which counts more than `Host` in HTTP/1.1, too (RFC 9112 §3.2.2).
///
/// ```
/// use axum::http::Request;
/// use glassbox::web::SameOrigin;
/// use glassbox_axum::HeadOf;
///
/// let request = Request::post("/").header("sec-fetch-site", "same-origin").body(())?;
/// assert!(SameOrigin::new().check(&HeadOf::from(&request)).is_ok());
/// # Ok::<(), axum::http::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct HeadOf<'r> {
    method: &'r Method,
    uri: &'r Uri,
    headers: &'r HeaderMap,
}

impl<'r> From<&'r Parts> for HeadOf<'r> {
    fn from(parts: &'r Parts) -> Self {
        Self {
            method: &parts.method,
            uri: &parts.uri,
            headers: &parts.headers,
        }
    }
}

impl<'r, B> From<&'r http::Request<B>> for HeadOf<'r> {
    fn from(request: &'r http::Request<B>) -> Self {
        Self {
            method: request.method(),
            uri: request.uri(),
            headers: request.headers(),
        }
    }
}

impl Head for HeadOf<'_> {
    fn method(&self) -> &str {
        self.method.as_str()
    }

    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
        self.headers.get_all(name).iter().map(HeaderValue::as_bytes)
    }

    fn authority(&self) -> Option<&[u8]> {
        let authority = self.uri.authority()?;
        Some(authority.as_str().as_bytes())
    }
}
