//! A secret that is text and has white space around it was most likely read from a file or a shell: it
//! is refused, with a name for the case that the issuer signs with it. Random bytes are never judged.

use glassbox::key::SigningKey;
use glassbox::{Algorithm, HmacKey, KeyError};

use super::not_a_secret::random;
use crate::support::base64url;

const TEXT: &str = "a secret of at least thirty-two bytes";

/// What each way to make a key says of a secret. `None`: it is taken.
fn said(secret: &[u8]) -> [Option<KeyError>; 4] {
    let hex: String = secret.iter().map(|byte| format!("{byte:02x}")).collect();
    [
        HmacKey::new(Algorithm::Hs256, secret),
        HmacKey::with_short_secret(Algorithm::Hs256, secret),
        HmacKey::from_base64(Algorithm::Hs256, &base64url(secret)),
        HmacKey::from_hex(Algorithm::Hs256, &hex),
    ]
    .map(Result::err)
}

#[track_caller]
fn refused(secret: &str, place: &'static str) {
    let error = || Some(KeyError::WhiteSpace { place });
    assert_eq!(
        said(secret.as_bytes()),
        [error(), error(), error(), error()],
        "{secret:?}"
    );
}

#[test]
fn around_text() {
    for white in [
        "\n", "\r\n", "\r", " ", "\t", "\x0c", "\n\n", " \t\n", "\u{a0}", "\u{2028}", "\u{feff}",
    ] {
        refused(&format!("{TEXT}{white}"), "at its end");
        refused(&format!("{white}{TEXT}"), "at its start");
        refused(&format!("{white}{TEXT}{white}"), "at both ends");
        refused(
            &format!("ein Geheimnis, das auf äöü endet: äöü{white}"),
            "at its end",
        );
        refused(
            &format!("two lines, as openssl rand -base64 64 prints them,\nand{white}"),
            "at its end",
        );
    }
    refused("secret\n", "at its end");
}

#[test]
fn within_text_and_none_at_all() {
    let blank = " ".repeat(40);
    for secret in [
        &blank,
        TEXT,
        "two lines,\nof which the second ends in none",
        "a\ttab and a b\u{a0}c within 32 bytes",
    ] {
        assert_eq!(
            said(secret.as_bytes()),
            [None, None, None, None],
            "{secret:?}"
        );
    }
}

/// One byte that no text has is enough.
#[test]
fn behind_bytes_that_are_no_text() {
    for byte in [0, 1, 8, 0x0b, 0x1b, 0x7f, 0x80, 0xff] {
        for place in 0..TEXT.len() {
            let mut secret = format!("{TEXT}\n").into_bytes();
            secret[place] = byte;
            assert_eq!(
                said(&secret),
                [None, None, None, None],
                "{}",
                secret.escape_ascii()
            );
        }
    }
    // In UTF-16 each other byte is none.
    let utf16: Vec<u8> = format!("{TEXT}\r\n")
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(said(&utf16), [None, None, None, None]);
}

#[test]
fn the_names_by_which_it_is_kept() {
    let secret = format!("{TEXT}\n");
    let mac = |key: Result<HmacKey, KeyError>| key.unwrap().sign(b"message").unwrap();
    let options = HmacKey::options(Algorithm::Hs256).allow_white_space();
    let hex: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
    let kept = mac(options.secret(&secret));
    assert_eq!(
        kept.as_ref(),
        mac(options.base64(&base64url(secret.as_bytes()))).as_ref()
    );
    assert_eq!(kept.as_ref(), mac(options.hex(&hex)).as_ref());
    assert_ne!(kept.as_ref(), mac(HmacKey::hs256(TEXT)).as_ref());
    // It allows nothing else, and neither does the other.
    let short = |length: usize| KeyError::TooShort {
        algorithm: Algorithm::Hs256,
        minimum: 32,
        actual: length,
        is_encoded: false,
    };
    assert_eq!(options.secret("secret\n").unwrap_err(), short(7));
    let allow_short = HmacKey::options(Algorithm::Hs256).allow_short_secret();
    assert_eq!(
        allow_short.secret("secret\n").unwrap_err(),
        KeyError::WhiteSpace {
            place: "at its end"
        }
    );
    assert_eq!(
        allow_short.base64("c2VjcmV0Cg==").unwrap_err(),
        KeyError::WhiteSpace {
            place: "at its end"
        }
    );
    let both = allow_short.allow_white_space();
    assert_eq!(
        mac(both.secret("secret\n")).as_ref(),
        mac(both.base64("c2VjcmV0Cg==")).as_ref()
    );
    assert_eq!(
        mac(allow_short.base64("c2VjcmV0")).as_ref(),
        mac(allow_short.hex("736563726574")).as_ref()
    );
    for options in [options, allow_short, both] {
        assert_eq!(options.secret("").unwrap_err(), KeyError::Empty);
        let error = options.secret("-----BEGIN PUBLIC KEY-----\n").unwrap_err();
        assert!(matches!(error, KeyError::NotASecret { .. }));
    }
}

/// How many of all texts of `length` bytes are UTF-8 without controls, at most, as a share of what
/// random bytes can be: by their last character, which has one byte to four.
fn share_of_texts(length: usize) -> f64 {
    // White space of ASCII within, which is no control here: tab, line feed, form feed, carriage return.
    let characters = [
        95.0 + 4.0,
        30.0 * 64.0,
        16.0 * 64.0 * 64.0,
        5.0 * 64.0 * 64.0 * 64.0,
    ];
    let mut shares = vec![1.0];
    for length in 1..=length {
        let ends = (1..=4.min(length)).zip(characters);
        let share = |(bytes, count): (usize, f64)| {
            shares[length - bytes] * count / 256_f64.powi(bytes as i32)
        };
        shares.push(ends.map(share).sum());
    }
    shares[length]
}

/// A random secret of the size of a hash is refused less often than once in ten thousand million
/// keys, even if every text began or ended in white space.
#[test]
fn random_bytes_are_practically_never_text() {
    let (hs256, hs384, hs512) = (share_of_texts(32), share_of_texts(48), share_of_texts(64));
    assert!(
        hs256 < 1e-10 && hs384 < 1e-15 && hs512 < 1e-20,
        "{hs256:e} {hs384:e} {hs512:e}"
    );
    // The bound is one: of two bytes, all can be tried.
    let pairs = (0..=u16::MAX).map(u16::to_be_bytes);
    let refused = pairs.filter(|secret| {
        let key = HmacKey::with_short_secret(Algorithm::Hs256, secret);
        matches!(key, Err(KeyError::WhiteSpace { .. }))
    });
    let share = refused.count() as f64 / 65_536.0;
    assert!(
        share > 0.005 && share < share_of_texts(2),
        "{share} {}",
        share_of_texts(2)
    );
    // Those that end in white space are the ones at risk, and none is judged.
    for seed in 0..5_000 {
        let mut secret = random(seed, 32);
        secret[31] = b" \t\n\r\x0c"[seed as usize % 5];
        secret[0] = secret[31];
        let key = HmacKey::hs256(&secret);
        assert!(key.is_ok(), "{}", secret.escape_ascii());
    }
}
