//! What is answered to each refusal is what docs/ERRORS.md says.

use std::collections::BTreeSet;
use std::error::Error;

use glassbox::VerifyError;
use glassbox::web::{Ambiguous, CrossSite, ProtectError, Why};

use crate::api::debug::{says_its_sentence, sources_are_not_repeated};
use crate::documents::{REFUSALS, listed};
use crate::redaction::variants::variants;
use crate::rules::error_codes;

const REQUESTS: usize = 2;

#[test]
fn a_token_that_was_not_accepted() {
    let rows = listed(0, &REFUSALS);
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

#[track_caller]
fn says(error: &(impl Error + 'static), name: &str, text: &str) -> String {
    assert_eq!(error.to_string(), text);
    sources_are_not_repeated(error);
    says_its_sentence(name, &format!("{error:?}"), text)
}

/// The exact texts: a change of wording is a decision.
#[test]
fn each_reason_has_its_text_and_none_is_missing() {
    let mut missing = variants("Why");
    for (why, text) in [
        (
            Why::Missing,
            "the request has no access token: no header Authorization that says \"Bearer \" before the token, and no cookie of the name given to .or_cookie(..), if one was",
        ),
        (
            Why::Ambiguous(Ambiguous),
            "the request has two credentials where one is allowed, and it is not guessed which is meant",
        ),
        (
            Why::Token(VerifyError::InvalidSignature),
            "invalid signature",
        ),
        (
            Why::Scope("reports:write"),
            "the scope of the token lacks reports:write",
        ),
        (
            Why::ScopeName("a b"),
            ".permit(..) was given \"a b\", which no scope can be called: a name is not empty, and \
             has no spaces, quotes or backslashes (RFC 6749 §3.3)",
        ),
        (
            Why::CrossSite(CrossSite::NoMetadata),
            "the request has neither Sec-Fetch-Site nor Origin, so no page of a browser sent it \
             (.allow_non_browser() accepts such requests)",
        ),
    ] {
        let variant = says(&why, "Why", text);
        missing.retain(|known| *known != variant);
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn each_cross_site_request_has_its_text() {
    let mut missing = variants("CrossSite");
    for (error, text) in [
        (
            CrossSite::FetchSite,
            "the request comes from a page of another origin, or from no page: Sec-Fetch-Site is \
             not same-origin (.trust_origin(..) names origins whose pages may ask)",
        ),
        (
            CrossSite::Origin,
            "the request comes from a page of another origin: Origin is not the authority that the \
             request is for (does a proxy change Host? .trust_origin(..) names origins whose pages \
             may ask)",
        ),
        (
            CrossSite::NoMetadata,
            "the request has neither Sec-Fetch-Site nor Origin, so no page of a browser sent it \
             (.allow_non_browser() accepts such requests)",
        ),
    ] {
        let variant = says(&error, "CrossSite", text);
        missing.retain(|known| *known != variant);
    }
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(format!("{Ambiguous:?}"), format!("Ambiguous: {Ambiguous}"));
}

#[test]
fn each_configuration_that_is_refused_has_its_text() {
    let mut missing = variants("ProtectError");
    for (error, text) in [
        (
            ProtectError::Verifier(VerifyError::Malformed),
            &*VerifyError::Malformed.to_string(),
        ),
        (
            ProtectError::Realm,
            "the realm is empty, or has characters that cannot stand in a header: it takes \
             letters, digits, spaces and signs of ASCII",
        ),
        (
            ProtectError::CookieName,
            ".or_cookie(..) was given no name of a cookie: letters, digits and some signs of \
             ASCII, such as __Host-at (RFC 6265 §4.1.1)",
        ),
        (
            ProtectError::Origin,
            ".trust_origin(..) was given a text that browsers never send as an origin: it is \
             written https://www.example, in lower case, with a port only if it is not the \
             scheme's own, and without a path",
        ),
        (
            ProtectError::OriginWithoutCookie,
            ".origin(..) is of use only with .or_cookie(..): a header is not sent by other sites",
        ),
        (
            ProtectError::ResourceMetadata,
            ".resource_metadata(..) was given no URL: it is written \
             https://app.example/.well-known/… (http only for localhost), without a fragment (RFC \
             9728 §5.1)",
        ),
        (
            ProtectError::ContentType,
            ".body(..) was given no type of content: it is written application/problem+json",
        ),
    ] {
        let variant = says(&error, "ProtectError", text);
        missing.retain(|known| *known != variant);
    }
    assert!(missing.is_empty(), "{missing:?}");
}
