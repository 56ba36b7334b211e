//! RFC 7515 §4, RFC 7519 §4: nothing that decides is given twice, under whatever spelling: no member
//! of the header, no registered claim, no claim that the verifier judges.

use super::{of_header, verifier};
use crate::support::{code, token};

#[test]
fn no_member_of_the_header_twice() {
    for (header, expected) in [
        (r#"{"alg":"HS256","kid":"a","x":1}"#, "accepted"),
        (r#"{"alg":"HS256","x":1,"X":1}"#, "accepted"),
        (r#"{"alg":"HS256","x":{"alg":1,"x":1}}"#, "accepted"),
        (r#"{"alg":"HS256","alg":"HS256"}"#, "invalid_header"),
        (r#"{"alg":"HS256","\u0061lg":"none"}"#, "invalid_header"),
        (r#"{"alg":"none","alg":"HS256"}"#, "invalid_header"),
        (r#"{"alg":"HS256","kid":"a","kid":"a"}"#, "invalid_header"),
        (
            r#"{"alg":"HS256","typ":"JWT","typ":"JWT"}"#,
            "invalid_header",
        ),
        (r#"{"alg":"HS256","cty":"a","cty":"a"}"#, "invalid_header"),
        (r#"{"alg":"HS256","x":1,"x":1}"#, "invalid_header"),
        (
            r#"{"alg":"HS256","x":1,"y":2,"\u0078":1}"#,
            "invalid_header",
        ),
    ] {
        assert_eq!(of_header(header), expected, "{header}");
    }
}

#[test]
fn no_registered_claim_twice() {
    let verifier = verifier().any_audience();
    for (claim, value) in [
        ("exp", "9000000000"),
        ("nbf", "1"),
        ("iat", "1"),
        ("iss", "\"a\""),
        ("sub", "\"a\""),
        ("aud", "\"a\""),
        ("jti", "\"a\""),
    ] {
        let escaped = format!("\\u00{:02x}{}", claim.as_bytes()[0], &claim[1..]);
        let other = claim.to_uppercase();
        for (second, expected) in [
            (claim, "duplicate_claim"),
            (&escaped, "duplicate_claim"),
            (&other, "accepted"),
        ] {
            let text = token(&format!(r#"{{"{claim}":{value},"{second}":{value}}}"#));
            assert_eq!(code(&verifier, &text), expected, "{second}");
        }
    }
}

#[test]
fn no_judged_claim_twice() {
    let text = token(r#"{"scope":1,"sc\u006fpe":1}"#);
    assert_eq!(code(&verifier(), &text), "accepted");
    for judged in [
        verifier().require("scope"),
        verifier().expect("scope", 1),
        verifier().check("scope", |_| true),
    ] {
        assert_eq!(code(&judged, &token(r#"{"scope":1}"#)), "accepted");
        assert_eq!(code(&judged, &text), "duplicate_claim");
    }
}
