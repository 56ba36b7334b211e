//! What is wrong with a text that is no token: where, and by which character, and nothing else of it.

use glassbox::Verifier;
use glassbox::jwt::{Outcome, Report};

use super::{check, explain, said};
use crate::redaction::errors::part_of;
use crate::support::{base64url, key, token};

/// What is said of a text, in its order.
#[track_caller]
fn wrong(text: &str) -> Vec<String> {
    let report = explain(&Verifier::new(key()), text);
    let code = report.verdict().unwrap_err().code();
    assert!(matches!(code, "malformed" | "encrypted_token"), "{text}");
    lines(&report)
}

#[track_caller]
fn lines(report: &Report) -> Vec<String> {
    let expected = "three parts of base64url, with two dots between";
    let (outcome, wanted, found) = said(report, "shape");
    assert_eq!((outcome, wanted), (Outcome::Failed, Some(expected)));
    let details = check(report, "shape").details();
    found.into_iter().chain(details).map(String::from).collect()
}

const RIGHT_WITHIN: &str = "what remains has the shape of a token";

#[test]
fn what_stands_around_a_token() {
    let good = token("{}");
    let len = good.len();
    let scheme = |name: &str| format!("begins with \"{name}\", which is not part of the token");
    for (text, expected) in [
        (format!("Bearer {good}"), scheme("Bearer")),
        (format!("bearer {good}"), scheme("Bearer")),
        (format!("BEARER\t{good}"), scheme("Bearer")),
        (format!("DPoP {good}"), scheme("DPoP")),
        (format!("JWT {good}"), scheme("JWT")),
        (format!("Token {good}"), scheme("Token")),
        (format!("Authorization: {good}"), scheme("Authorization:")),
        (
            format!("{good}\n"),
            format!("a line feed (\\n) at byte {len}, at its end"),
        ),
        (
            format!("{good}\r"),
            format!("a carriage return (\\r) at byte {len}, at its end"),
        ),
        (
            format!("{good} "),
            format!("a space at byte {len}, at its end"),
        ),
        (format!("\t{good}"), "a tab at byte 0, at its start".into()),
        (
            format!("\u{feff}{good}"),
            "`\\ufeff` (U+FEFF) at byte 0, at its start".into(),
        ),
        (format!("\"{good}\""), "quotes around it".into()),
        (format!("'{good}'"), "quotes around it".into()),
        (format!("\"{good}"), "`\"` at byte 0, at its start".into()),
        (format!("{good}'"), format!("`'` at byte {len}, at its end")),
    ] {
        assert_eq!(wrong(&text), [&expected, RIGHT_WITHIN], "{text}");
    }
    let all = wrong(&format!(" \"Authorization: Bearer {good}\r\n\""));
    assert_eq!(
        all,
        [
            "a space at byte 0, at its start",
            "quotes around it",
            &format!("a carriage return (\\r) at byte {}, at its end", len + 24),
            &scheme("Authorization:"),
            &scheme("Bearer"),
            RIGHT_WITHIN,
        ]
    );
    // Nothing is left of these.
    assert_eq!(wrong(""), ["empty"]);
    assert_eq!(wrong(" \n"), ["nothing but white space"]);
    assert_eq!(wrong("Bearer"), [&scheme("Bearer"), "and nothing else"]);
    assert_eq!(wrong("\"\""), ["quotes around it", "and nothing else"]);
    // What is no scheme alone, or none that is known, is not said to be one.
    assert_eq!(
        wrong("Bearerer"),
        ["no dot: a token has two (is this an opaque one?)"]
    );
    assert_eq!(wrong("hunter2 a.b.c"), ["a space at byte 7"]);
}

#[test]
fn what_stands_within_it() {
    let good = token("{}");
    let at = good.rfind('.').unwrap();
    let with = |what: &str| format!("{}{what}{}", &good[..at], &good[at..]);
    for (what, expected) in [
        (" ", format!("a space at byte {at}")),
        ("\n", format!("a line feed (\\n) at byte {at}")),
        ("=", format!("`=` at byte {at}: a token has no padding")),
        ("==", format!("`=` at byte {at}: a token has no padding")),
        ("=a", format!("`=` at byte {at}")),
        (
            "+",
            format!("`+` at byte {at}: a token has `-` and `_` where base64 has `+` and `/`"),
        ),
        (
            "/",
            format!("`/` at byte {at}: a token has `-` and `_` where base64 has `+` and `/`"),
        ),
        (
            "%3D",
            format!("`%` at byte {at}: is it still percent-encoded?"),
        ),
        (
            "~",
            format!(
                "`~` at byte {at}: the disclosures of an SD-JWT follow it, which are not part of \
                 the token"
            ),
        ),
        (
            "\u{2026}",
            format!("`\u{2026}` (U+2026) at byte {at}: was it cut off for a log?"),
        ),
        ("\u{430}", format!("`\u{430}` (U+0430) at byte {at}")),
        ("\u{202e}", format!("`\\u202e` (U+202E) at byte {at}")),
        ("\u{1b}", format!("`\\u001b` at byte {at}")),
        ("`", format!("a backtick at byte {at}")),
    ] {
        assert_eq!(wrong(&with(what)), [expected], "{what:?}");
    }
    // As a server sends it.
    let json = format!(r#"{{"access_token":"{good}"}}"#);
    assert_eq!(
        wrong(&json),
        ["begins with `{`: this is JSON, and the token may be a member of it"]
    );
}

#[test]
fn how_many_parts_it_has() {
    for (text, expected) in [
        ("abcd", "no dot: a token has two (is this an opaque one?)"),
        (
            "abcd.abcd",
            "1 dot: the signature, and the dot before it, are missing",
        ),
        ("abcd.abcd.abcd.abcd", "3 dots: a token has two"),
        (
            "abcd..abcd.abcd.abcd",
            "4 dots: five parts are an encrypted token (RFC 7516 §3.1), which .decrypt_with(..) takes",
        ),
        ("abcd...abcd", "3 dots: was it cut off for a log?"),
        ("a.b.c.d.e.f.g", "6 dots: a token has two"),
        (".abcd.abcd", "the header is empty"),
    ] {
        assert_eq!(wrong(text), [expected], "{text}");
    }
    assert_eq!(
        wrong("Bearer abcd.abcd"),
        [
            "begins with \"Bearer\", which is not part of the token",
            "1 dot: the signature, and the dot before it, are missing",
        ]
    );
    assert_eq!(
        wrong("ab d.abcd"),
        [
            "a space at byte 2",
            "1 dot: the signature, and the dot before it, are missing"
        ]
    );
}

#[test]
fn which_part_is_cut_off() {
    let good = token("{}");
    let (input, signature) = good.rsplit_once('.').unwrap();
    let header = input.split_once('.').unwrap().0;
    let characters = |part: &str, count: usize| {
        format!(
            "the {part} has {count} characters, which base64url never has: one is missing, or \
             there is one too many"
        )
    };
    assert_eq!(
        wrong(&format!("{header}A.e30.{signature}")),
        [characters("header", 37)]
    );
    assert_eq!(
        wrong(&format!("{header}.e30xx.{signature}")),
        [characters("payload", 5)]
    );
    assert_eq!(
        wrong(&format!("{input}.{}", &signature[..41])),
        [characters("signature", 41)]
    );
    let spare = "the last character of the signature has bits that must be zero: it was changed, or characters are missing";
    assert_eq!(wrong(&format!("{input}.abd")), [spare]);
    let long = base64url(&[7; 1025]);
    let expected = format!(
        "the signature has {} characters, more than any algorithm makes",
        long.len()
    );
    assert_eq!(wrong(&format!("{input}.{long}")), [expected]);
}

/// As much as one character of it is told: a log of refusals is no place for tokens.
#[test]
fn no_more_than_one_character_is_told() {
    let good = token(r#"{"sub":"wYxVuTsRqP"}"#);
    for text in [
        format!("Bearer {good}"),
        format!("Basic {good}"),
        format!("{good}.{good}"),
        good.replace('.', " "),
        good.replacen('.', "", 1),
        format!("hunter2correcthorse {good}"),
        format!("{{\"access_token\":\"{good}\"}}"),
    ] {
        let report = explain(&Verifier::new(key()), &text);
        let shown = format!(
            "{report} {report:?} {}",
            serde_json::to_string(&report).unwrap()
        );
        assert_eq!(part_of(&shown, &good), None, "{shown}");
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(!lines(&report).is_empty());
    }
}
