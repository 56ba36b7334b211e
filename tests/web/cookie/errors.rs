//! What is said of a cookie that is refused, to the operator and to the client.

use std::error::Error;

use glassbox::web::{
    Ambiguous, CookieError, CookieRefusal, CrossSite, ProtectError, SameOrigin, TokenCookie,
};
use serde_json::json;

use super::{Kept, kept, token_cookie};
use crate::api::debug::{says_its_sentence, sources_are_not_repeated};
use crate::documents::listed;
use crate::redaction::variants::variants;

const COOKIES: usize = 3;

#[track_caller]
fn says(error: &(impl Error + 'static), name: &str, text: &str, missing: &mut Vec<String>) {
    assert_eq!(error.to_string(), text);
    sources_are_not_repeated(error);
    let variant = says_its_sentence(name, &format!("{error:?}"), text);
    missing.retain(|known| *known != variant);
}

#[test]
fn each_refusal_is_answered_as_the_table_of_errors_says() {
    let rows = listed(COOKIES, &["web/cookie_error.rs"]);
    let mut missing = variants("CookieRefusal");
    for (refusal, error, cookie, text) in [
        (
            CookieRefusal::CrossSite(CrossSite::NoMetadata),
            "cross_site_request",
            Kept::Untouched,
            &*CrossSite::NoMetadata.to_string(),
        ),
        (
            CookieRefusal::Missing,
            "invalid_request",
            Kept::Untouched,
            "the request has no cookie of this name: TokenCookie::host(\"rt\") reads __Host-rt, which browsers take and send over HTTPS (most also to http://localhost)",
        ),
        (
            CookieRefusal::Ambiguous(Ambiguous),
            "invalid_request",
            Kept::Cleared,
            &*Ambiguous.to_string(),
        ),
    ] {
        let answer = token_cookie().refused(refusal);
        let code = refusal.code();
        let (_, expected) = rows.iter().find(|(known, _)| known == code).unwrap();
        assert_eq!(*expected, format!("{} `{error}`", answer.status()));
        assert_eq!(answer.body(), json!({ "error": error }).to_string());
        assert_eq!(kept(&answer), cookie, "{code}");
        says(&refusal, "CookieRefusal", text, &mut missing);
    }
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn each_mistake_has_its_text() {
    let mut missing = variants("CookieError");
    let origin = SameOrigin::new().trust_origin("www.example");
    let built = TokenCookie::host("rt").origin(origin).build();
    for (error, text) in [
        (
            TokenCookie::host("r t").build().unwrap_err(),
            "the cookie's name is empty, or has characters that no name of a cookie has (letters, \
             digits and some signs of ASCII can stand in one, RFC 6265 §4.1.1)",
        ),
        (
            TokenCookie::host("__Host-rt").build().unwrap_err(),
            "the cookie's name has a prefix (two underscores begin one): write the name without \
             it, as TokenCookie::host(\"rt\") makes __Host-rt",
        ),
        (built.unwrap_err(), &*ProtectError::Origin.to_string()),
        (
            CookieError::Value,
            "the value is empty, or has characters that no cookie's value can have (RFC 6265 \
             §4.1.1), so it is no token",
        ),
        (
            CookieError::TooLarge,
            "the cookie has more than 4096 bytes, and browsers need not keep it (RFC 6265 §6.1): a \
             token for a cookie has few claims",
        ),
    ] {
        says(&error, "CookieError", text, &mut missing);
    }
    assert_eq!(missing, Vec::<String>::new());
}
