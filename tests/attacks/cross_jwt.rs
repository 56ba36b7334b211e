//! E: tokens that are good, for another purpose or another time; and what leaks beside them.

use glassbox::jws::{self, Unverified};
use glassbox::key::SigningKey;
use glassbox::{HmacKey, KeyRing, Signer, Verifier};
use serde_json::{Value, json};

use super::{
    AnySecret, HEADER, SECRET, headers, hides, key, payloads, said, token, verdicts, verifier,
};
use crate::support::{NOW, at, base64url, forge, verdict};

/// A header with this `typ`, or with none.
fn typ(typ: &str) -> String {
    match typ {
        "" => r#"{"alg":"HS256"}"#.to_owned(),
        typ => format!(r#"{{"alg":"HS256","typ":"{typ}"}}"#),
    }
}

#[test]
fn e1_tokens_of_another_kind() {
    let access = verifier().typ("at+jwt");
    for (other, word) in [
        ("rt+jwt", "bad_header"),
        ("JWT", "bad_header"),
        ("", "bad_header"),
        ("dpop+jwt", "bad_header"),
        ("at+jwt2", "bad_header"),
        ("at", "bad_header"),
        (" at+jwt", "bad_header"),
        ("text/at+jwt", "bad_header"),
        ("application/application/at+jwt", "bad_header"),
        ("at+jwt", "accept"),
        ("AT+JWT", "accept"),
        ("application/at+jwt", "accept"),
        ("Application/At+Jwt", "accept"),
    ] {
        headers(&access, [(typ(other), word)]);
    }
    // A `typ` in the payload is a claim like any other.
    let text = forge(&typ("JWT"), r#"{"typ":"at+jwt"}"#, &key());
    verdicts(&access, [(text, "bad_header")]);
    // Without a word on it, what is marked as something special is not taken.
    for (other, word) in [
        ("rt+jwt", "bad_header"),
        ("at+jwt", "bad_header"),
        ("logout+jwt", "bad_header"),
        ("JWT", "accept"),
        // The same media type, written in full.
        ("application/jwt", "accept"),
        ("application/at+jwt", "bad_header"),
        ("text/jwt", "bad_header"),
        ("", "accept"),
    ] {
        headers(&verifier(), [(typ(other), word)]);
    }
}

/// Who denies a token by its text, or by a hash of it, has denied it: it has no other text.
#[test]
fn e4_other_spellings_of_a_revoked_token() {
    let revoked = token(r#"{"jti":"??>>~~","n":1}"#);
    let (input, signature) = revoked.rsplit_once('.').unwrap();
    let (header, payload) = input.split_once('.').unwrap();
    let start = &revoked[..revoked.len() - 1];
    let mut spellings: Vec<String> = vec![
        format!("{revoked}="),
        format!("{header}=.{payload}.{signature}"),
        format!("{header}.{payload}=.{signature}"),
        format!(" {revoked}"),
        format!("{revoked}\n"),
        format!("{revoked}."),
        format!(
            "{header}.{payload}.{}",
            signature.replace('-', "+").replace('_', "/")
        ),
        format!(
            "{header}.{}.{signature}",
            payload.replace('-', "+").replace('_', "/")
        ),
        format!("{revoked}{signature}"),
        revoked.to_uppercase(),
    ];
    let ends = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    spellings.extend(ends.chars().map(|end| format!("{start}{end}")));
    let mut others = 0;
    for spelling in spellings.iter().filter(|spelling| **spelling != revoked) {
        assert_ne!(said(&verifier(), spelling), "accept", "{spelling}");
        others += 1;
    }
    assert!(others >= 70, "{others}");
    verdicts(&verifier(), [(&revoked, "accept")]);
    // And what is better to go by can be had from the token that held.
    assert_eq!(verdict(&verifier(), &revoked).unwrap()["jti"], "??>>~~");
}

/// A token within a token is text, not claims: it is refused whole, whatever the inner one says of
/// itself.
#[test]
fn e5_nested_token() {
    let none = format!("{}.{}.", base64url(br#"{"alg":"none"}"#), base64url(b"{}"));
    let outer = r#"{"alg":"HS256","typ":"JWT","cty":"JWT"}"#;
    for inner in [&none, &token("{}"), &format!("\"{none}\"")] {
        let text = forge(outer, inner, &key());
        assert_eq!(said(&verifier(), &text), "malformed", "{inner}");
        // Its bytes can be had, and then the inner one is to be verified by itself.
        let bytes = jws::verify(&text, &key()).unwrap();
        assert_eq!(bytes, inner.as_bytes());
    }
    let inner = jws::verify(&forge(outer, &none, &key()), &key()).unwrap();
    let inner = String::from_utf8(inner).unwrap();
    assert_eq!(said(&verifier(), &inner), "alg_mismatch");
    // The header's word alone makes no difference.
    headers(&verifier(), [(outer, "accept")]);
}

/// Nothing is remembered: each verdict is of the text and the instant that are asked about.
#[test]
fn e6_result_caching() {
    let verifier = Verifier::new(key());
    let good = token(&format!(r#"{{"exp":{}}}"#, NOW + 5));
    let (input, _) = good.rsplit_once('.').unwrap();
    let forged = forge(
        HEADER,
        &format!(r#"{{"exp":{}}}"#, NOW + 5),
        &AnySecret(b"x"),
    );
    assert!(forged.starts_with(input));
    for _ in 0..3 {
        verdicts(&verifier, [(&good, "accept"), (&forged, "bad_signature")]);
        let later = verifier.at(at(NOW + 5)).verify::<Value>(&good);
        assert!(later.unwrap_err().is_expired());
        let ring = Verifier::new(KeyRing::new(key()).accept(key().with_key_id("a")).unwrap());
        verdicts(&ring, [(&forged, "bad_signature"), (&good, "accept")]);
    }
}

/// An expectation is a text, compared byte for byte: none of it is a pattern.
#[test]
fn e7_matching_is_exact() {
    for pattern in [
        ".*",
        "https://*.example",
        "https://a.example|https://b.example",
        "^https://a.example$",
        "https://a%",
        "(a+)+$",
        "https://a?example",
    ] {
        let verifier = verifier().issuer(pattern).audience(pattern);
        let payload = |value: &str| json!({"iss": value, "aud": value}).to_string();
        payloads(
            &verifier,
            [
                (payload("https://a.example"), "bad_issuer"),
                (payload(&"a".repeat(10_000)), "bad_issuer"),
                (payload(pattern), "accept"),
                (payload("https://a.example"), "bad_issuer"),
                (payload(pattern), "accept"),
            ],
        );
    }
}

/// What ends up in a log holds no value of a claim, save `iss` and `aud`: those are what one
/// configures wrongly, and they are cut and escaped.
#[test]
fn e8_errors_hold_no_values() {
    let name = "somebody@private.example";
    let payload = |claim: &str, value: &Value| {
        let mut claims = json!({"sub": name, "email": name, "jti": name});
        claims[claim] = value.clone();
        claims.to_string()
    };
    let strict = || verifier().any_audience();
    for (verifier, claim, value) in [
        (strict().subject("42"), "x", json!(1)),
        (strict().jwt_id("42"), "x", json!(1)),
        (strict().expect("email", "42"), "x", json!(1)),
        (strict().check("email", |_| false), "x", json!(1)),
        (strict().require("role"), "x", json!(1)),
        (strict(), "exp", json!(name)),
        (strict(), "nbf", json!([name])),
        (strict(), "iat", json!({name: name})),
        (strict(), "exp", json!(1)),
        (strict().subject("42"), "sub", json!([name])),
    ] {
        let text = token(&payload(claim, &value));
        let error = verdict(&verifier, &text).unwrap_err();
        hides(&error, &[SECRET, &text, name]);
    }
    let text = token(&payload(
        "iss",
        &json!(format!("evil\r\n\u{202e}{}", "x".repeat(500))),
    ));
    let error = verdict(&strict().issuer("good"), &text).unwrap_err();
    hides(&error, &[SECRET, &text, name]);
    let shown = error.to_string();
    assert!(shown.contains("evil\\r\\n\\u202exxx"), "{shown}");
    assert!(
        shown.len() < 200 && !shown.contains(char::is_control),
        "{shown}"
    );
    // A type of one's own that does not fit.
    let text = token(&payload("role", &json!(name)));
    let misfit = verifier()
        .at(at(NOW))
        .verify::<std::collections::BTreeMap<String, u8>>(&text);
    hides(&misfit.unwrap_err(), &[SECRET, &text, name]);
}

#[test]
fn e9_secrets_in_debug() {
    let key = HmacKey::hs512(SECRET).unwrap().with_key_id("2026-11");
    let signature = key.sign(b"message").unwrap();
    let signature_text = base64url(signature.as_ref());
    let secrets = [SECRET, &base64url(SECRET.as_bytes()), &signature_text];
    let shown = [
        format!("{key:?}"),
        format!("{signature:?}"),
        format!("{:?}", KeyRing::new(key.clone())),
        format!("{:?}", Signer::new(key.clone())),
        format!("{:?}", Verifier::new(key.clone())),
        format!("{:?}", HmacKey::hs512(&SECRET[1..]).unwrap_err()),
        format!(
            "{:?}",
            HmacKey::from_base64(glassbox::Algorithm::Hs256, SECRET).unwrap_err()
        ),
    ];
    for shown in shown {
        hides(&shown, &secrets);
        let bytes = format!("{:?}", &SECRET.as_bytes()[..4]);
        assert!(!shown.contains(bytes.trim_matches(['[', ']'])), "{shown}");
    }
    assert!(format!("{key:?}").contains("2026-11"));
}

/// What was not verified is of another type, and its claims have one door, which says so.
#[test]
fn e11_decode_without_verify() {
    let claims = r#"{"sub":"somebody","admin":true}"#;
    let forged = forge(HEADER, claims, &AnySecret(b"anybody's"));
    verdicts(&verifier(), [(&forged, "bad_signature")]);
    let unverified = Unverified::parse(&forged).unwrap();
    let read: Value = unverified.dangerous_claims().unwrap();
    assert_eq!(read["admin"], true);
    let shown = format!("{unverified:?}");
    let (_, signature) = forged.rsplit_once('.').unwrap();
    hides(&shown, &[signature, claims]);
    // Even so it is read as strictly as a token that holds.
    for bad in ["[]", r#"{"exp":1,"exp":2}"#, "no JSON"] {
        let text = token(bad);
        let unverified = Unverified::parse(&text).unwrap();
        assert!(unverified.dangerous_claims::<Value>().is_err(), "{bad}");
    }
}
