//! The serializer of a payload's top level.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use serde::ser::{self, Impossible, Serialize, SerializeMap, SerializeStruct, Serializer};

use super::scalar::is_plain;
use super::value::{check_value, claims_error, text_of, write_scalar, write_value};
use super::written::{Written, duplicate};
use crate::claim::Registered;
use crate::error::SignError;

#[derive(Debug)]
pub(super) enum WriteError {
    /// It is not a struct or a map with plain text for keys: the module `write` has another way for
    /// it.
    Opaque,
    Sign(Box<SignError>),
}

impl From<SignError> for WriteError {
    fn from(error: SignError) -> Self {
        Self::Sign(Box::new(error))
    }
}

impl fmt::Display for WriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Opaque => f.write_str("not a struct or a map"),
            Self::Sign(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for WriteError {}

impl ser::Error for WriteError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        claims_error(&message).into()
    }
}

/// A serializer of the top level alone: serde_json writes every value below it.
pub(super) struct ObjectWriter<'a> {
    pub(super) out: &'a mut Vec<u8>,
    pub(super) written: &'a mut Written,
    /// Names that come from elsewhere, so the claims must not have them.
    pub(super) taken: &'a [&'static str],
}

impl<'a> ObjectWriter<'a> {
    fn open(self) -> MemberWriter<'a> {
        MemberWriter {
            out: self.out,
            written: self.written,
            taken: self.taken,
            claim: None,
            is_open: false,
            is_broken: false,
        }
    }
}

macro_rules! opaque {
    ($($method:ident($($type:ty),*) -> $ok:ty;)+) => {
        $(fn $method(self, $(_: $type),*) -> Result<$ok, WriteError> {
            Err(WriteError::Opaque)
        })+
    };
}

impl<'a> Serializer for ObjectWriter<'a> {
    type Ok = ();
    type Error = WriteError;
    type SerializeSeq = Impossible<(), WriteError>;
    type SerializeTuple = Impossible<(), WriteError>;
    type SerializeTupleStruct = Impossible<(), WriteError>;
    type SerializeTupleVariant = Impossible<(), WriteError>;
    type SerializeMap = MemberWriter<'a>;
    type SerializeStruct = MemberWriter<'a>;
    type SerializeStructVariant = Impossible<(), WriteError>;

    fn serialize_struct(
        self,
        name: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStruct, WriteError> {
        // serde_json passes raw values and arbitrary-precision numbers as structs.
        if name.starts_with('$') {
            return Err(WriteError::Opaque);
        }
        Ok(self.open())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, WriteError> {
        Ok(self.open())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), WriteError> {
        Err(SignError::ExternallyTagged.into())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, WriteError> {
        Err(SignError::ExternallyTagged.into())
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, WriteError> {
        Err(SignError::ExternallyTagged.into())
    }

    opaque! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> Self::SerializeSeq;
        serialize_tuple(usize) -> Self::SerializeTuple;
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
    }
}

/// Writes the members of the top level.
pub(super) struct MemberWriter<'a> {
    out: &'a mut Vec<u8>,
    written: &'a mut Written,
    taken: &'a [&'static str],
    /// The registered claim whose value comes next.
    claim: Option<Registered>,
    /// Whether a member was begun but not finished.
    is_open: bool,
    /// Whether a member was never finished: a type may ignore an error.
    is_broken: bool,
}

impl MemberWriter<'_> {
    /// Begins a member, and returns the character before it.
    fn begin(&mut self) -> u8 {
        self.is_broken |= core::mem::replace(&mut self.is_open, true);
        match core::mem::replace(&mut self.written.is_empty, false) {
            true => b'{',
            false => b',',
        }
    }

    /// Begins a member with a key of any type.
    fn name<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        let separator = self.begin();
        self.out.push(separator);
        let start = self.out.len();
        write_value(key, self.out)?;
        let written = self.out.get(start..).and_then(text_of);
        // A key that is no text, or a raw one, has a spelling of its own.
        let name = written.and_then(|json| json.strip_prefix('"')?.strip_suffix('"'));
        let name = name.filter(|name| !name.starts_with('$') && is_plain(name.as_bytes()));
        let name = name.ok_or(WriteError::Opaque)?;
        if self.taken.contains(&name) {
            return Err(duplicate(name).into());
        }
        self.claim = Registered::from_name(name);
        self.out.push(b':');
        Ok(())
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        let start = self.out.len();
        let scalar = write_scalar(value, self.out)?;
        let json = self.out.get(start..).unwrap_or_default();
        // What a type passes off as raw JSON may begin as anything.
        if scalar.is_none() {
            check_value(value, json, 1)?;
        }
        if let Some(claim) = self.claim.take() {
            self.written.note(claim, scalar, json)?;
        }
        self.is_broken |= !core::mem::replace(&mut self.is_open, false);
        Ok(())
    }

    /// A broken object is written in the other way, which checks the whole text.
    fn finish(&mut self) -> Result<(), WriteError> {
        if self.written.is_empty {
            self.out.push(b'{');
        }
        match self.is_broken | self.is_open {
            true => Err(WriteError::Opaque),
            false => Ok(()),
        }
    }
}

impl SerializeStruct for MemberWriter<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_field<T: Serialize + ?Sized>(
        &mut self,
        key: &'static str,
        value: &T,
    ) -> Result<(), WriteError> {
        let separator = self.begin();
        self.claim = Registered::from_name(key);
        match self.claim {
            Some(claim) => {
                self.out.push(separator);
                self.out.extend_from_slice(claim.opening().as_bytes());
            }
            // Perhaps a name that serde_json reserves, or one with escapes: the other way checks
            // the whole text.
            None if key.starts_with('$') || !is_plain(key.as_bytes()) => {
                return Err(WriteError::Opaque);
            }
            None if self.taken.contains(&key) => return Err(duplicate(key).into()),
            None => {
                self.out.extend_from_slice(&[separator, b'"']);
                self.out.extend_from_slice(key.as_bytes());
                self.out.extend_from_slice(b"\":");
            }
        }
        self.value(value)
    }

    fn end(mut self) -> Result<(), WriteError> {
        self.finish()
    }
}

impl SerializeMap for MemberWriter<'_> {
    type Ok = ();
    type Error = WriteError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), WriteError> {
        let named = self.name(key);
        // A type may pass over the error, and go on to write the value.
        self.is_broken |= named.is_err();
        named
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), WriteError> {
        self.value(value)
    }

    fn end(mut self) -> Result<(), WriteError> {
        self.finish()
    }
}
