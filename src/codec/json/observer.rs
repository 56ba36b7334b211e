//! A wrapper around serde's interfaces. It passes every call on, looks at values according to their
//! [`Role`], and records every error at any depth: a type may ignore an error, and what it reads
//! after that need not be what the JSON says.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::errors::Errors;
use super::word::Word;
use crate::time::NumericDate;

/// A deserializer, a visitor or a seed that is observed.
pub(super) struct Observer<'c, T, R> {
    inner: T,
    role: R,
    errors: Errors<'c>,
}

impl<'c, T, R> Observer<'c, T, R> {
    pub(super) const fn new(inner: T, role: R, errors: Errors<'c>) -> Self {
        Self {
            inner,
            role,
            errors,
        }
    }
}

/// What is observed, and so what matters about it.
pub(super) trait Role: Sized {
    /// Whether content that the type skips is decoded nevertheless; otherwise it would not be
    /// observed. Derived types skip every field that they do not name.
    const SEES_SKIPPED: bool = true;
    /// Whether it is a name, which is always a text.
    const IS_NAME: bool = false;

    fn text(self, _text: &str) {}
    /// A whole number, as a date; `None` for a fraction.
    fn number(self, _date: Option<NumericDate>) {}

    /// Passes an array on.
    fn array<'de, A: SeqAccess<'de>, V: Visitor<'de>>(
        self,
        items: A,
        visitor: V,
        errors: Errors<'_>,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_seq(Inside(items, errors, None))
    }

    /// Passes an object on.
    fn object<'de, A: MapAccess<'de>, V: Visitor<'de>>(
        self,
        members: A,
        visitor: V,
        errors: Errors<'_>,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_map(Inside(members, errors, None))
    }
}

/// Content of which only errors matter.
pub(super) struct Unjudged;

impl Role for Unjudged {
    const SEES_SKIPPED: bool = false;
}

/// A name of which only errors matter.
struct UnjudgedName;

impl Role for UnjudgedName {
    const SEES_SKIPPED: bool = false;
    const IS_NAME: bool = true;
}

/// The inside of an array, an object or an enum that is not judged.
struct Inside<'c, A>(A, Errors<'c>, Option<bool>);

impl<'c, 'de, S: DeserializeSeed<'de>, R: Role> DeserializeSeed<'de> for Observer<'c, S, R> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<S::Value, D::Error> {
        let deserializer = Observer::new(deserializer, self.role, self.errors);
        self.errors.noted(self.inner.deserialize(deserializer))
    }
}

macro_rules! watched {
    ($($method:ident($($name:ident: $type:ty),*);)+) => {
        $(fn $method<V: Visitor<'de>>(
            self,
            $($name: $type,)*
            visitor: V,
        ) -> Result<V::Value, D::Error> {
            let visitor = Observer::new(visitor, self.role, self.errors);
            self.errors.noted(self.inner.$method($($name,)* visitor))
        })+
    };
}

impl<'de, D: Deserializer<'de>, R: Role> Deserializer<'de> for Observer<'_, D, R> {
    type Error = D::Error;

    watched! {
        deserialize_any();
        deserialize_i8(); deserialize_i16(); deserialize_i32(); deserialize_i64(); deserialize_i128();
        deserialize_u8(); deserialize_u16(); deserialize_u32(); deserialize_u64(); deserialize_u128();
        deserialize_f32(); deserialize_f64();
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

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        let visitor = Observer::new(visitor, self.role, self.errors);
        self.errors.noted(match R::IS_NAME {
            true => self.inner.deserialize_str(Word(visitor)),
            false => self.inner.deserialize_bool(visitor),
        })
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, D::Error> {
        if !R::SEES_SKIPPED {
            return self
                .errors
                .noted(self.inner.deserialize_ignored_any(visitor));
        }
        let ignored = Observer::new(IgnoredAny, self.role, self.errors);
        self.errors.noted(self.inner.deserialize_any(ignored))?;
        visitor.visit_unit()
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

impl<'de, V: Visitor<'de>, R: Role> Visitor<'de> for Observer<'_, V, R> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    // A number of another type is a doubt, not a date: JSON readers use these three types.
    numbers! {
        visit_i64(number: i64) => Some(NumericDate::from_seconds(number));
        visit_u64(number: u64) => Some(NumericDate::from_u64(number));
        // How a fraction is rounded is decided elsewhere: it is a doubt, so that the text is read
        // again.
        visit_f64(number: f64) => None;
    }

    texts! {
        visit_str(&str);
        visit_borrowed_str(&'de str);
        visit_string(String);
    }

    passed! {
        visit_bool(v: bool); visit_char(v: char);
        visit_i8(v: i8); visit_i16(v: i16); visit_i32(v: i32); visit_i128(v: i128);
        visit_u8(v: u8); visit_u16(v: u16); visit_u32(v: u32); visit_u128(v: u128); visit_f32(v: f32);
        visit_bytes(v: &[u8]); visit_borrowed_bytes(v: &'de [u8]); visit_byte_buf(v: Vec<u8>);
        visit_none(); visit_unit();
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<V::Value, D::Error> {
        self.inner
            .visit_some(Observer::new(deserializer, self.role, self.errors))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<V::Value, D::Error> {
        self.inner
            .visit_newtype_struct(Observer::new(deserializer, self.role, self.errors))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<V::Value, A::Error> {
        self.role.array(items, self.inner, self.errors)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<V::Value, A::Error> {
        self.role.object(members, self.inner, self.errors)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<V::Value, A::Error> {
        self.inner.visit_enum(Inside(data, self.errors, None))
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Inside<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let seed = Observer::new(seed, Unjudged, self.1);
        self.1.noted(self.0.next_element_seed(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Inside<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        let seed = Observer::new(seed, UnjudgedName, self.1);
        let key = self.1.noted(self.0.next_key_seed(seed))?;
        // It counts as an error until the type asks for the value.
        self.2 = key.is_some().then(|| self.1.0.replace(true));
        Ok(key)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        if let Some(before) = self.2.take() {
            self.1.0.set(before);
        }
        let seed = Observer::new(seed, Unjudged, self.1);
        self.1.noted(self.0.next_value_seed(seed))
    }

    fn size_hint(&self) -> Option<usize> {
        self.0.size_hint()
    }
}

impl<'c, 'de, A: EnumAccess<'de>> EnumAccess<'de> for Inside<'c, A> {
    type Error = A::Error;
    type Variant = Inside<'c, A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), A::Error> {
        let seed = Observer::new(seed, UnjudgedName, self.1);
        let (value, variant) = self.1.noted(self.0.variant_seed(seed))?;
        Ok((value, Inside(variant, self.1, None)))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Inside<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.1.noted(self.0.unit_variant())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        let seed = Observer::new(seed, Unjudged, self.1);
        self.1.noted(self.0.newtype_variant_seed(seed))
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, A::Error> {
        let visitor = Observer::new(visitor, Unjudged, self.1);
        self.1.noted(self.0.tuple_variant(len, visitor))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let visitor = Observer::new(visitor, Unjudged, self.1);
        self.1.noted(self.0.struct_variant(fields, visitor))
    }
}
