//! What holds for every input, tried with random ones. `PROPTEST_CASES` sets how many each property
//! sees (256 unless told); a failing input is kept in `regressions/` and tried first from then on.

mod base64url;
#[cfg(feature = "jwe")]
mod encryption;
mod one_character;
mod passes;
mod policy;
mod round_trip;
mod validity;

use glassbox::{Algorithm, HmacKey};
use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{FileFailurePersistence, TestRng, TestRunner};
use serde_json::{Map, Value};

// `oracle.rs` stands here and is a module of the fuzz targets, which have use for it too.
use crate::replay::targets::oracle;

/// The usual number of cases; failing ones are kept in this file.
pub fn kept_in(file: &'static str) -> ProptestConfig {
    ProptestConfig {
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(file))),
        ..ProptestConfig::default()
    }
}

/// Always the same cases of a strategy: to show that it reaches what it is made for.
fn the_same<S: Strategy>(cases: usize, strategy: &S) -> Vec<S::Value> {
    let config = ProptestConfig::default();
    let rng = TestRng::deterministic_rng(config.rng_algorithm);
    let mut runner = TestRunner::new_with_rng(config, rng);
    let tree = |_| strategy.new_tree(&mut runner).unwrap().current();
    (0..cases).map(tree).collect()
}

fn algorithm() -> impl Strategy<Value = Algorithm> {
    prop::sample::select(vec![Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512])
}

/// The key of random bytes, which may be few, and text with white space around it.
fn of_any_secret(algorithm: Algorithm, secret: &[u8]) -> HmacKey {
    let options = HmacKey::options(algorithm).allow_short_secret();
    options.allow_white_space().secret(secret).unwrap()
}

/// A key with a secret of any length, and perhaps an id.
fn any_key() -> impl Strategy<Value = HmacKey> {
    let secret = vec(any::<u8>(), 1..300);
    let key_id = prop::option::of(text());
    (algorithm(), secret, key_id).prop_map(|(algorithm, secret, key_id)| {
        let key = of_any_secret(algorithm, &secret);
        match key_id {
            Some(key_id) => key.with_key_id(key_id),
            None => key,
        }
    })
}

/// Text of any characters: controls, quotes, and those beyond the basic plane too.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-z]{0,8}",
        2 => vec(any::<char>(), 0..8).prop_map(String::from_iter),
    ]
}

/// Any number with a fraction: JSON has no infinities.
fn fraction() -> impl Strategy<Value = f64> {
    use prop::num::f64::{NORMAL, SUBNORMAL, ZERO};
    NORMAL | SUBNORMAL | ZERO
}

/// Any JSON value, not too deep.
fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        fraction().prop_map(Value::from),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 24, 5, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..5).prop_map(Value::from),
            members(text(), inner).prop_map(Value::from),
        ]
    })
}

fn members(
    name: impl Strategy<Value = String>,
    value: impl Strategy<Value = Value>,
) -> impl Strategy<Value = Map<String, Value>> {
    btree_map(name, value, 0..5).prop_map(Map::from_iter)
}
