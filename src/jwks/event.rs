//! What happens to remote keys, for the operator: through a callback, and through `tracing` with the
//! feature of that name.

use core::fmt;
use core::time::Duration;

use super::error::JwksError;
use crate::error::Escaped;
use crate::jwk::{Jwk, JwkSet};
use crate::key::KeyId;

/// What happened to [`RemoteKeys`](super::RemoteKeys). Its text is one line, safe for a log.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum JwksEvent<'a> {
    /// A set was fetched, and is used from now on.
    Fetched {
        /// The set.
        keys: &'a JwkSet,
    },
    /// The issuer said that its set is still the same (304).
    NotModified,
    /// A fetch failed.
    Failed {
        /// Why.
        error: &'a JwksError,
        /// How long none is begun because the set is old; for a key id that is unknown, one still may.
        pause: Duration,
    },
    /// A fetch failed, and the known keys are used beyond their freshness.
    ServingStale {
        /// For how long at most.
        left: Duration,
    },
    /// The new set has a key that the one before had not.
    KeyAdded {
        /// The key.
        key: &'a Jwk,
    },
    /// The new set lacks a key that the one before had. Its tokens are refused from now on.
    KeyRemoved {
        /// The key.
        key: &'a Jwk,
    },
    /// The issuer published a private or secret key: whoever read the set can sign with it.
    PrivateKeyPublished {
        /// The place in the set's array, from 0.
        index: usize,
    },
    /// A token named an unknown key, and no fetch was begun, since one for such a token began less than 30
    /// seconds ago. Told once in that time.
    UnknownKeyRefused,
}

impl JwksEvent<'_> {
    /// A stable word for metrics, such as `fetched` or `serving_stale`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Fetched { .. } => "fetched",
            Self::NotModified => "not_modified",
            Self::Failed { .. } => "failed",
            Self::ServingStale { .. } => "serving_stale",
            Self::KeyAdded { .. } => "key_added",
            Self::KeyRemoved { .. } => "key_removed",
            Self::PrivateKeyPublished { .. } => "private_key_published",
            Self::UnknownKeyRefused => "unknown_key_refused",
        }
    }

    /// To `tracing`.
    pub(super) fn trace(&self) {
        #[cfg(feature = "tracing")]
        {
            let event = self.code();
            match self {
                Self::Failed { .. } | Self::ServingStale { .. } => {
                    tracing::warn!(target: "glassbox::jwks", event, "{self}");
                }
                Self::PrivateKeyPublished { .. } => {
                    tracing::error!(target: "glassbox::jwks", event, "{self}");
                }
                _ => tracing::info!(target: "glassbox::jwks", event, "{self}"),
            }
        }
    }
}

impl fmt::Display for JwksEvent<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fetched { keys } => write!(
                f,
                "the keys were fetched: {}, and {} not used",
                keys.keys().len(),
                keys.skipped().len()
            ),
            Self::NotModified => f.write_str("the keys are still the same"),
            Self::Failed { error, pause } => {
                write!(f, "{error}; next in {} seconds", pause.as_secs())
            }
            Self::ServingStale { left } => write!(
                f,
                "the known keys are used beyond their freshness, for {} seconds at most",
                left.as_secs()
            ),
            Self::KeyAdded { key } => write!(f, "a key was added: {}", Name(key)),
            Self::KeyRemoved { key } => write!(f, "a key was withdrawn: {}", Name(key)),
            Self::PrivateKeyPublished { index } => write!(
                f,
                "keys[{index}] of the set holds a private or secret key, so whoever reads the set can \
                 sign with it: its issuer has to replace it"
            ),
            Self::UnknownKeyRefused => f.write_str(
                "a token named an unknown key, less than 30 seconds after the keys were fetched for one",
            ),
        }
    }
}

struct Name<'a>(&'a Jwk);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.key_id().map(KeyId::as_str) {
            Some(id) => write!(f, "\"{}\"", Escaped(id)),
            None => write!(f, "without an id, thumbprint {}", self.0.thumbprint()),
        }
    }
}
