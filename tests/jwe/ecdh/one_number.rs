//! A private number is for one purpose, on whatever curve and under whatever name it is read: one that
//! signs neither agrees, nor is it a secret that encrypts.

use glassbox::jwe::{
    AesKey, ContentEncryption::A256Gcm, EcdhPrivateKey, EncryptError, KeyManagement::EcdhEs,
};
use glassbox::{Algorithm, HmacKey, KeyRing, PrivateKey, SignError, Signer, Verifier, VerifyError};
use serde_json::Value;

use crate::jwe::{direct, lock};
use crate::vectors::{base64, hex};

/// RFC 8410 §7, with the number of either curve: 1.3.101.112 is Ed25519, 1.3.101.110 X25519.
fn der(curve: u8, number: &[u8]) -> Vec<u8> {
    let head = hex("302e020100300506032b650004220420");
    let mut der = [&head, number].concat();
    der[11] = curve;
    der
}

fn ed25519(algorithm: Algorithm, number: &[u8]) -> PrivateKey {
    PrivateKey::new(algorithm, der(0x70, number)).unwrap()
}

fn x25519(number: &[u8]) -> EcdhPrivateKey {
    EcdhPrivateKey::new(EcdhEs, A256Gcm, der(0x6e, number)).unwrap()
}

fn number(seed: u8) -> [u8; 32] {
    core::array::from_fn(|index| seed.wrapping_mul(31).wrapping_add(index as u8))
}

#[track_caller]
fn is_shared(verifier: Verifier) -> bool {
    let is_refused = match verifier.check_configuration() {
        Ok(()) => false,
        Err(VerifyError::Configuration(error)) => {
            assert!(error.to_string().contains("one secret"), "{error}");
            true
        }
        Err(error) => panic!("{error:?}"),
    };
    let audit = verifier.audit().to_string();
    assert_eq!(audit.contains("shared_secret"), is_refused, "{audit}");
    is_refused
}

#[track_caller]
fn is_refused(signed: Result<(), SignError>) -> bool {
    match signed {
        Ok(()) => false,
        Err(SignError::Encrypt(EncryptError::SharedSecret)) => true,
        Err(error) => panic!("{error:?}"),
    }
}

/// RFC 8032 and RFC 7748 take any 32 bytes: one file may be read as both.
#[test]
fn a_seed_that_signs_does_not_agree() {
    for algorithm in [Algorithm::EdDsa, Algorithm::Ed25519] {
        let signs = ed25519(algorithm, &number(1));
        for (agrees, expected) in [(x25519(&number(1)), true), (x25519(&number(2)), false)] {
            // Whoever verifies has the public half alone.
            for verifier in [
                Verifier::new(signs.public_key()),
                Verifier::new(KeyRing::new(signs.clone())),
                Verifier::new(KeyRing::new(lock()).accept(signs.public_key()).unwrap()),
            ] {
                assert_eq!(is_shared(verifier.decrypt_with(agrees.clone())), expected);
            }
            // Whoever signs has the public half of the recipient.
            let plain = Signer::new(signs.clone()).without_expiry();
            let to = agrees.public_key();
            let signed = plain.encrypt_to(to.clone()).check_configuration();
            assert_eq!(is_refused(signed), expected);
            // Of a ring each key counts, not the current one alone.
            let beside = KeyRing::new(lock()).accept(signs.clone()).unwrap();
            for ring in [KeyRing::new(signs.clone()), beside] {
                let signer = Signer::new(ring).without_expiry().encrypt_to(to.clone());
                assert_eq!(is_refused(signer.check_configuration()), expected);
            }
        }
    }
}

/// What X25519 makes of a number does not depend on five of its bits (RFC 7748 §5).
#[test]
fn the_same_number_in_other_bits() {
    let mut other = number(1);
    other[0] ^= 7;
    other[31] ^= 0xc0;
    assert_eq!(
        x25519(&other).public_key().to_der(),
        x25519(&number(1)).public_key().to_der()
    );
    let signs = ed25519(Algorithm::EdDsa, &number(1));
    let signer = Signer::new(signs).without_expiry();
    let signed = signer.encrypt_to(x25519(&other).public_key());
    assert!(is_refused(signed.check_configuration()));
}

/// The number of a key that signs, as the secret of one that encrypts.
#[test]
fn a_number_that_signs_is_no_secret_that_encrypts() {
    for algorithm in [Algorithm::Es256, Algorithm::Es384, Algorithm::EdDsa] {
        let signs = PrivateKey::generate(algorithm).unwrap();
        let jwk = signs.to_private_jwk();
        let jwk: Value = serde_json::from_str(jwk.reveal()).unwrap();
        let number = base64(jwk["d"].as_str().unwrap());
        // A number of P-384 is as long as no key of AES.
        let shared = AesKey::a256kw(&number).ok();
        for (encrypts, expected) in [(shared, true), (Some(direct()), false)] {
            let Some(encrypts) = encrypts else { continue };
            let ring = KeyRing::new(signs.clone());
            let verifier = Verifier::new(ring.clone()).decrypt_with(encrypts.clone());
            assert_eq!(is_shared(verifier), expected, "{algorithm}");
            let plain = Signer::new(signs.clone()).without_expiry();
            let signed = plain.encrypt_to(encrypts.clone()).check_configuration();
            assert_eq!(is_refused(signed), expected, "{algorithm}");
            let ring = Signer::new(ring).without_expiry().encrypt_to(encrypts);
            assert_eq!(is_refused(ring.check_configuration()), expected);
        }
        // Nor one that makes a MAC, beside it.
        let mac = HmacKey::with_short_secret(Algorithm::Hs256, &number).unwrap();
        let beside = KeyRing::new(signs.clone()).accept(mac).unwrap();
        let audit = Verifier::new(beside).audit().to_string();
        assert!(audit.contains("shared_secret"), "{audit}");
        // A pair by itself shares nothing, also under two ids.
        let one = signs.clone().with_key_id("a");
        let twice = KeyRing::new(one).accept(signs.with_key_id("b")).unwrap();
        let audit = Verifier::new(twice).audit().to_string();
        assert!(!audit.contains("shared_secret"), "{audit}");
    }
}

/// It is told as the number of the pair is: in the builder of sessions, too.
#[cfg(feature = "session")]
#[test]
fn a_number_that_signs_access_tokens_signs_no_refresh_tokens() {
    use glassbox::session::{BuildError, MemoryStore, Sessions};

    let built = |seed| {
        let access = Signer::new(ed25519(Algorithm::EdDsa, &number(1))).validity("1m");
        let refresh = HmacKey::hs256(number(seed)).unwrap();
        Sessions::builder(access, refresh, MemoryStore::new()).build()
    };
    assert!(matches!(built(1).map(drop), Err(BuildError::SharedSecret)));
    assert!(built(2).is_ok());
}
