//! W5, W6, W7: refusals.

use glassbox::{KeyRing, Signer, Verifier};
use serde_json::Value;

use crate::support::forge;
use crate::{Borrowed, FAR, User, access, count, key, keys, user};

/// What a refusal allocates, error and all, by every call.
fn refusing(verifier: &Verifier, token: &str, code: &str) -> u64 {
    let mut buffer = Vec::with_capacity(4096);
    let error = verifier.verify::<User>(token).unwrap_err();
    assert_eq!(error.code(), code, "{token:.99}");
    let whole = count(|| verifier.verify::<User>(token).unwrap_err());
    let borrowed = count(|| drop(verifier.verify_in::<Borrowed<'_>>(token, &mut buffer)));
    assert!(
        borrowed <= whole,
        "{code}: {borrowed} in a buffer, {whole} otherwise"
    );
    whole
}

fn flipped(token: &str) -> String {
    let (input, signature) = token.rsplit_once('.').unwrap();
    let first = if signature.starts_with('A') { "B" } else { "A" };
    format!("{input}.{first}{}", &signature[1..])
}

#[test]
fn w5_a_wrong_signature_takes_none() {
    for key in keys() {
        let verifier = Verifier::new(key.clone());
        for token in [
            Signer::new(key.clone()).sign(&user()),
            Signer::new(key.clone()).sign(&access()),
        ] {
            assert_eq!(
                refusing(&verifier, &flipped(&token.unwrap()), "invalid_signature"),
                0
            );
        }
    }
    let verifier = Verifier::new(key());
    let good = Signer::new(key()).sign(&user()).unwrap();
    let (input, _) = good.rsplit_once('.').unwrap();
    for length in [0, 2, 42, 44, 86, 88, 342, 1366] {
        let token = format!("{input}.{}", "A".repeat(length));
        assert_eq!(
            refusing(&verifier, &token, "invalid_signature"),
            0,
            "a signature of {length} characters"
        );
    }
}

#[test]
fn w6_garbage_takes_none() {
    let verifier = Verifier::new(key());
    let good = Signer::new(key()).sign(&user()).unwrap();
    let kinds = [
        "A",
        ".",
        " ",
        "é",
        "A.",
        "..A",
        "AAAA.AAAA.AAAA",
        "eyJhbGciOiJIUzI1NiJ9.",
        "\0",
        &good,
    ];
    for kind in kinds {
        for length in [0, 1, 2, 3, 40, 300, 4096, 255 * 1024] {
            let mut garbage = kind.repeat(length / kind.len() + 1);
            garbage.truncate(
                (0..=length)
                    .rev()
                    .find(|at| garbage.is_char_boundary(*at))
                    .unwrap(),
            );
            if let Err(error) = verifier.verify::<User>(&garbage) {
                assert_eq!(
                    refusing(&verifier, &garbage, error.code()),
                    0,
                    "{kind:?} {length}: {error}"
                );
            }
        }
        assert_eq!(refusing(&verifier, &kind.repeat(300_000), "too_large"), 0);
    }
}

#[test]
fn w7_an_expired_token_takes_the_users_fields_alone() {
    let expired = Signer::new(key())
        .sign(&User {
            exp: 1_606_950_498,
            ..user()
        })
        .unwrap();
    // The claims are read and judged in one pass: `username` and `role` are there already when it
    // turns out that the token has ended. The error itself takes nothing.
    assert_eq!(
        refusing(&Verifier::new(key()), &expired, "token_expired"),
        2
    );
    let bare = forge(
        r#"{"alg":"HS256","typ":"JWT"}"#,
        r#"{"exp":1606950498}"#,
        &key(),
    );
    let verifier = Verifier::new(key());
    assert_eq!(
        count(|| verifier.verify::<glassbox::Claims>(&bare).unwrap_err()),
        0
    );
    let early = format!(r#"{{"exp":{FAR},"nbf":{FAR}}}"#);
    let early = forge(r#"{"alg":"HS256","typ":"JWT"}"#, &early, &key());
    assert_eq!(
        count(|| verifier.verify::<glassbox::Claims>(&early).unwrap_err()),
        0
    );
}

#[test]
fn what_is_refused_before_the_signature_takes_none_but_for_unusual_json() {
    let payload = format!(r#"{{"username":"a","role":"b","exp":{FAR}}}"#);
    let forged = |header: &str| forge(header, &payload, &key());
    let verifier = Verifier::new(key());
    let ring = Verifier::new(KeyRing::new(key().with_key_id("2026-11")));
    let pinned = Verifier::new(key()).typ(["at+jwt", "rt+jwt"]);
    let long = "x".repeat(700);
    let long = format!(r#"{{"alg":"HS384","x":"{long}"}}"#);
    let mut costly = Vec::new();
    for (verifier, header, code) in [
        (
            &verifier,
            r#"{"alg":"HS384","typ":"JWT"}"#,
            "algorithm_mismatch",
        ),
        (
            &verifier,
            r#"{"alg":"RS256","typ":"JWT","kid":"a"}"#,
            "algorithm_mismatch",
        ),
        (&verifier, r#"{"alg":"none"}"#, "unsupported_algorithm"),
        (&verifier, r#"{"alg":"n\u006fne"}"#, "unsupported_algorithm"),
        (
            &ring,
            r#"{"alg":"HS256","typ":"JWT","kid":"2025-11"}"#,
            "unknown_key",
        ),
        (
            &verifier,
            r#"{"alg":"HS256","typ":"at+jwt"}"#,
            "unexpected_typ",
        ),
        (
            &verifier,
            r#"{"alg":"HS256","typ":"something else"}"#,
            "unexpected_typ",
        ),
        (&pinned, r#"{"alg":"HS256","typ":"JWT"}"#, "unexpected_typ"),
        (&pinned, r#"{"alg":"HS256"}"#, "unexpected_typ"),
        (&verifier, r#"{"typ":"JWT"}"#, "invalid_header"),
        (&verifier, r#"{"alg":1}"#, "invalid_header"),
        (
            &verifier,
            r#"{"alg":"HS256","crit":["b64"]}"#,
            "critical_extension",
        ),
        (
            &verifier,
            r#"{"alg":"HS256","alg":"HS256"}"#,
            "invalid_header",
        ),
        (
            &verifier,
            r#"{"alg":"dir","enc":"A128GCM"}"#,
            "invalid_header",
        ),
        (&verifier, "no JSON", "invalid_header"),
        (&verifier, "{", "invalid_header"),
        (
            &verifier,
            r#"{"alg":"HS384","x":1,"jwk":{},"x5c":[]}"#,
            "algorithm_mismatch",
        ),
        (&verifier, long.as_str(), "algorithm_mismatch"),
    ] {
        let taken = refusing(verifier, &forged(header), code);
        if taken > 0 {
            costly.push((taken, header));
        }
    }
    // No error takes anything. What is left is the reading of a header that is unusual in itself,
    // a fixed number each: an escape in a text is unescaped into a buffer of serde_json's, which
    // also boxes its own errors; what is nested is noted until it ends; foreign members are
    // remembered, to refuse one that comes twice; and a header that outgrows the buffer on the stack is decoded into one on the heap.
    let unusual = [
        (2, r#"{"alg":"n\u006fne"}"#),
        (1, r#"{"alg":"HS256","crit":["b64"]}"#),
        (1, "{"),
        (2, r#"{"alg":"HS384","x":1,"jwk":{},"x5c":[]}"#),
        (2, long.as_str()),
    ];
    assert_eq!(costly, unusual);
}

#[test]
fn a_refused_claim_takes_its_detail_alone() {
    let audience = forge(
        r#"{"alg":"HS256","typ":"JWT"}"#,
        &format!(r#"{{"aud":"b","exp":{FAR}}}"#),
        &key(),
    );
    let verifier = Verifier::new(key()).audience("a");
    // The box, what was expected, and what came.
    let taken = count(|| verifier.verify::<Value>(&audience).unwrap_err());
    assert!(taken <= 16, "{taken}");
}
