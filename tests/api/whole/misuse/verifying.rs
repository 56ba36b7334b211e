//! Misuses of a verifier, and tokens that are none.

use std::time::Duration;

use glassbox::{HmacKey, NumericDate, Verifier, generate_token, verify_token};
use serde_json::{Value, json};

use super::{says, verify};
use crate::support::{NOW, at, forge, key, token};

#[test]
fn the_wrong_algorithm() {
    let hs512 = HmacKey::hs512([7; 64]).unwrap();
    let text = generate_token(&json!({}), &hs512, Duration::from_secs(60)).unwrap();
    says(
        verify_token::<Value>(&text, &key()),
        &["token's algorithm is HS512", "key's is HS256"],
    );
    let none = forge(r#"{"alg":"none"}"#, "{}", &key());
    says(verify_token::<Value>(&none, &key()), &["(alg)", "none"]);
}

#[test]
fn an_audience_that_is_not_configured() {
    let verifier = Verifier::new(key());
    let token = token(&format!(r#"{{"aud":"app-01","exp":{}}}"#, NOW + 1));
    says(
        verify(&verifier, &token),
        &["\"app-01\"", "Verifier::audience(..)", ".any_audience()"],
    );
}

#[test]
fn an_expectation_that_is_empty() {
    let good = token(&format!(r#"{{"exp":{}}}"#, NOW + 1));
    for (verifier, call) in [
        (Verifier::new(key()).issuer(""), ".issuer(..)"),
        (
            Verifier::new(key()).audience(Vec::<String>::new()),
            ".audience(..)",
        ),
        (Verifier::new(key()).typ(["JWT", ""]), ".typ(..)"),
        (Verifier::new(key()).require(""), ".require(..)"),
    ] {
        says(
            verify(&verifier, &good),
            &["configuration", call, "nothing", "setting missing?"],
        );
        says(verifier.check_configuration(), &[call]);
    }
    let both = Verifier::new(key()).audience("a").any_audience();
    says(
        both.check_configuration(),
        &[".audience", ".any_audience", "contradict"],
    );
    let twice = Verifier::new(key()).audience("a").audience("b");
    says(
        twice.check_configuration(),
        &[".audience(..)", "called twice", "in one call"],
    );
    let half = Duration::from_millis(500);
    for (verifier, call) in [
        (Verifier::new(key()).leeway(half), ".leeway(..)"),
        (Verifier::new(key()).max_age(half), ".max_age(..)"),
        (Verifier::new(key()).max_age(Duration::ZERO), ".max_age(..)"),
    ] {
        says(
            verifier.check_configuration(),
            &[call, "less than one second"],
        );
    }
}

#[test]
fn a_leeway_larger_than_now() {
    let text = token(r#"{"exp":1,"nbf":5,"iat":6}"#);
    let verifier = Verifier::new(key()).leeway(Duration::from_secs(600));
    for now in [
        NumericDate::MIN,
        at(-600),
        at(0),
        at(5),
        at(600),
        at(601),
        NumericDate::MAX,
    ] {
        let verdict = verifier.at(now).verify::<Value>(&text);
        assert_eq!(verdict.is_ok(), (at(-595)..at(601)).contains(&now), "{now}");
    }
    let endless = Verifier::new(key())
        .long_leeway(Duration::MAX)
        .max_age(Duration::MAX);
    for now in [NumericDate::MIN, at(0), at(NOW)] {
        assert!(endless.at(now).verify::<Value>(&text).is_ok(), "{now}");
    }
    let long = Verifier::new(key()).leeway(Duration::from_secs(601));
    says(
        verify(&long, &text),
        &["leeway", "10 minutes", ".long_leeway(..)"],
    );
}

#[test]
fn ten_megabytes_of_garbage() {
    const SIZE: usize = 10 << 20;
    let kinds = [
        "A",
        ".",
        " ",
        "\0",
        "é",
        "A.",
        "AAAA.AAAA.",
        "{\"a\":",
        "=",
        "%2E",
    ];
    let unlimited = Verifier::new(key())
        .max_token_bytes(usize::MAX)
        .max_header_bytes(usize::MAX);
    for kind in kinds {
        let garbage = kind.repeat(SIZE / kind.len());
        says(
            verify_token::<Value>(&garbage, &key()),
            &["longer", "262144", ".max_token_bytes(..)"],
        );
        let error = verify(&unlimited, &garbage).unwrap_err();
        assert!(
            ["malformed", "invalid_header"].contains(&error.code()),
            "{kind:?}: {error}"
        );
    }
    // In the payload of a token that is rightly signed.
    let large = token(&format!(
        r#"{{"exp":{},"x":"{}"}}"#,
        NOW + 1,
        "x".repeat(SIZE)
    ));
    says(
        verify(&Verifier::new(key()), &large),
        &[".max_token_bytes(..)"],
    );
    assert_eq!(verify(&unlimited, &large), Ok(()));
    let deep = token(&format!(r#"{{"x":{}"#, "[".repeat(SIZE)));
    says(
        verify(&unlimited, &deep),
        &["nested deeper than 127 levels"],
    );
}

#[test]
fn clocks_that_differ() {
    let verifier = Verifier::new(key());
    let early = token(&format!(r#"{{"exp":{},"nbf":{}}}"#, NOW + 99, NOW + 3));
    says(
        verify(&verifier, &early),
        &["not valid for another 3s", "nbf", ".leeway(..)"],
    );
    let late = token(&format!(r#"{{"exp":{}}}"#, NOW - 5));
    says(
        verify(&verifier, &late),
        &["token expired 5s ago", "exp 1699999995", "now 1700000000"],
    );
}

#[test]
fn a_token_of_another_kind() {
    let verifier = Verifier::new(key());
    let proof = forge(r#"{"alg":"HS256","typ":"dpop+jwt"}"#, "{}", &key());
    let expected = &["dpop+jwt", "Verifier::typ(..)", "Verifier::any_typ()"];
    says(verify(&verifier, &proof), expected);
    // No setting is named that would take it.
    let refresh = forge(r#"{"alg":"HS256","typ":"rt+jwt"}"#, "{}", &key());
    let expected = &[
        "a refresh token (typ rt+jwt)",
        "send the access token to an application",
    ];
    says(verify(&verifier, &refresh), expected);
    assert!(
        !verify(&verifier, &refresh)
            .unwrap_err()
            .to_string()
            .contains("any_typ")
    );
}
