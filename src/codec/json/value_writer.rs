//! Values on their way out: texts, whole numbers and arrays are written here, all others by serde_json.
//! Most members are one of these, and what is known of a value when it is written need not be read
//! again from its JSON.

use alloc::vec::Vec;
use core::cell::{Cell, RefCell};
use std::io;

use serde::ser::{Serialize, SerializeSeq, SerializeTuple, Serializer};

use super::scalar::{Scalar, is_plain};
use crate::time::NumericDate;

/// Appends a value as serde_json would, and says what it was, if it was a scalar that is known here.
pub(super) fn write<T: Serialize + ?Sized>(
    value: &T,
    out: &mut Vec<u8>,
) -> Result<Option<Scalar>, serde_json::Error> {
    let (out, scalar) = (RefCell::new(out), Cell::new(None));
    let mut json = serde_json::Serializer::new(Out(&out));
    value.serialize(ValueWriter {
        json: &mut json,
        out: Out(&out),
        scalar: &scalar,
    })?;
    Ok(scalar.get())
}

/// The end of the JSON, for serde_json and for the methods below, each in its turn.
#[derive(Clone, Copy)]
struct Out<'o, 'v>(&'o RefCell<&'v mut Vec<u8>>);

impl Out<'_, '_> {
    fn with(self, write: impl FnOnce(&mut Vec<u8>)) -> io::Result<()> {
        let mut out = self.0.try_borrow_mut().map_err(io::Error::other)?;
        write(&mut out);
        Ok(())
    }
}

impl io::Write for Out<'_, '_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes).map(|()| bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.with(|out| out.extend_from_slice(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

type Json<'o, 'v> = serde_json::Serializer<Out<'o, 'v>>;

struct ValueWriter<'j, 'o, 'v> {
    json: &'j mut Json<'o, 'v>,
    out: Out<'o, 'v>,
    scalar: &'j Cell<Option<Scalar>>,
}

impl ValueWriter<'_, '_, '_> {
    fn whole(self, is_negative: bool, number: u64, date: NumericDate) -> io::Result<()> {
        self.scalar.set(Some(Scalar::Whole(date)));
        self.out.with(|out| write_whole(is_negative, number, out))
    }
}

/// How serde_json serializes.
type Of<'j, 'o, 'v> = &'j mut Json<'o, 'v>;

macro_rules! whole {
    ($($method:ident($type:ty);)+) => {
        $(fn $method(self, number: $type) -> Result<(), serde_json::Error> {
            let wide = i64::from(number);
            let date = NumericDate::from_seconds(wide);
            let written = self.whole(wide.is_negative(), wide.unsigned_abs(), date);
            written.map_err(serde_json::Error::io)
        })+
    };
}

macro_rules! others {
    ($($method:ident($($name:ident: $type:ty),*) -> $ok:ty;)+) => {
        $(fn $method(self, $($name: $type),*) -> Result<$ok, serde_json::Error> {
            self.json.$method($($name),*)
        })+
    };
}

impl<'j, 'o, 'v> Serializer for ValueWriter<'j, 'o, 'v> {
    type Ok = ();
    type Error = serde_json::Error;
    type SerializeSeq = ListWriter<'j, 'o, 'v>;
    type SerializeTuple = ListWriter<'j, 'o, 'v>;
    type SerializeTupleStruct = <Of<'j, 'o, 'v> as Serializer>::SerializeTupleStruct;
    type SerializeTupleVariant = <Of<'j, 'o, 'v> as Serializer>::SerializeTupleVariant;
    type SerializeMap = <Of<'j, 'o, 'v> as Serializer>::SerializeMap;
    type SerializeStruct = <Of<'j, 'o, 'v> as Serializer>::SerializeStruct;
    type SerializeStructVariant = <Of<'j, 'o, 'v> as Serializer>::SerializeStructVariant;

    fn serialize_str(self, text: &str) -> Result<(), serde_json::Error> {
        self.scalar.set(Some(Scalar::Text));
        if !is_plain(text.as_bytes()) {
            return self.json.serialize_str(text);
        }
        let written = self.out.with(|out| {
            out.reserve(text.len().saturating_add(2));
            out.push(b'"');
            out.extend_from_slice(text.as_bytes());
            out.push(b'"');
        });
        written.map_err(serde_json::Error::io)
    }

    fn serialize_u64(self, number: u64) -> Result<(), serde_json::Error> {
        let date = NumericDate::from_u64(number);
        self.whole(false, number, date)
            .map_err(serde_json::Error::io)
    }

    whole! {
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, serde_json::Error> {
        Ok(ListWriter {
            value: self,
            separator: b'[',
            is_known: true,
        })
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, serde_json::Error> {
        self.serialize_seq(Some(len))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), serde_json::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), serde_json::Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), serde_json::Error> {
        self.json
            .serialize_newtype_variant(name, index, variant, value)
    }

    fn collect_str<T: core::fmt::Display + ?Sized>(
        self,
        value: &T,
    ) -> Result<(), serde_json::Error> {
        self.json.collect_str(value)
    }

    others! {
        serialize_bool(v: bool) -> ();
        serialize_i128(v: i128) -> ();
        serialize_u128(v: u128) -> ();
        serialize_f32(v: f32) -> ();
        serialize_f64(v: f64) -> ();
        serialize_char(v: char) -> ();
        serialize_bytes(v: &[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(name: &'static str) -> ();
        serialize_unit_variant(name: &'static str, index: u32, variant: &'static str) -> ();
        serialize_tuple_struct(name: &'static str, len: usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> Self::SerializeTupleVariant;
        serialize_map(len: Option<usize>) -> Self::SerializeMap;
        serialize_struct(name: &'static str, len: usize) -> Self::SerializeStruct;
        serialize_struct_variant(name: &'static str, index: u32, variant: &'static str, len: usize) -> Self::SerializeStructVariant;
    }
}

/// Writes the items of an array.
struct ListWriter<'j, 'o, 'v> {
    value: ValueWriter<'j, 'o, 'v>,
    /// What comes before the next item.
    separator: u8,
    /// Whether each item so far is a scalar that is known here, and was written in full: a type may
    /// pass over an error.
    is_known: bool,
}

impl SerializeSeq for ListWriter<'_, '_, '_> {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_element<T: Serialize + ?Sized>(
        &mut self,
        item: &T,
    ) -> Result<(), serde_json::Error> {
        let were_known = core::mem::replace(&mut self.is_known, false);
        let separator = core::mem::replace(&mut self.separator, b',');
        let written = self.value.out.with(|out| out.push(separator));
        written.map_err(serde_json::Error::io)?;
        let scalar = Cell::new(None);
        item.serialize(ValueWriter {
            json: &mut *self.value.json,
            out: self.value.out,
            scalar: &scalar,
        })?;
        let is_scalar = matches!(scalar.get(), Some(Scalar::Text | Scalar::Whole(_)));
        self.is_known = were_known & is_scalar;
        Ok(())
    }

    fn end(self) -> Result<(), serde_json::Error> {
        let written = self.value.out.with(|out| {
            if self.separator == b'[' {
                out.push(b'[');
            }
            out.push(b']');
        });
        written.map_err(serde_json::Error::io)?;
        self.value.scalar.set(self.is_known.then_some(Scalar::List));
        Ok(())
    }
}

impl SerializeTuple for ListWriter<'_, '_, '_> {
    type Ok = ();
    type Error = serde_json::Error;

    fn serialize_element<T: Serialize + ?Sized>(
        &mut self,
        item: &T,
    ) -> Result<(), serde_json::Error> {
        SerializeSeq::serialize_element(self, item)
    }

    fn end(self) -> Result<(), serde_json::Error> {
        SerializeSeq::end(self)
    }
}

/// `00` to `99`.
const PAIRS: [[u8; 2]; 100] = {
    let mut pairs = [[b'0'; 2]; 100];
    let mut rest: &mut [[u8; 2]] = &mut pairs;
    let (mut tens, mut ones) = (b'0', b'0');
    while let [pair, others @ ..] = rest {
        *pair = [tens, ones];
        (tens, ones) = match ones {
            b'9' => (tens.saturating_add(1), b'0'),
            _ => (tens, ones.saturating_add(1)),
        };
        rest = others;
    }
    pairs
};

/// The digits, two at a time from the last.
fn write_whole(is_negative: bool, number: u64, out: &mut Vec<u8>) {
    let mut digits = [[b'0'; 2]; 10];
    let (mut rest, mut left) = (number, digits.len());
    for place in digits.iter_mut().rev() {
        let pair = usize::try_from(rest % 100).ok();
        *place = pair
            .and_then(|pair| PAIRS.get(pair))
            .copied()
            .unwrap_or_default();
        left = left.saturating_sub(1);
        rest /= 100;
        if rest == 0 {
            break;
        }
    }
    if is_negative {
        out.push(b'-');
    }
    let digits = digits.get(left..).unwrap_or_default().as_flattened();
    let digits = match digits {
        [b'0', rest @ ..] => rest,
        digits => digits,
    };
    out.extend_from_slice(digits);
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::{String, ToString};

    use super::*;

    fn written<T: Serialize>(value: T) -> (String, Option<Scalar>) {
        let mut out = Vec::new();
        let scalar = write(&value, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, serde_json::to_string(&value).unwrap());
        (text, scalar)
    }

    #[test]
    fn numbers_as_they_are_read() {
        for number in [
            0,
            1,
            9,
            10,
            99,
            100,
            1_700_000_000,
            i64::MAX,
            -1,
            -10,
            i64::MIN,
        ] {
            let date = Scalar::Whole(NumericDate::from_seconds(number));
            assert_eq!(written(number), (number.to_string(), Some(date)));
        }
        let most = Scalar::Whole(NumericDate::from_u64(u64::MAX));
        assert_eq!(written(u64::MAX), (u64::MAX.to_string(), Some(most)));
        assert_eq!(written(Some(7_u8)).0, "7");
        assert_eq!(written(-128_i8).0, "-128");
        assert_eq!(written((1.5, true, 'a', [1_u8], "x")).1, None);
        for list in [Vec::new(), alloc::vec!["a"], alloc::vec!["a", "\"", ""]] {
            assert_eq!(written(&list).1, Some(Scalar::List));
        }
        assert_eq!(written(("a", 1, -1)).1, Some(Scalar::List));
        assert_eq!(written([[1]]).1, None);
        assert_eq!(written([None, Some(1)]).1, None);
        for other in [Some(1.0), None] {
            assert_eq!(written(other).1, None);
        }
        assert_eq!(written(1_u128).1, None);
    }

    #[test]
    fn texts_that_stand_as_they_are() {
        for text in [
            "",
            "a",
            "seven77",
            "eight888",
            "nine99999",
            "ä\u{2028}\u{7f}",
            "sixteen characters and more",
        ] {
            assert_eq!(written(text), (format!("\"{text}\""), Some(Scalar::Text)));
        }
        // At every place, in texts of every length.
        for len in 1..40 {
            for place in 0..len {
                for byte in 0..=0x7f_u8 {
                    let mut text = alloc::vec![b'x'; len];
                    text[place] = byte;
                    let text = String::from_utf8(text).unwrap();
                    let json = serde_json::to_string(&text).unwrap();
                    let is_same = json == format!("\"{text}\"");
                    assert_eq!(is_plain(text.as_bytes()), is_same, "{text:?}");
                    assert_eq!(written(&text), (json, Some(Scalar::Text)));
                }
            }
        }
    }
}
