//! What was only decrypted is no token: anybody who has the key may have written it.

use glassbox::Token;
use glassbox::jwe::{self, AesKey};
use serde_json::Value;

fn main() {
    let key = AesKey::a256kw([7; 32]).unwrap();
    let decrypted = jwe::decrypt("", &key).unwrap();
    let _token: Token<Value> = decrypted.into();
}
