//! What is expected of a verification, and whether it came.

use glassbox::VerifyError;
use serde_json::Value;

/// What is wrong with it, if it is not the right refusal.
pub fn refusal<T>(
    outcome: Result<T, VerifyError>,
    is_right: impl Fn(&str) -> bool,
) -> Option<String> {
    match outcome {
        Ok(_) => Some("accepted".into()),
        Err(error) if is_right(error.code()) => None,
        Err(error) => Some(format!("refused for another reason: {error}")),
    }
}

/// The token with one character replaced, and whether that was in the header: the same character
/// as in check.mjs.
pub fn change(token: &str, index: usize) -> (String, bool) {
    let is_place = |pair: &[u8]| !pair.contains(&b'.');
    let pairs = token.as_bytes().windows(2).enumerate();
    let places: Vec<usize> = pairs
        .filter(|(_, pair)| is_place(pair))
        .map(|(at, _)| at)
        .collect();
    let at = places[index * 7919 % places.len()];
    let (before, rest) = token.split_at(at);
    let other = if rest.starts_with('A') { 'B' } else { 'A' };
    (
        format!("{before}{other}{}", &rest[1..]),
        !before.contains('.'),
    )
}

/// Equality of values: `1.0` is `1`, as JavaScript writes it.
pub fn are_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => {
            let is_there = |(name, value)| other.get(name).is_some_and(|it| are_same(value, it));
            one.len() == other.len() && one.iter().all(is_there)
        }
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(a, b)| are_same(a, b))
        }
        (Value::Number(one), Value::Number(other)) if one.is_f64() || other.is_f64() => {
            one.as_f64() == other.as_f64()
        }
        _ => one == other,
    }
}
