//! The keys of a verifier, for whoever judges keys and not tokens.

use super::verifier::Verifier;
use crate::algorithm::Algorithm;
use crate::key::sealed::Ours;
use crate::key::{Lookup, Now, Unavailable, VerifyingKey};
use crate::time::NumericDate;

impl Verifier {
    /// Each key, once. A source of somebody else may show no others than those of the algorithm that it
    /// is asked for, so it is asked for every one.
    pub(super) fn visit_keys(
        &self,
        visit: &mut dyn FnMut(&dyn VerifyingKey),
    ) -> Result<(), Unavailable> {
        let now = Now::at(NumericDate::MIN); // before any key is retired
        Algorithm::ALL.into_iter().try_for_each(|algorithm| {
            let wanted = Lookup {
                algorithm,
                key_id: None,
                now: &now,
            };
            let visit = &mut |key: &dyn VerifyingKey, _| {
                if key.algorithm() == algorithm {
                    visit(key);
                }
            };
            self.verification()
                .keys
                .show_every_key(&wanted, visit, Ours(()))
        })
    }
}
