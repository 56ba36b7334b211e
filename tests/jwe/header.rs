//! What the header of an encrypted token may be (RFC 7516 §4, RFC 8725 §3).

use glassbox::jwe::{self, Encrypted};

use super::{DIRECT, direct, forge, forge_bytes, forge_under, opened, steel};
use crate::support::{base64url, crowded};

#[track_caller]
fn says(header: &str, expected: &str) {
    assert_eq!(
        opened(&forge(header, "any"), &direct()),
        expected,
        "{header}"
    );
}

/// `alg` and `enc`, and these members.
fn with(members: &str) -> String {
    DIRECT.replace('}', &format!(",{members}}}"))
}

#[test]
fn an_object_of_the_right_types() {
    says(DIRECT, "opened");
    says("{ \"enc\" : \"A256GCM\", \"alg\":\"dir\"}", "opened");
    for header in [
        "",
        "[]",
        "{",
        "\"dir\"",
        r#"{"alg":"dir"}"#,
        r#"{"enc":"A256GCM"}"#,
        r#"{"alg":1,"enc":"A256GCM"}"#,
        r#"{"alg":"dir","enc":1}"#,
        r#"{"alg":"dir","enc":null}"#,
        r#"{"alg":"dir","enc":["A256GCM"]}"#,
    ] {
        let expected = if header.is_empty() {
            "malformed"
        } else {
            "invalid_header"
        };
        says(header, expected);
    }
    assert_eq!(
        opened(
            &forge_bytes(b"{\"alg\":\"dir\",\"enc\":\"\xff\"}", ""),
            &direct()
        ),
        "invalid_header"
    );
    for (members, expected) in [
        (r#""kid":1"#, "invalid_header"),
        (r#""typ":1"#, "invalid_header"),
        (r#""cty":null"#, "invalid_header"),
        (r#""kid":"a","typ":"anything","cty":"x""#, "opened"),
        (r#""unheard-of":[{}]"#, "opened"),
    ] {
        says(&with(members), expected);
    }
}

#[test]
fn each_member_once_in_any_spelling() {
    for members in [
        r#""alg":"dir""#,
        r#""\u0061lg":"dir""#,
        r#""enc":"A256GCM""#,
        r#""\u0065nc":"A256GCM""#,
        r#""x":1,"x":1"#,
        r#""epk":{},"epk":{}"#,
        r#""epk":{"x":"a","x":"a"}"#,
        r#""epk":{"x":"a","\u0078":"a"}"#,
    ] {
        says(&with(members), "invalid_header");
    }
}

/// RFC 8725 §3.1: the key has one of each, and the names are compared byte for byte.
#[test]
fn algorithms_are_those_of_the_key() {
    for (alg, enc, expected) in [
        ("dir", "A256GCM", "opened"),
        ("DIR", "A256GCM", "unsupported_algorithm"),
        ("none", "A256GCM", "unsupported_algorithm"),
        ("HS256", "A256GCM", "unsupported_algorithm"),
        ("RSA1_5", "A256GCM", "unsupported_algorithm"),
        ("A192KW", "A256GCM", "unsupported_algorithm"),
        ("A256GCMKW", "A256GCM", "unsupported_algorithm"),
        ("PBES2-HS256+A128KW", "A256GCM", "unsupported_algorithm"),
        ("dir", "A192GCM", "unsupported_algorithm"),
        ("dir", "A192CBC-HS384", "unsupported_algorithm"),
        ("dir", "a256gcm", "unsupported_algorithm"),
        ("dir", "A128GCM", "algorithm_mismatch"),
        // Where the lengths are others, they are seen first.
        ("dir", "A128CBC-HS256", "malformed"),
        ("A256KW", "A256GCM", "malformed"),
        ("RSA-OAEP-256", "A256GCM", "malformed"),
    ] {
        says(&format!(r#"{{"alg":"{alg}","enc":"{enc}"}}"#), expected);
    }
    let header = base64url(br#"{"alg":"RSA-OAEP-256","enc":"A256GCM"}"#);
    let text = forge_under(&header, &base64url(&[1; 256]), "any");
    assert_eq!(opened(&text, &direct()), "algorithm_mismatch");
}

/// RFC 7515 §4.1.11, RFC 8725 §3.6: whatever the value.
#[test]
fn neither_extensions_nor_compression() {
    for value in ["null", "[]", r#"["exp"]"#, "1", r#""DEF""#, "{}"] {
        says(&with(&format!(r#""crit":{value}"#)), "critical_extension");
        says(&with(&format!(r#""zip":{value}"#)), "invalid_header");
    }
}

/// Nothing is followed, and the work that `p2c` asks for is never done (RFC 8725 §3.10).
#[test]
fn what_is_ignored() {
    for members in [
        r#""p2s":"AAAA","p2c":2147483647"#,
        r#""p2c":"not even a number""#,
        r#""jku":"https://evil.example","x5u":"https://evil.example""#,
        r#""jwk":{"kty":"oct","k":"AAAA"}"#,
        r#""x5c":[]"#,
        r#""typ":"rt+jwt""#,
        r#""epk":{}"#,
    ] {
        says(&with(members), "opened");
    }
}

/// RFC 7518 §4.6.1: read whatever the algorithm, and refused where it could not be one.
#[test]
fn ephemeral_keys_and_parties() {
    let whole = base64url(&[7; 512]);
    for (members, expected) in [
        (r#""epk":"text""#.into(), "invalid_header"),
        (r#""epk":null"#.into(), "invalid_header"),
        (r#""epk":[]"#.into(), "invalid_header"),
        (r#""epk":{"kty":"OKP","d":"AAAA"}"#.into(), "invalid_header"),
        (
            r#""epk":{"kty":"OKP","\u0064":"AAAA"}"#.into(),
            "invalid_header",
        ),
        (r#""apu":"QWxpY2U","apv":"Qm9i""#.into(), "opened"),
        (r#""apu":"""#.into(), "opened"),
        (r#""apu":"QWxpY2U=""#.into(), "invalid_header"),
        (r#""apv":"QWxpY2V""#.into(), "invalid_header"),
        (r#""apv":1"#.into(), "invalid_header"),
        (format!(r#""apu":"{whole}""#), "opened"),
        (
            format!(r#""apv":"{}""#, base64url(&[7; 513])),
            "invalid_header",
        ),
    ] {
        says(&with(&members), expected);
    }
    for alg in ["ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW"] {
        says(
            &format!(r#"{{"alg":"{alg}","enc":"A256GCM"}}"#),
            "invalid_header",
        );
    }
    // With one, it is another algorithm than the key's, and nothing is computed.
    says(
        r#"{"alg":"ECDH-ES","enc":"A256GCM","epk":{"kty":"OKP","crv":"X25519","x":"AAAA"}}"#,
        "algorithm_mismatch",
    );
}

#[test]
fn of_limited_size() {
    let header = |len: usize| {
        let bare = with(r#""x":"""#).len();
        with(&format!(r#""x":"{}""#, "a".repeat(len - bare)))
    };
    says(&header(8 * 1024), "opened");
    says(&header(8 * 1024 + 1), "invalid_header");
    let longest = "x".repeat(256 * 1024);
    assert_eq!(opened(&longest, &direct()), "malformed");
    assert_eq!(opened(&format!("{longest}x"), &direct()), "too_large");
    let content = |len: usize| vec![b'a'; len];
    let bare = forge(DIRECT, "").len();
    let fitting = (256 * 1024 - bare) * 3 / 4;
    assert_eq!(
        opened(&forge(DIRECT, content(fitting)), &direct()),
        "opened"
    );
    let large = forge(DIRECT, content(fitting + 3));
    assert_eq!(opened(&large, &direct()), "too_large");
    assert_eq!(Encrypted::parse(&large).unwrap_err().code(), "too_large");
}

/// As many as of a signed token; within another member, they do not count.
#[test]
fn of_limited_members() {
    let header = |members: usize| crowded(DIRECT, members - 2);
    says(&header(32), "opened");
    says(&header(33), "invalid_header");
    assert!(Encrypted::parse(&forge(&header(32), "any")).is_ok());
    let many = Encrypted::parse(&forge(&header(33), "any")).unwrap_err();
    assert_eq!(many.code(), "invalid_header");
}

/// As it is made: no `typ`, and `cty` for a token within alone.
#[test]
fn as_it_is_written() {
    let header = |text: &str| {
        let header = Encrypted::parse(text).unwrap().header().clone();
        let members = ["enc", "epk", "apu", "apv", "zip"].map(|name| header.member(name));
        (header, members)
    };
    let text = jwe::encrypt(b"any", &steel().with_key_id("2026-11")).unwrap();
    let expected = base64url(br#"{"alg":"A256KW","enc":"A256GCM","kid":"2026-11"}"#);
    assert_eq!(text.split('.').next(), Some(&*expected));
    let (read, members) = header(&text);
    assert_eq!(
        (read.typ(), read.cty(), read.algorithm()),
        (None, None, None)
    );
    assert_eq!(members[0], Some("A256GCM".into()));
    assert!(members[1..].iter().all(Option::is_none));
    let nested = super::signer().encrypt_to(steel());
    let text = nested.sign(&serde_json::json!({})).unwrap();
    let expected = base64url(br#"{"alg":"A256KW","enc":"A256GCM","cty":"JWT"}"#);
    assert_eq!(text.split('.').next(), Some(&*expected));
}
