//! Durations and instants have types: half the world reads 900 as seconds, the other as milliseconds.

use glassbox::{HmacKey, Signer, Verifier};

fn main() {
    let key = HmacKey::hs256([7; 32]).unwrap();
    let _ = Signer::new(key.clone()).validity(900);
    let _ = Signer::new(key.clone()).validity("15m");
    let _ = Verifier::new(key.clone()).leeway(60);
    let _ = Verifier::new(key).at(1_700_000_000);
}
