//! An explanation gives the verdict that a verification gives, for any token and any policy, and its
//! checks fit the verdict: one that failed where it is a refusal, none where it is not, and nothing
//! judged behind it. Here random tokens and policies; in `explained/others.rs` those of other tests.

mod others;
mod random;

use glassbox::jwt::{Outcome, Report};
use glassbox::{NumericDate, Verifier, VerifyError};
use serde_json::Value;

/// The report, once its verdict and its checks are held against a verification. Its code.
#[track_caller]
pub fn explained(verifier: &Verifier, now: NumericDate, token: &str) -> &'static str {
    let verified = verifier.at(now).verify::<Value>(token).map(drop);
    let report = verifier.at(now).explain(token);
    let start: String = token.chars().take(300).collect();
    assert_eq!(report.verdict(), verified.as_ref().copied(), "{start}");
    assert_eq!(report.now(), now);
    fits(&report, verified.as_ref().err());
    verified.err().map_or("accepted", |error| error.code())
}

/// One check failed if there is an error, and all behind it was not reached.
#[track_caller]
pub fn fits(report: &Report, error: Option<&VerifyError>) {
    let outcomes: Vec<Outcome> = report
        .checks()
        .iter()
        .map(|check| check.outcome())
        .collect();
    let failed = outcomes.iter().position(|is| *is == Outcome::Failed);
    assert_eq!(failed.is_some(), error.is_some(), "{report}");
    let end = failed.unwrap_or(outcomes.len());
    let is_judged = |is: &Outcome| matches!(is, Outcome::Passed | Outcome::NotConfigured);
    assert!(outcomes[..end].iter().all(is_judged), "{report}");
    let mut behind = outcomes.iter().skip(end + 1);
    assert!(behind.all(|is| *is == Outcome::NotReached), "{report}");
    for check in &report.checks()[end..] {
        let is_silent = check.found().is_none() && check.details().next().is_none();
        assert!(check.outcome() == Outcome::Failed || is_silent, "{report}");
    }
    let first = report.to_string();
    let first = first.lines().next().unwrap();
    match error {
        Some(error) => assert_eq!(first, format!("refused: {error}")),
        None => assert_eq!(first, "accepted"),
    }
}
