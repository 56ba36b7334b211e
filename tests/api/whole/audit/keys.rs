//! What can be seen of the secrets: short ones, and one that is used twice.

use std::sync::RwLock;

use glassbox::key::{KeySource, Lookup, Unavailable, VerifyingKey};
use glassbox::{Algorithm, HmacKey, KeyRing};

use super::{codes, safe_with, short};
use crate::redaction::SECRET;
use crate::support::{at, key};

#[test]
fn each_short_secret_of_a_ring_is_found() {
    let ring = KeyRing::new(key().with_key_id("good"))
        .accept(short(Algorithm::Hs256, 9).with_key_id("demo"))
        .and_then(|ring| ring.accept_until(short(Algorithm::Hs384, 40).with_key_id("old"), at(0)))
        .and_then(|ring| ring.accept(short(Algorithm::Hs512, 63)))
        .unwrap();
    let verifier = safe_with(ring);
    assert_eq!(codes(&verifier), ["short_secret"; 3]);
    let text = verifier.audit().to_string();
    for name in [
        "\"demo\" (HS256)",
        "\"old\" (HS384)",
        "without an id (HS512)",
    ] {
        assert!(
            text.contains(&format!("the key {name} is shorter")),
            "{text}"
        );
    }
    assert!(!text.contains("good"), "{text}");
}

#[test]
fn one_secret_under_two_names_or_algorithms_is_found() {
    let two = |one: HmacKey, other: HmacKey| {
        let ring = KeyRing::new(one.with_key_id("a")).accept(other.with_key_id("b"));
        safe_with(ring.unwrap())
    };
    let hs256 = || HmacKey::hs256(SECRET).unwrap();
    let shared = [
        (two(hs256(), hs256()), "\"b\" (HS256)"),
        (
            two(hs256(), HmacKey::hs384(SECRET).unwrap()),
            "\"b\" (HS384)",
        ),
        (
            two(hs256(), HmacKey::hs512(SECRET).unwrap()),
            "\"b\" (HS512)",
        ),
    ];
    for (verifier, other) in shared {
        assert_eq!(codes(&verifier), ["shared_secret"]);
        let text = verifier.audit().to_string();
        let keys = format!("the keys \"a\" (HS256) and {other} share a secret");
        assert!(
            text.starts_with("warning (shared_secret)") && text.contains(&keys),
            "{text}"
        );
    }
    // As much alike as two can be: all but one byte of the last block.
    let mut nearly = *SECRET;
    nearly[63] ^= 1;
    assert_eq!(
        codes(&two(hs256(), HmacKey::hs512(nearly).unwrap())),
        [""; 0]
    );
    assert_eq!(
        codes(&two(hs256(), HmacKey::hs256(&SECRET[..63]).unwrap())),
        [""; 0]
    );
}

/// A source that has no more to tell than its candidates, as anybody's own.
#[test]
fn keys_behind_a_source_of_ones_own_are_seen() {
    struct Reloadable(RwLock<HmacKey>);
    impl KeySource for Reloadable {
        fn candidates(
            &self,
            _: &Lookup<'_>,
            visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
        ) -> Result<bool, Unavailable> {
            Ok(visit(&*self.0.read().map_err(|_| Unavailable)?))
        }
    }
    let behind = |key: HmacKey| safe_with(Reloadable(RwLock::new(key)));
    assert_eq!(
        codes(&behind(short(Algorithm::Hs256, 31))),
        ["short_secret"]
    );
    assert_eq!(codes(&behind(key())), [""; 0]);
    let boxed: Box<dyn KeySource> = Box::new(KeyRing::new(short(Algorithm::Hs256, 31)));
    assert_eq!(codes(&safe_with(boxed)), ["short_secret"]);
}

#[test]
fn a_key_id_cannot_break_a_line() {
    let id = format!("\u{1b}[31m\n\u{202e}{}", "x".repeat(999));
    let key = short(Algorithm::Hs256, 5).with_key_id(id.as_str());
    let text = safe_with(key).audit().to_string();
    assert!(text.contains("xxxx") && text.len() < 400, "{text}");
    assert!(
        !text.contains(|c: char| c.escape_debug().len() > 1 && !"\"\\".contains(c)),
        "{text:?}"
    );
}
