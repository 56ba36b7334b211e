//! Where a request has its token.

use super::head::{Ambiguous, Head, at_most_one};
use super::header_text::is_token_byte;

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
/// [`Ambiguous`] if the request has several fields `Authorization`, and one of them is `Bearer`, or one
/// field in which another credential stands before `Bearer`: it is no list (RFC 9110 §11.6.2).
pub fn bearer(head: &impl Head) -> Result<Option<&str>, Ambiguous> {
    let fields = || head.values("authorization");
    match fields().find_map(|field| of_field(field).transpose()) {
        Some(_) if fields().nth(1).is_some() => Err(Ambiguous),
        token => token.transpose(),
    }
}

/// The token of a field's value, if its scheme is `Bearer`.
fn of_field(value: &[u8]) -> Result<Option<&str>, Ambiguous> {
    if let Some(rest) = behind_bearer(value) {
        let token = rest.iter().position(|&byte| byte != b' ');
        let token = rest.get(token.unwrap_or(rest.len())..).unwrap_or_default();
        return Ok(Some(core::str::from_utf8(token).unwrap_or_default()));
    }
    // Behind a comma it is a credential, too, unless it is the name of a parameter.
    let is_credential = |rest| !without_white_space(rest).starts_with(b"=");
    let mut others = elements(value).skip(1);
    match others.any(|other| behind_bearer(other).is_some_and(is_credential)) {
        true => Err(Ambiguous),
        false => Ok(None),
    }
}

/// What follows the scheme, if that is `Bearer`.
fn behind_bearer(credential: &[u8]) -> Option<&[u8]> {
    let credential = without_white_space(credential);
    let end = credential.iter().position(|&byte| !is_token_byte(byte));
    let (scheme, rest) = credential.split_at_checked(end.unwrap_or(credential.len()))?;
    scheme.eq_ignore_ascii_case(b"bearer").then_some(rest)
}

/// What stands between commas that are in no quoted text (RFC 9110 §5.6.4).
fn elements(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    value.split(move |&byte| {
        let is_plain = !core::mem::take(&mut is_escaped);
        match byte {
            b'\\' if is_quoted => is_escaped = is_plain,
            b'"' if is_plain => is_quoted = !is_quoted,
            _ => {}
        }
        byte == b',' && !is_quoted
    })
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
pub(super) fn without_white_space(mut value: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = value {
        value = rest;
    }
    value
}
