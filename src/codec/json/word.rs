use core::fmt;

use serde::de::{Error, Visitor};

/// Takes a name that is wanted as a `bool`. A name is a text, and this says which texts are meant,
/// whatever reads the JSON.
pub(super) struct Word<V>(pub(super) V);

impl<V> Word<V> {
    const fn read(text: &str) -> Option<bool> {
        match text.as_bytes() {
            b"true" => Some(true),
            b"false" => Some(false),
            _ => None,
        }
    }
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Word<V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<V::Value, E> {
        match Self::read(text) {
            Some(word) => self.0.visit_bool(word),
            None => self.0.visit_str(text),
        }
    }
}
