//! Keys that are agreed on with curves (features `jwe` and `public-keys`).

mod keys;
pub mod known;
mod one_number;
mod own_keys;
mod round_trips;
mod verbs;

use glassbox::jwe::{ContentEncryption, EcdhCurve, EcdhPrivateKey, KeyManagement};

use super::ENCRYPTIONS;

pub const CURVES: [EcdhCurve; 3] = [EcdhCurve::P256, EcdhCurve::P384, EcdhCurve::X25519];

pub const AGREEMENTS: [KeyManagement; 3] = [
    KeyManagement::EcdhEs,
    KeyManagement::EcdhEsA128Kw,
    KeyManagement::EcdhEsA256Kw,
];

/// A new key of every kind that there is.
pub fn every() -> impl Iterator<Item = EcdhPrivateKey> {
    let made = |curve| {
        AGREEMENTS
            .into_iter()
            .flat_map(|algorithm| ENCRYPTIONS.map(|encryption| (algorithm, encryption)))
            .map(move |(algorithm, encryption)| new(algorithm, encryption, curve))
    };
    CURVES.into_iter().flat_map(made)
}

pub fn new(
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    curve: EcdhCurve,
) -> EcdhPrivateKey {
    EcdhPrivateKey::generate(algorithm, encryption, curve).unwrap()
}
