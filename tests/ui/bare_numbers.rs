//! Durations and instants have types: half the world reads 900 as seconds, the other as milliseconds.
//! The error says what to write instead, wherever a duration is taken.

use glassbox::{HmacKey, Signer, Verifier, generate_token};

fn main() {
    let key = HmacKey::hs256([7; 32]).unwrap();
    let seconds: u64 = 900;
    let _ = generate_token(&(), &key, 900);
    let _ = Signer::new(key.clone()).validity(seconds);
    let _ = Signer::new(key.clone()).not_before(0.5);
    let _ = Verifier::new(key.clone()).leeway(60);
    let _ = Verifier::new(key.clone()).long_leeway(601);
    let _ = Verifier::new(key.clone()).max_age(900);
    let _ = Verifier::new(key.clone()).max_validity(Some("1h"));
    let _ = Verifier::new(key).at(1_700_000_000);
}
