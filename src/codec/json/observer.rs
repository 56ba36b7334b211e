//! A wrapper around serde's interfaces that passes every call on and looks at what passes.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};

use crate::time::NumericDate;

/// A deserializer, a visitor or a seed with somebody looking over its shoulder.
pub(super) struct Observer<T, R> {
    inner: T,
    role: R,
}

impl<T, R> Observer<T, R> {
    pub(super) const fn new(inner: T, role: R) -> Self {
        Self { inner, role }
    }
}

/// What is being looked at, and so what matters of it.
pub(super) trait Role: Sized {
    fn text(self, _text: &str) {}
    /// A whole number, as the date that it means; `None` for a fraction.
    fn number(self, _date: Option<NumericDate>) {}

    /// Passes an array on.
    fn array<'de, A: SeqAccess<'de>, V: Visitor<'de>>(
        self,
        items: A,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_seq(items)
    }

    /// Passes an object on.
    fn object<'de, A: MapAccess<'de>, V: Visitor<'de>>(
        self,
        members: A,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_map(members)
    }
}

impl<'de, S: DeserializeSeed<'de>, R: Role> DeserializeSeed<'de> for Observer<S, R> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        self.inner
            .deserialize(Observer::new(deserializer, self.role))
    }
}

macro_rules! watched {
    ($($method:ident($($name:ident: $type:ty),*);)+) => {
        $(fn $method<V: Visitor<'de>>(
            self,
            $($name: $type,)*
            visitor: V,
        ) -> Result<V::Value, D::Error> {
            self.inner.$method($($name,)* Observer::new(visitor, self.role))
        })+
    };
}

impl<'de, D: Deserializer<'de>, R: Role> Deserializer<'de> for Observer<D, R> {
    type Error = D::Error;

    watched! {
        deserialize_any();
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_map();
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
    }

    /// Skipped content is decoded all the same, or it would go by unseen: derived types send every
    /// field that they do not name here.
    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        self.inner
            .deserialize_any(Observer::new(IgnoredAny, self.role))?;
        visitor.visit_unit()
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

macro_rules! passed {
    ($($method:ident($($name:ident: $type:ty)?);)+) => {
        $(fn $method<E: Error>(self, $($name: $type)?) -> Result<V::Value, E> {
            self.inner.$method($($name)?)
        })+
    };
}

macro_rules! texts {
    ($($method:ident($type:ty);)+) => {
        $(fn $method<E: Error>(self, text: $type) -> Result<V::Value, E> {
            self.role.text(&text);
            self.inner.$method(text)
        })+
    };
}

macro_rules! numbers {
    ($($method:ident($number:ident: $type:ty) => $date:expr;)+) => {
        $(fn $method<E: Error>(self, $number: $type) -> Result<V::Value, E> {
            self.role.number($date);
            self.inner.$method($number)
        })+
    };
}

impl<'de, V: Visitor<'de>, R: Role> Visitor<'de> for Observer<V, R> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    // The text of a number in a foreign width is a doubt, not a date: JSON has these three.
    numbers! {
        visit_i64(number: i64) => Some(NumericDate::from_seconds(number));
        visit_u64(number: u64) => Some(NumericDate::from_u64(number));
        // To which side a fraction of a second goes is another one's to say: a doubt, so that the
        // text is read again.
        visit_f64(number: f64) => None;
    }

    texts! {
        visit_str(&str);
        visit_borrowed_str(&'de str);
        visit_string(String);
    }

    passed! {
        visit_bool(v: bool);
        visit_i8(v: i8);
        visit_i16(v: i16);
        visit_i32(v: i32);
        visit_i128(v: i128);
        visit_u8(v: u8);
        visit_u16(v: u16);
        visit_u32(v: u32);
        visit_u128(v: u128);
        visit_f32(v: f32);
        visit_char(v: char);
        visit_bytes(v: &[u8]);
        visit_borrowed_bytes(v: &'de [u8]);
        visit_byte_buf(v: Vec<u8>);
        visit_none();
        visit_unit();
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.inner
            .visit_some(Observer::new(deserializer, self.role))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        self.inner
            .visit_newtype_struct(Observer::new(deserializer, self.role))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.role.array(items, self.inner)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.role.object(members, self.inner)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<V::Value, A::Error> {
        self.inner.visit_enum(data)
    }
}
