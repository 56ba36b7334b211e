//! Section F: encryption. The rules at both sides of their edges are in `tests/jwe/`.

#[cfg(feature = "public-keys")]
mod curves;

use glassbox::jwe::{self, AesKey, ContentEncryption, KeyManagement};

use crate::jwe::{DIRECT, direct, forge, opened, pairs, steel, with_part};
use crate::support::base64url;

#[track_caller]
fn headers(rows: &[(&str, &str)]) {
    for (header, expected) in rows {
        assert_eq!(
            opened(&forge(header, "any"), &direct()),
            *expected,
            "{header}"
        );
    }
}

/// Whoever computed that many hashes would be busy for an hour: here none is.
#[test]
fn f1_count_of_iterations() {
    headers(&[
        (
            r#"{"alg":"PBES2-HS512+A256KW","enc":"A256GCM","p2s":"AAAA","p2c":2147483647}"#,
            "unsupported_algorithm",
        ),
        (
            r#"{"alg":"dir","enc":"A256GCM","p2s":"AAAA","p2c":2147483647}"#,
            "opened",
        ),
    ]);
}

#[test]
fn f2_compressed_bomb() {
    headers(&[
        (
            r#"{"alg":"dir","enc":"A256GCM","zip":"DEF"}"#,
            "invalid_header",
        ),
        (
            r#"{"alg":"dir","enc":"A256GCM","zip":null}"#,
            "invalid_header",
        ),
        (r#"{"alg":"dir","enc":"A256GCM","ZIP":"DEF"}"#, "opened"),
    ]);
}

/// A shared secret agrees on nothing: such a header finds no key, and no point is computed.
#[test]
fn f3_points_of_curves() {
    let with = |epk: &str| format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM","epk":{epk}}}"#);
    for (epk, expected) in [
        (
            r#"{"kty":"OKP","crv":"X25519","x":"AAAA"}"#,
            "algorithm_mismatch",
        ),
        (
            r#"{"kty":"EC","crv":"P-256","x":"","y":""}"#,
            "algorithm_mismatch",
        ),
        ("{}", "algorithm_mismatch"),
        (
            r#"{"kty":"OKP","crv":"X25519","x":"AAAA","d":"AAAA"}"#,
            "invalid_header",
        ),
        (r#"{"x":"AAAA","x":"BBBB"}"#, "invalid_header"),
        ("null", "invalid_header"),
        ("\"x\"", "invalid_header"),
    ] {
        headers(&[(&with(epk), expected)]);
    }
    headers(&[(r#"{"alg":"ECDH-ES","enc":"A256GCM"}"#, "invalid_header")]);
}

/// There is no RSA1_5, and a key that cannot be unwrapped is refused as a content that was changed.
#[test]
fn f4_oracle_of_the_key() {
    headers(&[(
        r#"{"alg":"RSA1_5","enc":"A256GCM"}"#,
        "unsupported_algorithm",
    )]);
    let text = jwe::encrypt(b"any", &steel()).unwrap();
    let of = |text: &str| jwe::decrypt(text, &steel()).unwrap_err().to_string();
    let key = with_part(&text, 1, |_| base64url(&[3; 40]));
    let content = with_part(&text, 3, |_| base64url(&[3; 3]));
    assert_eq!(of(&key), of(&content));
}

fn tags(encryption: ContentEncryption, whole: usize) {
    let key = AesKey::generate(KeyManagement::Dir, encryption).unwrap();
    let text = jwe::encrypt(b"any", &key).unwrap();
    let cut = |len: usize| {
        with_part(&text, 4, |tag| {
            let bytes = crate::vectors::base64(tag);
            let long = [&bytes[..], &[0; 8]].concat();
            base64url(&long[..len])
        })
    };
    for len in [0, 1, 4, 8, 12, 15, 16, 17, 24, 31, 32, 33] {
        let expected = if len == whole { "opened" } else { "malformed" };
        // A tag of 32 bytes has eight more here, which are cut off again.
        if len <= whole + 8 {
            assert_eq!(opened(&cut(len), &key), expected, "{encryption} {len}");
        }
    }
}

#[test]
fn f5_cbc_with_hmac() {
    tags(ContentEncryption::A128CbcHs256, 16);
    tags(ContentEncryption::A256CbcHs512, 32);
}

#[test]
fn f6_gcm() {
    tags(ContentEncryption::A128Gcm, 16);
    tags(ContentEncryption::A256Gcm, 16);
    let text = jwe::encrypt(b"any", &direct()).unwrap();
    for len in [0, 8, 11, 13, 16] {
        let changed = with_part(&text, 2, |_| base64url(&vec![7; len]));
        assert_eq!(opened(&changed, &direct()), "malformed", "{len}");
    }
    // Every text has another IV.
    let again = jwe::encrypt(b"any", &direct()).unwrap();
    assert_ne!(text.split('.').nth(2), again.split('.').nth(2));
}

/// A token of one pair of algorithms is opened by no key of another, whatever its header says.
#[test]
fn f7_algorithms_swapped() {
    for (algorithm, encryption) in pairs() {
        let key = AesKey::generate(algorithm, encryption).unwrap();
        let text = jwe::encrypt(b"any", &key).unwrap();
        for (other, with) in pairs().filter(|pair| *pair != (algorithm, encryption)) {
            let header = format!(r#"{{"alg":"{other}","enc":"{with}"}}"#);
            let lying = with_part(&text, 0, |_| base64url(header.as_bytes()));
            let code = opened(&lying, &key);
            assert!(
                matches!(code, "algorithm_mismatch" | "malformed"),
                "{header} {code}"
            );
            let foreign = AesKey::generate(other, with).unwrap();
            let code = opened(&text, &foreign);
            assert!(matches!(code, "algorithm_mismatch" | "malformed"), "{code}");
        }
    }
}

#[test]
fn f8_parts_that_are_missing() {
    fn refused(keys: &AesKey, text: &str) {
        for place in 0..5 {
            let missing = with_part(text, place, |_| String::new());
            // That of `dir` is empty anyway.
            if missing != *text {
                assert_ne!(opened(&missing, keys), "opened", "{missing}");
            }
            let mut parts: Vec<&str> = text.split('.').collect();
            parts.remove(place);
            assert_eq!(opened(&parts.join("."), keys), "malformed");
        }
    }
    for (algorithm, encryption) in pairs() {
        let key = AesKey::generate(algorithm, encryption).unwrap();
        refused(&key, &jwe::encrypt(b"any", &key).unwrap());
    }
    headers(&[
        ("{}", "invalid_header"),
        ("null", "invalid_header"),
        (DIRECT, "opened"),
    ]);
}

/// RFC 7516 §7.2: several recipients, of whom one is good.
#[test]
fn f9_several_recipients() {
    let text = forge(DIRECT, "any");
    let parts: Vec<&str> = text.split('.').collect();
    let [header, _, iv, content, tag] = parts[..] else {
        panic!("{text}");
    };
    let rest = format!(r#""iv":"{iv}","ciphertext":"{content}","tag":"{tag}""#);
    for json in [
        format!(r#"{{"protected":"{header}",{rest}}}"#),
        format!(r#"{{"protected":"{header}","encrypted_key":"",{rest}}}"#),
        format!(r#"{{"protected":"{header}","recipients":[{{}},{{"encrypted_key":""}}],{rest}}}"#),
    ] {
        assert_eq!(opened(&json, &direct()), "malformed", "{json}");
    }
}
