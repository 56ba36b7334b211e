//! What an explanation does not show: secrets, signatures, claims that are not known to be genuine,
//! and whatever could harm a log.

use glassbox::jwt::Report;
use glassbox::{HmacKey, KeyRing, Verifier};
use serde_json::{Value, json};

use super::{explain, failed};
use crate::redaction::{SECRET, errors::part_of, leak};
use crate::support::{NOW, forge, key, token};

/// All that a log may get of a report.
fn logged(report: &Report) -> String {
    let json = serde_json::to_string(report).unwrap();
    let pretty = serde_json::to_string_pretty(report).unwrap();
    format!("{report}\n{report:?}\n{report:#?}\n{json}\n{pretty}")
}

/// Stands in every claim of the tokens below.
const PRIVATE: &str = "wYxVuTsRqP";

fn claims() -> Value {
    json!({"exp": NOW + 1, "iss": PRIVATE, "sub": PRIVATE, "aud": [PRIVATE], "jti": PRIVATE,
        "email": PRIVATE, PRIVATE: {PRIVATE: [PRIVATE]}})
}

/// Verifiers that judge all of these claims, and refuse none of them by their value.
fn verifiers(keys: KeyRing) -> [Verifier; 2] {
    let lax = Verifier::new(keys).any_audience();
    let curious = lax
        .clone()
        .require("email")
        .check("sub", |_| true)
        .check("jti", |_| true);
    [lax, curious]
}

#[test]
fn neither_a_secret_nor_a_signature() {
    let secret = HmacKey::hs256(SECRET).unwrap();
    let ring = KeyRing::new(secret.clone().with_key_id("a")).accept(key().with_key_id("b"));
    let ring = ring.unwrap();
    for verifier in verifiers(ring) {
        for signer in [&secret, &key(), &HmacKey::hs256([9; 32]).unwrap()] {
            let token = forge(r#"{"alg":"HS256"}"#, &claims().to_string(), signer);
            let text = logged(&explain(&verifier, &token));
            assert!(text.contains("candidate: its signature"), "{text}");
            assert_eq!(leak(&text, SECRET), None, "{text}");
            let (input, signature) = token.rsplit_once('.').unwrap();
            assert_eq!(part_of(&text, input), None, "{text}");
            assert_eq!(part_of(&text, signature), None, "{text}");
            let bytes = glassbox::key::SigningKey::sign(signer, input.as_bytes()).unwrap();
            assert_eq!(leak(&text, bytes.as_ref()), None, "{text}");
        }
    }
}

#[test]
fn no_claim_of_a_token_whose_signature_does_not_hold() {
    let forged = |header: &str, key: &HmacKey| forge(header, &claims().to_string(), key);
    let other = HmacKey::hs256([1; 32]).unwrap();
    let mut cut = forged(r#"{"alg":"HS256"}"#, &key());
    cut.pop();
    for (check, token) in [
        ("signature", forged(r#"{"alg":"HS256"}"#, &other)),
        (
            "signature",
            forged(r#"{"alg":"HS256","typ":"JWT"}"#, &other),
        ),
        ("key", forged(r#"{"alg":"HS384"}"#, &key())),
        ("typ", forged(r#"{"alg":"HS256","typ":"at+jwt"}"#, &key())),
        ("algorithm", forged(r#"{"alg":"none"}"#, &key())),
        ("header", forged(r#"{"alg":"HS256","crit":[]}"#, &key())),
        ("shape", cut),
    ] {
        for verifier in verifiers(KeyRing::new(key())) {
            let report = explain(&verifier, &token);
            assert_eq!(failed(&report), Some(check), "{report}");
            let text = logged(&report);
            assert!(!text.contains(&PRIVATE[..4]), "{text}");
            // Nor how many there are, or of which types.
            let claims = report
                .checks()
                .iter()
                .skip_while(|check| check.name() != "payload");
            assert!(
                claims.into_iter().all(|check| check.found().is_none()),
                "{report}"
            );
        }
    }
}

#[test]
fn of_a_genuine_token_personal_claims_by_their_type() {
    let good = token(&claims().to_string());
    for verifier in verifiers(KeyRing::new(key())) {
        let report = explain(&verifier, &good);
        assert_eq!(failed(&report), None);
        let text = logged(&report);
        // Issuer and audience are what one misconfigures; no other claim is told.
        for line in report
            .to_string()
            .lines()
            .filter(|line| line.contains(&PRIVATE[..4]))
        {
            assert!(
                line.contains("  iss  ") || line.contains("  aud  "),
                "{line}"
            );
        }
        assert!(text.contains("a string"), "{text}");
    }
}

/// What would begin a line of its own in a log, colour it, turn it round, or fill it.
fn hostile() -> [String; 6] {
    let long = "x".repeat(9_999);
    [
        "a\nrefused: nothing\r\n".into(),
        "\u{1b}[31m\u{1b}]0;title\u{7}\u{9b}1m".into(),
        "\u{202e}\u{2066}\u{2067}\u{200f}\u{61c}\u{feff}\u{2028}\u{2029}\u{85}".into(),
        "\0\u{8}\u{7f}\t\"'\\".into(),
        long.clone(),
        format!("\u{1b}\n\u{202e}{long}"),
    ]
}

#[test]
fn what_comes_from_a_token_is_cut_and_escaped() {
    let lax = || Verifier::new(key()).any_typ().allow_missing_exp();
    let mut reports = Vec::new();
    for text in hostile() {
        let headed = |header: Value| forge(&header.to_string(), "{}", &key());
        let named = KeyRing::new(key().with_key_id("a"));
        let claims = |claims: Value| token(&claims.to_string());
        let list = vec![text.clone(); 99];
        for (verifier, token) in [
            (lax(), headed(json!({"alg": text}))),
            (
                lax(),
                headed(json!({"alg": "HS256", "typ": text, "cty": text, "x": text})),
            ),
            (
                Verifier::new(key()),
                headed(json!({"alg": "HS256", "typ": text})),
            ),
            (
                Verifier::new(named),
                headed(json!({"alg": "HS256", "kid": text})),
            ),
            (
                lax(),
                claims(json!({"iss": text, "sub": text, "jti": text, &text: text})),
            ),
            (lax().issuer("i"), claims(json!({"iss": text}))),
            (lax(), claims(json!({"aud": text}))),
            (lax(), claims(json!({"aud": list}))),
            (lax().audience("a"), claims(json!({"aud": list}))),
            (lax().require(&text), claims(json!({&text: text}))),
            (lax().expect(&text, 1), claims(json!({&text: text}))),
            (lax(), text.clone()),
            (lax(), format!("{text}.{text}.{text}")),
        ] {
            reports.push(explain(&verifier, &token));
        }
        let ring = KeyRing::new(key().with_key_id(text.as_str()));
        reports.push(explain(&Verifier::new(ring), &token("{}")));
    }
    for report in reports {
        let plain = report.to_string();
        let is_harmful = |c: char| c != '\n' && c.escape_debug().len() > 1 && !"\"'\\".contains(c);
        assert!(!plain.contains(is_harmful), "{plain:?}");
        assert!(plain.len() < 6_000, "{} bytes: {plain}", plain.len());
        // No line but those of the checks: each begins as they do.
        let mut lines = plain.lines();
        assert!(lines.next().unwrap().starts_with(['a', 'r']));
        assert!(lines.next().unwrap().starts_with("judged at "));
        assert!(lines.all(|line| line.starts_with("  ")), "{plain}");
        let json = serde_json::to_string(&report).unwrap();
        assert!(
            !json.contains(|c: char| c.escape_debug().len() > 1 && !"\"'\\".contains(c)),
            "{json}"
        );
    }
}
