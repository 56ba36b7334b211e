use core::time::Duration;

use glassbox::{Signer, Verifier};
use serde_json::{Value, json};

use super::input::{Input, NOW, at, key};

/// A token that is signed, and accepted from its begin to its last second, then changed as the input
/// says: accepted if nothing is changed in the end.
pub fn verify(data: &[u8]) {
    let mut input = Input::new(data);
    let mut key = key(input.algorithm(), 1);
    if input.yes() {
        key = key.with_key_id("a");
    }
    let len = usize::from(input.byte());
    let role = String::from_utf8_lossy(input.take(len));
    let claims = json!({"role": role});
    let signer = Signer::new(key.clone()).validity(Duration::from_secs(60));
    let token = signer.at(at(NOW)).sign(&claims).unwrap();
    let verifier = Verifier::new(key);
    assert!(verifier.at(at(NOW + 59)).verify::<Value>(&token).is_ok());
    let verified = verifier.at(at(NOW)).verify::<Value>(&token).unwrap();
    assert_eq!(verified.claims()["role"], claims["role"]);

    let mut bytes = token.clone().into_bytes();
    while !input.is_empty() {
        change(&mut bytes, &mut input);
    }
    if let Ok(changed) = std::str::from_utf8(&bytes) {
        let verified = verifier.at(at(NOW)).verify::<Value>(changed);
        assert_eq!(verified.is_ok(), changed == token, "{token} {changed}");
    }
}

fn change(bytes: &mut Vec<u8>, input: &mut Input<'_>) {
    let place = input.place(bytes.len());
    match input.byte() % 6 {
        0 => bytes.insert(place, input.byte()),
        1 if !bytes.is_empty() => bytes[place] = input.byte(),
        2 if !bytes.is_empty() => _ = bytes.remove(place),
        3 if !bytes.is_empty() => {
            let other = input.place(bytes.len());
            bytes.swap(place, other);
        }
        // One bit.
        4 if !bytes.is_empty() => bytes[place] ^= 1 << (input.byte() % 8),
        // A piece of the token, once more or in another place.
        _ => {
            let end = place + input.place(bytes.len() - place + 1);
            let piece: Vec<u8> = match input.yes() {
                true => bytes.drain(place..end).collect(),
                false => bytes[place..end].to_vec(),
            };
            let target = input.place(bytes.len() + 1);
            bytes.splice(target..target, piece);
            bytes.truncate(4096);
        }
    }
}
