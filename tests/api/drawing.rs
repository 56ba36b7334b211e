//! The drawing of an unverified token: what it shows, and what no token can make it show.

mod hostile;

use glassbox::jws::Unverified;
use serde_json::{Value, json};

use crate::support::{base64url, forge_bytes, forge_parts, key, token};

const HEADER: &str = r#"{"alg":"HS256","typ":"JWT"}"#;

fn drawn(text: &str) -> String {
    Unverified::parse(text).unwrap().to_string()
}

/// The drawing of a token with this payload.
fn with_payload(payload: &[u8]) -> String {
    drawn(&forge_bytes(HEADER.as_bytes(), payload, &key()))
}

/// What stands between the frame's sides, under the title of this name.
fn pane<'a>(drawing: &'a str, name: &str) -> Vec<&'a str> {
    let title = format!("+-- {name} -");
    let lines = drawing.lines().skip_while(|line| !line.starts_with(&title));
    let lines = lines.skip(1).take_while(|line| line.starts_with('|'));
    lines
        .map(|line| line[3..line.len() - 3].trim_end())
        .collect()
}

fn claims(payload: &str) -> String {
    pane(&with_payload(payload.as_bytes()), "claims").join("\n")
}

/// Every line is a part of the frame or stands in it, and there are three panes, whatever was drawn.
fn assert_framed(drawing: &str) {
    assert_framed_within(drawing, 78);
}

/// As [`assert_framed`], of a drawing that has so many columns.
fn assert_framed_within(drawing: &str, columns: usize) {
    let (picture, last) = drawing.rsplit_once('\n').unwrap();
    assert!(last.contains("Nothing here is verified"), "{drawing}");
    let mut rules = 0;
    for line in picture.lines() {
        let is_rule = line.starts_with("+-") && line.ends_with("-+");
        let is_inside = line.starts_with("|  ") && line.ends_with("  |");
        assert!(is_rule || is_inside, "{line:?} in\n{drawing}");
        if line.is_ascii() {
            assert_eq!(line.len(), columns, "{line:?} in\n{drawing}");
        }
        rules += usize::from(is_rule);
    }
    assert_eq!(rules, 4, "{drawing}");
}

/// As many columns as the format says; sixty are the fewest in which all of it can be read.
#[test]
fn a_drawing_is_as_wide_as_it_is_asked_for() {
    let deep = format!(r#"{{"a":{}{}}}"#, "[".repeat(60), "]".repeat(60));
    let long = json!({"iss": format!("https://{}.example", "x".repeat(300)), "exp": 1_606_950_498});
    for payload in [
        deep,
        long.to_string(),
        json!({"name": "東京 🦀 ".repeat(30)}).to_string(),
        "[".into(),
    ] {
        let text = token(&payload);
        let unverified = Unverified::parse(&text).unwrap();
        for (drawing, columns) in [
            (format!("{unverified}"), 78),
            (format!("{unverified:60}"), 60),
            (format!("{unverified:100}"), 100),
            (format!("{unverified:0$}", 61), 61),
            (format!("{unverified:59}"), 60),
        ] {
            assert_framed_within(&drawing, columns);
            let last = drawing.lines().last().unwrap();
            assert!(last.len() <= 60, "{last}");
        }
    }
}

#[test]
fn a_signature_that_is_broken_is_said_to_be() {
    let good = token("{}");
    let (input, signature) = good.rsplit_once('.').unwrap();
    for (text, expected) in [
        (input.to_owned(), "HS256, and no signature"),
        (format!("{input}."), "HS256, and no signature"),
        (
            format!("{input}.{}", &signature[..4]),
            "HS256, 3 bytes where 32 are due (not shown)",
        ),
        (
            format!("{input}.{signature}="),
            "HS256, and a signature that cannot be read (not shown)",
        ),
        (
            format!("{input}.…"),
            "HS256, and a signature that cannot be read (not shown)",
        ),
    ] {
        let drawing = Unverified::parse_ignoring_signature(&text)
            .unwrap()
            .to_string();
        assert_framed(&drawing);
        assert_eq!(pane(&drawing, "signature"), [expected]);
    }
}

#[test]
fn the_box_of_a_usual_token() {
    let text = token(
        r#"{"username":"testAdmin","roles":["admin","ops"],"more":{},"iat":1606950493,"exp":1606950498}"#,
    );
    let expected = r#"
+-- header ------------------------------------------------------------------+
|  {                                                                         |
|    "alg": "HS256",                                                         |
|    "typ": "JWT"                                                            |
|  }                                                                         |
+-- claims ------------------------------------------------------------------+
|  {                                                                         |
|    "username": "testAdmin",                                                |
|    "roles": [                                                              |
|      "admin",                                                              |
|      "ops"                                                                 |
|    ],                                                                      |
|    "more": {},                                                             |
|    "iat": 1606950493,  (2020-12-02T23:08:13Z)                              |
|    "exp": 1606950498   (2020-12-02T23:08:18Z)                              |
|  }                                                                         |
+-- signature ---------------------------------------------------------------+
|  HS256, 32 bytes (not shown)                                               |
+----------------------------------------------------------------------------+
   Nothing here is verified: anybody can write such a token."#;
    assert_eq!(drawn(&text), expected.trim_start());
}

#[test]
fn what_is_drawn_is_the_json_that_came() {
    let payload = r#" { "a" : [ [ ] , { "b" : [ true , null , -1.50e2 ] } ] ,
        "":"","é'\"\\/":"\u0041\n", "z": {"y":{"x":{}}} } "#;
    let shown: Value = serde_json::from_str(&claims(payload)).unwrap();
    assert_eq!(shown, serde_json::from_str::<Value>(payload).unwrap());

    // In its order, with its spelling of numbers, and with what is given twice.
    let shown = claims(r#"{"b":1.50e2,"a":{"b":1e999},"a":-0,"\u0062":1234567890123456789}"#);
    let lines: Vec<_> = shown.lines().map(str::trim).collect();
    let expected = [
        "{",
        "\"b\": 1.50e2,",
        "\"a\": {",
        "\"b\": 1e999",
        "},",
        "\"a\": -0,",
        "\"b\": 1234567890123456789",
        "}",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn dates_beside_numbers_that_are_dates() {
    for (member, beside) in [
        (r#""exp": 1606950498"#, "   (2020-12-02T23:08:18Z)"),
        (r#""iat": 1606950498"#, "   (2020-12-02T23:08:18Z)"),
        (r#""auth_time": 1606950498"#, "   (2020-12-02T23:08:18Z)"),
        (r#""updated_at": 1606950498"#, "   (2020-12-02T23:08:18Z)"),
        // A fraction goes to the side to which it is judged.
        (r#""exp": 1606950493.5"#, "   (2020-12-02T23:08:13Z)"),
        (r#""nbf": 1606950493.5"#, "   (2020-12-02T23:08:14Z)"),
        (r#""exp": 900"#, "   (1970-01-01T00:15:00Z)"),
        (r#""exp": 253402300799"#, "   (9999-12-31T23:59:59Z)"),
        (
            r#""exp": 253402300800"#,
            "   (after the year 9999: milliseconds?)",
        ),
        (
            r#""exp": 1606950498000"#,
            "   (after the year 9999: milliseconds?)",
        ),
        // No dates: another name, another type, beyond any number, before any year.
        (r#""jti": 1606950498"#, ""),
        (r#""exp": "1606950498""#, ""),
        (r#""exp": true"#, ""),
        (r#""exp": null"#, ""),
        (r#""exp": 1e999"#, ""),
        (r#""exp": -1e15"#, ""),
    ] {
        let shown = claims(&format!("{{{member}}}"));
        assert_eq!(shown, format!("{{\n  {member}{beside}\n}}"));
    }
    let nested = claims(r#"{"exp":{"exp":1606950498},"nbf":[1606950498]}"#);
    assert!(!nested.contains("2020"), "{nested}");
    let header = base64url(br#"{"alg":"HS256","exp":1606950498}"#);
    let drawing = drawn(&forge_parts(&header, &base64url(b"{}"), &key()));
    assert!(drawing.contains("1606950498") && !drawing.contains("2020"));
}

#[test]
fn signature_as_algorithm_and_length() {
    for (alg, len, line) in [
        ("HS256", 32, "HS256, 32 bytes (not shown)"),
        ("HS512", 64, "HS512, 64 bytes (not shown)"),
        ("HS512", 63, "HS512, 63 bytes where 64 are due (not shown)"),
        ("RS256", 256, "RS256, 256 bytes (not shown)"),
        ("HS256", 0, "HS256, and no signature"),
        (
            "none",
            0,
            r#""none" (no signature algorithm), and no signature"#,
        ),
        (
            "hs256\n",
            32,
            r#""hs256\n" (no signature algorithm), 32 bytes (not shown)"#,
        ),
    ] {
        let header = base64url(json!({ "alg": alg }).to_string().as_bytes());
        let signature = base64url(&vec![0xa5; len]);
        let drawing = drawn(&format!("{header}.e30.{signature}"));
        assert_eq!(pane(&drawing, "signature"), [line]);
        assert!(len == 0 || !drawing.contains(&signature[..8]), "{drawing}");
    }
}

#[test]
fn a_payload_without_claims_says_so() {
    for (payload, lines) in [
        (&b"{}"[..], &["{}"][..]),
        (b"", &["(no JSON, so no claims)", "\"\""]),
        (
            b"It's \"text\"",
            &["(no JSON, so no claims)", r#""It's \"text\"""#],
        ),
        (b"{} {}", &["(no JSON, so no claims)", "\"{} {}\""]),
        (
            b"{\"a\":\xff}",
            &["(no JSON, so no claims: 7 bytes, and no text)"],
        ),
        (b"[1]", &["(no JSON object, so no claims)", "[", "  1", "]"]),
        (b"\"exp\"", &["(no JSON object, so no claims)", "\"exp\""]),
        (
            b"1606950498",
            &["(no JSON object, so no claims)", "1606950498"],
        ),
    ] {
        let drawing = with_payload(payload);
        assert_eq!(pane(&drawing, "claims"), lines);
        assert_framed(&drawing);
    }
}
