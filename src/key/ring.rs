use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use super::sealed::{Eligibility, Mark, Ours, UsualHeader};
use super::{KeyId, KeyInfo, KeySource, Lookup, Signature, SigningKey, Unavailable, VerifyingKey};
use crate::algorithm::Algorithm;
use crate::error::{KeyError, SignError};
use crate::time::NumericDate;

/// Several keys as one: signs with the current key, verifies with all of them.
///
/// A token's `kid` (RFC 7515 §4.1.4) chooses the keys with that id. Keys without an id are
/// candidates for every token, and for a token without `kid` all keys of its algorithm are. The
/// verifier tries at most sixteen keys for a token, so give keys ids if there are many. To rotate
/// keys without a gap, every verifier accepts the new key before any issuer signs with it:
///
/// ```
/// use glassbox::{HmacKey, KeyRing, NumericDate};
///
/// let old = HmacKey::hs256(b"the secret of this year, 32 bytes or more")?.with_key_id("2026");
/// let new = HmacKey::hs256(b"the secret of next year, 32 bytes or more")?.with_key_id("2027");
///
/// let before = KeyRing::new(old.clone()).accept(new.clone())?; // everywhere first
/// let tokens_end = NumericDate::from_seconds(1_798_761_600);
/// let after = KeyRing::new(new).accept_until(old, tokens_end)?; // then on the issuers
/// # Ok::<(), glassbox::KeyError>(())
/// ```
#[derive(Clone)]
pub struct KeyRing {
    signer: Arc<dyn SigningKey + Send + Sync>,
    entries: Vec<Entry>,
}

#[derive(Clone)]
struct Entry {
    key: Arc<dyn VerifyingKey + Send + Sync>,
    until: Option<NumericDate>,
}

impl KeyRing {
    /// A ring with its current key, which signs and verifies.
    #[must_use]
    pub fn new<K: SigningKey + VerifyingKey + Send + Sync + 'static>(current: K) -> Self {
        let current = Arc::new(current);
        let entries = alloc::vec![Entry {
            key: Arc::clone(&current) as _,
            until: None,
        }];
        Self {
            signer: current,
            entries,
        }
    }

    /// Also verifies with this key.
    ///
    /// # Errors
    /// [`DuplicateKeyId`](KeyError::DuplicateKeyId) if a key of the ring already has its id.
    pub fn accept<K: VerifyingKey + Send + Sync + 'static>(self, key: K) -> Result<Self, KeyError> {
        self.with(key, None)
    }

    /// Also verifies with this key, before the instant `until`: for a retired key, that is the
    /// `exp` of the last token that it signed, plus the verifier's leeway.
    ///
    /// # Errors
    /// [`DuplicateKeyId`](KeyError::DuplicateKeyId) if a key of the ring already has its id.
    pub fn accept_until<K: VerifyingKey + Send + Sync + 'static>(
        self,
        key: K,
        until: NumericDate,
    ) -> Result<Self, KeyError> {
        self.with(key, Some(until))
    }

    fn with<K: VerifyingKey + Send + Sync + 'static>(
        mut self,
        key: K,
        until: Option<NumericDate>,
    ) -> Result<Self, KeyError> {
        if let Some(key_id) = key.key_id()
            && self
                .entries
                .iter()
                .any(|entry| entry.key.key_id() == Some(key_id))
        {
            return Err(KeyError::DuplicateKeyId {
                key_id: key_id.as_str().into(),
            });
        }
        let key = Arc::new(key);
        self.entries.push(Entry { key, until });
        Ok(self)
    }
}

impl Entry {
    fn has_id(&self, wanted: &Lookup<'_>) -> bool {
        wanted.key_id().is_some() && self.key.key_id().map(KeyId::as_str) == wanted.key_id()
    }

    fn eligibility(&self, wanted: &Lookup<'_>) -> Eligibility {
        let is_open = wanted.key_id().is_none() || self.key.key_id().is_none();
        match self.until {
            _ if !is_open && !self.has_id(wanted) => Eligibility::OtherKeyId,
            Some(until) if wanted.now() >= until => Eligibility::Retired(until),
            _ => Eligibility::Candidate,
        }
    }
}

impl KeyRing {
    /// The key that the token names goes first: only so many are tried.
    fn in_turn(&self, wanted: &Lookup<'_>) -> impl Iterator<Item = &Entry> {
        let named = self.entries.iter().filter(|entry| entry.has_id(wanted));
        let others = self.entries.iter().filter(|entry| !entry.has_id(wanted));
        named.chain(others)
    }
}

impl KeyInfo for KeyRing {
    /// The current key's.
    fn algorithm(&self) -> Algorithm {
        self.signer.algorithm()
    }

    /// The current key's.
    fn key_id(&self) -> Option<&KeyId> {
        self.signer.key_id()
    }

    fn usual_headers(&self, ours: Ours) -> Option<[&[u8]; 2]> {
        self.signer.usual_headers(ours)
    }

    fn own_signature_len(&self, ours: Ours) -> Option<usize> {
        self.signer.own_signature_len(ours)
    }

    fn public_halves(&self, visit: &mut dyn FnMut([u8; 32]), _: Ours) {
        for entry in &self.entries {
            entry.key.public_halves(visit, Ours(()));
        }
    }

    fn marks(&self, visit: &mut dyn FnMut(&Mark), _: Ours) {
        for entry in &self.entries {
            entry.key.marks(visit, Ours(()));
        }
    }
}

impl SigningKey for KeyRing {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        self.signer.sign(message)
    }
}

impl KeySource for KeyRing {
    fn candidates(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        let mut candidates = self.in_turn(wanted).filter_map(|entry| {
            let is_candidate = entry.eligibility(wanted) == Eligibility::Candidate;
            is_candidate.then_some(&*entry.key)
        });
        Ok(candidates.any(|key| visit(key)))
    }

    fn usual_header(&self, token: &[u8], ours: Ours) -> Option<UsualHeader> {
        let mut entries = self.entries.iter();
        entries.find_map(|entry| UsualHeader::of(&*entry.key, token, ours))
    }

    fn show_every_key(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey, Eligibility),
        _: Ours,
    ) -> Result<(), Unavailable> {
        for entry in self.in_turn(wanted) {
            visit(&*entry.key, entry.eligibility(wanted));
        }
        Ok(())
    }
}

impl fmt::Debug for KeyRing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = |entry: &Entry| {
            let key_id = entry.key.key_id().map(|id| id.as_str().into());
            (entry.key.algorithm(), key_id, entry.until)
        };
        type Shown = (
            Algorithm,
            Option<alloc::string::String>,
            Option<NumericDate>,
        );
        let entries: Vec<Shown> = self.entries.iter().map(ids).collect();
        f.debug_struct("KeyRing")
            .field("keys", &entries)
            .finish_non_exhaustive()
    }
}
