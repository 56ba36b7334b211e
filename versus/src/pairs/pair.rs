//! The pairs: an algorithm each, with a key from the files of glassbox's tests.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::engine;
use crate::claims;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pair {
    Rs256,
    Ps256,
    Es256,
    Es384,
    EdDsa,
    /// RS256 with 4096 bits; the others of RSA have 2048.
    Rs256Long,
}

pub const PAIRS: [Pair; 6] = [
    Pair::Rs256,
    Pair::Ps256,
    Pair::Es256,
    Pair::Es384,
    Pair::EdDsa,
    Pair::Rs256Long,
];

impl Pair {
    pub fn name(self) -> &'static str {
        match self {
            Self::Rs256Long => "RS256-4096",
            _ => self.algorithm(),
        }
    }

    /// As a header names it.
    pub fn algorithm(self) -> &'static str {
        match self {
            Self::Rs256 | Self::Rs256Long => "RS256",
            Self::Ps256 => "PS256",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::EdDsa => "EdDSA",
        }
    }

    pub fn private_pem(self) -> &'static str {
        match self {
            Self::Rs256 | Self::Ps256 => include_str!("../../../tests/pairs/files/rsa.pem"),
            Self::Es256 => include_str!("../../../tests/pairs/files/p256.pem"),
            Self::Es384 => include_str!("../../../tests/pairs/files/p384.pem"),
            Self::EdDsa => include_str!("../../../tests/pairs/files/ed25519.pem"),
            Self::Rs256Long => include_str!("../../../tests/pairs/files/rsa4096.pem"),
        }
    }

    pub fn public_pem(self) -> &'static str {
        match self {
            Self::Rs256 | Self::Ps256 => include_str!("../../../tests/pairs/files/rsa.pub.pem"),
            Self::Es256 => include_str!("../../../tests/pairs/files/p256.pub.pem"),
            Self::Es384 => include_str!("../../../tests/pairs/files/p384.pub.pem"),
            Self::EdDsa => include_str!("../../../tests/pairs/files/ed25519.pub.pem"),
            Self::Rs256Long => include_str!("../../../tests/pairs/files/rsa4096.pub.pem"),
        }
    }

    /// The bytes of `private_pem`.
    pub fn private_der(self) -> Vec<u8> {
        let lines = self.private_pem().lines();
        let text: String = lines.filter(|line| !line.starts_with('-')).collect();
        STANDARD.decode(text).expect("PEM")
    }

    /// Header and claims of W2 under this algorithm.
    pub fn signing_input(self) -> String {
        let header = format!(r#"{{"alg":"{}","typ":"JWT"}}"#, self.algorithm());
        let claims = serde_json::to_string(&claims::user()).expect("plain fields");
        let [header, claims] = [header, claims].map(|json| URL_SAFE_NO_PAD.encode(json));
        format!("{header}.{claims}")
    }

    /// The engine's token of W2's claims.
    pub fn token(self) -> String {
        let input = self.signing_input();
        let signature = engine::signing(self)(input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature))
    }

    /// Whether header and claims of a token are those of `signing_input`, and the engine verifies it.
    pub fn holds(self, token: &str) -> bool {
        let Some((input, signature)) = token.rsplit_once('.') else {
            return false;
        };
        let signature = URL_SAFE_NO_PAD.decode(signature).expect("base64url");
        let is_same = json(input) == json(&self.signing_input());
        is_same && engine::verifying(self)(input.as_bytes(), &signature)
    }
}

/// The JSON of each segment.
fn json(input: &str) -> Vec<serde_json::Value> {
    let decoded = input
        .split('.')
        .map(|segment| URL_SAFE_NO_PAD.decode(segment));
    let bytes = decoded.map(|bytes| bytes.expect("base64url"));
    bytes
        .map(|bytes| serde_json::from_slice(&bytes).expect("JSON"))
        .collect()
}
