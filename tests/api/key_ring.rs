//! `KeyRing` as a key: signs with the current one, and is known by its algorithm and id. Which keys
//! verify a token is in `rules/key_ring.rs`.

use glassbox::key::{KeyId, KeyInfo};
use glassbox::{Algorithm, HmacKey, KeyRing, Signer};
use serde_json::json;

use crate::support::NOW;

#[test]
fn signs_with_the_current_key() {
    let key = |byte: u8, id: &str| HmacKey::hs256([byte; 32]).unwrap().with_key_id(id);
    let ring = KeyRing::new(key(2, "new")).accept(key(1, "old")).unwrap();
    assert_eq!(ring.algorithm(), Algorithm::Hs256);
    assert_eq!(ring.key_id().map(KeyId::as_str), Some("new"));
    let claims = json!({"iat": 1, "exp": NOW + 1});
    let text = Signer::new(ring).sign(&claims);
    assert!(text.is_ok());
    assert_eq!(text, Signer::new(key(2, "new")).sign(&claims));
    assert_ne!(text, Signer::new(key(1, "old")).sign(&claims));
}
