//! The keys of an authorization server as an answer: who gets them, who has them already, and that no
//! secret is among them.

use std::time::Duration;

use glassbox::Algorithm::{EdDsa, Rs256};
use glassbox::jwk::JwkSet;
use glassbox::web::{Answer, PublishedKeys};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Request, header};
use crate::jwk::{ed25519, p256, p384, public, rsa, set, whole};
use crate::support::base64url;

fn published() -> PublishedKeys {
    PublishedKeys::new(&set(&[public(&p256())]))
}

fn asks() -> Request {
    Request::new("GET")
}

/// The tag that clients get, with its quotes.
fn tag() -> String {
    header(&published().answer(&asks()), "etag").unwrap()
}

fn names(answer: &Answer) -> Vec<&str> {
    answer.headers().map(|(name, _)| name).collect()
}

#[test]
fn keys_byte_for_byte() {
    let set = set(&[public(&p256()), public(&rsa(Rs256))]);
    let answer = PublishedKeys::new(&set).answer(&asks());
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.body(), serde_json::to_string(&set).unwrap());
    let hash = base64url(&Sha256::digest(answer.body()));
    let headers: Vec<_> = answer.headers().collect();
    let expected = [
        ("cache-control", "public, max-age=300"),
        ("etag", &*format!("\"{hash}\"")),
        ("content-type", "application/json"),
    ];
    assert_eq!(headers, expected);
    let read: JwkSet = answer.into_body().parse().unwrap();
    assert_eq!((read.keys().len(), read.skipped().len()), (2, 0));
}

#[test]
fn a_set_without_keys_is_a_set() {
    let answer = PublishedKeys::new(&JwkSet::of([])).answer(&asks());
    assert_eq!((answer.status(), answer.body()), (200, r#"{"keys":[]}"#));
}

#[test]
fn how_long_an_answer_may_be_kept() {
    for (max_age, expected) in [
        (Duration::ZERO, "public, max-age=0"),
        (Duration::from_millis(1999), "public, max-age=1"),
        (Duration::from_secs(86_400), "public, max-age=86400"),
        (Duration::MAX, "public, max-age=18446744073709551615"),
    ] {
        let keys = published().max_age(max_age);
        for request in [asks(), asks().with("if-none-match", "*")] {
            let answer = keys.answer(&request);
            let found = header(&answer, "cache-control");
            assert_eq!(found.as_deref(), Some(expected));
        }
    }
}

#[test]
fn head_is_answered_as_get() {
    let (get, head) = (asks(), Request::new("HEAD"));
    for field in ["\"other\"", "*"] {
        let [get, head] = [&get, &head].map(|request| {
            let request = request.clone().with("if-none-match", field);
            published().answer(&request)
        });
        assert_eq!(head.status(), get.status());
        assert_eq!(head.body(), get.body());
        assert!(head.headers().eq(get.headers()));
    }
}

/// What a client says it has, in one field or in several, and whether it is answered with 304.
fn conditions() -> Vec<(Vec<String>, bool)> {
    let tag = tag();
    let bare = tag.trim_matches('"');
    let other = "\"AAAA\"";
    let one = |field: &str, is_known| (vec![field.to_owned()], is_known);
    vec![
        (vec![], false),
        one(&tag, true),
        one(&format!("W/{tag}"), true), // as a proxy has it that compresses
        one("*", true),
        one(" \t* ", true),
        one(other, false),
        one(&format!("W/{other}"), false),
        // In a list, also with empty members, and with commas and W/ inside of tags.
        one(&format!("{other}, {tag}"), true),
        one(&format!("{other},W/{tag} , \"b\""), true),
        one(&format!(", ,\t{tag}"), true),
        one(&format!("\"a, b\", {tag}"), true),
        one(&format!("\"W/\", \"\", {tag}"), true),
        one(&format!("{other}, \"b\""), false),
        one(&format!("\"a{bare}\", \"{bare}a\", \"\""), false),
        (vec![other.into(), tag.clone()], true),
        (vec![other.into(), "*".into()], true),
        (vec![other.into(), "\"b\"".into()], false),
        // What is no list of tags has no tag that counts behind it.
        one("", false),
        one(bare, false),
        one(&format!("'{bare}'"), false),
        one(&format!("\"{bare}"), false),
        one(&format!("{bare}\""), false),
        one(&format!("w/{tag}"), false),
        one(&format!("W/ {tag}"), false),
        one(&format!("W/W/{tag}"), false),
        one(&format!("none, {tag}"), false),
        one(&format!("{other}, *"), false),
        one("**", false),
        one("\"*\"", false),
        (vec!["none".into(), tag.clone()], true),
        // Tags are compared with case.
        one(&tag.to_ascii_lowercase(), false),
    ]
}

#[test]
fn who_has_the_keys_already_gets_them_not_again() {
    let full = published().answer(&asks());
    for (fields, is_known) in conditions() {
        let request = fields.iter().fold(asks(), |request, field| {
            request.with("if-none-match", field)
        });
        let answer = published().answer(&request);
        if !is_known {
            assert_eq!(answer.status(), 200, "{fields:?}");
            assert_eq!(answer.body(), full.body(), "{fields:?}");
            continue;
        }
        assert_eq!((answer.status(), answer.body()), (304, ""), "{fields:?}");
        assert_eq!(names(&answer), ["cache-control", "etag"], "{fields:?}");
        assert_eq!(header(&answer, "etag"), header(&full, "etag"));
    }
}

#[test]
fn bytes_that_are_no_text_are_no_tag() {
    let mut field = b"\"\xff\xfe\", ".to_vec();
    field.extend_from_slice(tag().as_bytes());
    let after = asks().with("if-none-match", &field); // a tag may have such bytes
    assert_eq!(published().answer(&after).status(), 304);
    let request = asks().with("if-none-match", b"\xff\xfe");
    assert_eq!(published().answer(&request).status(), 200);
    let much = "\"a\",".repeat(10_000);
    let request = asks().with("if-none-match", much);
    assert_eq!(published().answer(&request).status(), 200);
}

#[test]
fn other_keys_have_another_tag() {
    let tags = [
        set(&[public(&p256())]),
        set(&[public(&p384())]),
        set(&[public(&p256()), public(&p384())]),
        set(&[public(&p384()), public(&p256())]),
    ]
    .map(|set| header(&PublishedKeys::new(&set).answer(&asks()), "etag"));
    for (index, tag) in tags.iter().enumerate() {
        assert!(!tags[..index].contains(tag), "{tags:?}");
    }
    // And the same keys have the same, on whatever server.
    assert_eq!(tags[0].as_deref(), Some(&*tag()));
}

#[test]
fn no_secret_is_published() {
    let secret = json!({"kty": "oct", "k": "c2VjcmV0", "kid": "s", "alg": "HS256"});
    let pairs = [rsa(Rs256), p256(), p384(), ed25519(EdDsa)];
    let mut keys: Vec<Value> = pairs.iter().map(whole).collect();
    keys.push(secret);
    let answer = PublishedKeys::new(&set(&keys)).answer(&asks());
    let halves: Vec<Value> = pairs.iter().map(public).collect();
    let body: Value = serde_json::from_str(answer.body()).unwrap();
    assert_eq!(body, json!({ "keys": halves }));
    for key in &keys {
        for name in ["d", "p", "q", "dp", "dq", "qi", "oth", "k"] {
            let Some(secret) = key.get(name).and_then(Value::as_str) else {
                continue;
            };
            assert!(!answer.body().contains(secret), "{name}");
        }
    }
    // Alone they are no set, and so cannot be published.
    for key in keys {
        assert!(key.to_string().parse::<JwkSet>().is_err(), "{key}");
    }
}

#[test]
fn debug_shows_the_tag_and_the_age() {
    let tag = tag();
    let expected = format!("PublishedKeys {{ tag: {tag:?}, max_age: 300s, .. }}");
    assert_eq!(format!("{:?}", published()), expected);
}
