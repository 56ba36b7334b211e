//! W10: key pairs.

use std::time::Duration;

use glassbox::key::{SigningKey, VerifyingKey};
use glassbox::{Algorithm, KeyRing, PrivateKey, PublicKey, Signer, Verifier, generate_token};
use serde::Serialize;

use crate::{Access, User, access, count, of_fields, user};

/// Each algorithm, and how often signing allocates beyond scratch and result.
fn pairs() -> Vec<(PrivateKey, u64)> {
    let rsa = PrivateKey::generate_rsa(Algorithm::Rs256, 2048).unwrap();
    let pem = rsa.to_private_pem();
    let ps256 = PrivateKey::ps256(pem.reveal()).unwrap();
    let new = |algorithm| PrivateKey::generate(algorithm).unwrap();
    vec![
        (rsa, 3),
        (ps256, 3),
        (new(Algorithm::Es256), 0),
        (new(Algorithm::Es384), 1),
        (new(Algorithm::EdDsa), 0),
        (new(Algorithm::Ed25519), 0),
    ]
}

#[test]
fn verifying_takes_the_users_fields_alone() {
    // Those of the same claims under HMAC.
    let hmac = Signer::new(crate::key());
    let user_fields = of_fields::<User>(&hmac.sign(&user()).unwrap());
    let access_fields = of_fields::<Access>(&hmac.sign(&access()).unwrap());
    for (key, _) in pairs() {
        let signer = Signer::new(key.clone());
        let (small, large) = (
            signer.sign(&user()).unwrap(),
            signer.sign(&access()).unwrap(),
        );
        let public = key.public_key();
        let ring = KeyRing::new(key.clone().with_key_id("a"))
            .accept(public.clone())
            .unwrap();
        for verifier in [
            Verifier::new(public.clone()),
            Verifier::new(public.clone().remember_signatures(10)),
            Verifier::new(ring),
            // It does not know the header, which has no id, so that it is parsed.
            Verifier::new(public.with_key_id("b")),
        ] {
            let verifier = verifier.any_audience();
            let taken = count(|| verifier.verify::<User>(&small).unwrap());
            assert_eq!(taken, user_fields);
            let taken = count(|| verifier.verify::<Access>(&large).unwrap());
            assert_eq!(taken, access_fields);
        }
    }
}

#[test]
fn a_refusal_takes_none() {
    for (key, _) in pairs() {
        let text = Signer::new(key.clone()).sign(&user()).unwrap();
        let public = key.public_key();
        let (input, signature) = text.rsplit_once('.').unwrap();
        for public in [public.clone(), public.remember_signatures(10)] {
            let verifier = Verifier::new(public);
            let zeros = "A".repeat(signature.len());
            let other = if signature.starts_with('A') { 'B' } else { 'A' };
            // {"alg":"ES512"}, {"alg":"HS256"}
            let [unsupported, foreign] = ["eyJhbGciOiJFUzUxMiJ9", "eyJhbGciOiJIUzI1NiJ9"];
            let (_, rest) = text.split_once('.').unwrap();
            for token in [
                format!("{unsupported}.{rest}"),
                format!("{foreign}.{rest}"),
                format!("{input}.{}", &signature[4..]),
                format!("{input}.{zeros}"),
                format!("{input}.{other}{}", &signature[1..]),
            ] {
                assert_eq!(count(|| verifier.verify::<User>(&token).unwrap_err()), 0);
            }
        }
    }
}

#[test]
fn signing_takes_scratch_result_and_what_a_signature_is_kept_in() {
    #[derive(Serialize)]
    struct Own<'a> {
        role: &'a str,
    }
    let own = Own { role: "admin" };
    for (key, more) in pairs() {
        let signer = Signer::new(key.clone());
        let claims = user();
        assert_eq!(count(|| signer.sign(&claims).unwrap()), 2 + more);
        let minute = Duration::from_secs(60);
        assert_eq!(
            count(|| generate_token(&own, &key, minute).unwrap()),
            2 + more
        );
        let ring = Signer::new(KeyRing::new(key.clone()));
        assert_eq!(count(|| ring.sign(&claims).unwrap()), 2 + more);
        assert_eq!(count(|| key.sign(b"message").unwrap()), more);
        let signature = key.sign(b"message").unwrap();
        let public: PublicKey = key.public_key();
        assert_eq!(count(|| public.verify(b"message", signature.as_ref())), 0);
    }
}
