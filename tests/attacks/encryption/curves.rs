//! F3 with keys that agree: each token is encrypted under the secret that a reader would find who looks
//! away.

use glassbox::KeyError;
use glassbox::jwe::{
    self, ContentEncryption, EcdhCurve, EcdhPrivateKey, EcdhPublicKey, KeyManagement,
};

use crate::jwe::ecdh::known::{Known, P256, X25519, forge};
use crate::jwe::opened;
use crate::support::base64url;
use crate::vectors::{base64, hex};

const X: &str = "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0";
const Y: &str = "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps";

/// 2^256 - 2^224 + 2^192 + 2^96 - 1, the prime of P-256.
const PRIME: &str = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

#[track_caller]
fn rows(known: &Known, rows: &[(String, &str)]) {
    let key = known.key();
    for (epk, expected) in rows {
        let text = known.forge(&format!(r#","epk":{epk}"#));
        assert_eq!(opened(&text, &key), *expected, "{epk}");
    }
}

/// A key on P-256 with these coordinates.
fn ec(x: &str, y: &str) -> String {
    format!(r#"{{"kty":"EC","crv":"P-256","x":"{x}","y":"{y}"}}"#)
}

#[test]
fn f3_points_of_p256() {
    let good = P256.ephemeral;
    let with = |from: &str, to: &str| good.replace(from, to);
    let zero = base64url(&[0; 32]);
    let prime = base64url(&hex(PRIME));
    let mut off = base64(Y);
    off[31] ^= 1;
    let short = base64url(&base64(X)[1..]);
    let long = base64url(&[&[0], &base64(X)[..]].concat());
    let failed = "decryption_failed";
    rows(
        &P256,
        &[
            (good.into(), "opened"),
            (with("{", r#"{"use":"enc","alg":"x","kid":"y","#), "opened"),
            (with("\"x\"", "\"\\u0078\""), "opened"),
            (ec(X, &base64url(&off)), failed),
            (ec(&zero, &zero), failed),
            (ec(X, &zero), failed),
            (ec(&prime, &zero), failed),
            (ec(&prime, Y), failed),
            (ec(X, &prime), failed),
            (ec(&short, Y), failed),
            (ec(&long, Y), failed),
            (ec("", ""), failed),
            (ec(X, ""), failed),
            (with(&format!(r#","y":"{Y}""#), ""), failed),
            (with(&format!(r#","x":"{X}""#), ""), failed),
            (with("P-256", "P-384"), failed),
            (with("P-256", "p-256"), failed),
            (with("P-256", "X25519"), failed),
            (with(r#""crv":"P-256","#, ""), failed),
            (with("\"EC\"", "\"OKP\""), failed),
            (with("\"EC\"", "1"), failed),
            (with(r#""kty":"EC","#, ""), failed),
            // The last bits of a text stand for nothing, and are zero.
            (with("SV0", "SV1"), failed),
            (with(&format!("\"{X}\""), &format!("\"{X}=\"")), failed),
            (with(&format!("\"{X}\""), "1"), failed),
            (with(&format!("\"{Y}\""), "null"), failed),
            ("{}".into(), failed),
            (X25519.ephemeral.into(), failed),
        ],
    );
}

#[test]
fn f3_points_of_x25519() {
    let good = X25519.ephemeral;
    let x = "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo";
    let with = |from: &str, to: &str| good.replace(from, to);
    let failed = "decryption_failed";
    rows(
        &X25519,
        &[
            (good.into(), "opened"),
            (with("}", r#","y":"AAAA"}"#), "opened"),
            (with("X25519", "X448"), failed),
            (with("X25519", "Ed25519"), failed),
            (with("\"OKP\"", "\"EC\""), failed),
            (with(x, &base64url(&base64(x)[..31])), failed),
            (
                with(x, &base64url(&[&base64(x)[..], &[0]].concat())),
                failed,
            ),
            (with("bTmo", "bTmp"), failed),
            (with(x, ""), failed),
            (P256.ephemeral.into(), failed),
        ],
    );
}

/// Nothing of these reaches a key.
#[test]
fn f3_what_is_no_public_key() {
    let bare = P256.forge("");
    assert_eq!(opened(&bare, &P256.key()), "invalid_header");
    let rows: Vec<_> = [
        "null".into(),
        "\"x\"".into(),
        "1".into(),
        "[]".into(),
        P256.ephemeral.replace('}', r#","d":"AAAA"}"#),
        P256.ephemeral.replace('}', r#","\u0064":null}"#),
        P256.ephemeral.replace('}', r#","kty":"EC"}"#),
        P256.ephemeral.replace('}', r#","\u0078":"AAAA"}"#),
    ]
    .map(|epk: String| (epk, "invalid_header"))
    .into();
    self::rows(&P256, &rows);
}

/// The seven of RFC 7748 §6.1 and its errata, and those of them that are written with a bit more. All
/// agree on zeros, whatever the private key.
const SMALL_ORDER: [&str; 7] = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
];

#[test]
fn f3_small_order() {
    for digits in SMALL_ORDER {
        for high in [0, 0x80] {
            let mut point = hex(digits);
            point[31] |= high;
            let jwk = format!(
                r#"{{"kty":"OKP","crv":"X25519","x":"{}"}}"#,
                base64url(&point)
            );
            let text = forge(&[0; 32], &format!(r#","epk":{jwk}"#), [b"", b""]);
            assert_eq!(
                opened(&text, &X25519.key()),
                "decryption_failed",
                "{digits}"
            );
            // Nor is anything encrypted to one.
            let (algorithm, encryption) = (KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
            let made = EcdhPublicKey::from_jwk(algorithm, encryption, &jwk);
            assert_eq!(made.map(drop), Err(KeyError::WeakPoint), "{digits}");
            let der = [hex("302a300506032b656e032100"), point].concat();
            let made = EcdhPublicKey::new(algorithm, encryption, der);
            assert_eq!(made.map(drop), Err(KeyError::WeakPoint), "{digits}");
        }
    }
}

/// Who is named takes part in the key.
#[test]
fn f3_parties() {
    let epk = format!(r#","epk":{}"#, P256.ephemeral);
    let shared = hex(P256.shared);
    let key = P256.key();
    let named = |members: &str, parties| forge(&shared, &format!("{members}{epk}"), parties);
    let whole = base64url(&[7; 512]);
    let long = base64url(&[7; 513]);
    for (members, parties, expected) in [
        (
            r#","apu":"QWxpY2U","apv":"Qm9i""#.into(),
            [&b"Alice"[..], b"Bob"],
            "opened",
        ),
        (r#","apu":"QWxpY2U""#.into(), [b"Alice", b""], "opened"),
        (r#","apu":"","apv":"""#.into(), [b"", b""], "opened"),
        (
            r#","apu":"QWxpY2U","apv":"Qm9i""#.into(),
            [b"", b""],
            "decryption_failed",
        ),
        (
            r#","apu":"Qm9i","apv":"QWxpY2U""#.into(),
            [b"Alice", b"Bob"],
            "decryption_failed",
        ),
        (String::new(), [b"Alice", b"Bob"], "decryption_failed"),
        (format!(r#","apv":"{whole}""#), [b"", &[7; 512]], "opened"),
        (
            format!(r#","apv":"{long}""#),
            [b"", &[7; 513]],
            "invalid_header",
        ),
        (
            r#","apu":"QWxpY2U=""#.into(),
            [b"Alice", b""],
            "invalid_header",
        ),
        (
            r#","apu":"QWxpY2V""#.into(),
            [b"Alice", b""],
            "invalid_header",
        ),
        (r#","apu":null"#.into(), [b"", b""], "invalid_header"),
    ] {
        assert_eq!(
            opened(&named(&members, parties), &key),
            expected,
            "{members}"
        );
    }
}

/// The same pair under another algorithm, and the key that another one would wrap with.
#[test]
fn f3_algorithms_swapped() {
    let (gcm, curve) = (ContentEncryption::A256Gcm, EcdhCurve::P256);
    let wrapping = EcdhPrivateKey::generate(KeyManagement::EcdhEsA256Kw, gcm, curve).unwrap();
    let pem = wrapping.to_private_pem();
    let of = |algorithm| EcdhPrivateKey::new(algorithm, gcm, pem.reveal()).unwrap();
    let text = jwe::encrypt(b"any", &wrapping.public_key()).unwrap();
    for (algorithm, expected) in [
        (KeyManagement::EcdhEsA256Kw, "opened"),
        (KeyManagement::EcdhEsA128Kw, "algorithm_mismatch"),
        (KeyManagement::EcdhEs, "algorithm_mismatch"),
    ] {
        assert_eq!(opened(&text, &of(algorithm)), expected, "{algorithm}");
    }
    // RFC 7518 §4.6: the key is agreed on, so none is beside it.
    let with = P256.forge(&format!(r#","epk":{}"#, P256.ephemeral));
    let beside = crate::jwe::with_part(&with, 1, |_| base64url(&[7; 40]));
    assert_eq!(opened(&beside, &P256.key()), "malformed");
}

/// RFC 7516 §11.5: one answer, whatever it was.
#[test]
fn f4_oracle_of_the_curve() {
    let of = |epk: &str| {
        let text = P256.forge(&format!(r#","epk":{epk}"#));
        jwe::decrypt(&text, &P256.key()).unwrap_err()
    };
    let off = of(&ec(X, X));
    let other = EcdhPrivateKey::generate(
        KeyManagement::EcdhEs,
        ContentEncryption::A256Gcm,
        EcdhCurve::P256,
    );
    let text = P256.forge(&format!(r#","epk":{}"#, P256.ephemeral));
    let foreign = jwe::decrypt(&text, &other.unwrap()).unwrap_err();
    let changed = crate::jwe::with_part(&text, 3, |_| base64url(b"anz"));
    let changed = jwe::decrypt(&changed, &P256.key()).unwrap_err();
    assert_eq!([off, foreign], [changed, changed]);
    assert_eq!(off.to_string(), "the token could not be decrypted");
}
