//! RFC 7515 §2 and RFC 4648 §3.5: bytes have one text, and no other is read, in any part of a token and
//! however rightly it is signed.

use glassbox::{HmacKey, jws};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{any_key, kept_in};
use crate::support::{base64url, forge_parts, key};

const SYMBOLS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// Texts of which a lenient reader makes the same bytes: spare bits set, padded, in the other
/// alphabet, with white space.
fn other_spellings(text: &str, place: usize) -> Vec<String> {
    let mut others = vec![];
    let spare_bits = match text.len() % 4 {
        2 => 4,
        3 => 2,
        _ => 0,
    };
    if let Some(last) = text.chars().next_back() {
        let value = SYMBOLS.find(last).unwrap();
        let rest = &text[..text.len() - 1];
        for spare in 1..1 << spare_bits {
            let symbol = SYMBOLS.as_bytes()[value | spare];
            others.push(format!("{rest}{}", char::from(symbol)));
        }
    }
    let padding = ["", "", "==", "="][text.len() % 4];
    others.push(format!("{text}{padding}"));
    others.push(format!("{text}=").replace("===", "=="));
    others.push(text.replace('-', "+"));
    others.push(text.replace('_', "/"));
    let place = place % (text.len() + 1);
    for space in ["\n", " ", "\r\n", "\t", "\0", "="] {
        others.push(format!("{}{space}{}", &text[..place], &text[place..]));
    }
    // A character alone stands for no byte.
    if text.len().is_multiple_of(4) {
        others.push(format!("{text}A"));
    }
    others.retain(|other| other != text);
    others
}

fn is_refused(text: &str, key: &HmacKey) -> bool {
    jws::verify(text, key).is_err_and(|error| error.code() == "malformed")
}

proptest! {
    #![proptest_config(kept_in("tests/properties/regressions/base64url.txt"))]

    #[test]
    fn any_bytes_come_back(bytes in vec(any::<u8>(), 0..2000), key in any_key()) {
        let token = jws::sign(&bytes, &key).unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        prop_assert_eq!(parts.len(), 3);
        prop_assert_eq!(parts[1], base64url(&bytes));
        prop_assert_eq!(jws::verify(&token, &key).unwrap(), bytes);
    }

    #[test]
    fn any_other_spelling_is_refused(
        bytes in vec(any::<u8>(), 0..300),
        spaces in prop::collection::vec("[ \t\n\r]", 3..6),
        key in any_key(),
        place in any::<usize>(),
    ) {
        // A header of every length modulo three, since white space is free there.
        let algorithm = key.clone();
        let name = glassbox::key::KeyInfo::algorithm(&algorithm).name();
        let json = format!("{{\"alg\":\"{name}\"{}}}", spaces.concat());
        let (header, payload) = (base64url(json.as_bytes()), base64url(&bytes));
        let good = forge_parts(&header, &payload, &key);
        prop_assert_eq!(jws::verify(&good, &key).unwrap(), bytes);
        for other in other_spellings(&header, place) {
            prop_assert!(is_refused(&forge_parts(&other, &payload, &key), &key), "{}", other);
        }
        for other in other_spellings(&payload, place) {
            prop_assert!(is_refused(&forge_parts(&header, &other, &key), &key), "{}", other);
        }
        let (input, signature) = good.rsplit_once('.').unwrap();
        for other in other_spellings(signature, place) {
            prop_assert!(is_refused(&format!("{input}.{other}"), &key), "{}", other);
        }
    }

    #[test]
    fn what_is_read_is_what_would_be_written(text in "[A-Za-z0-9_-]{0,200}") {
        let key = key();
        let token = forge_parts(&base64url(b"{\"alg\":\"HS256\"}"), &text, &key);
        match jws::verify(&token, &key) {
            Ok(bytes) => prop_assert_eq!(base64url(&bytes), text),
            Err(error) => {
                prop_assert_eq!(error.code(), "malformed");
                // No bytes have this text: those of any length near it give another.
                let is_whole = match text.len() % 4 {
                    0 => true,
                    1 => false,
                    left => {
                        let last = text.chars().next_back().unwrap();
                        let spare = if left == 2 { 15 } else { 3 };
                        SYMBOLS.find(last).unwrap() & spare == 0
                    }
                };
                prop_assert!(!is_whole);
            }
        }
    }
}
