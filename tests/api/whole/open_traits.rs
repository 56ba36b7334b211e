//! The open traits, implemented from outside the crate: here keys of another kind, in
//! `open_traits/sources.rs` key sources.

mod sources;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use glassbox::key::{KeyId, KeyInfo, One, Signature, SigningKey, VerifyingKey};
use glassbox::{
    Algorithm, KeyRing, SignError, Signer, Verifier, generate_token, jws, verify_token,
};
use serde_json::{Value, json};
use sha2::{Digest, Sha512};

use crate::support::{NOW, at, code, forge, key, token};

/// A toy of a key under the name of Ed25519: its "signature" is a hash with a secret in front.
#[derive(Clone)]
struct Toy {
    secret: u8,
    id: Option<KeyId>,
    asked: Arc<AtomicUsize>,
}

fn toy(secret: u8) -> Toy {
    Toy {
        secret,
        id: None,
        asked: Arc::default(),
    }
}

impl KeyInfo for Toy {
    fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }
    fn key_id(&self) -> Option<&KeyId> {
        self.id.as_ref()
    }
}

impl SigningKey for Toy {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        let hash = Sha512::new().chain_update([self.secret]);
        Ok(Signature::new(hash.chain_update(message).finalize()))
    }
}

impl VerifyingKey for Toy {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.sign(message)
            .is_ok_and(|own| own.as_ref() == signature)
    }
}

fn good() -> String {
    token(&format!(r#"{{"exp":{}}}"#, NOW + 1))
}

#[test]
fn a_key_of_another_kind_signs_and_verifies() {
    let key = Toy {
        id: Some("toy".into()),
        ..toy(7)
    };
    let signer = Signer::new(key.clone()).without_expiry();
    let text = signer.sign(&json!({"iat": 1, "sub": "42"})).unwrap();
    let header = r#"{"alg":"Ed25519","typ":"JWT","kid":"toy"}"#;
    assert_eq!(text, forge(header, r#"{"iat":1,"sub":"42"}"#, &key));

    let verifier = Verifier::new(One(key.clone())).allow_missing_exp();
    let token = verifier.at(at(NOW)).verify::<Value>(&text).unwrap();
    assert_eq!(token.header().algorithm(), Some(Algorithm::Ed25519));
    assert_eq!(token.header().key_id(), key.key_id());
    let wrong = Verifier::new(One(toy(8))).allow_missing_exp();
    assert_eq!(code(&wrong, &text), "invalid_signature");
    assert_eq!(code(&verifier, &good()), "algorithm_mismatch");

    let minute = std::time::Duration::from_secs(60);
    let short = generate_token(&json!({}), &key, minute).unwrap();
    assert!(verify_token::<Value>(&short, &One(key.clone())).is_ok());
    let bytes = jws::sign(b"bytes", &key).unwrap();
    assert_eq!(jws::verify(&bytes, &One(key)).unwrap(), b"bytes");
}

#[test]
fn a_ring_takes_keys_of_any_kind() {
    let ring = KeyRing::new(toy(7)).accept(key()).unwrap();
    assert_eq!(ring.algorithm(), Algorithm::Ed25519);
    let verifier = Verifier::new(ring.clone());
    let signer = Signer::new(ring);
    let text = signer.sign(&json!({"iat": 1, "exp": NOW + 1})).unwrap();
    assert_eq!(code(&verifier, &text), "accepted");
    assert_eq!(code(&verifier, &good()), "accepted");
}

#[test]
fn a_key_that_fails_or_makes_a_wrong_length_signs_nothing() {
    struct Broken(Result<usize, SignError>, Algorithm);
    impl KeyInfo for Broken {
        fn algorithm(&self) -> Algorithm {
            self.1
        }
        fn key_id(&self) -> Option<&KeyId> {
            None
        }
    }
    impl SigningKey for Broken {
        fn sign(&self, _: &[u8]) -> Result<Signature, SignError> {
            self.0.clone().map(|len| Signature::new(vec![7; len]))
        }
    }
    let claims = json!({"exp": NOW});
    let sign = |key: Broken| Signer::new(key).at(at(1)).sign(&claims);
    let down = SignError::key("the card was pulled");
    assert_eq!(
        sign(Broken(Err(down.clone()), Algorithm::Es256)),
        Err(down.clone())
    );
    assert!(down.to_string().contains("the card was pulled"));
    for (algorithm, expected, wrong) in [
        (Algorithm::Es256, 64, [0, 63, 65, 70, 72]),
        (Algorithm::Es512, 132, [0, 131, 133, 137, 139]),
        (Algorithm::Hs256, 32, [0, 16, 31, 33, 64]),
    ] {
        assert!(sign(Broken(Ok(expected), algorithm)).is_ok());
        for actual in wrong {
            let error = SignError::SignatureLength {
                algorithm,
                expected: Some(expected),
                actual,
            };
            assert_eq!(sign(Broken(Ok(actual), algorithm)), Err(error.clone()));
            let bytes = jws::sign(b"", &Broken(Ok(actual), algorithm));
            assert_eq!(bytes, Err(error));
        }
    }
    // RSA's length is the key's; none at all is still no signature.
    assert!(sign(Broken(Ok(256), Algorithm::Rs256)).is_ok());
    assert!(matches!(
        sign(Broken(Ok(0), Algorithm::Rs256)),
        Err(SignError::SignatureLength { .. })
    ));
}
