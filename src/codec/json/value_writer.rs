//! Writes texts, whole numbers and arrays of them. Most members are one of these, and what is known
//! when a value is written need not be read again from its JSON. serde_json writes all others.

use alloc::vec::Vec;
use core::fmt;

use serde::ser::{self, Impossible, Serialize, SerializeSeq, SerializeTuple, Serializer};

use super::scalar::{Scalar, is_plain};
use crate::time::NumericDate;

/// Appends a value as serde_json would, and returns what it was. It appends nothing for a value of
/// another kind.
pub(super) fn write<T: Serialize + ?Sized>(value: &T, out: &mut Vec<u8>) -> Option<Scalar> {
    let start = out.len();
    let mut writer = ValueWriter {
        out,
        scalar: None,
        is_inside: false,
    };
    let is_known = value.serialize(&mut writer).is_ok();
    let scalar = writer.scalar.filter(|_| is_known);
    if scalar.is_none() {
        out.truncate(start);
    }
    scalar
}

/// A value of another kind.
#[derive(Debug)]
struct Other;

impl fmt::Display for Other {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no text, whole number or array of them")
    }
}

impl core::error::Error for Other {}

impl ser::Error for Other {
    /// The type's own error is lost here: serde_json gets it when it serializes the type again.
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

struct ValueWriter<'v> {
    out: &'v mut Vec<u8>,
    scalar: Option<Scalar>,
    /// Whether it writes the items of an array.
    is_inside: bool,
}

impl ValueWriter<'_> {
    fn whole(&mut self, is_negative: bool, number: u64, date: NumericDate) {
        self.scalar = Some(Scalar::Whole(date));
        write_whole(is_negative, number, self.out);
    }
}

macro_rules! whole {
    ($($method:ident($type:ty);)+) => {
        $(fn $method(self, number: $type) -> Result<(), Other> {
            let wide = i64::from(number);
            let date = NumericDate::from_seconds(wide);
            self.whole(wide.is_negative(), wide.unsigned_abs(), date);
            Ok(())
        })+
    };
}

macro_rules! others {
    ($($method:ident($($type:ty),*) -> $ok:ty;)+) => {
        $(fn $method(self, $(_: $type),*) -> Result<$ok, Other> {
            Err(Other)
        })+
    };
}

impl<'w, 'v> Serializer for &'w mut ValueWriter<'v> {
    type Ok = ();
    type Error = Other;
    type SerializeSeq = ListWriter<'w, 'v>;
    type SerializeTuple = ListWriter<'w, 'v>;
    type SerializeTupleStruct = Impossible<(), Other>;
    type SerializeTupleVariant = Impossible<(), Other>;
    type SerializeMap = Impossible<(), Other>;
    type SerializeStruct = Impossible<(), Other>;
    type SerializeStructVariant = Impossible<(), Other>;

    fn serialize_str(self, text: &str) -> Result<(), Other> {
        if !is_plain(text.as_bytes()) {
            return Err(Other);
        }
        self.scalar = Some(Scalar::Text);
        self.out.reserve(text.len().saturating_add(2));
        self.out.push(b'"');
        self.out.extend_from_slice(text.as_bytes());
        self.out.push(b'"');
        Ok(())
    }

    fn serialize_u64(self, number: u64) -> Result<(), Other> {
        self.whole(false, number, NumericDate::from_u64(number));
        Ok(())
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

    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, Other> {
        if self.is_inside {
            return Err(Other);
        }
        self.is_inside = true;
        Ok(ListWriter {
            value: self,
            separator: b'[',
            is_known: true,
        })
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, Other> {
        self.serialize_seq(Some(len))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Other> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Other> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Other> {
        Err(Other)
    }

    /// serde_json does this without an allocation.
    fn collect_str<T: fmt::Display + ?Sized>(self, _: &T) -> Result<(), Other> {
        Err(Other)
    }

    others! {
        serialize_bool(bool) -> ();
        serialize_i128(i128) -> ();
        serialize_u128(u128) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_tuple_struct(&'static str, usize) -> Self::SerializeTupleStruct;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Self::SerializeTupleVariant;
        serialize_map(Option<usize>) -> Self::SerializeMap;
        serialize_struct(&'static str, usize) -> Self::SerializeStruct;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Self::SerializeStructVariant;
    }
}

/// Writes the items of an array.
struct ListWriter<'w, 'v> {
    value: &'w mut ValueWriter<'v>,
    /// The character before the next item.
    separator: u8,
    /// Whether each item so far was written completely: a type may ignore an error.
    is_known: bool,
}

impl SerializeSeq for ListWriter<'_, '_> {
    type Ok = ();
    type Error = Other;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Other> {
        self.value.out.push(self.separator);
        self.separator = b',';
        let written = item.serialize(&mut *self.value);
        self.is_known &= written.is_ok();
        written
    }

    fn end(self) -> Result<(), Other> {
        if self.separator == b'[' {
            self.value.out.push(b'[');
        }
        self.value.out.push(b']');
        self.value.scalar = self.is_known.then_some(Scalar::List);
        Ok(())
    }
}

impl SerializeTuple for ListWriter<'_, '_> {
    type Ok = ();
    type Error = Other;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Other> {
        SerializeSeq::serialize_element(self, item)
    }

    fn end(self) -> Result<(), Other> {
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

/// Writes the digits, two at a time from the last.
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
        let scalar = write(&value, &mut out);
        let json = serde_json::to_string(&value).unwrap();
        assert_eq!(out, scalar.map_or("", |_| &json).as_bytes());
        (json, scalar)
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
        for list in [Vec::new(), alloc::vec!["a"], alloc::vec!["a", ""]] {
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
    fn an_item_that_is_passed_over_is_not_known() {
        /// Writes what it can, and ignores what fails.
        struct Careless<T>(T);

        impl<T: Serialize> Serialize for Careless<T> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut items = serializer.serialize_seq(None)?;
                items.serialize_element(&1)?;
                let _ = items.serialize_element(&self.0);
                items.serialize_element(&2)?;
                items.end()
            }
        }

        assert_eq!(written(Careless("a")).1, Some(Scalar::List));
        for item in [Some(1.5), None] {
            assert_eq!(written(Careless(item)).1, None);
        }
        assert_eq!(written(Careless([1])).1, None);
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
        // At every position, in texts of every length.
        for len in 1..40 {
            for place in 0..len {
                for byte in 0..=0x7f_u8 {
                    let mut text = alloc::vec![b'x'; len];
                    text[place] = byte;
                    let text = String::from_utf8(text).unwrap();
                    let json = serde_json::to_string(&text).unwrap();
                    let is_same = json == format!("\"{text}\"");
                    assert_eq!(is_plain(text.as_bytes()), is_same, "{text:?}");
                    assert_eq!(written(&text).1, is_same.then_some(Scalar::Text));
                }
            }
        }
    }
}
