//! An explanation gives the verdict that a verification gives, for any token and any policy, and its
//! checks fit the verdict: one that failed where it is a refusal, and it is the one that the refusal
//! speaks of; none where it is not; nothing judged behind it; each named once. Here random tokens and
//! policies; in `explained/others.rs` those of other tests.

mod others;
mod random;

use std::collections::BTreeSet;

use glassbox::jwt::{Check, Outcome, Report};
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

/// Whether a check is the one that gives this error.
fn is_the_check_of(error: &VerifyError, name: &str) -> bool {
    let rules = |claim: &str| name.starts_with('.') && name.contains(&format!("({claim})"));
    if let VerifyError::Decrypt(_) = error {
        return matches!(name, "encryption" | "size");
    }
    match error.code() {
        "configuration" => name == "configuration",
        "too_large" => name == "size",
        "malformed" | "encrypted_token" => name == "shape",
        "not_encrypted" => name == "encryption",
        "not_nested" => matches!(name, "cty" | "shape"),
        "replicated_claim" => name == "replicated",
        "invalid_header" => matches!(name, "header" | "size"),
        "critical_extension" => name == "header",
        "unsupported_algorithm" => name == "algorithm",
        "unexpected_typ" => name == "typ",
        "algorithm_mismatch" | "unknown_key" | "keys_unavailable" => name == "key",
        "invalid_signature" => name == "signature",
        "invalid_payload" => name == "payload",
        "duplicate_claim" | "missing_claim" | "invalid_claim_type" => name == "claims",
        "invalid_issuer" => name == "iss" || rules("iss"),
        "invalid_subject" => name == "sub" || rules("sub"),
        "invalid_audience" => name == "aud" || rules("aud"),
        "audience_not_configured" => name == "aud",
        "invalid_jwt_id" => name == "jti" || rules("jti"),
        "invalid_claim" => name.starts_with(".expect(") || name.starts_with(".check("),
        "token_expired" => name == "exp",
        "token_not_yet_valid" => name == "nbf",
        "token_issued_in_future" => matches!(name, "max_age" | "max_validity"),
        "token_too_old" => name == "max_age",
        "token_valid_too_long" => name == "max_validity",
        "claims_misfit" => name == "reading",
        other => panic!("{other}"),
    }
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
    if let (Some(failed), Some(error)) = (failed, error) {
        let name = report.checks()[failed].name();
        assert!(is_the_check_of(error, name), "{name}: {report}");
        // Whatever is no token, it is said what is wrong with it.
        let is_told = report.checks()[failed].found().is_some();
        assert!(is_told || error.code() != "malformed", "{report}");
    }
    let names: BTreeSet<&str> = report.checks().iter().map(Check::name).collect();
    assert_eq!(
        names.len(),
        outcomes.len(),
        "one has two outcomes: {report}"
    );
    let end = failed.unwrap_or(outcomes.len());
    let is_judged = |is: &Outcome| {
        matches!(
            is,
            Outcome::Passed | Outcome::NotConfigured | Outcome::Waived
        )
    };
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
