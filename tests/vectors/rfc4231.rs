//! RFC 4231 §4: HMAC with SHA-256, SHA-384 and SHA-512, on the key itself.
//!
//! Most keys there are shorter than the hash, which the strict constructors refuse.

use glassbox::key::{SigningKey, VerifyingKey};
use glassbox::{Algorithm, HmacKey};
use serde::Deserialize;

use super::{Tally, hex};

#[derive(Deserialize)]
struct Vectors {
    tests: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    hash: String,
    case: u32,
    key: String,
    msg: String,
    mac: String,
}

pub fn run(tally: &mut Tally) {
    let vectors: Vectors =
        serde_json::from_str(include_str!("data/rfc/rfc4231_hmac.json")).unwrap();
    for case in vectors.tests {
        case.judge();
        tally.ran += 1;
    }
}

impl Case {
    fn judge(&self) {
        let name = format!("{} case {}", self.hash, self.case);
        let algorithm = match &*self.hash {
            "SHA-256" => Algorithm::Hs256,
            "SHA-384" => Algorithm::Hs384,
            "SHA-512" => Algorithm::Hs512,
            other => panic!("an unknown hash: {other}"),
        };
        let key = HmacKey::with_short_secret(algorithm, hex(&self.key)).unwrap();
        let (message, mac) = (hex(&self.msg), hex(&self.mac));

        assert_eq!(key.sign(&message).unwrap().as_ref(), mac, "{name}");
        assert!(key.verify(&message, &mac), "{name}");
        // RFC 4231 §4.6 cuts a MAC to 128 bits: HMAC allows it, JWS does not (RFC 7518 §3.2).
        assert!(!key.verify(&message, &mac[..16]), "{name}, cut");
        for bit in 0..mac.len() * 8 {
            let mut flipped = mac.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(!key.verify(&message, &flipped), "{name}, bit {bit}");
        }
    }
}
