//! A token is its characters: whichever is replaced, removed, added or moved, it is refused.

use core::time::Duration;

use glassbox::{HmacKey, Signer, Verifier};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::{any_key, json, kept_in, members, text};
use crate::support::{NOW, at, key, token};

/// A change of one character, or of two that change places.
#[derive(Clone, Debug)]
pub enum Change {
    Replace(Index, char),
    Insert(Index, char),
    Delete(Index),
    Swap(Index, Index),
}

pub fn change() -> impl Strategy<Value = Change> {
    let character = prop_oneof![6 => "[A-Za-z0-9_-]", 2 => "[.=+/ \n\0]", 1 => any::<char>().prop_map(String::from)];
    let character = character.prop_map(|text| text.chars().next().unwrap());
    let place = any::<Index>;
    prop_oneof![
        (place(), character.clone()).prop_map(|(at, new)| Change::Replace(at, new)),
        (place(), character).prop_map(|(at, new)| Change::Insert(at, new)),
        place().prop_map(Change::Delete),
        (place(), place()).prop_map(|(one, other)| Change::Swap(one, other)),
    ]
}

pub fn changed(token: &str, change: &Change) -> String {
    let mut characters: Vec<char> = token.chars().collect();
    let len = characters.len();
    match change {
        Change::Replace(at, new) => characters[at.index(len)] = *new,
        Change::Insert(at, new) => characters.insert(at.index(len + 1), *new),
        Change::Delete(at) => _ = characters.remove(at.index(len)),
        Change::Swap(one, other) => characters.swap(one.index(len), other.index(len)),
    }
    characters.into_iter().collect()
}

fn is_accepted(token: &str, key: &HmacKey) -> bool {
    let verifier = Verifier::new(key.clone())
        .any_audience()
        .allow_missing_exp();
    verifier.at(at(NOW)).verify::<Value>(token).is_ok()
}

proptest! {
    #![proptest_config(kept_in("tests/properties/regressions/one_character.txt"))]

    #[test]
    fn no_token_survives_a_change(
        claims in members(text().prop_map(|name| format!("x{name}")), json()),
        key in any_key(),
        changes in vec(change(), 32),
    ) {
        let signer = Signer::new(key.clone()).validity(Duration::from_secs(60));
        let token = signer.at(at(NOW)).sign(&claims).unwrap();
        prop_assert!(is_accepted(&token, &key));
        for change in changes {
            let other = changed(&token, &change);
            prop_assert_eq!(is_accepted(&other, &key), other == token, "{:?}: {}", change, other);
        }
    }
}

/// Every change that there is, of one short token.
#[test]
fn every_change_of_one_token_is_refused() {
    let key = key();
    let token = token("{}");
    assert!(is_accepted(&token, &key));
    let ascii = || {
        (0..128_u8)
            .map(char::from)
            .chain(['é', '\u{2024}', '\u{feff}'])
    };
    for at in 0..=token.len() {
        let (before, after) = token.split_at(at);
        let mut variants: Vec<String> =
            ascii().map(|new| format!("{before}{new}{after}")).collect();
        if at < token.len() {
            let rest = &after[1..];
            variants.push(format!("{before}{rest}"));
            variants.extend(ascii().map(|new| format!("{before}{new}{rest}")));
        }
        for other in at + 1..token.len() {
            let mut bytes = token.clone().into_bytes();
            bytes.swap(at, other);
            variants.push(String::from_utf8(bytes).unwrap());
        }
        for variant in variants {
            assert!(
                variant == token || !is_accepted(&variant, &key),
                "{variant}"
            );
        }
    }
}
