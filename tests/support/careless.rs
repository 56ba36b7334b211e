//! Claims of a type that passes over errors: of a name, a value, an item, or of the whole. What it does
//! next it reads from a script, so that a random one makes a random type.

use std::cell::RefCell;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{
    DeserializeOwned, Deserializer, EnumAccess, Error, IgnoredAny, MapAccess, SeqAccess, Visitor,
};
use serde::{Deserialize, de};
use serde_json::Value;

#[derive(Default)]
struct Script {
    steps: Vec<u8>,
    at: usize,
    has_passed_over: bool,
}

thread_local! {
    static SCRIPT: RefCell<Script> = RefCell::default();
}

/// Lets [`Careless`] read by these steps while `read` runs; says also whether it passed over an error,
/// or read less than was there.
pub fn by_script<R>(steps: &[u8], read: impl FnOnce() -> R) -> (R, bool) {
    SCRIPT.with_borrow_mut(|script| {
        *script = Script {
            steps: steps.to_vec(),
            ..Script::default()
        }
    });
    let result = read();
    (result, SCRIPT.with_borrow(|script| script.has_passed_over))
}

/// The next step, of so many; the script begins again when it is over.
fn step(choices: u8) -> u8 {
    SCRIPT.with_borrow_mut(|script| {
        script.at += 1;
        let len = script.steps.len().max(1);
        let step = script.steps.get(script.at % len).copied();
        step.unwrap_or_default() % choices
    })
}

fn pass_over() {
    SCRIPT.with_borrow_mut(|script| script.has_passed_over = true);
}

/// What came of an attempt, or nothing: now and then the error is kept.
fn lenient<T: Default, E>(attempt: Result<T, E>) -> Result<T, E> {
    match attempt {
        Err(_) if step(4) != 0 => {
            pass_over();
            Ok(T::default())
        }
        attempt => attempt,
    }
}

/// Claims, a value or an item, read with no care.
#[derive(Default)]
pub struct Careless;

impl<'de> Deserialize<'de> for Careless {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        fn of<'de, T: DeserializeOwned, D: Deserializer<'de>>(d: D) -> Result<(), D::Error> {
            T::deserialize(d).map(drop)
        }
        let d = deserializer;
        // An option of an option has no end.
        let is_long = SCRIPT.with_borrow(|script| script.at > 150);
        let choice = if is_long { 8 } else { step(16) };
        let read = match choice {
            0 => of::<String, D>(d),
            1 => of::<u64, D>(d),
            2 => of::<f64, D>(d),
            3 => of::<bool, D>(d),
            4 => of::<Vec<String>, D>(d),
            5 => of::<[String; 1], D>(d),
            6 => of::<Option<u8>, D>(d),
            7 => of::<Vec<Careless>, D>(d),
            8 => of::<IgnoredAny, D>(d),
            9 => of::<Value, D>(d),
            10 => d.deserialize_seq(Reads(PhantomData)),
            11 => d.deserialize_option(Reads(PhantomData)),
            12 => d.deserialize_newtype_struct("Careless", Reads(PhantomData)),
            13 => d.deserialize_enum("Careless", &["exp", "iss"], Reads(PhantomData)),
            _ => d.deserialize_any(Reads(PhantomData)),
        };
        lenient(read)?;
        Ok(Self)
    }
}

/// A name, read with no care.
struct CarelessName;

impl<'de> Deserialize<'de> for CarelessName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let read = match step(5) {
            0 => Option::<String>::deserialize(deserializer).map(drop),
            1 => u64::deserialize(deserializer).map(drop),
            2 => IgnoredAny::deserialize(deserializer).map(drop),
            3 => bool::deserialize(deserializer).map(drop),
            _ => deserializer.deserialize_enum("Name", &["exp", "iss"], NameReads),
        };
        lenient(read)?;
        Ok(Self)
    }
}

struct NameReads;

impl<'de> Visitor<'de> for NameReads {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<(), A::Error> {
        data.variant::<String>().map(drop)
    }
}

/// The whole of the claims: an object, read with no care.
#[derive(Default)]
pub struct CarelessClaims;

impl<'de> Deserialize<'de> for CarelessClaims {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let reads = Reads(PhantomData);
        lenient(match step(8) {
            0 => deserializer.deserialize_any(reads),
            1 => deserializer.deserialize_struct("Claims", &["exp"], reads),
            2 => deserializer.deserialize_option(reads),
            _ => deserializer.deserialize_map(reads),
        })?;
        Ok(Self)
    }
}

struct Reads<'de>(PhantomData<&'de ()>);

impl<'de> Visitor<'de> for Reads<'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        for _ in 0..64 {
            match step(24) {
                // Stops early.
                0 => {
                    pass_over();
                    return Ok(());
                }
                // Asks for a value before its name, or once more.
                1 if !are_numbers_maps() => {
                    pass_over();
                    lenient(map.next_value::<Careless>())?;
                }
                // Asks for a name and leaves its value.
                2 => {
                    pass_over();
                    lenient(map.next_key::<String>())?;
                }
                3 => _ = lenient(map.next_entry::<String, Careless>())?,
                _ => {
                    let name = match step(8) {
                        0 => map.next_key::<u8>().map(|name| name.map(drop)),
                        1 => map.next_key::<IgnoredAny>().map(|name| name.map(drop)),
                        2 => map.next_key::<Vec<String>>().map(|name| name.map(drop)),
                        3 => map.next_key::<CarelessName>().map(|name| name.map(drop)),
                        _ => map.next_key::<String>().map(|name| name.map(drop)),
                    };
                    match name {
                        Ok(None) => return Ok(()),
                        Ok(Some(())) => _ = lenient(map.next_value::<Careless>())?,
                        Err(error) => lenient(Err::<(), _>(error))?,
                    }
                }
            }
        }
        Err(A::Error::custom("the script is too long"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        for _ in 0..16 {
            if step(8) == 0 {
                pass_over();
                return Ok(());
            }
            match items.next_element::<Careless>() {
                Ok(None) => return Ok(()),
                item => _ = lenient(item)?,
            }
        }
        Err(A::Error::custom("the script is too long"))
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        Careless::deserialize(deserializer).map(drop)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.visit_some(deserializer)
    }

    fn visit_enum<A: EnumAccess<'de>>(self, data: A) -> Result<(), A::Error> {
        use de::VariantAccess;
        let (_, variant) = data.variant::<Careless>()?;
        lenient(variant.newtype_variant::<Careless>()).map(drop)
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        refuses_now_and_then()
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        refuses_now_and_then()
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        refuses_now_and_then()
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        refuses_now_and_then()
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        refuses_now_and_then()
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        refuses_now_and_then()
    }
}

/// Whether a number comes as a map, in this build: that one cannot be asked twice.
fn are_numbers_maps() -> bool {
    let number: Value = serde_json::from_str("1.00").unwrap();
    number.to_string().len() == 4
}

fn refuses_now_and_then<E: Error>() -> Result<(), E> {
    match step(4) {
        0 => Err(E::custom("not today")),
        _ => Ok(()),
    }
}
