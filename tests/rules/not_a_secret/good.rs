//! What is a secret, and must be taken for one.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use glassbox::HmacKey;
use sha2::{Digest, Sha256};

use super::{encodings, found};
use crate::support::base64url;

/// Random bytes, the same in each run.
pub fn random(seed: u32, length: usize) -> Vec<u8> {
    let blocks = (0_u32..).flat_map(|block| {
        let (seed, block) = (seed.to_be_bytes(), block.to_be_bytes());
        Sha256::digest([seed, block].concat())
    });
    blocks.take(length).collect()
}

#[test]
fn a_text_that_nobody_knows() {
    for text in [
        "correct horse battery staple, and eight words more",
        "the public key, the certificate and the RSA modulus: ssh! begin at the end",
        "---- begin to count, and do not stop ----",
        "-----BEGI, a passphrase that nobody knows",
        "BEGIN PUBLIC KEY is how this passphrase goes on",
        "ssh-rsa and ssh-ed25519 are kinds of keys, and this is none",
        "mail@openssh.com is no key, nor is it an address of mine",
        "kty, the keys: all of them [in a box], and a k as well",
        "{a brace} is no key of a set at all",
        r#"{"user":"a","password":"b, and more of it","keys":"c"}"#,
        r#"{"issuer":"https://auth.example","token_endpoint":"a"}"#,
        "<password>a secret in XML, as some settings have it</password>",
        "postgres://user:p%40ssw%6frd@db.example/app?sslmode=verify-full",
        "C:\\new\\table\\users\\u0041\\ a path for a passphrase %zz %4",
        "ein Geheimnis mit Umlauten: äöüß, und 秘密 dazu",
        "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        "eyJhbGciOiJIUzI1NiJ9.e30.ZRrHA1JJJW8opsbCGfG_HACGpVUMN_a9IV7pAx_Zmeo",
    ] {
        for (encoding, secret) in encodings::of_text(text) {
            assert_eq!(found(&secret), None, "{text}, {encoding}");
        }
    }
}

/// Names of algorithms and lengths alone make no key: each of these lacks one thing.
#[test]
fn bytes_that_are_nearly_a_key() {
    let number = |length: u8| [&[0x02, length, 0x00, 0x81][..], &[7; 127][..]].concat();
    let with = |start: &[u8], rest: &[u8]| [start, rest].concat();
    let rsa =
        |length: u8, exponent: &[u8]| with(&number(length)[..usize::from(length) + 2], exponent);
    assert!(found(&rsa(65, b"\x02\x03\x01\x00\x01")).is_some());
    assert!(found(&rsa(65, b"\x02\x01\x03")).is_some());
    for bytes in [
        with(b"\x30\x82\x01\x22\x30\x0d\x06\x09\x2a\x86\x48", &[7; 60]),
        with(
            b"\x30\x2a\x30\x05\x06\x03\x2c\x65\x70\x03\x21\x00",
            &[7; 32],
        ),
        // A modulus that is short, of no whole bytes; an exponent that is 1, even, long, cut off.
        rsa(57, b"\x02\x03\x01\x00\x01"),
        rsa(66, b"\x02\x03\x01\x00\x01"),
        rsa(65, b"\x02\x01\x01"),
        rsa(65, b"\x02\x03\x01\x00\x02"),
        rsa(65, b"\x02\x06\x01\x00\x01\x00\x00\x01"),
        rsa(65, b"\x02\x03\x01\x00"),
        rsa(65, b"\x03\x03\x01\x00\x01"),
        rsa(65, b""),
        [
            b"\x02".repeat(80),
            b"\x81".repeat(80),
            b"\x02\x82".repeat(40),
        ]
        .concat(),
    ] {
        assert_eq!(found(&bytes), None, "{bytes:02x?}");
    }
}

/// As generators make them: random bytes, and their text in base64, hexadecimal and other spellings.
#[test]
fn tens_of_thousands_of_random_secrets() {
    let mut tried = 0;
    for seed in 0..2500 {
        let bytes = random(seed, 32 + seed as usize % 97);
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let colons: String = bytes.iter().map(|byte| format!("{byte:02X}:")).collect();
        let lines: Vec<_> = hex.as_bytes().chunks(32).collect();
        let of_characters = |first: u8, count: u8| -> Vec<u8> {
            bytes.iter().map(|byte| first + byte % count).collect()
        };
        for secret in [
            bytes.clone(),
            base64url(&bytes).into(),
            STANDARD.encode(&bytes).into(),
            hex.to_uppercase().into(),
            lines.join(&b'\n'),
            hex.into(),
            colons.into(),
            of_characters(b'!', 94),
            of_characters(b'0', 10),
            of_characters(b'a', 26),
        ] {
            let key = HmacKey::hs256(&secret);
            assert!(key.is_ok(), "{seed}: {}", secret.escape_ascii());
            tried += 1;
        }
    }
    assert_eq!(tried, 25_000);
}

/// Long secrets hold more windows, and structures of ASN.1 fit into them.
#[test]
fn long_random_secrets() {
    for seed in 0..200 {
        let bytes = random(seed, 4096);
        assert!(HmacKey::hs512(&bytes).is_ok(), "{seed}");
    }
}
