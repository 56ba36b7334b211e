//! RFC 7515 §7.1 and §2: two dots, strict base64url, canonical; a header that is an object without
//! a member twice and without `crit`; a payload that is an object. Sizes have an edge.

use glassbox::jws::Unverified;
use glassbox::{HmacKey, Verifier};

use crate::support::{NOW, base64url, code, forge, forge_bytes, forge_parts, key, token};

fn verifier() -> Verifier {
    Verifier::new(key()).allow_missing_exp()
}

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
    for text in texts {
        assert_eq!(code(&verifier(), &text), "malformed", "{text:?}");
        assert!(Unverified::parse(&text).is_err(), "{text:?}");
    }
}

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

#[test]
fn a_wrong_signature_of_any_length_is_one() {
    let good = token("{}");
    let (input, tail) = good.rsplit_once('.').unwrap();
    for signature in [
        String::new(),
        "AA".into(),
        tail[..40].into(),
        tail.repeat(4),
        format!("{}A", &tail[..42]),
        "A".repeat(1300),
    ] {
        let text = format!("{input}.{signature}");
        assert_eq!(code(&verifier(), &text), "invalid_signature", "{signature}");
    }
    let flipped = token(r#"{"a":1}"#);
    let (_, other) = flipped.rsplit_once('.').unwrap();
    assert_eq!(
        code(&verifier(), &format!("{input}.{other}")),
        "invalid_signature"
    );
}

#[test]
fn sizes_at_the_edge() {
    let pad = |len: usize| format!(r#"{{"pad":"{}"}}"#, "x".repeat(len));
    let text = token(&pad(100));
    let exact = verifier().max_token_bytes(text.len());
    assert_eq!(code(&exact, &text), "accepted");
    assert_eq!(code(&exact, &token(&pad(101))), "too_large");
    // The default: 256 KiB.
    let longest = "x".repeat(256 * 1024);
    assert_eq!(code(&verifier(), &longest), "malformed");
    assert_eq!(code(&verifier(), &format!("{longest}x")), "too_large");
    assert_eq!(code(&verifier(), &".".repeat(1_000_000)), "too_large");
    assert_eq!(code(&verifier(), &".".repeat(200_000)), "malformed");
    // The header: 8 KiB.
    let header = |bytes: usize| {
        let start = r#"{"alg":"HS256","pad":""#;
        format!(r#"{start}{}"}}"#, "x".repeat(bytes - start.len() - 2))
    };
    assert_eq!(
        code(&verifier(), &forge(&header(8192), "{}", &key())),
        "accepted"
    );
    assert_eq!(
        code(&verifier(), &forge(&header(8194), "{}", &key())),
        "invalid_header"
    );
    let strict = verifier().max_header_bytes(100);
    assert_eq!(code(&strict, &forge(&header(99), "{}", &key())), "accepted");
    assert_eq!(
        code(&strict, &forge(&header(102), "{}", &key())),
        "invalid_header"
    );
}

#[test]
fn the_header_is_an_object_of_the_right_types() {
    for (header, expected) in [
        (r#"{"alg":"HS256"}"#, "accepted"),
        (r#" { "alg" : "HS256" } "#, "accepted"),
        (
            r#"{"typ":"JWT",
 "alg":"HS256"}"#,
            "accepted",
        ),
        (r#"{"\u0061lg":"HS256"}"#, "accepted"),
        (
            r#"{"alg":"HS256","x":{"y":[1]},"jku":"http://127.0.0.1/","jwk":{"kty":"oct","k":"AA"}}"#,
            "accepted",
        ),
        (
            r#"{"alg":"HS256","x5u":"file:///","x5c":["AA"],"kid":"../../dev/null"}"#,
            "accepted",
        ),
        ("", "malformed"),
        ("[]", "invalid_header"),
        ("null", "invalid_header"),
        ("\"HS256\"", "invalid_header"),
        ("{}", "invalid_header"),
        (r#"{"alg":"HS256",}"#, "invalid_header"),
        (r#"{"alg":"HS256"}{}"#, "invalid_header"),
        (r#"{"alg":"HS256","kid":1}"#, "invalid_header"),
        (r#"{"alg":"HS256","kid":null}"#, "invalid_header"),
        (r#"{"alg":"HS256","typ":["JWT"]}"#, "invalid_header"),
        (r#"{"alg":"HS256","cty":{}}"#, "invalid_header"),
        (r#"{"alg":"HS256","jku":1}"#, "invalid_header"),
        (r#"{"alg":"HS256","enc":"A128GCM"}"#, "invalid_header"),
        (r#"{"alg":"HS256","alg":"HS256"}"#, "invalid_header"),
        (r#"{"alg":"HS256","\u0061lg":"none"}"#, "invalid_header"),
        (r#"{"alg":"HS256","x":1,"x":1}"#, "invalid_header"),
        (
            r#"{"alg":"HS256","crit":["b64"],"b64":false}"#,
            "critical_extension",
        ),
        (r#"{"alg":"HS256","crit":[]}"#, "critical_extension"),
        (r#"{"alg":"HS256","crit":null}"#, "critical_extension"),
        (r#"{"alg":"HS256","crit":"x"}"#, "critical_extension"),
        (
            r#"{"alg":"HS256","crit":["exp"],"exp":1}"#,
            "critical_extension",
        ),
    ] {
        assert_eq!(
            code(&verifier(), &forge(header, "{}", &key())),
            expected,
            "{header}"
        );
    }
    let bom = forge_bytes(b"\xef\xbb\xbf{\"alg\":\"HS256\"}", b"{}", &key());
    assert_eq!(code(&verifier(), &bom), "invalid_header");
    let latin = forge_bytes(b"{\"alg\":\"HS256\",\"kid\":\"\xe9\"}", b"{}", &key());
    assert_eq!(code(&verifier(), &latin), "invalid_header");
    let deep = format!(
        r#"{{"alg":"HS256","x":{}{}}}"#,
        "[".repeat(2000),
        "]".repeat(2000)
    );
    assert_eq!(
        code(&verifier(), &forge(&deep, "{}", &key())),
        "invalid_header"
    );
}

#[test]
fn the_payload_is_an_object_in_utf_8() {
    for payload in [
        "",
        "[]",
        "1",
        "null",
        "\"x\"",
        "{",
        "{}{}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":1,}",
    ] {
        assert_eq!(
            code(&verifier(), &token(payload)),
            "invalid_payload",
            "{payload}"
        );
    }
    let header = br#"{"alg":"HS256","typ":"JWT"}"#;
    for payload in [
        &b"{\"a\":\"\xff\"}"[..],
        b"\xef\xbb\xbf{}",
        b"{\"a\":\"\xc0\xaf\"}",
        b"{\0}",
    ] {
        assert_eq!(
            code(&verifier(), &forge_bytes(header, payload, &key())),
            "invalid_payload"
        );
    }
    let nested = |levels: usize| {
        let levels = levels - 1; // the object itself
        token(&format!(
            r#"{{"a":{}{}}}"#,
            "[".repeat(levels),
            "]".repeat(levels)
        ))
    };
    assert_eq!(code(&verifier(), &nested(127)), "accepted");
    assert_eq!(code(&verifier(), &nested(128)), "invalid_payload");
    assert_eq!(code(&verifier(), &nested(50_000)), "invalid_payload");
}

#[test]
fn the_first_failure_in_the_fixed_order_wins() {
    let expired = format!(r#"{{"exp":{}}}"#, NOW - 1);
    let other = HmacKey::hs256([9; 32]).unwrap();
    let verifier = Verifier::new(key());
    let usual = r#"{"alg":"HS256","typ":"JWT"}"#;
    for (text, expected) in [
        // shape before header, header before key, key before signature, signature before claims
        (
            format!("{}!", forge(r#"{"alg":"none"}"#, "{}", &other)),
            "malformed",
        ),
        (
            forge(r#"{"alg":"none","crit":1}"#, "{}", &other),
            "critical_extension",
        ),
        (
            forge(r#"{"alg":"HS512"}"#, "{}", &other),
            "algorithm_mismatch",
        ),
        (forge(usual, &expired, &other), "invalid_signature"),
        (
            forge(usual, r#"{"exp":1,"exp":1}"#, &other),
            "invalid_signature",
        ),
        (forge(usual, &expired, &key()), "token_expired"),
        (
            forge(usual, r#"{"exp":1,"nbf":"x"}"#, &key()),
            "invalid_claim_type",
        ),
    ] {
        assert_eq!(code(&verifier, &text), expected);
    }
}
