//! Whether a value has numbers that JSON cannot hold: serde_json writes `null` for them.

use core::cell::Cell;
use core::fmt;

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// Whether every number in it is finite.
#[cold]
pub(crate) fn is_finite<T: Serialize + ?Sized>(value: &T) -> bool {
    let all = Cell::new(true);
    value.serialize(Finite(&all)).is_ok() && all.get()
}

/// A serializer that writes nothing, and fails at NaN and infinity. It also records the failure,
/// because the serialized type may ignore an error.
#[derive(Clone, Copy)]
struct Finite<'a>(&'a Cell<bool>);

impl Finite<'_> {
    fn judge(self, is_finite: bool) -> Verdict {
        if is_finite {
            return Ok(());
        }
        self.0.set(false);
        Err(fmt::Error)
    }
}

type Verdict = Result<(), fmt::Error>;

macro_rules! finite {
    ($($method:ident($($type:ty),*);)+) => {
        $(fn $method(self, $(_: $type),*) -> Verdict {
            Ok(())
        })+
    };
}

macro_rules! opens {
    ($($method:ident($($type:ty),*);)+) => {
        $(fn $method(self, $(_: $type),*) -> Result<Self, fmt::Error> {
            Ok(self)
        })+
    };
}

impl Serializer for Finite<'_> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeTupleVariant = Self;
    type SerializeMap = Self;
    type SerializeStruct = Self;
    type SerializeStructVariant = Self;

    fn serialize_f32(self, v: f32) -> Verdict {
        self.judge(v.is_finite())
    }

    fn serialize_f64(self, v: f64) -> Verdict {
        self.judge(v.is_finite())
    }

    finite! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
        serialize_none();
        serialize_unit();
        serialize_unit_struct(&'static str);
        serialize_unit_variant(&'static str, u32, &'static str);
    }

    opens! {
        serialize_seq(Option<usize>);
        serialize_tuple(usize);
        serialize_tuple_struct(&'static str, usize);
        serialize_tuple_variant(&'static str, u32, &'static str, usize);
        serialize_map(Option<usize>);
        serialize_struct(&'static str, usize);
        serialize_struct_variant(&'static str, u32, &'static str, usize);
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Verdict {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Verdict {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        value: &T,
    ) -> Verdict {
        value.serialize(self)
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Verdict {
        Ok(())
    }
}

/// The seven kinds of compound values differ only in the names of their methods.
macro_rules! compound {
    ($($trait:ident: $($method:ident($($key:ty)?))+;)+) => {
        $(impl $trait for Finite<'_> {
            type Ok = ();
            type Error = fmt::Error;

            $(fn $method<T: Serialize + ?Sized>(&mut self, $(_: $key,)? value: &T) -> Verdict {
                value.serialize(*self)
            })+

            fn end(self) -> Verdict {
                Ok(())
            }
        })+
    };
}

compound! {
    SerializeSeq: serialize_element();
    SerializeTuple: serialize_element();
    SerializeTupleStruct: serialize_field();
    SerializeTupleVariant: serialize_field();
    SerializeMap: serialize_key() serialize_value();
    SerializeStruct: serialize_field(&'static str);
    SerializeStructVariant: serialize_field(&'static str);
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use serde::ser::{Serialize, SerializeSeq, Serializer};

    use super::is_finite;

    /// Writes what it can, and ignores what fails.
    struct Careless(f64);

    impl Serialize for Careless {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut items = serializer.serialize_seq(None)?;
            let _ = items.serialize_element(&self.0);
            items.end()
        }
    }

    #[test]
    fn finds_what_the_type_passes_over() {
        assert!(is_finite(&Careless(1.5)));
        assert!(!is_finite(&Careless(f64::NAN)));
    }

    #[test]
    fn finds_them_at_any_depth() {
        assert!(is_finite(&(1.5, "NaN", [Some(2.5_f32), None])));
        assert!(!is_finite(&f64::NAN));
        assert!(!is_finite(&f32::INFINITY));
        assert!(!is_finite(&vec![Some((1, [f64::NEG_INFINITY]))]));
        assert!(!is_finite(&Ok::<_, ()>(f64::NAN)));
    }
}
