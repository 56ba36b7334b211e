//! Key pairs: keys that prove nothing, and signatures that are none.

use glassbox::key::{SigningKey, VerifyingKey};
use glassbox::{Algorithm, HmacKey, KeyError, PrivateKey, PublicKey, Verifier, jws};

use crate::attacks::{AnySecret, said};
use crate::pairs::{ALGORITHMS, file, private, public, text};
use crate::support::{base64url, forge, forge_parts};

fn verifier(public: PublicKey) -> Verifier {
    Verifier::new(public).allow_missing_exp()
}

fn header(alg: &str) -> String {
    format!(r#"{{"alg":"{alg}","typ":"JWT"}}"#)
}

/// Everybody has the public key, and can make a MAC of it.
#[test]
fn a4_a_mac_keyed_with_a_public_key() {
    for (algorithm, name) in ALGORITHMS {
        let (pem, der) = (
            name.replace(".pem", ".pub.pem"),
            name.replace(".pem", ".pub.der"),
        );
        let der = file(&der);
        for secret in [file(&pem), der.clone(), der[der.len() - 32..].to_vec()] {
            for alg in ["HS256", "HS384", "HS512"] {
                let forged = forge(&header(alg), "{}", &AnySecret(&secret));
                assert_eq!(
                    said(&verifier(public(algorithm, &pem)), &forged),
                    "alg_mismatch"
                );
            }
            let forged = forge(&header(algorithm.name()), "{}", &AnySecret(&secret));
            assert_eq!(
                said(&verifier(public(algorithm, &pem)), &forged),
                "bad_signature"
            );
        }
        for secret in [file(&pem), der, file(name)] {
            let key = HmacKey::hs256(secret);
            assert!(matches!(key, Err(KeyError::NotASecret { .. })));
        }
    }
}

/// One key, and a token under each other algorithm of its family, rightly signed under that.
#[test]
fn a6_another_algorithm_of_the_same_key() {
    for (signs, one) in ALGORITHMS {
        for (verifies, other) in ALGORITHMS.into_iter().filter(|(_, other)| *other == one) {
            let key = private(signs, one);
            let text = forge(&header(signs.name()), "{}", &key);
            let key = private(verifies, other).public_key();
            let word = if signs == verifies {
                "accept"
            } else {
                "alg_mismatch"
            };
            assert_eq!(said(&verifier(key.clone()), &text), word);
            // With the header changed, the signature is of another algorithm, or of another text.
            let text = forge(&header(verifies.name()), "{}", &private(signs, one));
            let is_one = matches!(signs.name(), "EdDSA" | "Ed25519");
            let word = if signs == verifies || is_one {
                "accept"
            } else {
                "bad_signature"
            };
            assert_eq!(said(&verifier(key), &text), word);
        }
    }
}

#[test]
fn a9_keys_of_the_wrong_kind_or_size() {
    for (algorithm, name) in [
        (Algorithm::Rs256, "rsa1024"),
        (Algorithm::Ps256, "rsa1024"),
        (Algorithm::Rs256, "rsa2056"),
        (Algorithm::Es256, "p521"),
        (Algorithm::Es256, "p384"),
        (Algorithm::Es256, "secp256k1"),
        (Algorithm::Rs256, "pss"),
        (Algorithm::Ps256, "pss384"),
        (Algorithm::Es256, "ed25519"),
        (Algorithm::EdDsa, "ed448"),
        (Algorithm::EdDsa, "x25519"),
        (Algorithm::Rs256, "p256"),
    ] {
        assert!(
            PublicKey::new(algorithm, file(&format!("{name}.pub.pem"))).is_err(),
            "{name}"
        );
        assert!(
            PrivateKey::new(algorithm, file(&format!("{name}.pem"))).is_err(),
            "{name}"
        );
    }
}

#[test]
fn a10_signatures_of_zeros_and_ones() {
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name);
        let verifier = verifier(key.public_key());
        let good = key.sign(b"").unwrap().as_ref().len();
        let (head, payload) = (
            base64url(header(algorithm.name()).as_bytes()),
            base64url(b"{}"),
        );
        for len in [0, 1, good - 1, good, good + 1, 2 * good] {
            for byte in [0, 1, 0x7f, 0xff] {
                let signature = base64url(&vec![byte; len]);
                let token = format!("{head}.{payload}.{signature}");
                assert_eq!(
                    said(&verifier, &token),
                    "bad_signature",
                    "{algorithm} {len} {byte}"
                );
            }
        }
        // In DER, as other protocols have it.
        let input = format!("{head}.{payload}");
        let raw = key.sign(input.as_bytes()).unwrap();
        let (r, s) = raw.as_ref().split_at(good / 2);
        let number = |number: &[u8]| [&[2, number.len() as u8 + 1, 0], number].concat();
        let der = [&[0x30, good as u8 + 6][..], &number(r), &number(s)].concat();
        assert_eq!(
            said(&verifier, &format!("{input}.{}", base64url(&der))),
            "bad_signature"
        );
        assert_eq!(
            said(&verifier, &forge_parts(&head, &payload, &key)),
            "accept"
        );
    }
}

/// The encodings of PKCS#1 and PSS are those of Wycheproof, in tests/vectors; here a signature that is
/// the right number, written otherwise.
#[test]
fn a11_one_signature_has_one_spelling() {
    for (algorithm, name) in [(Algorithm::Rs256, "rsa.pem"), (Algorithm::Ps256, "rsa.pem")] {
        let key = private(algorithm, name);
        let der = file("rsa.pub.pkcs1.der");
        // SEQUENCE, INTEGER of 257 bytes with a zero in front.
        let modulus = &der[9..9 + 256];
        let signature = key.sign(b"message").unwrap();
        let signature = signature.as_ref();
        assert!(key.verify(b"message", signature));
        // The same number modulo n, where it fits.
        let mut carry = 0;
        let mut sum = vec![0; 256];
        for at in (0..256).rev() {
            let digit = u16::from(signature[at]) + u16::from(modulus[at]) + carry;
            sum[at] = digit as u8;
            carry = digit >> 8;
        }
        let more = if carry == 0 {
            sum
        } else {
            [&[1], &sum[..]].concat()
        };
        for other in [
            more,
            [&[0], signature].concat(),
            [signature, &[0]].concat(),
            modulus.to_vec(),
        ] {
            assert!(!key.verify(b"message", &other), "{algorithm}");
        }
    }
    // Ed25519: S below the order, R as it is computed (RFC 8032 §5.1.7).
    let key = private(Algorithm::EdDsa, "ed25519.pem");
    let good = key.sign(b"message").unwrap();
    let order = b"\xed\xd3\xf5\x5c\x1a\x63\x12\x58\xd6\x9c\xf7\xa2\xde\xf9\xde\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10";
    let mut more = good.as_ref().to_vec();
    let mut carry = 0;
    for (byte, add) in more[32..].iter_mut().zip(order) {
        let digit = u16::from(*byte) + u16::from(*add) + carry;
        *byte = digit as u8;
        carry = digit >> 8;
    }
    assert!(key.verify(b"message", good.as_ref()) && !key.verify(b"message", &more));
}

/// A key has one algorithm, and none of encryption; one that is said to be for PSS is for nothing else.
#[test]
fn a16_a_key_for_another_purpose() {
    assert!(PublicKey::rs256(text("pss.pub.pem")).is_err());
    assert!(PublicKey::eddsa(text("x25519.pub.pem")).is_err());
    for algorithm in [Algorithm::Hs256, Algorithm::Es512, Algorithm::Ed448] {
        assert!(matches!(
            PublicKey::new(algorithm, file("rsa.pub.pem")),
            Err(KeyError::NotAPair { .. })
        ));
    }
    // Nor does a key sign for two algorithms.
    let text = jws::sign(b"bytes", &private(Algorithm::Rs256, "rsa.pem")).unwrap();
    let other = public(Algorithm::Ps256, "rsa.pub.pem");
    assert_eq!(
        jws::verify(&text, &other).unwrap_err().code(),
        "algorithm_mismatch"
    );
}
