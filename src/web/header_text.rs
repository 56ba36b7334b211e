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

/// Whether a text can be the value of a cookie (RFC 6265 §4.1.1), not quoted.
#[cfg(feature = "session")]
pub(super) fn is_cookie_value(text: &str) -> bool {
    let is_part =
        |byte| matches!(byte, b'!' | b'#'..=b'+' | b'-'..=b':' | b'<'..=b'[' | b']'..=b'~');
    !text.is_empty() && text.bytes().all(is_part)
}

/// Whether a text can be the name of a scope (RFC 6749 §3.3).
pub(super) fn is_scope_name(text: &str) -> bool {
    let is_part = |byte| matches!(byte, b'!' | b'#'..=b'[' | b']'..=b'~');
    !text.is_empty() && text.bytes().all(is_part)
}

/// Whether a text is an origin as browsers write it: `https://www.example`, in lower case, with a port
/// only if it is not the scheme's own, and without a path (RFC 6454 §6.2).
pub(super) fn is_origin(text: &str) -> bool {
    let is_part =
        |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9') || b"+-._:[]".contains(&byte);
    let Some((scheme, authority)) = text.split_once("://") else {
        return false;
    };
    let own_port = match scheme {
        "https" => ":443",
        "http" => ":80",
        _ => ":",
    };
    let has_both = !scheme.is_empty() && !authority.is_empty();
    let is_usual = !authority.ends_with(own_port) && !authority.ends_with(':');
    has_both && is_usual && scheme.bytes().chain(authority.bytes()).all(is_part)
}

/// Whether a text is the URL of a document that a client can trust: `https`, or, where one develops, a
/// server on the same machine.
pub(super) fn is_url(text: &str) -> bool {
    let is_part =
        |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?[]@!$&'()*+,;=%".contains(&byte);
    let Some((scheme, rest)) = text.split_once("://") else {
        return false;
    };
    let authority = rest.split(['/', '?']).next().unwrap_or_default();
    let host = authority.split(':').next().unwrap_or_default();
    let is_trusted = match scheme {
        _ if authority.contains('@') => false, // what stands before it is no host (RFC 9110 §4.2.4)
        "https" => !host.is_empty(),
        "http" => matches!(host, "localhost" | "127.0.0.1"),
        _ => false,
    };
    is_trusted && text.bytes().all(is_part)
}
