//! The order is fixed: shape, header, key, signature, then presence and type of the claims, their
//! values, time. The first failure wins, and nothing of the payload is told before the signature holds.

use glassbox::{HmacKey, Verifier};

use crate::support::{NOW, code, forge, key, token};

#[test]
fn the_first_failure_in_the_fixed_order_wins() {
    let expired = format!(r#"{{"exp":{}}}"#, NOW - 1);
    let other = HmacKey::hs256([9; 32]).unwrap();
    let verifier = Verifier::new(key());
    let usual = r#"{"alg":"HS256","typ":"JWT"}"#;
    for (text, expected) in [
        // shape before header, header before key, key before signature, signature before claims
        (
            format!("{}!", forge(r#"{"alg":"none"}"#, "{}", &other)),
            "malformed",
        ),
        (
            forge(r#"{"alg":"none","crit":1}"#, "{}", &other),
            "critical_extension",
        ),
        (
            forge(r#"{"alg":"HS512"}"#, "{}", &other),
            "algorithm_mismatch",
        ),
        (forge(usual, &expired, &other), "invalid_signature"),
        (
            forge(usual, r#"{"exp":1,"exp":1}"#, &other),
            "invalid_signature",
        ),
        (forge(usual, &expired, &key()), "token_expired"),
        (
            forge(usual, r#"{"exp":1,"nbf":"x"}"#, &key()),
            "invalid_claim_type",
        ),
    ] {
        assert_eq!(code(&verifier, &text), expected);
    }
}

#[test]
fn of_the_claims_presence_and_type_then_values_then_time() {
    let verifier = Verifier::new(key())
        .issuer("me")
        .expect("use", "access")
        .require("scope");
    let (end, ended) = (NOW + 1, NOW - 1);
    for (claims, expected) in [
        (r#""iss":"me","use":"access","scope":1"#, "token_expired"),
        (r#""iss":"you","use":"access","scope":1"#, "invalid_issuer"),
        (r#""iss":"me","use":"id","scope":1"#, "invalid_claim"),
        (r#""iss":"you","use":"id","scope":1"#, "invalid_issuer"),
        (r#""iss":1,"use":"id","scope":1"#, "invalid_claim_type"),
        (r#""iss":"you","use":"id""#, "missing_claim"),
        (r#""iss":"you","scope":1"#, "missing_claim"),
        (r#""use":"id","scope":1"#, "missing_claim"),
        (r#""iss":"you","aud":1,"nbf":[]"#, "invalid_claim_type"),
    ] {
        // Whatever the order in which they stand, and an end in time changes the last verdict alone.
        let members: Vec<&str> = claims.split(',').rev().collect();
        for payload in [
            format!(r#"{{"exp":{ended},{claims}}}"#),
            format!(r#"{{{},"exp":{ended}}}"#, members.join(",")),
        ] {
            assert_eq!(code(&verifier, &token(&payload)), expected, "{payload}");
            let in_time = payload.replace(&ended.to_string(), &end.to_string());
            let without_time = match expected {
                "token_expired" => "accepted",
                other => other,
            };
            assert_eq!(code(&verifier, &token(&in_time)), without_time, "{in_time}");
        }
    }
    // Of the instants: the end, the begin, the age.
    let aged = Verifier::new(key()).max_age(core::time::Duration::from_secs(1));
    let late = NOW + 9;
    for (payload, expected) in [
        (
            format!(r#"{{"iat":{late},"nbf":{late},"exp":{ended}}}"#),
            "token_expired",
        ),
        (
            format!(r#"{{"iat":{late},"nbf":{late},"exp":{end}}}"#),
            "token_not_yet_valid",
        ),
        (
            format!(r#"{{"iat":{late},"nbf":{NOW},"exp":{end}}}"#),
            "token_issued_in_future",
        ),
        (
            format!(r#"{{"iat":{NOW},"nbf":{NOW},"exp":{end}}}"#),
            "accepted",
        ),
    ] {
        assert_eq!(code(&aged, &token(&payload)), expected, "{payload}");
    }
}
