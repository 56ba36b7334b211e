//! What Smallstep's `step` wrote: JSON Web Keys, a set of them, and a token by each.

use glassbox::jwk::{Jwk, JwkSet};
use glassbox::key::KeyInfo;
use glassbox::{Algorithm, Claims, KeyError, PrivateKey, Verifier, generate_token};

use super::{are_a_pair, file, text};

const ALGORITHMS: [Algorithm; 5] = [
    Algorithm::Rs256,
    Algorithm::Ps256,
    Algorithm::Es256,
    Algorithm::Es384,
    Algorithm::EdDsa,
];

fn step(algorithm: Algorithm, what: &str) -> String {
    text(&format!("step-{algorithm}.{what}"))
}

#[test]
fn its_json_web_keys_are_read_and_its_ids_are_thumbprints() {
    for algorithm in ALGORITHMS {
        let jwk: Jwk = step(algorithm, "jwk").parse().unwrap();
        let private = PrivateKey::from_jwk(&step(algorithm, "private.jwk")).unwrap();
        assert_eq!(jwk.algorithm(), Some(algorithm));
        assert_eq!(private.algorithm(), algorithm);
        assert_eq!(private.key_id(), jwk.key_id());
        assert_eq!(jwk.key_id().unwrap().as_str(), jwk.thumbprint());
        assert!(are_a_pair(&private, &jwk.public_key(algorithm).unwrap()));
    }
}

#[test]
fn its_tokens_are_verified_with_its_set() {
    let set: JwkSet = text("step-set.jwks").parse().unwrap();
    assert_eq!(
        (set.keys().len(), set.skipped()),
        (ALGORITHMS.len(), &[][..])
    );
    let verifier = Verifier::new(set)
        .issuer("https://step.example")
        .audience("app-01");
    for algorithm in ALGORITHMS {
        let token = verifier.verify::<Claims<()>>(step(algorithm, "token").trim());
        assert_eq!(token.unwrap().subject(), Some("42"), "{algorithm}");

        // And what is signed with its keys.
        let private = PrivateKey::from_jwk(&step(algorithm, "private.jwk")).unwrap();
        let claims =
            serde_json::json!({"iss": "https://step.example", "aud": "app-01", "sub": "42"});
        let token = generate_token(&claims, &private, "15m").unwrap();
        assert!(verifier.verify::<Claims<()>>(&token).is_ok(), "{algorithm}");
    }
}

#[test]
fn its_encrypted_key_is_named() {
    let key = PrivateKey::es256(file("step-encrypted.pem")).map(drop);
    assert_eq!(key, Err(KeyError::Encrypted));
}
