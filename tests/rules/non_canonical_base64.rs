//! RFC 4648 §3.5: one spelling for each byte string. Bits to spare in the last character are zero, in
//! every part, so that a token cannot be changed and still hold.

use super::verifier;
use crate::support::{base64url, code, forge_parts, key, token};

#[test]
fn spare_bits_are_zero_in_every_part() {
    let good = token("{}");
    // 43 characters: the last has two spare bits, so it has three other spellings.
    let (start, last) = good.split_at(good.len() - 1);
    let symbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let value = symbols.find(last).unwrap();
    for other in 0..4 {
        let spelling = format!("{start}{}", &symbols[value / 4 * 4 + other..][..1]);
        let expected = if spelling == good {
            "accepted"
        } else {
            "malformed"
        };
        assert_eq!(code(&verifier(), &spelling), expected);
    }
    // Re-signed: `{}` is e30, and e31, e32, e33 decode to the same two bytes.
    let header = base64url(br#"{"alg":"HS256"}"#);
    for (payload, expected) in [
        ("e30", "accepted"),
        ("e31", "malformed"),
        ("e30=", "malformed"),
    ] {
        assert_eq!(
            code(&verifier(), &forge_parts(&header, payload, &key())),
            expected
        );
    }
}
