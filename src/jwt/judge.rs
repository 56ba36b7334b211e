//! The one check of a policy: pure, the same for every kind of claims.

use alloc::string::{String, ToString};
use alloc::vec::Vec;

use serde::de::Deserialize;
use serde_json::Value;

use super::any_of::AnyOf;
use super::policy::{Policy, Rule, Test};
use crate::claim::{Claim, Registered};
use crate::codec::json::{self, Members, Watch};
use crate::error::{ClaimError, ClaimReason, EscapedJson, JsonType, PayloadError, VerifyError};
use crate::key::Now;
use crate::time::{NumericDate, Rounding};

/// The dates of one payload.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Dates {
    pub(super) exp: Option<NumericDate>,
    pub(super) nbf: Option<NumericDate>,
    pub(super) iat: Option<NumericDate>,
}

impl Policy {
    /// Reads the claims of a payload whose signature held, and judges them. Gives them with `exp`.
    ///
    /// Usually in one pass, with a [`Watch`] looking on. Where it has a doubt, [`Self::judge`] reads
    /// a second time and decides.
    pub(crate) fn admit<'de, C: Deserialize<'de>>(
        &self,
        payload: &'de [u8],
        now: &Now<'_>,
    ) -> Result<(C, Option<NumericDate>), VerifyError> {
        let json = core::str::from_utf8(payload).map_err(|_| PayloadError::NotUtf8)?;
        if json::is_too_deep(payload) {
            return Err(PayloadError::TooDeep.into());
        }
        if json::has_reserved_name(json) {
            return Err(PayloadError::ReservedName.into());
        }
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

    /// The dates, if the watch saw all that this policy judges and found it right.
    fn seen(&self, watch: &Watch<'_, Self>) -> Option<Dates> {
        let sees_all = !watch.has_doubt() && self.rules.is_empty();
        (sees_all && watch.present().contains_all(self.required())).then_some(Dates {
            exp: watch.exp,
            nbf: watch.nbf,
            iat: watch.iat,
        })
    }

    /// The judgement in full: presence and type, then values, then time. The first failure wins.
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

    /// Whether what is required is there, and what is judged has its type.
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
                Registered::Exp => dates.exp = Some(date(claim, value, Rounding::Down)?),
                Registered::Nbf => dates.nbf = Some(date(claim, value, Rounding::Up)?),
                Registered::Iat => dates.iat = Some(date(claim, value, Rounding::Down)?),
                _ if self.expected(claim).is_some() && texts(claim, value).is_none() => {
                    return Err(refuse(
                        claim.into(),
                        ClaimReason::WrongType,
                        None,
                        Some(value),
                    ));
                }
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

    /// Whether `iss`, `sub`, `aud` or `jti` is what is expected of it.
    pub(super) fn judge_texts(
        &self,
        claim: Registered,
        members: &Members<'_>,
    ) -> Result<(), VerifyError> {
        let Some(value) = members.registered(claim) else {
            return Ok(());
        };
        if let Some(expected) = self.expected(claim) {
            let texts = texts(claim, value).unwrap_or_default();
            if !texts.iter().any(|text| expected.contains(text)) {
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

    fn judge_times(&self, dates: Dates, now: &Now<'_>) -> Result<(), VerifyError> {
        let leeway = self.leeway;
        if let Some(exp) = dates.exp
            && now.get() >= exp.saturating_add(leeway)
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
        if let (Some(max_age), Some(iat)) = (self.max_age, dates.iat) {
            let now = now.get();
            if now.saturating_add(leeway) < iat {
                return Err(VerifyError::IssuedInFuture { iat, now });
            }
            if now >= iat.saturating_add(max_age).saturating_add(leeway) {
                return Err(VerifyError::TooOld { iat, now });
            }
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
                read(json)? == *expected,
                Some(EscapedJson(&expected.to_string()).to_string()),
            ),
            Test::Passes(check) => (check(&read(json)?), None),
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

/// A value that a rule judges.
fn read(json: &str) -> Result<Value, PayloadError> {
    serde_json::from_str(json).map_err(|_| PayloadError::NotJson)
}

/// A date, whose type is always judged.
fn date(claim: Registered, json: &str, rounding: Rounding) -> Result<NumericDate, VerifyError> {
    if JsonType::of(json) != JsonType::Number {
        return Err(refuse(
            claim.into(),
            ClaimReason::WrongType,
            None,
            Some(json),
        ));
    }
    NumericDate::from_json_number(json.as_bytes(), rounding)
        .ok_or_else(|| refuse(claim.into(), ClaimReason::OutOfRange, None, None))
}

/// The texts of a claim that is a string or, for `aud`, an array of strings; `None` for others.
fn texts(claim: Registered, json: &str) -> Option<Vec<String>> {
    match serde_json::from_str::<String>(json) {
        Ok(text) => Some(alloc::vec![text]),
        Err(_) if claim == Registered::Aud => serde_json::from_str(json).ok(),
        Err(_) => None,
    }
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
        found: json.and_then(|json| serde_json::from_str(json).ok()),
    }
    .into()
}
