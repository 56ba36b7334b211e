//! Checks claims against a policy: a pure function, the same for every type of claims.

use alloc::string::{String, ToString};

use serde::de::Deserialize;
use serde_json::Value;

use super::any_of::AnyOf;
use super::claim_type::{is_of_its_type, texts};
use super::policy::{Policy, Rule, Test};
use crate::claim::{Claim, Registered};
use crate::codec::json::{self, Expectations, Members, Watch};
use crate::error::{
    ClaimError, ClaimReason, EscapedJson, JsonType, PayloadError, VerifyError, type_of,
};
use crate::key::Now;
use crate::time::{NumericDate, Rounding};

/// The dates of one payload.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dates {
    pub(super) exp: Option<NumericDate>,
    /// `exp` with its fraction rounded up, which is stricter if `exp` must not be too late.
    pub(super) exp_up: Option<NumericDate>,
    pub(super) nbf: Option<NumericDate>,
    pub(super) iat: Option<NumericDate>,
    /// `iat` with its fraction rounded up, which is stricter if `iat` must not be in the future.
    pub(super) iat_up: Option<NumericDate>,
}

/// The text of a payload, if it is one that is read.
fn readable(payload: &[u8]) -> Result<&str, PayloadError> {
    let json = core::str::from_utf8(payload).map_err(|_| PayloadError::NotUtf8)?;
    if json::is_too_deep(payload) {
        return Err(PayloadError::TooDeep);
    }
    if json::has_reserved_name(json) {
        return Err(PayloadError::ReservedName);
    }
    Ok(json)
}

/// Reads the claims of a payload that [`Policy::judge_payload`] accepts.
pub(super) fn read_judged<'de, C: Deserialize<'de>>(payload: &'de [u8]) -> Result<C, VerifyError> {
    let json = readable(payload)?;
    json::read_unwatched(json).map_err(|error| json::misfit(json, &error).into())
}

impl Policy {
    /// Reads the claims of a payload whose signature is valid, and judges them. Returns them with
    /// `exp`.
    ///
    /// Usually it takes one pass, in which a [`Watch`] sees the registered claims. If the watch has
    /// a doubt, [`Self::judge`] reads the payload a second time and decides.
    pub(crate) fn admit<'de, C: Deserialize<'de>>(
        &self,
        payload: &'de [u8],
        now: &Now<'_>,
    ) -> Result<(C, Option<NumericDate>), VerifyError> {
        let json = readable(payload)?;
        let mut watch = Watch::new(self);
        let read = json::read_watched(json, &mut watch);
        if let (Ok(_), Some(dates)) = (&read, self.seen(&watch)) {
            self.judge_times(dates, now)?;
        } else {
            watch.exp = self.judge(json, now)?;
        }
        match read {
            Ok(claims) => Ok((claims, watch.exp)),
            Err(error) => Err(json::misfit(json, &error).into()),
        }
    }

    /// The verdict of [`Self::admit`] before the claims are read, by the second pass alone.
    pub(super) fn judge_payload(
        &self,
        payload: &[u8],
        now: &Now<'_>,
    ) -> Result<Option<NumericDate>, VerifyError> {
        self.judge(readable(payload)?, now)
    }

    /// The dates, if the watch saw all that this policy judges and accepted it.
    fn seen(&self, watch: &Watch<'_, Self>) -> Option<Dates> {
        let sees_all = !watch.has_doubt() && self.rules.is_empty();
        (sees_all && watch.present().contains_all(self.required())).then_some(Dates {
            exp: watch.exp,
            exp_up: watch.exp, // the watch leaves fractions to the second pass
            nbf: watch.nbf,
            iat: watch.iat,
            iat_up: watch.iat,
        })
    }

    /// The full judgement: presence and types, then values, then times. The first failure wins.
    fn judge(&self, json: &str, now: &Now<'_>) -> Result<Option<NumericDate>, VerifyError> {
        let members = self.members(json)?;
        let dates = self.judge_types(&members)?;
        for claim in Registered::ALL {
            self.judge_texts(claim, &members)?;
        }
        for rule in &self.rules {
            rule.judge(&members)?;
        }
        self.judge_times(dates, now)?;
        Ok(dates.exp)
    }

    /// The claims that are judged.
    pub(super) fn members<'a>(&self, json: &'a str) -> Result<Members<'a>, VerifyError> {
        let wanted = |name: &str| {
            let rule = self.rules.iter().find(|rule| rule.claim.name() == name);
            rule.map(|rule| rule.claim.clone())
        };
        Ok(Members::read(json, &wanted)?)
    }

    /// Whether the required claims are there, and the judged claims have their types.
    pub(super) fn judge_types(&self, members: &Members<'_>) -> Result<Dates, VerifyError> {
        let required = self.required();
        let mut dates = Dates::default();
        for claim in Registered::ALL {
            let Some(value) = members.registered(claim) else {
                if required.contains(claim) {
                    let expected = self.expected(claim).map(AnyOf::shown);
                    return Err(refuse(claim.into(), ClaimReason::Missing, expected, None));
                }
                continue;
            };
            match claim {
                Registered::Exp => {
                    dates.exp = Some(date(claim, value, Rounding::Down)?);
                    dates.exp_up = Some(date(claim, value, Rounding::Up)?);
                }
                Registered::Nbf => dates.nbf = Some(date(claim, value, Rounding::Up)?),
                Registered::Iat => {
                    dates.iat = Some(date(claim, value, Rounding::Down)?);
                    dates.iat_up = Some(date(claim, value, Rounding::Up)?);
                }
                _ if self.judges(claim) => check_type(claim, value)?,
                _ => {}
            }
        }
        for rule in &self.rules {
            if members.get(&rule.claim).is_none() {
                return Err(refuse(rule.claim.clone(), ClaimReason::Missing, None, None));
            }
        }
        Ok(dates)
    }

    /// Whether `iss`, `sub`, `aud` or `jti` is what the policy expects.
    pub(super) fn judge_texts(
        &self,
        claim: Registered,
        members: &Members<'_>,
    ) -> Result<(), VerifyError> {
        let Some(value) = members.registered(claim) else {
            return Ok(());
        };
        if let Some(expected) = self.expected(claim) {
            if !texts(claim, value)
                .iter()
                .any(|text| expected.contains(text))
            {
                let shown = Some(expected.shown());
                return Err(refuse(
                    claim.into(),
                    ClaimReason::Unexpected,
                    shown,
                    Some(value),
                ));
            }
        } else if claim == Registered::Aud && self.forbids_audience() {
            return Err(refuse(
                Claim::Aud,
                ClaimReason::NotConfigured,
                None,
                Some(value),
            ));
        }
        Ok(())
    }

    pub(super) fn has_ended(&self, exp: NumericDate, now: &Now<'_>) -> bool {
        now.get() >= exp.saturating_add(self.leeway)
    }

    fn judge_times(&self, dates: Dates, now: &Now<'_>) -> Result<(), VerifyError> {
        let leeway = self.leeway;
        if let Some(exp) = dates.exp
            && !self.allows_expired
            && self.has_ended(exp, now)
        {
            let now = now.get();
            return Err(VerifyError::Expired { exp, now });
        }
        if let Some(nbf) = dates.nbf
            && now.get().saturating_add(leeway) < nbf
        {
            let now = now.get();
            return Err(VerifyError::NotYetValid { nbf, now });
        }
        match (dates.iat, dates.iat_up) {
            (Some(iat), Some(iat_up)) if self.judges_issued_at() => {
                self.judge_issued_at(iat, iat_up, dates.exp_up, now.get())
            }
            _ => Ok(()),
        }
    }

    /// The limits that count from `iat`. An `iat` in the future would move every limit along with
    /// it.
    fn judge_issued_at(
        &self,
        iat: NumericDate,
        iat_up: NumericDate,
        exp_up: Option<NumericDate>,
        now: NumericDate,
    ) -> Result<(), VerifyError> {
        if now.saturating_add(self.leeway) < iat_up {
            return Err(VerifyError::IssuedInFuture { iat: iat_up, now });
        }
        if let Some(max_age) = self.max_age
            && now >= iat.saturating_add(max_age).saturating_add(self.leeway)
        {
            return Err(VerifyError::TooOld { iat, now });
        }
        // Both dates come from the issuer's clock, so clocks cannot differ between them: no leeway.
        if let (Some(limit), Some(exp)) = (self.max_validity, exp_up)
            && exp > iat.saturating_add(limit)
        {
            return Err(VerifyError::ValidTooLong { iat, exp });
        }
        Ok(())
    }
}

impl Rule {
    pub(super) fn judge(&self, members: &Members<'_>) -> Result<(), VerifyError> {
        let Some(json) = members.get(&self.claim) else {
            return Ok(());
        };
        let (holds, expected) = match &self.test {
            Test::IsThere => return Ok(()),
            Test::Equals(expected) => (
                json::read_value(json).as_ref() == Some(expected),
                Some(EscapedJson(&expected.to_string()).to_string()),
            ),
            Test::Passes(check) => (
                json::read_value(json)
                    .as_ref()
                    .is_some_and(|value| check(value)),
                None,
            ),
        };
        if holds {
            return Ok(());
        }
        Err(refuse(
            self.claim.clone(),
            ClaimReason::Unexpected,
            expected,
            Some(json),
        ))
    }
}

fn check_type(claim: Registered, json: &str) -> Result<(), VerifyError> {
    if is_of_its_type(claim, json) {
        return Ok(());
    }
    Err(refuse(
        claim.into(),
        ClaimReason::WrongType,
        None,
        Some(json),
    ))
}

/// A date, whose type is always judged.
fn date(claim: Registered, json: &str, rounding: Rounding) -> Result<NumericDate, VerifyError> {
    check_type(claim, json)?;
    NumericDate::from_json_number(json.as_bytes(), rounding)
        .ok_or_else(|| refuse(claim.into(), ClaimReason::OutOfRange, None, None))
}

#[cold]
fn refuse(
    claim: Claim,
    reason: ClaimReason,
    expected: Option<String>,
    json: Option<&str>,
) -> VerifyError {
    ClaimError {
        claim,
        reason,
        expected,
        found: json.and_then(read_as_it_stands),
    }
    .into()
}

/// The value, if it has the type that the JSON shows: serde_json hides other JSON in objects of its
/// own, and an error about the hidden value would contradict itself.
pub(super) fn read_as_it_stands(json: &str) -> Option<Value> {
    let value = serde_json::from_str(json).ok()?;
    (type_of(&value) == JsonType::of(json)).then_some(value)
}
