//! A signed token within an encrypted one (RFC 7519 §5.2, §5.3, §11.2). What is not signed is never a
//! token.

use glassbox::{HmacKey, KeyRing, Verifier};

use super::{DIRECT, NESTED, direct, forge, lock, signer, steel, token, verifier};
use crate::explained::explained;
use crate::support::{NOW, at, base64url, forge as forge_signed};

/// The code of a verification; that of its explanation is the same.
#[track_caller]
fn code(verifier: &Verifier, text: &str) -> &'static str {
    let mut buffer = Vec::new();
    let borrowed = verifier
        .at(at(NOW))
        .verify_in::<serde_json::Value>(text, &mut buffer)
        .map_or_else(|error| error.code(), |_| "accepted");
    let code = explained(verifier, at(NOW), text);
    assert_eq!(borrowed, code);
    code
}

fn lax() -> Verifier {
    verifier().allow_missing_cty()
}

#[test]
fn an_unsigned_inside_is_refused_under_every_configuration() {
    let claims = r#"{"sub":"root"}"#;
    let none = format!(
        "{}.{}.",
        base64url(br#"{"alg":"none"}"#),
        base64url(claims.as_bytes())
    );
    let encrypted = glassbox::jwe::encrypt(token("{}").as_bytes(), &steel()).unwrap();
    for (inside, expected) in [
        (none.clone(), "unsupported_algorithm"),
        (format!("{none}AAAA"), "unsupported_algorithm"),
        (claims.into(), "not_nested"),
        ("\"text\"".into(), "not_nested"),
        (String::new(), "not_nested"),
        ("..".into(), "not_nested"),
        (".".into(), "not_nested"),
        ("....".into(), "not_nested"),
        (encrypted, "not_nested"),
        (format!(" {}", token("{}")), "not_nested"),
        (format!("{}\n", token("{}")), "not_nested"),
        (format!("{}.", token("{}")), "not_nested"),
        (format!("Bearer {}", token("{}")), "not_nested"),
        (forge(NESTED, token("{}")), "not_nested"),
        (token(claims), "accepted"),
    ] {
        let with = |header| forge(header, &inside);
        let said = NESTED.replace("JWT", "jwt");
        for verifier in [
            verifier(),
            verifier().or_unencrypted(),
            lax(),
            lax().or_unencrypted(),
        ] {
            for header in [NESTED, &said] {
                assert_eq!(code(&verifier, &with(header)), expected, "{inside}");
            }
        }
        assert_eq!(code(&verifier(), &with(DIRECT)), "not_nested", "{inside}");
        assert_eq!(code(&lax(), &with(DIRECT)), expected, "{inside}");
    }
    // What is not even text.
    assert_eq!(code(&verifier(), &forge(NESTED, [0xff; 99])), "not_nested");
}

#[test]
fn the_header_says_that_a_token_is_within() {
    for (cty, expected) in [
        ("JWT", "accepted"),
        ("jwt", "accepted"),
        ("application/jwt", "accepted"),
        ("Application/JWT", "accepted"),
        ("JWE", "not_nested"),
        ("JWT ", "not_nested"),
        ("application/json", "not_nested"),
        ("", "not_nested"),
        ("application/", "not_nested"),
    ] {
        let text = forge(&NESTED.replace("JWT", cty), token("{}"));
        assert_eq!(code(&verifier(), &text), expected, "{cty}");
        // One that says something else is refused all the same.
        assert_eq!(code(&lax(), &text), expected, "{cty}");
    }
    let absent = forge(DIRECT, token("{}"));
    assert_eq!(code(&verifier(), &absent), "not_nested");
    assert_eq!(code(&lax(), &absent), "accepted");
}

/// The members of a header in another order and with spaces, so that it is parsed: one verdict.
#[test]
fn a_header_in_other_words_means_the_same() {
    for (header, expected) in [
        (NESTED.replace(',', " , "), "accepted"),
        (
            r#"{"cty":"JWT","enc":"A256GCM","alg":"dir"}"#.into(),
            "accepted",
        ),
        (r#"{"enc":"A256GCM","alg":"dir"}"#.into(), "not_nested"),
    ] {
        assert_eq!(
            code(&verifier(), &forge(&header, token("{}"))),
            expected,
            "{header}"
        );
    }
}

#[test]
fn what_is_within_is_verified_as_every_token() {
    let other = HmacKey::hs256([1; 32]).unwrap();
    let usual = r#"{"alg":"HS256","typ":"JWT"}"#;
    for (inside, expected) in [
        (forge_signed(usual, "{}", &other), "invalid_signature"),
        (
            forge_signed(r#"{"alg":"HS512"}"#, "{}", &lock()),
            "algorithm_mismatch",
        ),
        (
            forge_signed(r#"{"alg":"HS256","crit":[]}"#, "{}", &lock()),
            "critical_extension",
        ),
        (
            forge_signed(r#"{"alg":"HS256","enc":"A256GCM"}"#, "{}", &lock()),
            "invalid_header",
        ),
        (
            forge_signed(r#"{"alg":"HS256","typ":"rt+jwt"}"#, "{}", &lock()),
            "unexpected_typ",
        ),
        (token(r#"{"exp":1}"#), "token_expired"),
        (token(r#"{"aud":"a"}"#), "audience_not_configured"),
        (token("[]"), "invalid_payload"),
        (token(r#"{"sub":"a","sub":"a"}"#), "duplicate_claim"),
    ] {
        assert_eq!(
            code(&verifier(), &forge(NESTED, &inside)),
            expected,
            "{inside}"
        );
        assert_eq!(code(&lax(), &forge(DIRECT, &inside)), expected, "{inside}");
    }
}

#[test]
fn encrypted_ones_and_no_others() {
    let (plain, nested) = (token("{}"), forge(NESTED, token("{}")));
    let without = Verifier::new(lock()).allow_missing_exp();
    for (verifier, of_plain, of_nested) in [
        (without, "accepted", "encrypted_token"),
        (verifier(), "not_encrypted", "accepted"),
        (verifier().or_unencrypted(), "accepted", "accepted"),
    ] {
        assert_eq!(code(&verifier, &plain), of_plain);
        assert_eq!(code(&verifier, &nested), of_nested);
    }
    // What is neither.
    for (text, expected) in [
        ("", "malformed"),
        ("a.b", "malformed"),
        ("AA.AA.AA.AA", "malformed"),
        ("AAAA..AAAA.AAAA.AAAA", "invalid_header"),
        ("AAAA.AA+A.AAAA", "malformed"),
        (" AAAA.AAAA.AAAA", "malformed"),
    ] {
        assert_eq!(code(&verifier(), text), expected, "{text}");
        assert_eq!(code(&verifier().or_unencrypted(), text), expected, "{text}");
    }
    let forged = format!("{}A", &plain[..plain.len() - 1]);
    assert_eq!(
        code(&verifier().or_unencrypted(), &forged),
        "invalid_signature"
    );
}

/// The id of the outer header chooses keys that decrypt, that of the inner one keys that verify.
#[test]
fn ids_of_one_header_are_not_those_of_the_other() {
    let (inner, outer) = (lock().with_key_id("inner"), direct().with_key_id("outer"));
    let keys = glassbox::jwe::DecryptionRing::new(outer);
    let verifier = Verifier::new(KeyRing::new(inner))
        .allow_missing_exp()
        .decrypt_with(keys);
    let nested = |outer: &str, inner: &str| {
        let header = NESTED.replace('}', &format!(r#","kid":"{outer}"}}"#));
        let inside = forge_signed(
            &format!(r#"{{"alg":"HS256","kid":"{inner}"}}"#),
            "{}",
            &lock(),
        );
        forge(&header, inside)
    };
    for (outer, inner, expected) in [
        ("outer", "inner", "accepted"),
        ("inner", "inner", "unknown_key"),
        ("outer", "outer", "unknown_key"),
        ("other", "inner", "unknown_key"),
    ] {
        assert_eq!(
            code(&verifier, &nested(outer, inner)),
            expected,
            "{outer} {inner}"
        );
    }
}

/// RFC 7519 §5.3: equal as JSON, and never absent within.
#[test]
fn claims_that_the_header_repeats_are_those_that_were_signed() {
    let any = verifier().any_audience();
    let signed = r#"{"iss":"a","aud":["x","y"],"jti":"1"}"#;
    for (members, expected) in [
        (r#""iss":"a""#, "accepted"),
        (r#""iss":"\u0061","aud":[ "x", "y" ]"#, "accepted"),
        (r#""jti":"other","exp":1,"role":"root""#, "accepted"),
        (r#""iss":"b""#, "replicated_claim"),
        (r#""iss":["a"]"#, "replicated_claim"),
        (r#""iss":null"#, "replicated_claim"),
        (r#""sub":"a""#, "replicated_claim"),
        (r#""sub":null"#, "replicated_claim"),
        (r#""aud":"x""#, "replicated_claim"),
        (r#""aud":["y","x"]"#, "replicated_claim"),
        (r#""iss":1e999"#, "replicated_claim"),
    ] {
        let header = NESTED.replace('}', &format!(",{members}}}"));
        assert_eq!(
            code(&any, &forge(&header, token(signed))),
            expected,
            "{members}"
        );
    }
    // The signature is judged before, and the claims behind it.
    let header = NESTED.replace('}', r#","iss":"b"}"#);
    let other = HmacKey::hs256([1; 32]).unwrap();
    let forged = forge_signed(r#"{"alg":"HS256"}"#, signed, &other);
    assert_eq!(code(&any, &forge(&header, forged)), "invalid_signature");
    let expired = token(r#"{"iss":"a","exp":1}"#);
    assert_eq!(code(&any, &forge(&header, expired)), "replicated_claim");
    assert_eq!(code(&any, &forge(&header, token("[]"))), "invalid_payload");
}

#[test]
fn the_limits_count_for_the_outer_text() {
    let text = forge(NESTED, token("{}"));
    let sized = |len| verifier().max_token_bytes(len);
    assert_eq!(code(&sized(text.len()), &text), "accepted");
    assert_eq!(code(&sized(text.len() - 1), &text), "too_large");
    let headed = |len| verifier().max_header_bytes(len);
    assert_eq!(code(&headed(NESTED.len()), &text), "accepted");
    assert_eq!(code(&headed(NESTED.len() - 1), &text), "invalid_header");
}

#[test]
fn nobody_else_can_open_it() {
    let text = signer()
        .encrypt_to(steel())
        .sign(&serde_json::json!({"salary": 90_000}))
        .unwrap();
    let wrong = glassbox::jwe::AesKey::a256kw([1; 32]).unwrap();
    let other = Verifier::new(lock()).decrypt_with(wrong);
    let error = other.verify::<serde_json::Value>(&text).unwrap_err();
    assert_eq!(error.to_string(), "the token could not be decrypted");
}
