//! B7, B8: the signature is whole, and is that of the characters that came.

use glassbox::key::SigningKey;

use super::super::{AnySecret, HEADER, key, said, token, verdicts, verifier};
use super::{Good, good};
use crate::support::{base64url, code, forge};

/// The bytes of a signature, with another under the same signing input.
fn mac(text: &str) -> (&str, Vec<u8>) {
    let (input, _) = text.rsplit_once('.').unwrap();
    let mac = key().sign(input.as_bytes()).unwrap();
    (input, mac.as_ref().to_vec())
}

#[test]
fn b7_truncated_and_extended_signature() {
    let text = token("{}");
    let (input, mac) = mac(&text);
    let cut = |len: usize| mac[..len].to_vec();
    let mut rows: Vec<Vec<u8>> = [0, 1, 10, 16, 31].map(cut).to_vec();
    rows.push([&mac[..], &[0]].concat());
    rows.push([&mac[..], &mac[..]].concat());
    rows.push([&[0], &mac[..]].concat());
    rows.push([&[0], &mac[..31]].concat());
    rows.push(mac[1..].to_vec());
    rows.push([&mac[..], &[0; 32]].concat());
    rows.push(vec![0; 32]);
    for signature in rows {
        let bad = format!("{input}.{}", base64url(&signature));
        assert_eq!(said(&verifier(), &bad), "bad_signature", "{bad}");
    }
    verdicts(
        &verifier(),
        [(format!("{input}.{}", base64url(&mac)), "accept")],
    );
}

#[test]
fn b7_any_one_byte_of_the_mac_changed() {
    for header in [HEADER, r#"{"alg":"HS256"}"#] {
        let text = forge(header, "{}", &key());
        let (input, mac) = mac(&text);
        for place in 0..mac.len() {
            for change in 1..=255 {
                let mut changed = mac.clone();
                changed[place] ^= change;
                let bad = format!("{input}.{}", base64url(&changed));
                let error = code(&verifier(), &bad);
                assert_eq!(error, "invalid_signature", "{place} {change}");
            }
        }
        verdicts(&verifier(), [(text, "accept")]);
    }
}

#[test]
fn b8_tampering_under_a_genuine_signature() {
    let Good {
        header: h,
        payload: p,
        signature: s,
        text,
    } = good(r#"{"sub":"user","n":1}"#);
    for (header, payload) in [
        (r#"{"typ":"JWT","alg":"HS256"}"#, r#"{"sub":"user","n":1}"#),
        (r#"{"alg":"HS256", "typ":"JWT"}"#, r#"{"sub":"user","n":1}"#),
        (r#"{"alg":"HS256","typ":"jwt"}"#, r#"{"sub":"user","n":1}"#),
        (HEADER, r#"{"n":1,"sub":"user"}"#),
        (HEADER, r#"{"sub":"user","n":1} "#),
        (HEADER, r#"{"sub":"user","n":1.0}"#),
        (HEADER, r#"{"sub":"\u0075ser","n":1}"#),
        (HEADER, r#"{"sub":"root","n":1}"#),
        (HEADER, "{}"),
        (HEADER, ""),
    ] {
        let (h, p) = (base64url(header.as_bytes()), base64url(payload.as_bytes()));
        let bad = format!("{h}.{p}.{s}");
        assert_eq!(
            said(&verifier(), &bad),
            "bad_signature",
            "{header}{payload}"
        );
        let signed = forge(header, payload, &key());
        let word = if payload.is_empty() {
            "malformed"
        } else {
            "accept"
        };
        assert_eq!(said(&verifier(), &signed), word, "{header}{payload}");
    }
    // The case of one character. A header is read before its signature is looked at, so that it may
    // be refused as one; what is behind it is not read.
    let flip = |text: &str, place: usize| {
        let mut flipped = text.as_bytes().to_vec();
        flipped[place] ^= 0x20;
        String::from_utf8(flipped).unwrap()
    };
    for (place, character) in text.char_indices() {
        if !character.is_ascii_alphabetic() {
            continue;
        }
        let word = said(&verifier(), &flip(&text, place));
        let of_header = ["bad_header", "alg_mismatch", "crit"];
        // The last character of a part may get bits that are not zero.
        let is_end = place + 1 == text.len() || text.as_bytes()[place + 1] == b'.';
        let fits = word == "bad_signature"
            || word == "malformed" && is_end
            || place < h.len() && of_header.contains(&word);
        assert!(fits, "{word} at {place} of {text}");
    }
    // Another token's parts, and another key's signature.
    let other = good(r#"{"sub":"root","n":1}"#);
    let of_other_key = forge(HEADER, r#"{"sub":"user","n":1}"#, &AnySecret(b"another"));
    verdicts(
        &verifier(),
        [
            (format!("{h}.{}.{s}", other.payload), "bad_signature"),
            (format!("{h}.{p}.{}", other.signature), "bad_signature"),
            (of_other_key, "bad_signature"),
            (text, "accept"),
        ],
    );
}
