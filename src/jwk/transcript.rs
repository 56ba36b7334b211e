//! What any deserializer gives, as JSON again, a member that is there twice included: so there is one
//! reader of keys.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use super::members::is_read;
use crate::codec::json;

/// JSON; of members that nobody reads, and of secrets, only the names.
pub(super) struct Transcript(Vec<u8>);

impl Transcript {
    pub(super) fn as_str(&self) -> &str {
        core::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl<'de> Deserialize<'de> for Transcript {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut json = Vec::new();
        deserializer.deserialize_map(Copy(&mut json))?;
        Ok(Self(json))
    }
}

/// Appends a value.
struct Copy<'a>(&'a mut Vec<u8>);

impl<'de> DeserializeSeed<'de> for Copy<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Copy<'_> {
    fn text<E: Error>(self, text: &str) -> Result<(), E> {
        json::write_value(text, self.0).map_err(E::custom)
    }

    fn plain<E>(self, json: &str) -> Result<(), E> {
        self.0.extend_from_slice(json.as_bytes());
        Ok(())
    }
}

impl<'de> Visitor<'de> for Copy<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON Web Key or a set of them")
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        self.plain("true")
    }

    // No member is a number: which one it is, nobody asks.
    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        self.plain("0")
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        self.plain("0")
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        self.plain("0")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.text(text)
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        self.plain("null")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        self.plain("null")
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<(), A::Error> {
        self.0.push(b'[');
        let start = self.0.len();
        loop {
            let end = self.0.len();
            if end > start {
                self.0.push(b',');
            }
            if elements.next_element_seed(Copy(self.0))?.is_none() {
                self.0.truncate(end);
                break;
            }
        }
        self.0.push(b']');
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        self.0.push(b'{');
        let start = self.0.len();
        while let Some(name) = members.next_key::<String>()? {
            if self.0.len() > start {
                self.0.push(b',');
            }
            json::write_value(&name, self.0).map_err(A::Error::custom)?;
            self.0.push(b':');
            if is_read(&name) {
                members.next_value_seed(Copy(self.0))?;
            } else {
                members.next_value::<IgnoredAny>()?;
                self.0.extend_from_slice(b"null");
            }
        }
        self.0.push(b'}');
        Ok(())
    }
}
