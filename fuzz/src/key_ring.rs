use glassbox::key::KeyInfo;
use glassbox::{Algorithm, KeyRing, Verifier};
use serde_json::{Value, json};

use super::input::{Input, NOW, at, key};
use super::naive;

/// A key of the model.
#[derive(Clone, Copy)]
struct Entry {
    algorithm: Algorithm,
    secret: u8,
    id: Option<&'static str>,
    until: Option<i64>,
}

impl Entry {
    fn read(input: &mut Input<'_>) -> Self {
        Self {
            algorithm: input.algorithm(),
            secret: input.pick(&[1, 2, 3, 4]),
            id: input.pick(&[None, None, Some("a"), Some("b"), Some("c"), Some("")]),
            until: input.pick(&[None, None, Some(NOW), Some(NOW + 1), Some(i64::MIN)]),
        }
    }

    fn key(self) -> glassbox::HmacKey {
        let key = key(self.algorithm, self.secret);
        self.id.map_or(key.clone(), |id| key.with_key_id(id))
    }
}

/// A ring of any keys, and tokens of any of them and of strangers, with any `kid` and `alg`.
pub fn key_ring(data: &[u8]) {
    let mut input = Input::new(data);
    let current = Entry {
        until: None,
        ..Entry::read(&mut input)
    };
    let mut entries = vec![current];
    let mut ring = KeyRing::new(current.key());
    for _ in 0..input.byte() % 24 {
        let entry = Entry::read(&mut input);
        let longer = match entry.until {
            Some(until) => ring.clone().accept_until(entry.key(), at(until)),
            None => ring.clone().accept(entry.key()),
        };
        let is_taken = entry.id.is_some() && entries.iter().any(|known| known.id == entry.id);
        assert_eq!(longer.is_err(), is_taken);
        if let Ok(longer) = longer {
            ring = longer;
            entries.push(entry);
        }
    }
    assert_eq!(ring.algorithm(), current.algorithm);
    assert_eq!(ring.key_id().map(|id| id.as_str()), current.id);

    let verifier = Verifier::new(ring);
    for _ in 0..8 {
        let signed_by = Entry::read(&mut input);
        let alg = match input.byte() % 4 {
            0 => input.algorithm(),
            _ => signed_by.algorithm,
        };
        let mut header = json!({"alg": alg.name(), "typ": "JWT"}).to_string();
        if let Some(id) = signed_by.id {
            // As the crate itself writes it, or in another order.
            header = match input.yes() {
                true => format!(r#"{{"alg":"{alg}","typ":"JWT","kid":"{id}"}}"#),
                false => json!({"kid": id, "alg": alg.name()}).to_string(),
            };
        }
        let payload = naive::encode(format!(r#"{{"exp":{}}}"#, NOW + 1).as_bytes());
        let token = naive::signed(
            &naive::encode(header.as_bytes()),
            &payload,
            &signed_by.key(),
        );
        let verdict = verifier.at(at(NOW)).verify::<Value>(&token);
        let code = verdict.map_or_else(|error| error.code(), |_| "accepted");
        assert_eq!(code, expected(&entries, alg, signed_by), "{header}");
    }
}

fn expected(entries: &[Entry], alg: Algorithm, signed_by: Entry) -> &'static str {
    let mut candidates = entries.to_vec();
    candidates.retain(|entry| entry.until.is_none_or(|until| NOW < until));
    if signed_by.id.is_some() {
        candidates.retain(|entry| entry.id.is_none() || entry.id == signed_by.id);
    }
    // The key that the token names goes first.
    candidates.sort_by_key(|entry| signed_by.id.is_some() && entry.id.is_none());
    if candidates.is_empty() {
        return "unknown_key";
    }
    candidates.retain(|entry| entry.algorithm == alg);
    if candidates.is_empty() {
        return "algorithm_mismatch";
    }
    // So many are tried for one token.
    candidates.truncate(16);
    let made_it =
        |entry: &Entry| entry.secret == signed_by.secret && entry.algorithm == signed_by.algorithm;
    match candidates.iter().any(made_it) {
        true => "accepted",
        false => "invalid_signature",
    }
}
