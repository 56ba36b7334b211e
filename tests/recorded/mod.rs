//! Tokens that other libraries made (README.md says how): node's `jsonwebtoken` and `jose`, Python's
//! `PyJWT`. They verify here, and what `jsonwebtoken` signs is signed here byte for byte.

mod claim_order;
mod poc;
mod text_forms;
mod tokens;

use std::fmt;

use glassbox::{Algorithm, HmacKey};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// The instant at which every recorded token was made.
const MADE: i64 = 1_606_950_493;

fn hex(text: &str) -> Vec<u8> {
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

fn key_of(alg: &str, secret_hex: &str) -> HmacKey {
    HmacKey::with_short_secret(Algorithm::from_name(alg).unwrap(), hex(secret_hex)).unwrap()
}

/// An object whose members keep their order.
#[derive(Clone, Debug)]
struct Ordered(Vec<(String, Value)>);

impl Ordered {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }
}

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Ordered;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Ordered, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Ordered(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}
