//! What an explanation says about each check: what the verifier expects, and what the token has.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::any_of::AnyOf;
use super::judge::{Dates, read_as_it_stands};
use super::policy::{AudienceRule, Policy, Rule, Test};
use crate::claim::{Claim, Registered};
use crate::codec::json::Members;
use crate::error::{Ago, Escaped, EscapedJson, JsonType, Shown, Unit, VerifyError, type_of};
use crate::key::Now;
use crate::time::NumericDate;

/// What is said about one check, if it is reached.
#[derive(Default)]
pub(super) struct Explanation {
    pub(super) expected: Option<String>,
    pub(super) found: Option<String>,
    pub(super) details: Vec<String>,
    pub(super) fails: bool,
    pub(super) not_configured: bool,
    /// The check fails, but the verifier lets it pass.
    pub(super) is_waived: bool,
}

/// Which claims the verifier wants, and which the token has, with their types.
pub(super) fn types(policy: &Policy, members: Option<&Members<'_>>) -> Explanation {
    let required = policy.required();
    let registered = Registered::ALL.into_iter();
    let required = registered.clone().filter(|claim| required.contains(*claim));
    let mut ruled: Vec<Claim> = Vec::new();
    for rule in &policy.rules {
        if !ruled.contains(&rule.claim) {
            ruled.push(rule.claim.clone());
        }
    }
    let with = |claims: Vec<Claim>, others: &[Claim]| -> Vec<Claim> {
        let new = others.iter().filter(|claim| !claims.contains(claim));
        claims.iter().chain(new).cloned().collect()
    };
    let wanted = with(required.map(Claim::from).collect(), &ruled);
    let wanted: Vec<_> = wanted
        .iter()
        .map(|claim| Escaped(claim.name()).to_string())
        .collect();
    let found = members.map(|members| {
        let known = with(registered.map(Claim::from).collect(), &ruled);
        let typed = known.iter().filter_map(|claim| {
            let json = members.get(claim)?;
            Some(format!(
                "{} ({})",
                Escaped(claim.name()),
                JsonType::of(json)
            ))
        });
        typed.collect::<Vec<_>>()
    });
    Explanation {
        expected: (!wanted.is_empty()).then(|| wanted.join(", ")),
        found: found.map(|found| match found.is_empty() {
            true => "no claim that is judged".into(),
            false => found.join(", "),
        }),
        ..Explanation::default()
    }
}

/// A value, as an error would show it: names of issuers and audiences, otherwise the type.
fn shown(claim: &Claim, json: &str) -> String {
    match read_as_it_stands(json) {
        Some(value) if matches!(claim, Claim::Iss | Claim::Aud) => Shown(&value).to_string(),
        Some(value) => type_of(&value).to_string(),
        None => "unreadable".into(),
    }
}

pub(super) fn text(
    claim: Registered,
    policy: &Policy,
    members: &Members<'_>,
    fails: bool,
) -> Explanation {
    let expected = policy.expected(claim).map(AnyOf::shown);
    Explanation {
        found: Some(match members.registered(claim) {
            Some(json) => shown(&claim.into(), json),
            None => "absent".into(),
        }),
        not_configured: expected.is_none(),
        expected: match (claim, &policy.audience) {
            (Registered::Aud, AudienceRule::Any) => Some("any audience".into()),
            _ => expected,
        },
        fails,
        ..Explanation::default()
    }
}

/// The name of a rule's check: the call that made it, because a claim may have the name of another
/// check, and a number, because a claim may have several rules.
pub(super) fn rule_name(rule: &Rule, before: &[Rule]) -> String {
    let plain = |rule: &Rule| {
        let call = match rule.test {
            Test::IsThere => "require",
            Test::Equals(_) => "expect",
            Test::Passes(_) => "check",
        };
        format!(".{call}({})", Escaped(rule.claim.name()))
    };
    let name = plain(rule);
    match before.iter().filter(|other| plain(other) == name).count() {
        0 => name,
        others => format!("{name} #{}", others.saturating_add(1)),
    }
}

pub(super) fn rule(rule: &Rule, members: &Members<'_>, fails: bool) -> Explanation {
    Explanation {
        expected: Some(match &rule.test {
            Test::IsThere => "to be there".into(),
            Test::Equals(value) => EscapedJson(&value.to_string()).to_string(),
            Test::Passes(_) => "what the verifier's own check accepts".into(),
        }),
        found: members
            .get(&rule.claim)
            .map(|json| shown(&rule.claim, json)),
        fails,
        ..Explanation::default()
    }
}

/// The rule that a refusal comes from, if it comes from one. It calls a user's check again only if
/// it must: the second answer may differ.
pub(super) fn failed_rule<'p>(
    policy: &'p Policy,
    error: Option<&VerifyError>,
    members: &Members<'_>,
) -> Option<&'p Rule> {
    let Some(VerifyError::Claim(error)) = error else {
        return None;
    };
    let may_fail = |rule: &&Rule| match rule.test {
        Test::IsThere => false,
        Test::Equals(_) => error.expected().is_some(),
        Test::Passes(_) => error.expected().is_none(),
    };
    let of_claim = policy
        .rules
        .iter()
        .filter(|rule| rule.claim == *error.claim());
    let rules: Vec<&Rule> = of_claim.filter(may_fail).collect();
    let (last, others) = rules.split_last()?;
    let failed = others.iter().find(|rule| rule.judge(members).is_err());
    Some(failed.unwrap_or(last))
}

pub(super) fn times(
    policy: &Policy,
    dates: Dates,
    now: &Now<'_>,
) -> [(&'static str, Explanation); 4] {
    let leeway = match policy.leeway.as_secs() {
        0 => String::new(),
        seconds => format!(", with a leeway of {seconds}s"),
    };
    let instant = now.get();
    let distance = |at: NumericDate| match at > instant {
        true => format!("{at:?}, in {}{}", Ago(instant, at), Unit("it", at)),
        false => format!("{at:?}, {} ago", Ago(at, instant)),
    };
    let said = |date: Option<NumericDate>, expected: String, not_configured: bool| Explanation {
        expected: Some(expected),
        found: Some(date.map_or("absent".into(), distance)),
        not_configured,
        ..Explanation::default()
    };
    let mut exp = said(
        dates.exp,
        format!("later than now{leeway}"),
        dates.exp.is_none(),
    );
    if policy.allows_expired {
        exp.expected = Some(format!("later than now{leeway}, or not (.allow_expired())"));
        if dates.exp.is_some_and(|exp| policy.has_ended(exp, now)) {
            exp.is_waived = true;
            exp.found = exp.found.map(|found| format!("{found}: it has expired"));
        }
    }
    // `iat` in the future, with its fraction rounded up.
    let ahead = dates.iat_up.filter(|at| *at > instant);
    let issued = ahead.or(dates.iat);
    let max_age = policy.max_age.map(|max_age| max_age.as_secs());
    let age = max_age.map_or("no limit".into(), |limit| {
        format!("less than {limit}s ago{leeway}")
    });
    [
        ("exp", exp),
        (
            "nbf",
            said(
                dates.nbf,
                format!("now or earlier{leeway}"),
                dates.nbf.is_none(),
            ),
        ),
        ("max_age", said(issued, age, max_age.is_none())),
        ("max_validity", validity(policy, dates, ahead.map(distance))),
    ]
}

/// From `iat` to `exp`, or how far `iat` is in the future.
fn validity(policy: &Policy, dates: Dates, ahead: Option<String>) -> Explanation {
    let limit = policy.max_validity.map(|limit| limit.as_secs());
    let found = match (dates.iat, dates.exp_up, ahead) {
        (Some(_), _, Some(ahead)) => format!("iat {ahead}"),
        (Some(iat), Some(exp), None) => format!("{} from iat to exp", Ago(iat, exp)),
        _ => "no iat and exp".into(),
    };
    Explanation {
        expected: Some(limit.map_or("no limit".into(), |limit| {
            format!("at most {limit}s from iat to exp, and iat not in the future")
        })),
        found: Some(found),
        not_configured: limit.is_none(),
        ..Explanation::default()
    }
}
