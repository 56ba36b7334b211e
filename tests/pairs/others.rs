//! The same keys and signatures in other hands: `p256`, `p384`, `ed25519-dalek` and `rsa`, which share no
//! code of this arithmetic.

use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey};
use ed25519_dalek::{Signer, Verifier};
use glassbox::key::{KeyInfo, SigningKey, VerifyingKey};
use glassbox::{Algorithm, PrivateKey, PublicKey};
use rsa::traits::PublicKeyParts;

use super::{ALGORITHMS, file, private};
use crate::vectors::hex;

/// The verdict of another library; `None` where it does not take the key.
fn theirs(algorithm: Algorithm, spki: &[u8], message: &[u8], signature: &[u8]) -> Option<bool> {
    use rsa::sha2::{Sha256, Sha384, Sha512};
    use rsa::{pkcs1v15, pss};
    fn holds<S: for<'a> TryFrom<&'a [u8]>>(
        key: &impl Verifier<S>,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        S::try_from(signature).is_ok_and(|signature| key.verify(message, &signature).is_ok())
    }
    let rsa = || rsa::PublicKey::from_public_key_der(spki).ok();
    Some(match algorithm {
        Algorithm::Rs256 => holds(
            &pkcs1v15::VerifyingKey::<Sha256>::new(rsa()?),
            message,
            signature,
        ),
        Algorithm::Rs384 => holds(
            &pkcs1v15::VerifyingKey::<Sha384>::new(rsa()?),
            message,
            signature,
        ),
        Algorithm::Rs512 => holds(
            &pkcs1v15::VerifyingKey::<Sha512>::new(rsa()?),
            message,
            signature,
        ),
        Algorithm::Ps256 => holds(
            &pss::VerifyingKey::<Sha256>::new(rsa()?),
            message,
            signature,
        ),
        Algorithm::Ps384 => holds(
            &pss::VerifyingKey::<Sha384>::new(rsa()?),
            message,
            signature,
        ),
        Algorithm::Ps512 => holds(
            &pss::VerifyingKey::<Sha512>::new(rsa()?),
            message,
            signature,
        ),
        Algorithm::Es256 => {
            let key = p256::ecdsa::VerifyingKey::from_public_key_der(spki).ok()?;
            holds::<p256::ecdsa::Signature>(&key, message, signature)
        }
        Algorithm::Es384 => {
            let key = p384::ecdsa::VerifyingKey::from_public_key_der(spki).ok()?;
            holds::<p384::ecdsa::Signature>(&key, message, signature)
        }
        _ => {
            let key = ed25519_dalek::VerifyingKey::from_public_key_der(spki).ok()?;
            let signature = ed25519_dalek::Signature::from_slice(signature).ok();
            signature.is_some_and(|signature| key.verify_strict(message, &signature).is_ok())
        }
    })
}

#[test]
fn what_we_sign_they_verify_and_what_they_refuse_we_refuse() {
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name);
        let public = key.public_key();
        let spki = public.to_der();
        for round in 0..8_u8 {
            let message = vec![round; usize::from(round) * 50];
            let signature = key.sign(&message).unwrap();
            let signature = signature.as_ref();
            assert_eq!(
                theirs(algorithm, &spki, &message, signature),
                Some(true),
                "{algorithm}"
            );
            // A bit of each fifth byte.
            for at in (usize::from(round)..signature.len()).step_by(5) {
                let mut changed = signature.to_vec();
                changed[at] ^= 1 << (round % 8);
                let ours = public.verify(&message, &changed);
                assert_eq!(
                    theirs(algorithm, &spki, &message, &changed),
                    Some(ours),
                    "{algorithm} {at}"
                );
                assert!(!ours);
            }
        }
    }
}

/// Numbers at the edges of what a signature can be.
#[test]
fn the_same_verdict_at_the_edges() {
    for (algorithm, name, order) in [
        (
            Algorithm::Es256,
            "p256.pem",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
        ),
        (
            Algorithm::Es384,
            "p384.pem",
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
        ),
        (
            Algorithm::EdDsa,
            "ed25519.pem",
            "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
        ),
    ] {
        let key = private(algorithm, name);
        let (public, spki) = (key.public_key(), key.public_key().to_der());
        let good = key.sign(b"message").unwrap();
        let good = good.as_ref();
        let half = good.len() / 2;
        let order = hex(order);
        let zero = vec![0; half];
        let last = if algorithm == Algorithm::EdDsa {
            0
        } else {
            half - 1
        };
        let (mut one, mut less, mut more) = (zero.clone(), order.clone(), order.clone());
        one[last] = 1;
        less[last] -= 1;
        more[last] += 1;
        let numbers = [
            zero,
            one,
            less,
            order,
            more,
            vec![0xff; half],
            good[..half].to_vec(),
            good[half..].to_vec(),
        ];
        for first in &numbers {
            for second in &numbers {
                let signature = [&first[..], second].concat();
                let ours = public.verify(b"message", &signature);
                assert_eq!(
                    theirs(algorithm, &spki, b"message", &signature),
                    Some(ours),
                    "{signature:02x?}"
                );
                assert_eq!(ours, signature == good);
            }
        }
    }
}

/// (r, n - s) is a signature, too: one token has a second text.
#[test]
fn the_second_signature_of_ecdsa() {
    let key = private(Algorithm::Es256, "p256.pem");
    let good = key.sign(b"message").unwrap();
    let good = p256::ecdsa::Signature::from_slice(good.as_ref()).unwrap();
    let (r, s) = good.split_scalars();
    let second = p256::ecdsa::Signature::from_scalars(r, -*s).unwrap();
    assert_ne!(good, second);
    assert!(key.verify(b"message", &second.to_bytes()));
}

#[test]
fn what_they_sign_we_verify() {
    let der = file("p256.der");
    let theirs = p256::ecdsa::SigningKey::from_pkcs8_der(&der).unwrap();
    let ours = private(Algorithm::Es256, "p256.pem");
    let signature: p256::ecdsa::Signature = theirs.sign(b"message");
    assert!(ours.verify(b"message", &signature.to_bytes()));

    let theirs = p384::ecdsa::SigningKey::from_pkcs8_der(&file("p384.der")).unwrap();
    let ours = private(Algorithm::Es384, "p384.pem");
    let signature: p384::ecdsa::Signature = theirs.sign(b"message");
    assert!(ours.verify(b"message", &signature.to_bytes()));

    let theirs = ed25519_dalek::SigningKey::from_pkcs8_der(&file("ed25519.der")).unwrap();
    let ours = private(Algorithm::EdDsa, "ed25519.pem");
    let signature = theirs.sign(b"message").to_bytes();
    assert!(ours.verify(b"message", &signature));
    // Of Ed25519 there is one signature for a message.
    assert_eq!(ours.sign(b"message").unwrap().as_ref(), signature);

    let theirs = rsa::PrivateKey::from_pkcs8_der(&file("rsa.der")).unwrap();
    let theirs = rsa::pkcs1v15::SigningKey::<rsa::sha2::Sha256>::new(theirs);
    let ours = private(Algorithm::Rs256, "rsa.pem");
    let signature: rsa::pkcs1v15::Signature = theirs.sign(b"message");
    let signature: Box<[u8]> = rsa::signature::SignatureEncoding::to_bytes(&signature);
    assert!(ours.verify(b"message", &signature));
    // And of this padding.
    assert_eq!(ours.sign(b"message").unwrap().as_ref(), &*signature);
}

/// A public key that we take, they take; and the other way, but for what is told by name.
#[test]
fn the_same_public_keys_are_taken() {
    for (algorithm, name) in [
        (Algorithm::Es256, "p256.pub.der"),
        (Algorithm::Es384, "p384.pub.der"),
        (Algorithm::EdDsa, "ed25519.pub.der"),
    ] {
        let der = file(name);
        let mut taken = 0;
        for at in 0..der.len() {
            for bit in [1, 2, 4, 0x10, 0x80, 0xff] {
                let mut changed = der.clone();
                changed[at] ^= bit;
                let ours = PublicKey::new(algorithm, &changed);
                let theirs = theirs(algorithm, &changed, b"", &[]).is_some();
                assert_eq!(ours.is_ok(), theirs, "{name}: byte {at} ^ {bit}: {ours:?}");
                taken += usize::from(theirs);
            }
        }
        // Half of all y belong to a point; of an x and a y together nearly none does.
        assert_eq!(taken > 20, algorithm == Algorithm::EdDsa, "{name}: {taken}");
    }
}

/// Keys of curves that are a byte off, with the verdict of others; and a key for RSA whose `d` is wrong,
/// which others find by computing with it.
#[test]
fn private_keys_in_other_hands() {
    for (algorithm, name) in [
        (Algorithm::Es256, "p256.der"),
        (Algorithm::Es384, "p384.der"),
    ] {
        let der = file(name);
        for at in 0..der.len() {
            let mut changed = der.clone();
            changed[at] ^= 0x55;
            let ours = PrivateKey::new(algorithm, &changed).is_ok();
            let theirs = match algorithm {
                Algorithm::Es256 => p256::ecdsa::SigningKey::from_pkcs8_der(&changed).is_ok(),
                _ => p384::ecdsa::SigningKey::from_pkcs8_der(&changed).is_ok(),
            };
            assert!(!ours || theirs, "{name}: byte {at}");
        }
    }
    for (algorithm, name) in ALGORITHMS {
        let key = private(algorithm, name);
        assert_eq!(key.algorithm(), algorithm);
        let der = file(&name.replace(".pem", ".der"));
        let public = match name {
            "rsa.pem" => {
                let key = rsa::PrivateKey::from_pkcs8_der(&der).unwrap();
                assert_eq!(key.to_public_key().n_bytes().len(), 256);
                assert!(key.validate().is_ok());
                continue;
            }
            "ed25519.pem" => {
                let key = ed25519_dalek::SigningKey::from_pkcs8_der(&der).unwrap();
                key.verifying_key().to_bytes().to_vec()
            }
            "p256.pem" => {
                let key = p256::ecdsa::SigningKey::from_pkcs8_der(&der).unwrap();
                key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
            }
            _ => {
                let key = p384::ecdsa::SigningKey::from_pkcs8_der(&der).unwrap();
                key.verifying_key().to_sec1_point(false).as_bytes().to_vec()
            }
        };
        assert!(key.public_key().to_der().ends_with(&public), "{name}");
    }
}
