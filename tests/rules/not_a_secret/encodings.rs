//! What becomes of a key on its way into a setting.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

type Encoded = Vec<(&'static str, Vec<u8>)>;

/// Of a text: other encodings, what stands before it, quotes, escapes; and as for bytes.
pub(super) fn of_text(text: &str) -> Encoded {
    let quoted = serde_json::to_string(text).unwrap();
    let twice = serde_json::to_string(&quoted).unwrap();
    let escaped = text.chars().fold(String::new(), |mut all, character| {
        write!(all, "\\u{:04X}", u32::from(character)).unwrap();
        all
    });
    let percent = text.bytes().fold(String::new(), |mut all, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' => all.push(byte.into()),
            _ => write!(all, "%{byte:02X}").unwrap(),
        }
        all
    });
    let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    };
    let mut all = vec![
        ("with spaces", format!(" \n\t {text} \n").into()),
        ("with CR LF", text.replace('\n', "\r\n").into()),
        ("on one line", text.replace('\n', "\\n").into()),
        ("behind a BOM", format!("\u{feff}{text}").into()),
        ("behind U+200B", format!("\u{200b}\n\u{2060}{text}").into()),
        ("behind a NUL", format!("\0{text}\0").into()),
        ("behind a name", format!("JWT_KEY={text}").into()),
        ("in quotes", format!("\"{text}\"").into()),
        ("in single quotes", format!("'{text}'").into()),
        ("a JSON string", quoted.into()),
        ("a JSON string in another", twice.into()),
        ("escaped", escaped.into()),
        ("in percent encoding", percent.into()),
        ("UTF-16 LE", utf16(text, u16::to_le_bytes)),
        ("UTF-16 BE", utf16(text, u16::to_be_bytes)),
    ];
    let marked = format!("\u{feff}\u{200b}{text}");
    all.push(("UTF-16 LE with a BOM", utf16(&marked, u16::to_le_bytes)));
    all.push(("UTF-16 BE with a BOM", utf16(&marked, u16::to_be_bytes)));
    all.extend(of_bytes(text.as_bytes()));
    all
}

/// Of any bytes: base64 and hexadecimal, in their spellings.
pub(super) fn of_bytes(bytes: &[u8]) -> Encoded {
    let standard = STANDARD.encode(bytes);
    let lines: Vec<_> = standard.as_bytes().chunks(64).collect();
    let hex = |separator: &str, prefix: &str| {
        let digits = bytes.iter().map(|byte| format!("{prefix}{byte:02x}"));
        digits.collect::<Vec<_>>().join(separator)
    };
    let utf16 = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    vec![
        ("as it is", bytes.to_vec()),
        ("between others", [b"\0\x01\xff", bytes, b"\n"].concat()),
        ("base64", standard.clone().into()),
        ("base64 unpadded", STANDARD_NO_PAD.encode(bytes).into()),
        ("base64url", URL_SAFE_NO_PAD.encode(bytes).into()),
        ("base64url padded", URL_SAFE.encode(bytes).into()),
        ("base64 in lines", lines.join(&b"\n"[..])),
        ("base64 in lines of Windows", lines.join(&b"\r\n"[..])),
        ("base64 in one line with \\n", lines.join(&b"\\n"[..])),
        ("base64 in quotes", format!("\"{standard}\"").into()),
        ("base64 behind text", format!("the key {standard}").into()),
        ("base64 behind a BOM", format!("\u{feff}{standard}").into()),
        ("base64 in UTF-16", utf16(&standard)),
        ("base64 of base64", STANDARD.encode(&standard).into()),
        ("a data URL", format!("data:;base64,{standard}").into()),
        ("hex", hex("", "").into()),
        ("HEX", hex("", "").to_uppercase().into()),
        ("hex with colons", hex(":", "").into()),
        ("HEX with colons", hex(":", "").to_uppercase().into()),
        ("hex with spaces", hex(" ", "").into()),
        ("hex behind 0x", format!("0x{}", hex("", "")).into()),
        ("an array of C", format!("{{{}}}", hex(", ", "0x")).into()),
        ("escapes of C", format!("\"{}\"", hex("", "\\x")).into()),
        (
            "hex behind text",
            format!("the key: {}", hex("", "")).into(),
        ),
        ("hex in UTF-16", utf16(&hex("", ""))),
        ("base64 of hex", STANDARD.encode(hex("", "")).into()),
    ]
}
