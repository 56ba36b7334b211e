//! Where a request has its token.

use super::head::{Ambiguous, Head, at_most_one};
use super::texts::is_token_byte;

/// The token of a request's `Authorization: Bearer …`, or `None` if the request has no such credential
/// (RFC 6750 §2.1). [`Protect::check`](super::Protect::check) reads and verifies it in one call.
///
/// The scheme is compared without case, and one or more spaces follow it (RFC 9110 §11). What follows
/// is given as it is; if it is no token, a verifier finds it malformed. `Bearer` alone, and bytes that
/// are no text, give an empty token: a client that tried to authenticate is never taken for one that
/// did not.
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
    match fields().find_map(of_field) {
        Some(_) if fields().nth(1).is_some() => Err(Ambiguous),
        token => Ok(token),
    }
}

/// The token of a field's value, if its scheme is `Bearer`.
fn of_field(value: &[u8]) -> Option<&str> {
    let value = without_white_space(value);
    let end = value.iter().position(|&byte| !is_token_byte(byte));
    let (scheme, rest) = value.split_at_checked(end.unwrap_or(value.len()))?;
    let token = rest.iter().position(|&byte| byte != b' ');
    let token = rest.get(token.unwrap_or(rest.len())..)?;
    let is_bearer = scheme.eq_ignore_ascii_case(b"bearer");
    is_bearer.then(|| core::str::from_utf8(token).unwrap_or_default())
}

/// The value of a request's cookie, whether the cookies come in one field or in several.
pub(super) fn cookie<'h>(head: &'h impl Head, name: &str) -> Result<Option<&'h str>, Ambiguous> {
    let fields = head.values("cookie");
    let pairs = fields.flat_map(|field| field.split(|&byte| byte == b';'));
    let values = pairs.filter_map(|pair| {
        let pair = without_white_space(pair).strip_prefix(name.as_bytes())?;
        let value = pair.strip_prefix(b"=")?;
        Some(core::str::from_utf8(value).unwrap_or_default())
    });
    at_most_one(values)
}

/// Without the spaces and tabs around it (RFC 9110 §5.5).
fn without_white_space(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}
