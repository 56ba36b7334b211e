//! Keys from elsewhere: a token whose key is known takes what it takes with a set.

use std::time::Duration;

use glassbox::jwk::JwkSet;
use glassbox::jwks::{RemoteKeys, Request, Response, Transport, TransportError};
use glassbox::{Algorithm, PrivateKey, Signer, Verifier, VerifyError};

use crate::{User, count, user};

/// Always publishes the same.
struct Published(Vec<u8>);

impl Transport for Published {
    fn get(&self, _: &Request<'_>) -> Result<Response, TransportError> {
        Ok(Response::new(200, self.0.clone()).header("Cache-Control", "max-age=86400"))
    }
}

fn keys(of: &PrivateKey) -> RemoteKeys {
    let set = JwkSet::of([&of.public_key()]);
    let published = Published(serde_json::to_vec(&set).unwrap());
    let keys = RemoteKeys::builder().remember_signatures(100);
    let keys = keys.timeout(Duration::from_secs(1));
    let keys = keys.build("https://issuer.example/jwks", published);
    let keys = keys.unwrap();
    keys.refresh().wait().unwrap();
    keys
}

#[test]
fn a_known_key_takes_none() {
    for algorithm in [Algorithm::Es256, Algorithm::EdDsa] {
        let key = PrivateKey::generate(algorithm).unwrap().with_key_id("a");
        let keys = keys(&key);
        let verifier = Verifier::new(keys.clone());
        let text = Signer::new(key).sign(&user()).unwrap();
        // The user's two fields.
        assert_eq!(count(|| verifier.verify::<User>(&text).unwrap()), 2);
        let blocking = || keys.verify_blocking::<User>(&verifier, &text).unwrap();
        assert_eq!(count(blocking), 2);
        let polled = || pollster::block_on(keys.verify::<User>(&verifier, &text)).unwrap();
        assert!(count(polled) <= 3, "one of them is pollster's");
    }
}

#[test]
fn a_flood_of_unknown_keys_takes_none() {
    let [known, unknown] = ["a", "b"].map(|id| {
        let key = PrivateKey::generate(Algorithm::EdDsa).unwrap();
        key.with_key_id(id)
    });
    let keys = keys(&known);
    let verifier = Verifier::new(keys.clone());
    let text = Signer::new(unknown).sign(&user()).unwrap();
    let refused = || keys.verify_blocking::<User>(&verifier, &text).unwrap_err();
    assert_eq!(refused(), VerifyError::UnknownKey);
    assert_eq!(count(refused), 0);
}
