//! Characters that nobody sees, or that do something instead, wherever text is shown to people: of a
//! token and of the configuration, in drawings, errors, explanations and audits.

use std::collections::HashSet;
use std::fmt::Display;

use glassbox::jws::Unverified;
use glassbox::{HmacKey, KeyRing, Verifier};
use serde_json::{Value, json};

use crate::support::{NOW, at, forge, key, token, verdict};

/// Controls, blanks of every width, default-ignorable characters, those that turn the direction, and
/// letters and symbols without ink (Unicode 15, `Default_Ignorable_Code_Point` and `White_Space`).
fn unseen() -> Vec<char> {
    [
        0x00..=0x1f,
        0x7f..=0xa0,
        0xad..=0xad,
        0x34f..=0x34f,
        0x61c..=0x61c,
        0x115f..=0x1160,
        0x1680..=0x1680,
        0x17b4..=0x17b5,
        0x180b..=0x180f,
        0x2000..=0x200f,
        0x2028..=0x202f,
        0x205f..=0x206f,
        0x2800..=0x2800,
        0x3000..=0x3000,
        0x3164..=0x3164,
        0xe000..=0xe00f,
        0xfe00..=0xfe0f,
        0xfeff..=0xfeff,
        0xffa0..=0xffa0,
        0xfff0..=0xfffb,
        0x13441..=0x13442,
        0x16fe4..=0x16fe4,
        0x1bca0..=0x1bca3,
        0x1d159..=0x1d159,
        0x1d173..=0x1d17a,
        0xe0000..=0xe007f,
        0xe0100..=0xe010f,
        0xe0ff0..=0xe0fff,
    ]
    .into_iter()
    .flatten()
    .filter_map(char::from_u32)
    .collect()
}

/// Between letters, twenty to a text, since errors cut what is long.
fn texts() -> Vec<String> {
    let all = unseen();
    let of = |some: &[char]| some.iter().map(|c| format!("a{c}")).collect();
    all.chunks(20).map(of).collect()
}

#[track_caller]
fn is_seen(all: &HashSet<char>, shown: impl Display) {
    let text = shown.to_string().replace('\n', "");
    let hidden = text.chars().find(|c| all.contains(c));
    assert_eq!(hidden, None, "{hidden:?} in {text}");
}

#[test]
fn they_are_escaped_wherever_text_is_shown() {
    let all: HashSet<char> = unseen().into_iter().collect();
    let is_seen = |shown: &dyn Display| is_seen(&all, shown);
    let lax = || Verifier::new(key()).any_typ().allow_missing_exp();
    for text in &texts() {
        let text = &**text;
        let claims = |claims: Value| token(&claims.to_string());
        let nested = json!({ text: [text] });
        let by_value = claims(json!({"iss": text, "aud": text, "sub": text, text: nested}));
        let other = claims(json!({"iss": "i", "aud": "a", "role": "r", text: 1}));
        is_seen(&Unverified::parse(&by_value).unwrap());
        let header = json!({"alg": "HS256", "kid": text, "typ": text, "x": text});
        let headed = forge(&header.to_string(), "{}", &key());
        is_seen(&Unverified::parse(&headed).unwrap());
        is_seen(&Unverified::parse(&token(text)).unwrap());

        let named = Verifier::new(KeyRing::new(key().with_key_id(text)));
        for verifier in [
            lax(),
            lax().issuer(text).any_audience(),
            lax().issuer(["i", text]).audience([text, "b"]),
            Verifier::new(key()).typ(text),
            lax().any_audience().require(text).expect(text, text),
            lax().any_audience().expect("role", text),
            lax().any_audience().expect("role", nested.clone()),
            lax()
                .any_audience()
                .expect("iss", text)
                .check(text, |_| false),
            lax().any_audience().require(&format!("{text}x")),
            named,
        ] {
            for token in [&by_value, &other, &headed] {
                if let Err(error) = verdict(&verifier, token) {
                    is_seen(&error);
                }
                let report = verifier.at(at(NOW)).explain(token);
                is_seen(&report);
                is_seen(&serde_json::to_string(&report).unwrap());
            }
            is_seen(&verifier.audit());
        }
        let twice = KeyRing::new(key().with_key_id(text)).accept(key().with_key_id(text));
        is_seen(&twice.unwrap_err());
        let short = HmacKey::with_short_secret(glassbox::Algorithm::Hs256, "short").unwrap();
        is_seen(&Verifier::new(short.with_key_id(text)).audit());
    }
}

/// The escape is that of JSON, and of what is seen there is none.
#[test]
fn what_is_seen_stays_as_it_is() {
    let of = |expected: Value| {
        let verifier = Verifier::new(key()).expect("role", expected);
        let claims = json!({"exp": NOW + 1, "role": 0});
        verdict(&verifier, &token(&claims.to_string()))
            .unwrap_err()
            .to_string()
    };
    for (expected, shown) in [
        (
            json!("Łukasz O'Brien 東京 🦀"),
            "\"Łukasz O'Brien 東京 🦀\"",
        ),
        (json!({"a\"b": ["\\", 1.5]}), r#"{"a\"b":["\\",1.5]}"#),
        (json!("a\u{3164}b\u{e0001}"), r#""a\u3164b\udb40\udc01""#),
        (json!("한국어"), "\"한국어\""),
        // Jamo that join the one before them and take no column of their own.
        (
            json!("\u{1112}\u{1161}\u{11ab}"),
            "\"\u{1112}\\u1161\\u11ab\"",
        ),
    ] {
        let text = of(expected);
        assert!(text.ends_with(&format!("expected {shown}")), "{text}");
    }
}
