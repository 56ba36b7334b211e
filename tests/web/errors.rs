//! What is answered to each refusal is what docs/ERRORS.md says.

use std::collections::BTreeSet;

use glassbox::web::{Ambiguous, CrossSite, Why};

use crate::documents::listed;
use crate::rules::error_codes;

const REQUESTS: usize = 2;

#[test]
fn a_token_that_was_not_accepted() {
    let rows = listed(0, &["error/verify.rs", "error/claim.rs"]);
    let mut seen = BTreeSet::new();
    for (code, error) in error_codes::all() {
        let (_, answer) = rows.iter().find(|(known, _)| known == code).unwrap();
        let why = Why::from(error);
        assert_eq!(why.status().to_string(), *answer, "{code}");
        assert_eq!(why.code(), code);
        seen.insert(code);
    }
    for (code, _) in &rows {
        assert!(seen.contains(&**code), "{code} is not walked");
    }
}

#[test]
fn a_request() {
    let rows = listed(REQUESTS, &["web/refusal.rs"]);
    let all = [
        Why::Missing,
        Why::Ambiguous(Ambiguous),
        Why::Scope("a"),
        Why::ScopeName(""),
        Why::CrossSite(CrossSite::Origin),
    ];
    assert_eq!(rows.len(), all.len());
    for why in all {
        let (_, answer) = rows.iter().find(|(known, _)| *known == why.code()).unwrap();
        assert_eq!(why.status().to_string(), *answer, "{why}");
    }
}
