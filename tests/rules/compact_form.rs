//! RFC 7515 §7.1: three parts with exactly two dots between, of the letters of base64url and of
//! nothing else: no padding, no space, no JSON serialization.

use glassbox::jws::Unverified;

use super::verifier;
use crate::support::{code, token};

#[test]
fn exactly_three_parts_of_the_alphabet() {
    let good = token("{}");
    assert_eq!(code(&verifier(), &good), "accepted");
    let (head, rest) = good.split_once('.').unwrap();
    let (body, tail) = rest.split_once('.').unwrap();
    let padded = |part: &str| format!("{part}=");
    let mut texts: Vec<String> = ["", ".", "..", "...", "x"].map(String::from).to_vec();
    texts.extend([
        format!("{head}.{body}"),
        format!("{good}."),
        format!(".{good}"),
        format!("{good}.x"),
        format!("{good}.x.y"),
        format!("{head}..{body}.{tail}"),
        padded(&good),
        format!("{head}.{}.{tail}", padded(body)),
        format!("{{\"protected\":\"{head}\",\"payload\":\"{body}\",\"signature\":\"{tail}\"}}"),
    ]);
    for foreign in [
        " ", "\t", "\n", "\r\n", "\0", "\u{feff}", "\u{200b}", "%2E", "+", "/", "!", "é",
    ] {
        texts.push(format!("{foreign}{good}"));
        texts.push(format!("{good}{foreign}"));
        texts.push(format!("{head}.{foreign}{body}.{tail}"));
        texts.push(format!("Bearer {good}"));
    }
    // Five parts are an encrypted token: refused by its own name, under the usual header too.
    let five = format!("{head}.AAAA.{body}.{body}.{tail}");
    assert_eq!(code(&verifier(), &five), "encrypted_token");
    assert_eq!(
        Unverified::parse(&five).unwrap_err().code(),
        "encrypted_token"
    );
    // Whatever their lengths: here the last three are together as long as the signature.
    let last = format!("AA.AAA.{}", "A".repeat(tail.len() - 7));
    let fitting = format!("{head}.{body}.{last}");
    assert_eq!(code(&verifier(), &fitting), "encrypted_token");
    for (from, to) in [
        ("AAAA", "AAA+"),
        ("AAAA", "A"),
        (".AAAA.", ".AAAA"),
        (tail, "A"),
    ] {
        texts.push(five.replace(from, to));
    }
    for text in texts {
        assert_eq!(code(&verifier(), &text), "malformed", "{text:?}");
        assert!(Unverified::parse(&text).is_err(), "{text:?}");
    }
}
