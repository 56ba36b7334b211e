//! A text is no key, so that a public key cannot be taken for a secret.

use glassbox::{HmacKey, Verifier, verify_token};
use serde_json::Value;

fn main() {
    let _ = verify_token::<Value>("…", "-----BEGIN PUBLIC KEY-----");
    let _ = Verifier::new(b"a secret of at least thirty-two bytes");
    let _ = HmacKey(b"a secret of at least thirty-two bytes");
}
