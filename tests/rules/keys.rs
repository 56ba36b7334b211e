//! RFC 7518 §3.2: a secret has the size of the hash at least, unless a short one is accepted by name;
//! it is never empty. What is no secret at all is in `not_a_secret.rs`.

use glassbox::key::{KeyInfo, SigningKey};
use glassbox::{Algorithm, HmacKey, KeyError};

use crate::support::base64url;

const HMACS: [(Algorithm, usize); 3] = [
    (Algorithm::Hs256, 32),
    (Algorithm::Hs384, 48),
    (Algorithm::Hs512, 64),
];

fn hex(secret: &[u8]) -> String {
    secret.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the ways to make a key say of a secret: the usual one, those that take base64 and hexadecimal
/// digits of it, and the same three for short secrets.
fn made(algorithm: Algorithm, secret: &[u8]) -> [Result<Algorithm, KeyError>; 6] {
    let short = HmacKey::options(algorithm).allow_short_secret();
    [
        HmacKey::new(algorithm, secret),
        HmacKey::from_base64(algorithm, &base64url(secret)),
        HmacKey::from_hex(algorithm, &hex(secret)),
        HmacKey::with_short_secret(algorithm, secret),
        short.base64(&base64url(secret)),
        short.hex(&hex(secret)),
    ]
    .map(|key| key.map(|key| key.algorithm()))
}

#[test]
fn a_secret_has_the_size_of_the_hash() {
    for (algorithm, minimum) in HMACS {
        for actual in [minimum, minimum + 1, 1000] {
            let fine = Ok(algorithm);
            let made = made(algorithm, &vec![7; actual]);
            assert!(made.iter().all(|made| *made == fine), "{made:?}");
        }
        for actual in [1, minimum - 1] {
            let short = |is_encoded| {
                Err(KeyError::TooShort {
                    algorithm,
                    minimum,
                    actual,
                    is_encoded,
                })
            };
            let made = made(algorithm, &vec![7; actual]);
            let (strict, lax) = made.split_at(3);
            assert_eq!(strict, [short(false), short(true), short(true)]);
            assert!(lax.iter().all(|made| *made == Ok(algorithm)), "{made:?}");
        }
        let empty = made(algorithm, b"");
        assert!(
            empty.iter().all(|made| *made == Err(KeyError::Empty)),
            "{empty:?}"
        );
    }
}

#[test]
fn a_key_fixes_its_algorithm() {
    type Make = fn(&'static [u8]) -> Result<HmacKey, KeyError>;
    let makes: [Make; 3] = [HmacKey::hs256, HmacKey::hs384, HmacKey::hs512];
    for (make, (algorithm, minimum)) in makes.into_iter().zip(HMACS) {
        assert_eq!(make(&[7; 64]).unwrap().algorithm(), algorithm);
        assert!(make(&[7; 64][..minimum]).is_ok());
        assert!(make(&[7; 64][1..minimum]).is_err());
    }
}

#[test]
fn only_hmac_algorithms_have_a_secret() {
    for algorithm in [
        Algorithm::Rs256,
        Algorithm::Ps512,
        Algorithm::Es256,
        Algorithm::EdDsa,
        Algorithm::Ed25519,
    ] {
        let error = Err(KeyError::NotHmac { algorithm });
        let made = made(algorithm, &[7; 64]);
        assert!(made.iter().all(|made| *made == error), "{made:?}");
        #[cfg(feature = "generate")]
        assert_eq!(
            HmacKey::generate(algorithm).map(|key| key.algorithm()),
            error
        );
    }
    #[cfg(feature = "generate")]
    for (algorithm, _) in HMACS {
        assert_eq!(HmacKey::generate(algorithm).unwrap().algorithm(), algorithm);
    }
}

#[test]
fn base64_of_either_alphabet_padded_or_not() {
    // 33 and 34 bytes whose text holds both letters in which the alphabets differ.
    for secret in [[0xfb; 33].to_vec(), [0xff; 34].to_vec()] {
        let expected = HmacKey::hs256(&secret).unwrap().sign(b"message").unwrap();
        let unpadded = base64url(&secret);
        let padded = format!("{unpadded}{}", "=".repeat((4 - unpadded.len() % 4) % 4));
        let standard = |text: &str| text.replace('-', "+").replace('_', "/");
        for text in [standard(&unpadded), standard(&padded), unpadded, padded] {
            let key = HmacKey::from_base64(Algorithm::Hs256, &text).unwrap();
            let mac = key.sign(b"message").unwrap();
            assert_eq!(mac.as_ref(), expected.as_ref(), "{text}");
        }
    }
}

/// As `openssl rand -base64 64` prints it, and as it comes out of a file.
#[test]
fn base64_on_lines() {
    let expected = HmacKey::hs512([0xfb; 64]).unwrap();
    let expected = expected.sign(b"message").unwrap();
    let text = base64url(&[0xfb; 64]);
    let (first, second) = text.split_at(64);
    for text in [
        format!("{first}\n{second}==\n"),
        format!("{first}\r\n{second}\r\n"),
        format!("  {first}{second}\t"),
        format!("{text}\n\n"),
    ] {
        let key = HmacKey::from_base64(Algorithm::Hs512, &text).unwrap();
        let mac = key.sign(b"message").unwrap();
        assert_eq!(mac.as_ref(), expected.as_ref(), "{text:?}");
    }
    // Nothing is empty, and nothing is no secret.
    assert!(HmacKey::from_base64(Algorithm::Hs256, " \n").is_err());
}

/// As `openssl rand -hex 32` and `xxd -p` print it, and as it comes out of a file.
#[test]
fn hexadecimal_in_either_case_and_on_lines() {
    let secret: Vec<u8> = (0..64).map(|byte| byte * 4 + byte / 16).collect();
    let expected = HmacKey::hs512(&secret).unwrap().sign(b"message").unwrap();
    let text = hex(&secret);
    let (first, second) = text.split_at(60);
    let mixed = format!("{}{second}", first.to_uppercase());
    for text in [
        text.to_uppercase(),
        format!("{text}\n"),
        format!("{first}\n{second}\n"),
        format!("{first}\r\n{second}\r\n"),
        format!(" \t{text} \n\n"),
        mixed,
        text,
    ] {
        let key = HmacKey::from_hex(Algorithm::Hs512, &text).unwrap();
        assert_eq!(
            key.sign(b"message").unwrap().as_ref(),
            expected.as_ref(),
            "{text:?}"
        );
    }
}

#[test]
fn what_is_no_hexadecimal() {
    let long = |text: &str| format!("{}{text}", "0aF9".repeat(32));
    assert!(HmacKey::from_hex(Algorithm::Hs256, &long("0a")).is_ok());
    for text in [
        "0",
        "0g",
        "G0",
        "0x",
        " 0a",
        "\t0a",
        "0a:0b",
        "0a,",
        "-0a",
        "+a",
        "0a\u{a0}",
        "0a\0",
        "é",
        "\u{ff11}a",
    ] {
        let error = HmacKey::from_hex(Algorithm::Hs256, &long(text)).unwrap_err();
        assert_eq!(error, KeyError::NotHex, "{text:?}");
    }
    assert_eq!(
        HmacKey::from_hex(Algorithm::Hs256, " \n").unwrap_err(),
        KeyError::Empty
    );
}

#[test]
fn what_is_no_base64() {
    let long = |text: &str| format!("{}{text}", "QUJD".repeat(20));
    assert!(HmacKey::from_base64(Algorithm::Hs256, &long("QUJD")).is_ok());
    for text in [
        "not base64!",
        "+/+/-_-_",
        "QUJD.QUJD",
        "QUJD\u{a0}",
        "QUJD\0",
        "QUJD\u{b}",
        " QUJD",
        "\tQUJD",
        "A",
        "QUJ=D",
        "QUJD====",
        "QUJE=",
        "QR==", // a spare bit is set
        "é",
    ] {
        let error = HmacKey::from_base64(Algorithm::Hs256, &long(text)).unwrap_err();
        assert_eq!(error, KeyError::NotBase64, "{text:?}");
    }
}
