use super::registered::{check_text, date};
use super::scalar::Scalar;
use crate::claim::{Claim, Registered, RegisteredSet};
use crate::error::SignError;
use crate::time::{NumericDate, Rounding};

/// What is known about an object that was written without its closing brace.
#[derive(Debug, Default)]
pub(crate) struct Written {
    /// The registered claims in it.
    pub(crate) given: RegisteredSet,
    /// Its `iat`.
    pub(crate) issued_at: Option<NumericDate>,
    /// Its `nbf`.
    pub(crate) not_before: Option<NumericDate>,
    /// Its `exp`.
    pub(crate) expires_at: Option<NumericDate>,
    /// Whether it has no members yet.
    pub(crate) is_empty: bool,
}

impl Written {
    /// Records a registered claim, with the JSON of its value and what else is known about it.
    pub(super) fn note(
        &mut self,
        claim: Registered,
        scalar: Option<Scalar>,
        json: &[u8],
    ) -> Result<(), SignError> {
        if !self.given.insert(claim) {
            return Err(duplicate(claim));
        }
        // Rounded as a verifier rounds it.
        let (place, rounding) = match claim {
            Registered::Iat => (&mut self.issued_at, Rounding::Down),
            Registered::Nbf => (&mut self.not_before, Rounding::Up),
            Registered::Exp => (&mut self.expires_at, Rounding::Down),
            _ => return check_text(claim, json),
        };
        *place = Some(match scalar {
            Some(Scalar::Whole(date)) => date,
            _ => date(claim, json, rounding)?,
        });
        Ok(())
    }
}

pub(crate) fn duplicate(claim: impl Into<Claim>) -> SignError {
    SignError::DuplicateClaim {
        claim: claim.into(),
    }
}
