//! What may stand in a header, so that no text of a configuration splits one.

use alloc::string::String;

/// Whether a text can be a quoted string: visible ASCII characters and spaces (RFC 9110 §5.6.4; it
/// allows more, which clients read in different ways).
pub(super) fn is_printable(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| matches!(byte, b' '..=b'~'))
}

/// A text that [`is_printable`] as a quoted string.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len().saturating_add(2));
    quoted.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(character);
    }
    quoted.push('"');
    quoted
}

/// Whether a byte can be part of a token as HTTP has them: of a scheme, of a cookie's name (RFC 9110
/// §5.6.2, RFC 6265 §4.1.1).
pub(super) const fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
}

/// Whether a text can be the name of a cookie.
pub(super) fn is_cookie_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// Whether a text can be the name of a scope (RFC 6749 §3.3).
pub(super) fn is_scope_name(text: &str) -> bool {
    let is_part = |byte| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~');
    !text.is_empty() && text.bytes().all(is_part)
}

/// Whether a text is an origin as browsers write it: `https://www.example`, in lower case, with a port
/// only if it is not the scheme's own, and without a path (RFC 6454 §6.2).
pub(super) fn is_origin(text: &str) -> bool {
    let Some((scheme, authority)) = text.split_once("://") else {
        return false;
    };
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let is_name =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._".contains(&byte);
    let is_v6 = |byte: u8| {
        byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase() || byte == b':' || byte == b'.'
    };
    let is_host = match host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        Some(address) => address.contains(':') && address.bytes().all(is_v6),
        None => !host.is_empty() && host.bytes().all(is_name),
    };
    let is_port = |port: &str| {
        let is_own = matches!((scheme, port), ("http", "80") | ("https", "443"));
        let is_number = port.bytes().all(|byte| byte.is_ascii_digit()) && !port.starts_with('0');
        is_number && port.parse::<u16>().is_ok() && !is_own
    };
    let is_scheme =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
    scheme.starts_with(|first: char| first.is_ascii_lowercase())
        && scheme.bytes().all(is_scheme)
        && is_host
        && port.is_none_or(is_port)
}

/// Whether a text is the URL of a document that clients may trust: `https`, or a server on the same
/// machine, as one develops with.
pub(super) fn is_url(text: &str) -> bool {
    let is_part =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&byte);
    let host = |rest: &str| {
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        rest.get(..end).is_some_and(|authority| {
            let origin = alloc::format!("http://{authority}");
            is_origin(&origin)
        })
    };
    let rest = text
        .strip_prefix("https://")
        .or_else(|| text.strip_prefix("http://localhost"));
    text.bytes().all(is_part) && rest.is_some_and(host)
}
