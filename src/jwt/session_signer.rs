//! What sessions need from a signer.

use alloc::string::String;

use serde::ser::Serialize;

use super::added_claims::Addition;
use super::signer::Signer;
use crate::claim::Registered;
use crate::error::SignError;
use crate::jws::sign_compact;
use crate::key::sealed::{Mark, Ours};
use crate::key::{Now, SigningKey};
use crate::time::NumericDate;

impl<K: SigningKey> Signer<K> {
    /// An access token of a session, and its `exp`.
    pub(crate) fn sign_for<C: Serialize + ?Sized>(
        &self,
        claims: &C,
        addition: &Addition<'_>,
        now: NumericDate,
    ) -> Result<(String, NumericDate), SignError> {
        let header = self.header.as_ref().map_err(Clone::clone)?;
        let now = Now::at(now);
        let (mut payload, exp) = self.added.write_with(claims, Some(addition), &now)?;
        let exp = exp.ok_or(SignError::MissingExpiry)?;
        let token = sign_compact(header, &payload, &self.key);
        self.outgoing.wipe(&mut payload);
        Ok((self.outgoing.encrypt(token?)?, exp))
    }

    pub(crate) const fn has_issued_at(&self) -> bool {
        !self.added.without_issued_at
    }

    /// Of each secret that signs or encrypts access tokens.
    pub(crate) fn marks(&self, visit: &mut dyn FnMut(&Mark)) {
        self.key.marks(visit, Ours(()));
        self.outgoing.marks(visit);
    }

    pub(crate) const fn has_subject(&self) -> bool {
        self.added.fixed_claims.contains(Registered::Sub)
    }

    pub(crate) const fn has_validity(&self) -> bool {
        self.added.validity.is_some()
    }
}
