//! The rules, in a build where serde_json keeps numbers as text, members in their order and raw values:
//! that changes how claims come out of it, and may not change a verdict. And what such a build must
//! survive, once more in one that has none of these features.
#![allow(dead_code)]

#[path = "../attacks/found/reserved_names.rs"]
mod reserved_names;
#[cfg(feature = "others")]
#[path = "../rules/mod.rs"]
mod rules;
#[path = "../attacks/found/stack.rs"]
mod stack;
#[path = "../support/mod.rs"]
mod support;

#[cfg(feature = "others")]
mod numbers;
#[cfg(feature = "public-keys")]
mod processor;

/// So that the rest proves something.
#[test]
fn the_features_are_on_or_off() {
    for name in ["RawValue", "Number"] {
        assert_eq!(support::is_reserved(name), cfg!(feature = "others"));
    }
}
