//! A key that encrypts proves nothing about who made a token.

use glassbox::jwe::AesKey;
use glassbox::{Signer, Verifier};

fn main() {
    let key = AesKey::a256kw([7; 32]).unwrap();
    let _signer = Signer::new(key.clone());
    let _verifier = Verifier::new(key);
}
