use alloc::string::ToString;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;

use serde_json::Value;

use super::any_of::AnyOf;
use super::claim_type::is_of_its_type;
use crate::claim::{Claim, Registered, RegisteredSet};
use crate::codec::json::Expectations;
use crate::error::{ConfigurationError, REFRESH_TYP, VerifyError};
use crate::jose::TYP_JWT;

/// What a verifier wants of a token besides its signature.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) issuer: Option<AnyOf>,
    pub(crate) subject: Option<AnyOf>,
    pub(crate) jwt_id: Option<AnyOf>,
    pub(crate) audience: AudienceRule,
    pub(crate) typ: TypRule,
    pub(crate) leeway: Duration,
    pub(crate) max_age: Option<Duration>,
    pub(crate) max_validity: Option<Duration>,
    pub(crate) exp_required: bool,
    /// Whether an expired token is accepted.
    pub(crate) allows_expired: bool,
    pub(crate) rules: Vec<Rule>,
    /// The first contradiction in the configuration: with it, every token is refused.
    pub(crate) problem: Option<ConfigurationError>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum AudienceRule {
    /// A token that names an audience is refused.
    Unset,
    Any,
    Is(AnyOf),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TypRule {
    /// Absent, or `JWT`.
    Default,
    Any,
    Is(AnyOf),
    IsOrAbsent(AnyOf),
}

/// A rule for one claim of any name.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) claim: Claim,
    pub(crate) test: Test,
}

#[derive(Clone)]
pub(crate) enum Test {
    IsThere,
    Equals(Value),
    Passes(Arc<dyn Fn(&Value) -> bool + Send + Sync>),
}

impl fmt::Debug for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::IsThere => f.write_str("IsThere"),
            Self::Equals(value) => f.debug_tuple("Equals").field(value).finish(),
            Self::Passes(_) => f.write_str("Passes(..)"),
        }
    }
}

impl Policy {
    /// `exp` required and checked, `nbf` checked, no audience accepted, no leeway.
    pub(crate) const DEFAULT: Self = Self {
        issuer: None,
        subject: None,
        jwt_id: None,
        audience: AudienceRule::Unset,
        typ: TypRule::Default,
        leeway: Duration::ZERO,
        max_age: None,
        max_validity: None,
        exp_required: true,
        allows_expired: false,
        rules: Vec::new(),
        problem: None,
    };

    /// Adds a rule of `.require`, `.expect` or `.check`, and returns what is wrong with it.
    pub(super) fn add_rule(
        &mut self,
        call: &'static str,
        claim: &str,
        test: Test,
    ) -> Option<ConfigurationError> {
        let rule = Rule {
            claim: Claim::from(claim),
            test,
        };
        let is_the_second =
            |first: &Rule| first.claim == rule.claim && matches!(first.test, Test::Equals(_));
        let problem = match (&rule.test, Registered::from_name(claim)) {
            _ if claim.is_empty() => Some(ConfigurationError::EmptyExpectation { call }),
            (Test::Equals(value), Some(claim)) if !is_of_its_type(claim, &value.to_string()) => {
                let claim = claim.name();
                Some(ConfigurationError::NeverHolds { claim })
            }
            (Test::Equals(_), _) if self.rules.iter().any(is_the_second) => {
                Some(ConfigurationError::CalledTwice { call })
            }
            _ => None,
        };
        self.rules.push(rule);
        problem
    }

    /// Judges the header's `typ` (RFC 8725 §3.11).
    pub(crate) fn accepts_typ(&self, typ: Option<&str>) -> Result<(), VerifyError> {
        let is = |any_of: &AnyOf, typ: &str| any_of.iter().any(|known| is_typ(known, typ));
        let accepted = match (&self.typ, typ) {
            (TypRule::Any, _) | (TypRule::Default | TypRule::IsOrAbsent(_), None) => true,
            // Nearly all tokens have exactly this spelling.
            (TypRule::Default, Some(typ)) => typ == TYP_JWT || is_typ(TYP_JWT, typ),
            (TypRule::Is(any_of) | TypRule::IsOrAbsent(any_of), Some(typ)) => is(any_of, typ),
            (TypRule::Is(_), None) => false,
        };
        match accepted {
            true => Ok(()),
            false => Err(unexpected_typ(typ)),
        }
    }

    /// Whether a limit counts from `iat`. If so, `iat` must be there and not in the future.
    pub(super) const fn judges_issued_at(&self) -> bool {
        self.max_age.is_some() || self.max_validity.is_some()
    }

    /// The registered claims that a token must have.
    pub(super) fn required(&self) -> RegisteredSet {
        let mut required = RegisteredSet::EMPTY;
        for (claim, is_required) in [
            (
                Registered::Exp,
                self.exp_required || self.max_validity.is_some(),
            ),
            (Registered::Iat, self.judges_issued_at()),
            (Registered::Iss, self.issuer.is_some()),
            (Registered::Sub, self.subject.is_some()),
            (Registered::Jti, self.jwt_id.is_some()),
            (
                Registered::Aud,
                matches!(self.audience, AudienceRule::Is(_)),
            ),
        ] {
            if is_required {
                required.insert(claim);
            }
        }
        required
    }

    /// The texts that a registered claim may have, if the policy expects some.
    pub(super) fn expected(&self, claim: Registered) -> Option<&AnyOf> {
        match (claim, &self.audience) {
            (Registered::Iss, _) => self.issuer.as_ref(),
            (Registered::Sub, _) => self.subject.as_ref(),
            (Registered::Jti, _) => self.jwt_id.as_ref(),
            (Registered::Aud, AudienceRule::Is(any_of)) => Some(any_of),
            _ => None,
        }
    }

    /// Whether `.require`, `.expect` or `.check` names this claim.
    fn has_rule(&self, claim: Registered) -> bool {
        let claim = Claim::from(claim);
        self.rules.iter().any(|rule| rule.claim == claim)
    }

    /// Whether a token is refused only because it names an audience.
    pub(super) fn forbids_audience(&self) -> bool {
        let by_rule = |rule: &Rule| rule.claim == Claim::Aud && !matches!(rule.test, Test::IsThere);
        self.audience == AudienceRule::Unset && !self.rules.iter().any(by_rule)
    }
}

/// The error contains only a word from this list, never text of the token.
#[cold]
fn unexpected_typ(typ: Option<&str>) -> VerifyError {
    let known = [
        TYP_JWT,
        "at+jwt",
        REFRESH_TYP,
        "dpop+jwt",
        "logout+jwt",
        "secevent+jwt",
        "JOSE",
    ];
    let found = typ.and_then(|typ| known.into_iter().find(|known| is_typ(known, typ)));
    VerifyError::UnexpectedTyp { found }
}

/// Whether two types are the same. Case does not matter, and `application/` may be left out if no
/// other slash follows (RFC 7515 §4.1.9).
fn is_typ(one: &str, other: &str) -> bool {
    fn bare(typ: &str) -> &str {
        match typ.split_at_checked("application/".len()) {
            Some((start, rest))
                if start.eq_ignore_ascii_case("application/") && !rest.contains('/') =>
            {
                rest
            }
            _ => typ,
        }
    }
    bare(one).eq_ignore_ascii_case(bare(other))
}

impl Expectations for Policy {
    fn judges(&self, claim: Registered) -> bool {
        match claim {
            Registered::Exp | Registered::Nbf | Registered::Iat => true,
            Registered::Aud => self.audience != AudienceRule::Any,
            _ => self.expected(claim).is_some() || self.has_rule(claim),
        }
    }

    fn fits(&self, claim: Registered, text: &str) -> bool {
        self.expected(claim)
            .is_some_and(|expected| expected.contains(text))
    }
}
