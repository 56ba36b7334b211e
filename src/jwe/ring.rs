use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::traits::{DecryptingKey, DecryptionKeys, Wanted, sealed};
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::KeyError;
use crate::jose::KeyId;
use crate::key::Unavailable;
use crate::key::sealed::{Eligibility, Ours};
use crate::time::NumericDate;

/// Several keys that decrypt, as one.
///
/// A token's `kid` chooses the keys with that id. Keys without an id are candidates for every token, and
/// for a token without `kid` all keys are, if they have its algorithms. At most four keys are tried for
/// a token, so give keys ids. To rotate keys without a gap, every reader accepts the new key before any
/// issuer encrypts to it:
///
/// ```
/// use glassbox::NumericDate;
/// use glassbox::jwe::{AesKey, DecryptionRing};
///
/// let old = AesKey::a256kw([7; 32])?.with_key_id("2026");
/// let new = AesKey::a256kw([8; 32])?.with_key_id("2027");
///
/// let tokens_end = NumericDate::from_seconds(1_798_761_600);
/// let keys = DecryptionRing::new(new).accept_until(old, tokens_end)?;
/// # Ok::<(), glassbox::KeyError>(())
/// ```
#[derive(Clone)]
pub struct DecryptionRing(Vec<Entry>);

#[derive(Clone)]
struct Entry {
    key: Arc<dyn DecryptingKey + Send + Sync>,
    until: Option<NumericDate>,
}

impl DecryptionRing {
    /// A ring with one key.
    #[must_use]
    pub fn new<K: DecryptingKey + Send + Sync + 'static>(key: K) -> Self {
        Self(alloc::vec![Entry {
            key: Arc::new(key),
            until: None,
        }])
    }

    /// Also decrypts with this key.
    ///
    /// # Errors
    /// [`DuplicateKeyId`](KeyError::DuplicateKeyId) if a key of the ring has its id and its algorithms.
    /// (One secret may stand there for several algorithms under one id.)
    pub fn accept<K: DecryptingKey + Send + Sync + 'static>(
        self,
        key: K,
    ) -> Result<Self, KeyError> {
        self.with(key, None)
    }

    /// Also decrypts with this key, before the instant `until`: for a retired key, that is the `exp` of
    /// the last token that was encrypted to it, plus the verifier's leeway.
    ///
    /// # Errors
    /// As [`accept`](Self::accept).
    pub fn accept_until<K: DecryptingKey + Send + Sync + 'static>(
        self,
        key: K,
        until: NumericDate,
    ) -> Result<Self, KeyError> {
        self.with(key, Some(until))
    }

    fn with<K: DecryptingKey + Send + Sync + 'static>(
        mut self,
        key: K,
        until: Option<NumericDate>,
    ) -> Result<Self, KeyError> {
        let is_one = |entry: &Entry| {
            entry.key.key_id() == key.key_id()
                && entry.key.algorithm() == key.algorithm()
                && entry.key.encryption() == key.encryption()
        };
        if let Some(key_id) = key.key_id()
            && self.0.iter().any(is_one)
        {
            return Err(KeyError::DuplicateKeyId {
                key_id: key_id.as_str().into(),
            });
        }
        let key = Arc::new(key);
        self.0.push(Entry { key, until });
        Ok(self)
    }

    /// The key that the token names goes first: only so many are tried.
    fn in_turn(&self, wanted: &Wanted<'_>) -> impl Iterator<Item = &Entry> {
        let named = self.0.iter().filter(|entry| entry.has_id(wanted));
        let others = self.0.iter().filter(|entry| !entry.has_id(wanted));
        named.chain(others)
    }
}

impl Entry {
    fn has_id(&self, wanted: &Wanted<'_>) -> bool {
        wanted.key_id().is_some() && self.key.key_id().map(KeyId::as_str) == wanted.key_id()
    }

    fn eligibility(&self, wanted: &Wanted<'_>) -> Eligibility {
        let is_open = wanted.key_id().is_none() || self.key.key_id().is_none();
        match self.until {
            _ if !is_open && !self.has_id(wanted) => Eligibility::OtherKeyId,
            Some(until) if wanted.now() >= until => Eligibility::Retired(until),
            _ => Eligibility::Candidate,
        }
    }
}

impl DecryptionKeys for DecryptionRing {
    fn candidates(
        &self,
        wanted: &Wanted<'_>,
        visit: &mut dyn FnMut(&dyn DecryptingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        let mut entries = self.in_turn(wanted);
        Ok(entries
            .any(|entry| entry.eligibility(wanted) == Eligibility::Candidate && visit(&*entry.key)))
    }

    fn usual_header<'k>(&'k self, token: &[u8], _: Ours) -> Option<sealed::UsualHeader<'k>> {
        let mut entries = self.0.iter();
        entries.find_map(|entry| sealed::UsualHeader::of(&*entry.key, token))
    }

    fn show_every_key(
        &self,
        wanted: &Wanted<'_>,
        visit: &mut dyn FnMut(&dyn DecryptingKey, Eligibility),
        _: Ours,
    ) -> Result<(), Unavailable> {
        for entry in self.in_turn(wanted) {
            visit(&*entry.key, entry.eligibility(wanted));
        }
        Ok(())
    }
}

impl fmt::Debug for DecryptionRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        type Shown = (
            KeyManagement,
            ContentEncryption,
            Option<String>,
            Option<NumericDate>,
        );
        let shown = |entry: &Entry| -> Shown {
            let key_id = entry.key.key_id().map(|id| id.as_str().into());
            (
                entry.key.algorithm(),
                entry.key.encryption(),
                key_id,
                entry.until,
            )
        };
        let keys: Vec<Shown> = self.0.iter().map(shown).collect();
        f.debug_struct("DecryptionRing")
            .field("keys", &keys)
            .finish_non_exhaustive()
    }
}
