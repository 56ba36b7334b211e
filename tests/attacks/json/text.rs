//! C5 to C8: what is no JSON object in UTF-8.

use glassbox::Claims;

use super::super::{HEADER, key, said, token, verdicts, verifier};
use crate::support::{NOW, at, forge_bytes, verdict};

/// Bytes as a payload and as a header are both refused; rightly signed, and as what they are.
#[track_caller]
fn refuses_bytes(bytes: &[u8]) {
    let payload = forge_bytes(HEADER.as_bytes(), bytes, &key());
    let header = forge_bytes(bytes, b"{}", &key());
    let shown = String::from_utf8_lossy(bytes).into_owned();
    assert_eq!(said(&verifier(), &payload), "malformed", "{shown}");
    // An empty header is no part at all.
    let word = if bytes.is_empty() {
        "malformed"
    } else {
        "bad_header"
    };
    assert_eq!(said(&verifier(), &header), word, "{shown}");
}

/// A header that is also a payload, so that one text serves for both places.
const BOTH: &str = r#"{"alg":"HS256"}"#;

#[track_caller]
fn accepts(text: &str) {
    let payload = forge_bytes(HEADER.as_bytes(), text.as_bytes(), &key());
    let header = forge_bytes(text.as_bytes(), b"{}", &key());
    verdicts(&verifier(), [(payload, "accept"), (header, "accept")]);
}

#[test]
fn c5_not_an_object() {
    let nested = token("{}");
    for text in [
        "",
        " ",
        "[]",
        r#"[{"alg":"HS256"}]"#,
        r#"["alg","HS256"]"#,
        r#""x""#,
        r#""{\"alg\":\"HS256\"}""#,
        "1",
        "null",
        "true",
        &nested,
        &format!("\"{nested}\""),
    ] {
        refuses_bytes(text.as_bytes());
    }
    accepts(BOTH);
}

#[test]
fn c6_not_json() {
    let members = r#""alg":"HS256""#;
    for text in [
        "{".to_owned(),
        format!("{{{members}"),
        format!("{{{members},}}"),
        format!("{{,{members}}}"),
        format!("{{{members}}}x"),
        format!("{{{members}}}}}"),
        format!("{{{members}}}{{{members}}}"),
        format!("{{{members}}} {{}}"),
        format!("{{{members}}}\0"),
        format!("{{{members}\0}}"),
        format!("\0{{{members}}}"),
        format!("// comment\n{{{members}}}"),
        format!("{{/* comment */{members}}}"),
        format!("{{{members}}}// comment"),
        format!("{{{members} \"a\":1}}"),
        format!("{{{members};\"a\":1}}"),
        format!("\u{a0}{{{members}}}"),
        "{'alg':'HS256'}".to_owned(),
        r#"{alg:"HS256"}"#.to_owned(),
        r#"{"alg":HS256}"#.to_owned(),
        r#"{"alg"="HS256"}"#.to_owned(),
    ] {
        refuses_bytes(text.as_bytes());
    }
    for value in [
        "NaN",
        "Infinity",
        "-Infinity",
        "undefined",
        "True",
        "tru",
        "01",
        "-01",
        "+1",
        ".5",
        "1.",
        "1.e5",
        "1e",
        "1e+",
        "-",
        "--1",
        "0x10",
        "1_000",
        "'a'",
        "\"a",
        "\"\\x41\"",
        "\"\\a\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\U0041\"",
        "\"\\\"",
        "\"\n\"",
        "\"\t\"",
        "\"\0\"",
        "\"\u{1f}\"",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"b\":}",
        "{\"b\"}",
        "{1:2}",
        "",
    ] {
        refuses_bytes(format!(r#"{{{members},"a":{value}}}"#).as_bytes());
    }
    for value in [
        "-0",
        "1.5e+3",
        r#""\u0041\/\n""#,
        "\"\u{7f}\"",
        "[ 1 ]",
        "{ }",
    ] {
        accepts(&format!("\t\n {{ {members} ,\r\n\"a\":{value}}} "));
    }
}

#[test]
fn c7_not_utf_8() {
    let around = |bytes: &[u8]| {
        let within = [br#"{"alg":"HS256","a":""#, bytes, br#""}"#].concat();
        let name = [br#"{"alg":"HS256",""#, bytes, br#"":1}"#].concat();
        let after = [BOTH.as_bytes(), bytes].concat();
        [within, name, after]
    };
    for bytes in [
        &b"\xff"[..],
        b"\xfe",
        b"\x80",
        b"\xc0\xaf",
        b"\xe0\x80\xaf",
        // Surrogates, each written as a character of its own.
        b"\xed\xa0\xbd\xed\xb8\x80",
        b"\xed\xa0\x80",
        // Beyond the last character, and a character cut short.
        b"\xf4\x90\x80\x80",
        b"\xf0\x9f\x98",
        // "é" in Latin-1.
        b"\xe9",
    ] {
        for text in around(bytes) {
            refuses_bytes(&text);
        }
    }
    for mark in ["", "\u{feff}"] {
        let text = format!("{mark}{BOTH}");
        let utf16: Vec<u16> = text.encode_utf16().collect();
        let utf32: Vec<u32> = text.chars().map(u32::from).collect();
        for bytes in [
            utf16.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
            utf16.iter().flat_map(|unit| unit.to_be_bytes()).collect(),
            utf32.iter().flat_map(|unit| unit.to_le_bytes()).collect(),
            utf32
                .iter()
                .flat_map(|unit| unit.to_be_bytes())
                .collect::<Vec<_>>(),
        ] {
            refuses_bytes(&bytes);
        }
    }
    accepts("{\"alg\":\"HS256\",\"é\":\"\u{10ffff}😀\"}");
}

#[test]
fn c8_byte_order_mark() {
    refuses_bytes(b"\xef\xbb\xbf{\"alg\":\"HS256\"}");
    refuses_bytes(b"{\"alg\":\"HS256\"}\xef\xbb\xbf");
    // Within a text it is a character.
    accepts("{\"alg\":\"HS256\",\"a\":\"\u{feff}\"}");
}

#[test]
fn c8_lone_surrogate() {
    for escape in [
        "\\ud800",
        "\\udc00",
        "\\ud800\\ud800",
        "\\udc00\\ud800",
        "\\ud800a",
    ] {
        for payload in [
            format!(r#"{{"a":"{escape}"}}"#),
            format!(r#"{{"a":["{escape}"]}}"#),
            format!(r#"{{"{escape}":1}}"#),
        ] {
            assert_eq!(
                said(&verifier(), &token(&payload)),
                "malformed",
                "{payload}"
            );
        }
        let text = token(&format!(r#"{{"iss":"{escape}"}}"#));
        let word = said(&verifier().issuer("https://auth.example"), &text);
        assert_ne!(word, "accept", "{escape}");
        for member in ["kid", "typ", "x"] {
            let header = format!(r#"{{"alg":"HS256","{member}":"{escape}"}}"#);
            let text = forge_bytes(header.as_bytes(), b"{}", &key());
            // What nobody knows is ignored, whatever is in it (RFC 7515 §4).
            let due = if member == "x" {
                "accept"
            } else {
                "bad_header"
            };
            assert_eq!(said(&verifier(), &text), due, "{header}");
        }
    }
    // The grammar of JSON allows the escape (RFC 8259 §8.2), and text in memory does not: so a type
    // without a place for the claim does not meet it, and has nothing of it.
    let text = token(r#"{"a":"\ud800","sub":"42"}"#);
    let read = verifier().at(at(NOW)).verify::<Claims>(&text).unwrap();
    assert_eq!(read.claims(), &Claims::new(()).subject("42"));
    // A pair of them is a character.
    let claims = verdict(&verifier(), &token(r#"{"a":"\ud83d\ude00"}"#)).unwrap();
    assert_eq!(claims["a"], "😀");
}
