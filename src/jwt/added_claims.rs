use alloc::vec::Vec;
use core::time::Duration;

use serde::ser::Serialize;
use zeroize::Zeroize;

use super::audience::Audience;
use super::lifetime::Lifetime;
use crate::claim::{Registered, RegisteredSet};
#[cfg(feature = "generate")]
use crate::codec::base64url;
use crate::codec::json::{Written, write_object, write_value};
use crate::error::SignError;
use crate::key::Now;
use crate::time::NumericDate;

/// What a signer adds to the caller's claims.
#[derive(Clone, Debug)]
pub(super) struct AddedClaims {
    pub(super) validity: Option<Duration>,
    pub(super) not_before: Option<Duration>,
    pub(super) without_expiry: bool,
    pub(super) without_issued_at: bool,
    #[cfg(feature = "generate")]
    pub(super) random_jwt_id: bool,
    /// `"aud":…,"iss":…,"sub":…`, those that the signer has, written once.
    pub(super) fixed: Vec<u8>,
    pub(super) fixed_claims: RegisteredSet,
}

/// What a session adds to one access token.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(not(feature = "session"), allow(dead_code))]
pub(crate) struct Addition<'a> {
    /// Claims without a registered name. The caller's claims must not have them.
    pub(crate) members: [(&'static str, Option<&'a str>); 3],
    pub(crate) audience: Option<&'a Audience>,
    pub(crate) subject: &'a str,
    /// The latest `exp`.
    pub(crate) ends: NumericDate,
}

impl Addition<'_> {
    /// The registered claims that the caller's claims must not have either.
    const GIVEN: [Registered; 5] = [
        Registered::Aud,
        Registered::Sub,
        Registered::Iat,
        Registered::Exp,
        Registered::Nbf,
    ];
}

impl AddedClaims {
    pub(super) const DEFAULT: Self = Self {
        validity: None,
        not_before: None,
        without_expiry: false,
        without_issued_at: false,
        #[cfg(feature = "generate")]
        random_jwt_id: false,
        fixed: Vec::new(),
        fixed_claims: RegisteredSet::EMPTY,
    };

    /// Writes the claims that are the same in every token.
    pub(super) fn fix(
        &mut self,
        audience: Option<&Audience>,
        issuer: Option<&str>,
        subject: Option<&str>,
    ) {
        self.fixed.clear();
        let mut object = OpenObject {
            out: &mut self.fixed,
            given: RegisteredSet::EMPTY,
            needs_comma: false,
        };
        // They are strings, and each is added once: this cannot fail.
        let _ = object
            .member(Registered::Aud, audience)
            .and_then(|()| object.member(Registered::Iss, issuer))
            .and_then(|()| object.member(Registered::Sub, subject));
        self.fixed_claims = object.given;
    }

    /// The payload.
    pub(super) fn write<C: Serialize + ?Sized>(
        &self,
        claims: &C,
        now: &Now<'_>,
    ) -> Result<Vec<u8>, SignError> {
        self.write_with(claims, None, now)
            .map(|(payload, _)| payload)
    }

    /// The payload with an addition, and the token's `exp`.
    pub(super) fn write_with<C: Serialize + ?Sized>(
        &self,
        claims: &C,
        addition: Option<&Addition<'_>>,
        now: &Now<'_>,
    ) -> Result<(Vec<u8>, Option<NumericDate>), SignError> {
        // Enough for most tokens, so it need not grow.
        let mut out = Vec::with_capacity(512);
        let exp = self.write_into(claims, addition, now, &mut out);
        // Nobody gets these claims, and somebody may want to hide them.
        let exp = exp.inspect_err(|_| out.zeroize())?;
        Ok((out, exp))
    }

    fn write_into<C: Serialize + ?Sized>(
        &self,
        claims: &C,
        addition: Option<&Addition<'_>>,
        now: &Now<'_>,
        out: &mut Vec<u8>,
    ) -> Result<Option<NumericDate>, SignError> {
        let taken = addition.map(|addition| addition.members.map(|(name, _)| name));
        let taken = taken.as_ref().map_or([].as_slice(), |names| names);
        let mut written = Written::default();
        write_object(claims, taken, out, &mut written).map_err(|error| of_session(error, taken))?;
        let mut object = OpenObject {
            out: &mut *out,
            given: written.given,
            needs_comma: !written.is_empty,
        };
        if let Some(addition) = addition {
            // The session alone says for whom its tokens are, even if they are for nobody in
            // particular. A date in the caller's claims would move the session's end.
            let mut given = Addition::GIVEN.into_iter();
            if let Some(claim) = given.find(|it| written.given.contains(*it)) {
                return Err(SignError::SessionClaim {
                    claim: claim.into(),
                });
            }
            for (name, value) in addition.members {
                object.custom(name, value)?;
            }
        }
        let latest = addition.map(|addition| addition.ends);
        let exp = self.add_dates(&written, latest, now, &mut object)?;
        for claim in Registered::ALL {
            if self.fixed_claims.contains(claim) {
                object.claim(claim)?;
            }
        }
        if !self.fixed.is_empty() {
            object.comma();
            object.out.extend_from_slice(&self.fixed);
        }
        if let Some(addition) = addition {
            object.member(Registered::Aud, addition.audience)?;
            object.member(Registered::Sub, Some(addition.subject))?;
        }
        #[cfg(feature = "generate")]
        if self.random_jwt_id {
            object.open(Registered::Jti)?;
            object.out.push(b'"');
            base64url::encode(&random_id()?, object.out);
            object.out.push(b'"');
        }
        out.push(b'}');
        Ok(exp)
    }

    /// Whether the validity is at least one second: with less, the token would expire at once.
    pub(super) fn check_validity(&self) -> Result<(), SignError> {
        match self.validity {
            Some(validity) if validity.as_secs() == 0 => Err(SignError::ValidityTooShort),
            _ => Ok(()),
        }
    }

    /// Adds the dates, and returns `exp`.
    fn add_dates(
        &self,
        written: &Written,
        latest: Option<NumericDate>,
        now: &Now<'_>,
        object: &mut OpenObject<'_>,
    ) -> Result<Option<NumericDate>, SignError> {
        let issued_at = match written.issued_at {
            Some(given) => given,
            None if !now.is_known() => return Err(SignError::NoClock),
            None => now.get(),
        };
        if written.issued_at.is_none() && !self.without_issued_at {
            object.member(Registered::Iat, Some(&issued_at))?;
        }
        let mut lifetime = Lifetime {
            issued_at,
            not_before: written.not_before,
            expires_at: written.expires_at,
        };
        if let Some(offset) = self.not_before {
            let nbf = issued_at.saturating_add(offset);
            object.member(Registered::Nbf, Some(&nbf))?;
            lifetime.not_before = Some(nbf);
        }
        match self.validity {
            Some(validity) => {
                self.check_validity()?;
                let exp = issued_at.saturating_add(validity);
                let exp = latest.map_or(exp, |latest| exp.min(latest));
                object.member(Registered::Exp, Some(&exp))?;
                lifetime.expires_at = Some(exp);
            }
            None if lifetime.expires_at.is_some() || self.without_expiry => {}
            None => return Err(SignError::MissingExpiry),
        }
        lifetime.check()?;
        Ok(lifetime.expires_at)
    }
}

/// A JSON object without its closing brace, to which members are added.
struct OpenObject<'a> {
    out: &'a mut Vec<u8>,
    given: RegisteredSet,
    needs_comma: bool,
}

impl OpenObject<'_> {
    /// Records a claim, which must be new.
    fn claim(&mut self, claim: Registered) -> Result<(), SignError> {
        if self.given.insert(claim) {
            return Ok(());
        }
        Err(SignError::DuplicateClaim {
            claim: claim.into(),
        })
    }

    fn comma(&mut self) {
        if self.needs_comma {
            self.out.push(b',');
        }
        self.needs_comma = true;
    }

    /// Begins the member of a claim, which must be new.
    fn open(&mut self, claim: Registered) -> Result<(), SignError> {
        self.claim(claim)?;
        self.comma();
        self.out.extend_from_slice(claim.opening().as_bytes());
        Ok(())
    }

    /// Adds a text under a name that is not registered, if there is a text.
    fn custom(&mut self, name: &'static str, value: Option<&str>) -> Result<(), SignError> {
        let Some(value) = value else {
            return Ok(());
        };
        self.comma();
        write_value(name, self.out)?;
        self.out.push(b':');
        write_value(value, self.out)
    }

    /// Adds a claim, if there is a value.
    fn member<T: Serialize + ?Sized>(
        &mut self,
        claim: Registered,
        value: Option<&T>,
    ) -> Result<(), SignError> {
        let Some(value) = value else {
            return Ok(());
        };
        self.open(claim)?;
        write_value(value, self.out)
    }
}

/// A duplicate of a claim that the session sets is an error of its own.
fn of_session(error: SignError, taken: &[&str]) -> SignError {
    match error {
        SignError::DuplicateClaim { claim } if taken.contains(&claim.name()) => {
            SignError::SessionClaim { claim }
        }
        error => error,
    }
}

#[cfg(feature = "generate")]
fn random_id() -> Result<[u8; 16], SignError> {
    let mut id = [0; 16];
    getrandom::fill(&mut id).map_err(|_| SignError::Random)?;
    Ok(id)
}
