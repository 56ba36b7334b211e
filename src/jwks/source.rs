//! Remote keys as the source of a verifier's keys. Nothing here waits.

use core::any::Any;

use super::decide::{Verdict, decide};
use super::remote::RemoteKeys;
#[cfg(feature = "web")]
use crate::jwt::Verifier;
use crate::key::sealed::{Eligibility, Ours, Remark, UsualHeader};
use crate::key::{KeyId, KeySource, Lookup, Unavailable, VerifyingKey};

#[cfg(feature = "web")]
impl RemoteKeys {
    /// The remote keys of a verifier, if it has such.
    pub(crate) fn of(verifier: &Verifier) -> Option<&Self> {
        verifier.keys().as_fetched(Ours(()))?.downcast_ref()
    }
}

impl KeySource for RemoteKeys {
    fn candidates(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        let now = self.0.now();
        let (set, verdict) = {
            let state = self.0.state.read().map_err(|_| Unavailable)?;
            (state.set(now).cloned(), decide(&state.timing, now, false))
        };
        if !matches!(verdict, Verdict::Use | Verdict::Wait | Verdict::Refuse) {
            self.0.ask(now, false);
        }
        let set = set.ok_or(Unavailable)?;
        let mut is_known = false;
        let found = KeySource::candidates(&set, wanted, &mut |key| {
            is_known |= key.key_id().map(KeyId::as_str) == wanted.key_id();
            visit(key)
        })?;
        // A token without an id names no key, so it cannot name an unknown one. A key without an id is
        // asked for every token: that it did not sign this one makes the token's own key no better known.
        if !found && !is_known && wanted.key_id().is_some() {
            self.0.ask(now, true);
        }
        Ok(found)
    }

    fn usual_header(&self, token: &[u8], ours: Ours) -> Option<UsualHeader> {
        let state = self.0.state.read().ok()?;
        state.held.as_ref()?.set.usual_header(token, ours)
    }

    fn show_every_key(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey, Eligibility),
        ours: Ours,
    ) -> Result<(), Unavailable> {
        self.0
            .held()
            .ok_or(Unavailable)?
            .show_every_key(wanted, visit, ours)
    }

    fn remarks(&self, say: &mut dyn FnMut(Remark<'_>), ours: Ours) {
        if let Some(set) = self.0.held() {
            set.remarks(say, ours);
        }
    }

    fn as_fetched(&self, _: Ours) -> Option<&dyn Any> {
        Some(self)
    }
}
