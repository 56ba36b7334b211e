//! What cases.py writes, and what is made of it.

use std::fs;
use std::path::Path;

use glassbox::{Algorithm, HmacKey, KeyError};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Outcome;

/// What is to be signed, and with which secret.
#[derive(Deserialize)]
pub struct Case {
    pub name: String,
    /// In hexadecimal digits.
    pub secret: String,
    pub header: Map<String, Value>,
    pub claims: Map<String, Value>,
    /// An `exp` in the past.
    pub ended: Value,
    /// Those that can carry it whole.
    pub libraries: Vec<String>,
}

/// What a library signed.
#[derive(Deserialize, Serialize)]
pub struct Made {
    /// The case's.
    pub name: String,
    pub token: String,
    /// The same, expired.
    pub ended: String,
}

impl Case {
    /// The key: [`HmacKey::new`] for a secret that is long enough, and only for such a one.
    pub fn key(&self) -> Outcome<HmacKey> {
        self.key_of(&self.secret_bytes()?)
    }

    /// The key of a secret that differs in one bit.
    pub fn other_key(&self) -> Outcome<HmacKey> {
        let mut secret = self.secret_bytes()?;
        secret[0] ^= 1;
        self.key_of(&secret)
    }

    fn key_of(&self, secret: &[u8]) -> Outcome<HmacKey> {
        let algorithm = self.header["alg"].as_str().and_then(Algorithm::from_name);
        let algorithm = algorithm.ok_or("no alg that is known")?;
        match HmacKey::new(algorithm, secret) {
            Err(KeyError::TooShort { .. }) => Ok(HmacKey::with_short_secret(algorithm, secret)?),
            key => Ok(key?),
        }
    }

    fn secret_bytes(&self) -> Outcome<Vec<u8>> {
        let byte = |at| Ok(u8::from_str_radix(&self.secret[at..at + 2], 16)?);
        (0..self.secret.len()).step_by(2).map(byte).collect()
    }
}

/// Reads a file of the folder.
pub fn read<T: DeserializeOwned>(folder: &Path, name: &str) -> Outcome<T> {
    let path = folder.join(format!("{name}.json"));
    Ok(serde_json::from_slice(&fs::read(path)?)?)
}
