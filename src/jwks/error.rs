use alloc::boxed::Box;
use core::fmt;

use super::decide::MOST_LEFT_BEHIND;
use super::transport::TransportError;
use crate::error::{Escaped, Foreign, KeyError, error_debug};

/// Why the keys of an issuer could not be fetched, or why they will never be: an address that is not
/// taken. [`code`](Self::code) is a stable word for metrics.
#[derive(Clone, thiserror::Error)]
#[non_exhaustive]
pub enum JwksError {
    /// An address is not taken. It is not repeated: there may be a password in it.
    #[error("the address of the {of} is not taken: {problem}")]
    Address {
        /// What is there: `keys`, `issuer`, or `keys that the issuer's metadata names (jwks_uri)`.
        of: &'static str,
        /// Why.
        problem: &'static str,
    },
    /// An algorithm of [`rsa_without_alg`](super::RemoteKeysBuilder::rsa_without_alg) is none of RSA.
    #[error(".rsa_without_alg(..): {0}")]
    Algorithm(KeyError),
    /// [`verifier`](super::RemoteKeys::verifier) of keys whose issuer was not said.
    #[error(
        "whose keys these are was not said, so a verifier cannot pin the issuer: find them by it \
         (RemoteKeys::discover), or name it (Verifier::new(keys).issuer(..))"
    )]
    UnknownIssuer,
    /// A setting has a value that it does not take.
    #[error(".{call}(..) takes {takes}")]
    Setting {
        /// The call.
        call: &'static str,
        /// What it takes.
        takes: &'static str,
    },
    /// The transport has no answer.
    #[error("the keys could not be fetched: {0}")]
    Transport(TransportError),
    /// The transport panicked.
    #[error("the keys could not be fetched: the transport panicked")]
    Panic,
    /// The transport does not keep to its [time](super::Request::timeout). The fetch was given up, or none was
    /// begun, since too many threads still wait for the transport.
    #[error(
        "the keys could not be fetched: the transport did not answer in its time, nor long after it \
         (threads that still wait for it: {threads}; at {MOST_LEFT_BEHIND}, no fetch is begun)"
    )]
    Overdue {
        /// How many threads still wait for the transport.
        threads: u32,
    },
    /// The system gave no thread for the fetch.
    #[error("the keys could not be fetched: the system gave no thread for it")]
    NoThread,
    /// The answer has another status than 200, or 304 where that was asked for.
    #[error(
        "the server answered with the status {status}{}, and 200 is wanted: {}",
        Redirect(.host.as_deref()),
        Foreign(url)
    )]
    Status {
        /// The address that was asked, without its query.
        url: Box<str>,
        /// The status.
        status: u16,
        /// The host to which it redirects. Redirects are never followed: give the address that is meant.
        host: Option<Box<str>>,
    },
    /// The answer is too long.
    #[error("the answer is longer than {limit} bytes (.max_bytes(..) sets the limit)")]
    TooLarge {
        /// The longest that is taken.
        limit: usize,
    },
    /// The answer is no set of keys.
    #[error("the answer is no set of keys: {0}")]
    NotJwks(KeyError),
    /// The set has no key that can be used.
    #[error(
        "the set has no key that can be used, and {skipped} that cannot: the keys that were known are \
         kept until they are too old"
    )]
    Empty {
        /// How many keys it has that cannot be used.
        skipped: usize,
    },
    /// The answer is not the metadata of an issuer.
    #[error(
        "the answer is not the metadata of an issuer, which is a JSON object with the texts issuer and \
         jwks_uri, each once: {}",
        Foreign(url)
    )]
    NotMetadata {
        /// The address that was asked.
        url: Box<str>,
    },
    /// The issuer has its metadata at neither of its two addresses.
    #[error("the issuer's metadata was not found: {openid}; {oauth}")]
    NoMetadata {
        /// What came of the address that OpenID Connect Discovery 1.0 §4.1 has.
        openid: Box<Self>,
        /// What came of the one that RFC 8414 §3.1 has.
        oauth: Box<Self>,
    },
    /// The metadata is another issuer's.
    #[error(
        "the metadata is that of the issuer \"{}\", and \"{}\" was asked for: they have to be equal in \
         every byte, a slash at the end too",
        Escaped(found),
        Escaped(expected)
    )]
    IssuerMismatch {
        /// The issuer that was asked for.
        expected: Box<str>,
        /// The issuer that the metadata names.
        found: Box<str>,
    },
}

error_debug! { JwksError:
    Address, Algorithm, UnknownIssuer, Setting, Transport, Panic, Overdue, NoThread, Status, TooLarge, NotJwks, Empty,
    NotMetadata, NoMetadata, IssuerMismatch
}

impl JwksError {
    /// A stable word for metrics and programs, such as `transport_failed` or `unexpected_status`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "invalid_address",
            Self::Algorithm(_) => "invalid_algorithm",
            Self::UnknownIssuer => "unknown_issuer",
            Self::Setting { .. } => "invalid_setting",
            Self::Transport(_) => "transport_failed",
            Self::Panic => "transport_panicked",
            Self::Overdue { .. } => "transport_overdue",
            Self::NoThread => "no_thread",
            Self::Status { .. } => "unexpected_status",
            Self::TooLarge { .. } => "answer_too_large",
            Self::NotJwks(_) => "not_a_key_set",
            Self::Empty { .. } => "no_usable_key",
            Self::NotMetadata { .. } => "not_metadata",
            Self::NoMetadata { .. } => "no_metadata",
            Self::IssuerMismatch { .. } => "issuer_mismatch",
        }
    }
}

/// Where an answer wanted to lead.
struct Redirect<'a>(Option<&'a str>);

impl fmt::Display for Redirect<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(host) => write!(
                f,
                ", a redirect to \"{}\" that is not followed",
                Escaped(host)
            ),
            None => Ok(()),
        }
    }
}
