//! B4 to B6: each string of bytes has one spelling.

use glassbox::{HmacKey, Verifier};

use super::super::{SECRET, key, said, verdicts, verifier};
use super::{Good, good};
use crate::support::{base64url, forge, forge_parts};

const SYMBOLS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/// All texts that differ from this one in the last character alone.
fn other_ends(text: &str) -> impl Iterator<Item = String> {
    let (start, last) = text.split_at(text.len() - 1);
    let others = SYMBOLS
        .chars()
        .filter(move |&other| !last.starts_with(other));
    others.map(move |other| format!("{start}{other}"))
}

#[test]
fn b4_padding() {
    let Good {
        header: h,
        payload: p,
        text,
        ..
    } = good("{}");
    for padding in ["=", "==", "===", "%3D", "%3d"] {
        verdicts(
            &verifier(),
            [
                (format!("{text}{padding}"), "malformed"),
                (
                    forge_parts(&h, &format!("{p}{padding}"), &key()),
                    "malformed",
                ),
                (
                    forge_parts(&format!("{h}{padding}"), &p, &key()),
                    "malformed",
                ),
            ],
        );
    }
    verdicts(&verifier(), [(text, "accept")]);
}

#[test]
fn b5_standard_alphabet() {
    let standard = |text: &str| text.replace('-', "+").replace('_', "/");
    // Among some tokens there is one whose signature needs both of the characters.
    let mut tokens = (0..1000).map(|n| good(&format!(r#"{{"n":{n}}}"#)));
    let needs_both = |good: &Good| good.signature.contains('-') && good.signature.contains('_');
    let both = tokens.find(needs_both).unwrap();
    let Good {
        header: h,
        payload: p,
        signature: s,
        text,
    } = both;
    for s in [standard(&s), s.replace('-', "+"), s.replace('_', "/")] {
        let bad = format!("{h}.{p}.{s}");
        assert_eq!(said(&verifier(), &bad), "malformed", "{bad}");
    }
    verdicts(&verifier(), [(text, "accept")]);
    // And a payload, signed as it stands there.
    let p = base64url(r#"{"a":"??>>~~","b":"ûûÿÿ"}"#.as_bytes());
    assert!(p.contains('-') && p.contains('_'), "{p}");
    verdicts(
        &verifier(),
        [
            (forge_parts(&h, &standard(&p), &key()), "malformed"),
            (forge_parts(&h, &p, &key()), "accept"),
        ],
    );
}

/// One token has one text: a list of denied tokens can go by the text or by a hash of it.
#[test]
fn b6_spare_bits() {
    // The bytes of a MAC leave 2, 0 and 4 bits to spare, so its text has that many other spellings.
    for (name, key, spellings) in [
        ("HS256", HmacKey::hs256(SECRET), 4),
        ("HS384", HmacKey::hs384(SECRET), 1),
        ("HS512", HmacKey::hs512(SECRET), 16),
    ] {
        let key = key.unwrap();
        let verifier = Verifier::new(key.clone()).allow_missing_exp();
        for header in [
            format!(r#"{{"alg":"{name}","typ":"JWT"}}"#),
            // One that is read the longer way.
            format!(r#"{{"alg":"{name}"}}"#),
        ] {
            let text = forge(&header, "{}", &key);
            let malformed = other_ends(&text).filter(|bad| {
                let word = said(&verifier, bad);
                assert!(
                    matches!(word, "malformed" | "bad_signature"),
                    "{word} {bad}"
                );
                word == "malformed"
            });
            // Of 64 ends all but one in `spellings` leave bits that are not zero.
            assert_eq!(malformed.count(), 64 - 64 / spellings, "{header}");
            verdicts(&verifier, [(text, "accept")]);
        }
    }
    // A header and a payload, signed as they stand there: `{}` is e30.
    let header = base64url(br#"{"alg":"HS256" }"#);
    assert_eq!(header.len() % 4, 2);
    for (h, p, word) in [
        (header.clone(), "e30", "accept"),
        (header.clone(), "e31", "malformed"),
        (header.clone(), "e32", "malformed"),
        (header.clone(), "e33", "malformed"),
        (header.replace("fQ", "fR"), "e30", "malformed"),
        (header.replace("fQ", "ff"), "e30", "malformed"),
    ] {
        verdicts(&verifier(), [(forge_parts(&h, p, &key()), word)]);
    }
}
