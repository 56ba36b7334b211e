//! A `RemoteKey` is an identity without a signer: it prepares, and does not sign.

use glassbox::key::RemoteKey;
use glassbox::{Algorithm, Signer, generate_token};

fn main() {
    let signer = Signer::new(RemoteKey::new(Algorithm::Es256));
    signer.prepare(&()).unwrap();
    signer.sign(&()).unwrap();
    let key = RemoteKey::new(Algorithm::Es256);
    generate_token(&(), &key, core::time::Duration::from_secs(1)).unwrap();
}
