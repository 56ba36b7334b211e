//! Making a key may fail: a `Result` is no key, and the error says what is missing.

use glassbox::{HmacKey, Signer, Verifier, generate_token};

fn main() {
    let secret = "a secret of at least thirty-two bytes";
    let _ = Signer::new(HmacKey::hs256(secret));
    let _ = Verifier::new(HmacKey::hs256(secret));
    let _ = generate_token(&(), &HmacKey::hs256(secret), "15m");
}
