//! Tokens that would reach out of the drawing: by what is in them, or by how much.

use serde_json::{Value, json};

use super::{HEADER, assert_framed, claims, drawn, pane, with_payload};
use crate::support::{base64url, token};

#[test]
fn no_drawing_holds_a_usable_token() {
    let inner = token(r#"{"sub":"42"}"#);
    let signature = &inner[inner.rfind('.').unwrap() + 1..];
    let (header, payload) = (base64url(HEADER.as_bytes()), base64url(br#"{"sub":"42"}"#));
    for payload_of_outer in [
        json!({ "id_token": inner }).to_string(),
        json!({ "list": [inner] }).to_string(),
        json!({ (inner.as_str()): 1 }).to_string(),
        json!(inner).to_string(),
        inner.clone(), // a nested token, RFC 7519 §5.2
    ] {
        let outer = token(&payload_of_outer);
        let drawing = drawn(&outer);
        let joined: String = pane(&drawing, "claims")
            .iter()
            .map(|line| line.trim())
            .collect();
        assert!(
            joined.contains(&format!("\"{header}.{payload}.\"... (a token")),
            "{joined}"
        );
        assert!(!joined.contains(&signature[..8]), "{joined}");
        let own = &outer[outer.rfind('.').unwrap() + 1..];
        assert!(!joined.contains(&own[..8]), "{joined}");
        assert_framed(&drawing);
    }
    // What only looks like one is shown as it is.
    assert_eq!(
        claims(r#"{"iss":"auth.app.example"}"#),
        "{\n  \"iss\": \"auth.app.example\"\n}"
    );
}

#[test]
fn text_that_would_act_on_a_terminal_is_escaped() {
    for (text, shown) in [
        ("Łukasz O'Brien", "Łukasz O'Brien"),
        ("東京 🦀", "東京 🦀"),
        ("a\"b\\c/", r#"a\"b\\c/"#),
        ("\u{1b}[31m", r"\u001b[31m"),
        ("\0\r\n\t\u{7f}\u{9b}", r"\u0000\r\n\t\u007f\u009b"),
        ("\u{202e}\u{2066}\u{200f}", r"\u202e\u2066\u200f"),
        ("\u{200b}\u{feff}\u{2028}", r"\u200b\ufeff\u2028"),
        ("e\u{301}", r"e\u0301"),
        ("\u{e0001}", r"\udb40\udc01"),
    ] {
        // As a value, as a name, and where there is no JSON.
        let payload = json!({ text: text }).to_string();
        assert_eq!(
            claims(&payload),
            format!("{{\n  \"{shown}\": \"{shown}\"\n}}")
        );
        let raw = with_payload(text.as_bytes());
        assert_eq!(pane(&raw, "claims")[1], format!("\"{shown}\""));
        let header = base64url(json!({ "alg": text }).to_string().as_bytes());
        let drawing = drawn(&format!("{header}.e30."));
        assert_framed(&drawing);
        assert_eq!(drawing.matches(&format!("\"{shown}\"")).count(), 2);
    }
    // Half of a pair is JSON, and no text: as it stands there.
    assert_eq!(claims(r#"{"a":"\ud800"}"#), "{\n  \"a\": \"\\ud800\"\n}");
}

#[test]
fn long_texts_go_on_in_the_next_line_and_end() {
    let of = |len: usize| {
        let payload = json!({ "a": "x".repeat(len) }).to_string();
        let drawing = with_payload(payload.as_bytes());
        assert_framed(&drawing);
        let lines = pane(&drawing, "claims");
        let value = lines[1..lines.len() - 1].iter().map(|line| line.trim());
        (lines.len() - 2, value.collect::<String>())
    };
    let whole = |len| format!("\"a\": \"{}\"", "x".repeat(len));
    // Seventy-two columns, of which two indent, and seven are not the text's.
    assert_eq!(of(63), (1, whole(63)));
    assert_eq!(of(64), (2, whole(64)));
    assert_eq!(of(240).1, whole(240));
    assert_eq!(of(241).1, whole(240) + "... (241 characters)");
    assert_eq!(of(100_000).1, whole(240) + "... (100000 characters)");

    // An escape is in one line: with eight columns before the text, sixty-two and two are the edge.
    for (len, end, rest) in [(62, "\\\"", "\""), (63, "", "\\\"\"")] {
        let x = "x".repeat(len);
        let shown = claims(&json!({ "a": format!("{x}\"") }).to_string());
        assert_eq!(shown, format!("{{\n  \"a\": \"{x}{end}\n      {rest}\n}}"));
    }

    // A line ends behind a word.
    let scope = "openid profile email offline_access api:read api:write api:admin billing";
    let shown = claims(&json!({ "scope": scope }).to_string());
    let split = "{\n  \"scope\": \"openid profile email offline_access api:read api:write\n      api:admin billing\"\n}";
    assert_eq!(shown, split);
}

#[test]
fn a_drawing_ends_however_large_the_token() {
    let of = |members: usize| {
        let members: Vec<_> = (0..members).map(|n| format!("\"m{n}\":{n}")).collect();
        let payload = format!("{{{}}}", members.join(","));
        (with_payload(payload.as_bytes()), payload.len())
    };
    let (whole, _) = of(98);
    assert_eq!(pane(&whole, "claims").len(), 100);
    assert!(!whole.contains("cut"));
    let (cut, len) = of(99);
    let note = format!("... (cut after 100 lines, {len} bytes in all)");
    assert_eq!(pane(&cut, "claims").len(), 101);
    assert_eq!(pane(&cut, "claims")[100], note);

    let huge = 190_000;
    for payload in [
        "[".repeat(huge),
        format!("{}{}", "[".repeat(huge / 2), "]".repeat(huge / 2)),
        format!("{}1{}", "{\"a\":".repeat(huge / 6), "}".repeat(huge / 6)),
        format!("[{}1]", "1,".repeat(huge / 2)),
        format!("{{\"exp\":{}}}", "1".repeat(huge)),
        format!("{{\"{}\":1}}", "\\u202e".repeat(huge / 6)),
        format!("\"{}\"", "|\u{202e}".repeat(huge / 4)),
        " ".repeat(huge),
    ] {
        let drawing = with_payload(payload.as_bytes());
        assert_framed(&drawing);
        assert!(drawing.len() < 20_000, "{} bytes", drawing.len());
    }
}

#[test]
fn nothing_that_is_drawn_breaks_the_frame() {
    const PIECES: [&str; 24] = [
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\\",
        " ",
        "\n",
        "1",
        "-1.5e3",
        "true",
        "null",
        "\"exp\":",
        "\"a\":",
        "\"b\"",
        "\\u202e",
        "\u{202e}",
        "\u{1b}[2J",
        "+-- signature -+\n",
        "\\ud800",
        "é",
        "|",
    ];
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut json = 0;
    for _ in 0..4000 {
        let pieces = (0..next(40)).map(|_| PIECES[next(PIECES.len())]);
        let mut payload: String = pieces.collect();
        if next(2) == 0 {
            payload = format!("{{\"a\":{}}}", Value::from(payload));
        }
        json += usize::from(serde_json::from_str::<Value>(&payload).is_ok());
        let mut payload = payload.into_bytes();
        if next(8) == 0 {
            payload.push(0xff);
        }
        let drawing = with_payload(&payload);
        assert_framed(&drawing);
        assert!(!drawing.contains(['\u{1b}', '\u{202e}']), "{drawing}");
    }
    assert!((1000..3500).contains(&json), "{json} of both kinds");
}
