//! A `Token` is the proof that signature and policy held: nothing but a verification makes one.

use glassbox::{HmacKey, Token, verify_token};
use serde_json::{Value, json};

fn main() {
    let key = HmacKey::hs256([7; 32]).unwrap();
    let token: Token<Value> = verify_token("…", &key).unwrap();
    let _forged = Token {
        claims: json!({"role": "admin"}),
        ..token
    };
}
