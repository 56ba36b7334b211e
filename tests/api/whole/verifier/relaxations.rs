//! The named relaxations and restrictions, each against the default policy.

use glassbox::Verifier;
use serde_json::{Value, json};

use super::{seconds, verifier, with};
use crate::support::{NOW, code, forge, key, token};

#[test]
fn each_relaxation_takes_what_the_default_refuses() {
    let typ = |typ: &str| {
        let header = json!({"alg": "HS256", "typ": typ}).to_string();
        forge(&header, &format!(r#"{{"exp":{}}}"#, NOW + 1), &key())
    };
    let no_typ = forge(
        r#"{"alg":"HS256"}"#,
        &format!(r#"{{"exp":{}}}"#, NOW + 1),
        &key(),
    );
    let long = with(json!({"x": "x".repeat(300_000)}));
    let long_header = forge(
        &json!({"alg": "HS256", "x": "x".repeat(9000)}).to_string(),
        &format!(r#"{{"exp":{}}}"#, NOW + 1),
        &key(),
    );
    let calls: [(Verifier, String, &str); 12] = [
        (
            verifier().any_audience(),
            with(json!({"aud": "any"})),
            "audience_not_configured",
        ),
        (
            verifier().any_audience(),
            with(json!({"aud": null})),
            "invalid_claim_type",
        ),
        (verifier().allow_missing_exp(), token("{}"), "missing_claim"),
        (
            verifier().leeway(seconds(2)),
            with(json!({"exp": NOW - 1})),
            "token_expired",
        ),
        (
            verifier().leeway(seconds(1)),
            with(json!({"nbf": NOW + 1})),
            "token_not_yet_valid",
        ),
        (
            verifier().long_leeway(seconds(601)),
            with(json!({"exp": NOW - 600})),
            "token_expired",
        ),
        (verifier().any_typ(), typ("dpop+jwt"), "unexpected_typ"),
        (
            verifier().typ("at+jwt"),
            typ("application/AT+JWT"),
            "unexpected_typ",
        ),
        (
            verifier().typ_or_absent("at+jwt"),
            typ("at+jwt"),
            "unexpected_typ",
        ),
        (
            verifier().typ(["rt+jwt", "at+jwt"]),
            typ("at+jwt"),
            "unexpected_typ",
        ),
        (verifier().max_token_bytes(500_000), long, "too_large"),
        (
            verifier().max_header_bytes(16_384),
            long_header,
            "invalid_header",
        ),
    ];
    for (relaxed, token, refusal) in calls {
        assert_eq!(code(&relaxed, &token), "accepted", "{token:.99}");
        assert_eq!(code(&verifier(), &token), refusal, "{token:.99}");
    }
    // And what stays refused: a pinned typ that is absent, unless that is named too.
    assert_eq!(code(&verifier().typ("at+jwt"), &no_typ), "unexpected_typ");
    assert_eq!(
        code(&verifier().typ_or_absent("at+jwt"), &no_typ),
        "accepted"
    );
    assert_eq!(
        code(&verifier().typ("at+jwt"), &typ("JWT")),
        "unexpected_typ"
    );
    assert_eq!(
        code(&verifier().allow_missing_exp(), &with(json!({"exp": NOW}))),
        "token_expired"
    );
}

#[test]
fn each_restriction_refuses_what_the_default_takes() {
    let calls: [(Verifier, Value, &str); 4] = [
        (verifier().max_age(seconds(9)), json!({}), "missing_claim"),
        (
            verifier().max_age(seconds(9)),
            json!({"iat": NOW - 9}),
            "token_too_old",
        ),
        (
            verifier().max_age(seconds(9)),
            json!({"iat": NOW + 1}),
            "token_issued_in_future",
        ),
        (verifier().max_token_bytes(60), json!({}), "too_large"),
    ];
    for (strict, claims, refusal) in calls {
        assert_eq!(code(&strict, &with(claims.clone())), refusal, "{claims}");
        assert_eq!(
            code(&verifier(), &with(claims.clone())),
            "accepted",
            "{claims}"
        );
    }
    let fresh = verifier().max_age(seconds(9));
    assert_eq!(code(&fresh, &with(json!({"iat": NOW - 8}))), "accepted");
    assert_eq!(code(&fresh, &with(json!({"iat": NOW}))), "accepted");
}

#[test]
fn the_header_cap_holds_for_every_header() {
    let strict = verifier().max_header_bytes(26);
    let payload = format!(r#"{{"exp":{}}}"#, NOW + 1);
    for (header, verdict) in [
        (r#"{"alg":"HS256","typ":"jwt"}"#, "invalid_header"),
        (r#"{"alg":"HS256"}"#, "accepted"),
        (r#"{"alg":"HS256","typ":"JWT"}"#, "invalid_header"), // 27 bytes, the key's own
    ] {
        assert_eq!(
            code(&strict, &forge(header, &payload, &key())),
            verdict,
            "{header}"
        );
    }
}
