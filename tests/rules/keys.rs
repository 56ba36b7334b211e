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

/// What three ways to make a key say of a secret: the usual one, the one for short secrets, and the
/// one that takes base64 of it.
fn made(algorithm: Algorithm, secret: &[u8]) -> [Result<Algorithm, KeyError>; 3] {
    [
        HmacKey::new(algorithm, secret),
        HmacKey::with_short_secret(algorithm, secret),
        HmacKey::from_base64(algorithm, &base64url(secret)),
    ]
    .map(|key| key.map(|key| key.algorithm()))
}

#[test]
fn a_secret_has_the_size_of_the_hash() {
    for (algorithm, minimum) in HMACS {
        for actual in [minimum, minimum + 1, 1000] {
            let fine = Ok(algorithm);
            assert_eq!(
                made(algorithm, &vec![7; actual]),
                [fine.clone(), fine.clone(), fine]
            );
        }
        for actual in [1, minimum - 1] {
            let short = Err(KeyError::TooShort {
                algorithm,
                minimum,
                actual,
            });
            assert_eq!(
                made(algorithm, &vec![7; actual]),
                [short.clone(), Ok(algorithm), short]
            );
        }
        let empty = Err(KeyError::Empty);
        assert_eq!(made(algorithm, b""), [empty.clone(), empty.clone(), empty]);
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
        assert_eq!(
            made(algorithm, &[7; 64]),
            [error.clone(), error.clone(), error.clone()]
        );
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
