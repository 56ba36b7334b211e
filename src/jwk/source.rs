//! A set as the source of a verifier's keys.

use super::set::JwkSet;
use crate::key::sealed::{Eligibility, Ours, Remark, UsualHeader};
use crate::key::{KeyId, KeyInfo, KeySource, Lookup, PublicKey, Unavailable, VerifyingKey};

/// How well a key answers to a lookup, the best first.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rank {
    /// Has the id and the algorithm.
    Named,
    /// Has the algorithm; either the token or the key has no id.
    Open,
    /// Would be asked, if it were of the token's algorithm.
    OtherAlgorithm,
    OtherKeyId,
}

impl Rank {
    const ALL: [Self; 4] = [
        Self::Named,
        Self::Open,
        Self::OtherAlgorithm,
        Self::OtherKeyId,
    ];

    fn of(key: &PublicKey, wanted: &Lookup<'_>) -> Self {
        let fits = key.algorithm() == wanted.algorithm();
        match (wanted.key_id(), key.key_id().map(KeyId::as_str)) {
            (Some(wanted), Some(id)) if wanted != id => Self::OtherKeyId,
            _ if !fits => Self::OtherAlgorithm,
            (Some(_), Some(_)) => Self::Named,
            _ => Self::Open,
        }
    }
}

impl JwkSet {
    fn ranked(&self, rank: Rank, wanted: &Lookup<'_>) -> impl Iterator<Item = &PublicKey> {
        let candidates = self.candidates().iter();
        candidates.filter(move |key| Rank::of(key, wanted) == rank)
    }
}

impl KeySource for JwkSet {
    fn candidates(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        for rank in [Rank::Named, Rank::Open] {
            if self.ranked(rank, wanted).any(|key| visit(key)) {
                return Ok(true);
            }
        }
        // Shown last, so that a token of an algorithm that no key has is told that, and not that its
        // key is unknown.
        let mut others = self.ranked(Rank::OtherAlgorithm, wanted);
        Ok(others.next().is_some_and(|key| visit(key)))
    }

    fn usual_header(&self, token: &[u8], ours: Ours) -> Option<UsualHeader> {
        let mut keys = self.candidates().iter();
        keys.find_map(|key| UsualHeader::of(key, token, ours))
    }

    fn show_every_key(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey, Eligibility),
        _: Ours,
    ) -> Result<(), Unavailable> {
        for rank in Rank::ALL {
            let eligibility = match rank {
                Rank::OtherKeyId => Eligibility::OtherKeyId,
                _ => Eligibility::Candidate,
            };
            self.ranked(rank, wanted)
                .for_each(|key| visit(key, eligibility));
        }
        Ok(())
    }

    fn remarks(&self, say: &mut dyn FnMut(Remark<'_>), _: Ours) {
        for index in self.private() {
            say(Remark::PrivateKey(format_args!("keys[{index}]")));
        }
        for skipped in self.skipped() {
            say(Remark::NotUsed(format_args!("{skipped}")));
        }
        let keys = self.candidates();
        if keys.is_empty() {
            say(Remark::NoKey);
        }
        for (index, key) in keys.iter().enumerate() {
            let Some(key_id) = key.key_id() else { continue };
            let before = keys.get(..index).unwrap_or_default().iter();
            let mut before = before.filter(|other| other.key_id() == Some(key_id));
            let material = |key: &PublicKey| key.own_material(Ours(()));
            // Once for an id, when the first other key with it comes.
            if let Some(first) = before.next()
                && material(first) != material(key)
                && before.all(|other| material(other) == material(first))
            {
                say(Remark::DuplicateKeyId(key_id));
            }
        }
    }
}
