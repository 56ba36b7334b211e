//! Where a request has its token.

use super::head::Head;
use super::texts::is_token_byte;
use crate::error::error_debug;

/// A request with two credentials: it is not guessed which is meant (RFC 6750 §2).
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the request has two credentials, and which is meant is not guessed")]
pub struct Ambiguous;

error_debug! { Ambiguous }

/// The token of a request's `Authorization: Bearer …`, or `None` if the request has no such credential
/// (RFC 6750 §2.1). [`Protect`](super::Protect) reads and verifies it in one call.
///
/// The scheme is compared without case, and one or more spaces follow it (RFC 9110 §11). Whatever
/// follows is given as it is, and is malformed for a verifier if it is no token: `Bearer` alone, or
/// bytes that are no text, give an empty one. So a client that tried to authenticate is never taken
/// for one that did not.
///
/// ```
/// use glassbox::web::bearer;
///
/// assert_eq!(bearer(&("GET", [("Authorization", "bearer  a.b.c")])), Ok(Some("a.b.c")));
/// assert_eq!(bearer(&("GET", [("Authorization", "Basic YTpi")])), Ok(None));
/// ```
///
/// # Errors
/// [`Ambiguous`] if the request has several fields `Authorization`, and one of them is `Bearer`.
pub fn bearer(head: &impl Head) -> Result<Option<&str>, Ambiguous> {
    let fields = || head.values("authorization");
    let Some(token) = fields().find_map(of_field) else {
        return Ok(None);
    };
    match fields().nth(1) {
        None => Ok(Some(token)),
        Some(_) => Err(Ambiguous),
    }
}

/// The token of a field's value, if its scheme is `Bearer`.
fn of_field(value: &[u8]) -> Option<&str> {
    let value = without_white_space(value);
    let end = value.iter().position(|&byte| !is_token_byte(byte));
    let (scheme, rest) = value.split_at_checked(end.unwrap_or(value.len()))?;
    let spaces = rest.iter().take_while(|&&byte| byte == b' ').count();
    let token = rest.get(spaces..).unwrap_or_default();
    let token = || core::str::from_utf8(token).unwrap_or_default();
    scheme.eq_ignore_ascii_case(b"bearer").then(token)
}

/// The value of a request's cookie, in one field or in several.
pub(super) fn cookie<'h>(head: &'h impl Head, name: &str) -> Result<Option<&'h str>, Ambiguous> {
    let pairs = head
        .values("cookie")
        .flat_map(|field| field.split(|&byte| byte == b';'));
    let mut values = pairs.filter_map(|pair| {
        let pair = without_white_space(pair).strip_prefix(name.as_bytes())?;
        let value = pair.strip_prefix(b"=")?;
        Some(core::str::from_utf8(value).unwrap_or_default())
    });
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(Ambiguous),
    }
}

/// Without the spaces and tabs around it (RFC 9110 §5.5).
fn without_white_space(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}
