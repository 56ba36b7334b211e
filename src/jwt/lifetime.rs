//! From when to when a token is valid.

use crate::claim::Registered;
use crate::error::SignError;
use crate::time::NumericDate;

/// The dates of one token, in whole seconds as a verifier counts them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lifetime {
    pub(super) issued_at: NumericDate,
    pub(super) not_before: Option<NumericDate>,
    pub(super) expires_at: Option<NumericDate>,
}

impl Lifetime {
    /// Refuses a token that no verifier would accept at any instant, and a token whose dates do not
    /// count seconds.
    pub(super) fn check(self) -> Result<(), SignError> {
        let (iat, nbf, exp) = (self.issued_at, self.not_before, self.expires_at);
        for (claim, date) in [
            (Registered::Iat, Some(iat)),
            (Registered::Nbf, nbf),
            (Registered::Exp, exp),
        ] {
            if date.is_some_and(NumericDate::is_beyond_all_years) {
                return Err(SignError::OutOfRange {
                    claim: claim.into(),
                });
            }
        }
        match (nbf, exp) {
            (_, Some(exp)) if exp <= iat => Err(SignError::BornExpired { exp, iat }),
            (Some(nbf), Some(exp)) if exp <= nbf => Err(SignError::NeverValid { exp, nbf }),
            _ => Ok(()),
        }
    }
}
