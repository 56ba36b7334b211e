//! Addresses, parsed whole and never judged by their beginnings. What is plain is taken, and nothing
//! else: two readers of one address must not see two hosts in it.

use alloc::boxed::Box;
use core::net::{Ipv4Addr, Ipv6Addr};

/// Where something is fetched from: `https`, or `http` at a loopback address where that is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Address {
    text: Box<str>,
    /// Where scheme, host and port end.
    origin_len: usize,
    is_https: bool,
}

/// The longest address.
const LONGEST: usize = 2048;

const NOT_HTTPS: &str = "it has to begin with https://, in lower case";

impl Address {
    /// # Errors
    /// Why it is not taken.
    pub(super) fn parse(text: &str, allows_loopback: bool) -> Result<Self, &'static str> {
        if text.is_empty() {
            return Err("it is empty (is its setting missing?), and has to begin with https://");
        }
        if text.len() > LONGEST {
            return Err("it is longer than 2048 bytes");
        }
        if !text.bytes().all(is_plain) {
            return Err(
                "it has a character that no address has (a space, a line feed, a backslash, a letter \
                 outside of ASCII): write that in percent encoding",
            );
        }
        let (scheme, rest) = text.split_once("://").ok_or(NOT_HTTPS)?;
        let is_https = match scheme {
            "https" => true,
            "http" if allows_loopback => false,
            "http" => {
                return Err(
                    "it has to begin with https:// (for a server on this machine, \
                     RemoteKeys::builder().allow_http_on_loopback() takes http)",
                );
            }
            _ => return Err(NOT_HTTPS),
        };
        if rest.contains('#') {
            return Err("it has a fragment (#), which is never sent");
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at_checked(end).unwrap_or((rest, ""));
        if authority.contains('@') {
            return Err("it has user info (before an @), which may look like a host");
        }
        let host = Host::of_authority(authority)?;
        if !is_https && host != Host::Loopback {
            return Err(
                "http is allowed to a loopback address alone, 127.0.0.1 or [::1]: a name, localhost \
                 too, leads to wherever it is resolved to",
            );
        }
        if !are_pairs_of_digits(path) {
            return Err("a percent sign in it is not followed by two hexadecimal digits");
        }
        Ok(Self {
            text: text.into(),
            origin_len: text.len().saturating_sub(path.len()),
            is_https,
        })
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    pub(super) const fn is_https(&self) -> bool {
        self.is_https
    }

    /// Scheme, host and port.
    pub(super) fn origin(&self) -> &str {
        self.text.get(..self.origin_len).unwrap_or_default()
    }

    /// What follows them, up to a query.
    pub(super) fn path(&self) -> &str {
        let rest = self.text.get(self.origin_len..).unwrap_or_default();
        rest.split_once('?').map_or(rest, |(path, _)| path)
    }

    /// All but a query, in which there may be a secret: for people.
    pub(super) fn without_query(&self) -> &str {
        self.text
            .split_once('?')
            .map_or(&*self.text, |(rest, _)| rest)
    }

    pub(super) fn has_query(&self) -> bool {
        self.text.contains('?')
    }
}

/// The characters of RFC 3986 §2.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

fn are_pairs_of_digits(path: &str) -> bool {
    path.split('%').skip(1).all(|rest| {
        let digits = rest.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Host {
    Loopback,
    Other,
}

impl Host {
    fn of_authority(authority: &str) -> Result<Self, &'static str> {
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => {
                let (host, port) = rest.split_once(']').ok_or("its host has no ]")?;
                let port = match port {
                    "" => None,
                    port => Some(port.strip_prefix(':').ok_or("its port is no number")?),
                };
                let host: Ipv6Addr = host.parse().map_err(|_| "its host is no IPv6 address")?;
                (Self::of(host.is_loopback()), port)
            }
            None => match authority.split_once(':') {
                Some((host, port)) => (Self::of_name(host)?, Some(port)),
                None => (Self::of_name(authority)?, None),
            },
        };
        match port {
            Some(port) if !is_port(port) => Err("its port is no number from 1 to 65535"),
            _ => Ok(host),
        }
    }

    fn of_name(name: &str) -> Result<Self, &'static str> {
        let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
        let mut labels = name.strip_suffix('.').unwrap_or(name).split('.');
        if name.len() > 253 || !name.bytes().all(is_of_name) || labels.clone().any(str::is_empty) {
            return Err("its host is neither a name nor an IP address");
        }
        // What ends in a number is read as an IPv4 address, and by some in octal, hexadecimal, or with
        // fewer than four numbers.
        let is_number = |label: &str| {
            let digits = label
                .strip_prefix(['0'])
                .and_then(|rest| rest.strip_prefix(['x', 'X']));
            digits.is_some() || label.bytes().all(|byte| byte.is_ascii_digit())
        };
        match name.parse::<Ipv4Addr>() {
            Ok(address) => Ok(Self::of(address.is_loopback())),
            Err(_) if labels.next_back().is_some_and(is_number) => {
                Err("its host is a number, and no IPv4 address of four decimal numbers")
            }
            Err(_) => Ok(Self::Other),
        }
    }

    const fn of(is_loopback: bool) -> Self {
        match is_loopback {
            true => Self::Loopback,
            false => Self::Other,
        }
    }
}

fn is_port(port: &str) -> bool {
    let are_digits = port.bytes().all(|byte| byte.is_ascii_digit());
    are_digits && !port.starts_with('0') && port.parse::<u16>().is_ok()
}
