use alloc::borrow::Cow;
use alloc::collections::BTreeSet;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Map;

use super::header::Header;
use super::key_id::KeyId;
use crate::codec::json;
use crate::error::HeaderError;

/// The members that decide, borrowed from the header's JSON: enough to find a key, without an
/// allocation in all but odd cases.
#[derive(Debug)]
pub(crate) struct HeaderView<'a> {
    json: &'a str,
    pub(crate) alg: Cow<'a, str>,
    pub(crate) key_id: Option<Cow<'a, str>>,
    pub(crate) typ: Option<Cow<'a, str>>,
    cty: Option<Cow<'a, str>>,
    has_others: bool,
}

impl<'a> HeaderView<'a> {
    /// Reads a header and enforces what RFC 7515 §4 wants of it.
    pub(crate) fn parse(json: &'a [u8]) -> Result<Self, HeaderError> {
        let json = core::str::from_utf8(json).map_err(|_| HeaderError::NotAnObject)?;
        if json::is_too_deep(json.as_bytes()) {
            return Err(HeaderError::NotAnObject);
        }
        let mut members = Known::default();
        let mut problem = None;
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let visitor = KnownVisitor {
            members: &mut members,
            problem: &mut problem,
        };
        deserializer
            .deserialize_map(visitor)
            .and_then(|()| deserializer.end())
            .map_err(|_| HeaderError::NotAnObject)?;
        if let Some(problem) = problem {
            return Err(problem);
        }
        Ok(Self {
            json,
            alg: members.alg.ok_or(HeaderError::MissingAlgorithm)?,
            key_id: members.kid,
            typ: members.typ,
            cty: members.cty,
            has_others: !members.others.is_empty(),
        })
    }

    /// The header with all its members.
    pub(crate) fn to_header(&self) -> Result<Header, HeaderError> {
        let mut others = Map::new();
        if self.has_others {
            others = serde_json::from_str(self.json).map_err(|_| HeaderError::NotAnObject)?;
            others.retain(|name, _| !matches!(&**name, "alg" | "kid" | "typ" | "cty"));
        }
        let key_id = self.key_id.as_deref().map(KeyId::from);
        let (typ, cty) = (self.typ.as_deref(), self.cty.as_deref());
        Ok(Header::of(&self.alg, key_id, typ, cty, others))
    }
}

/// Members by name while a header is read.
#[derive(Default)]
struct Known<'a> {
    alg: Option<Cow<'a, str>>,
    kid: Option<Cow<'a, str>>,
    typ: Option<Cow<'a, str>>,
    cty: Option<Cow<'a, str>>,
    others: BTreeSet<Cow<'a, str>>,
}

struct KnownVisitor<'m, 'a> {
    members: &'m mut Known<'a>,
    problem: &'m mut Option<HeaderError>,
}

impl<'de> Visitor<'de> for KnownVisitor<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    /// Notes the first problem and reads on: making an error here would allocate, before anything
    /// is known of who sent the token.
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Known {
            alg,
            kid,
            typ,
            cty,
            others,
        } = &mut *self.members;
        while let Some(Text(Some(name))) = map.next_key()? {
            let (slot, name) = match &*name {
                "alg" => (&mut *alg, "alg"),
                "kid" => (&mut *kid, "kid"),
                "typ" => (&mut *typ, "typ"),
                "cty" => (&mut *cty, "cty"),
                "crit" => {
                    self.problem.get_or_insert(HeaderError::Critical);
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                "enc" => {
                    self.problem.get_or_insert(HeaderError::Encrypted);
                    map.next_value::<IgnoredAny>()?;
                    continue;
                }
                known => {
                    // RFC 7515 §4.1.2, §4.1.5, §4.1.7, §4.1.8: text, though nothing is done with it.
                    let texts = ["jku", "x5u", "x5t", "x5t#S256"];
                    let text = texts.into_iter().find(|name| *name == known);
                    if !others.insert(name) {
                        self.problem.get_or_insert(HeaderError::DuplicateMember);
                    }
                    let Some(name) = text else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    if let Text(None) = map.next_value()? {
                        self.problem.get_or_insert(HeaderError::WrongType { name });
                    }
                    continue;
                }
            };
            let Text(value) = map.next_value()?;
            if value.is_none() {
                self.problem.get_or_insert(HeaderError::WrongType { name });
            } else if slot.is_some() {
                self.problem.get_or_insert(HeaderError::DuplicateMember);
            }
            *slot = value;
        }
        Ok(())
    }
}

/// A text, borrowed from the JSON unless an escape stands in it; `None` for every other value.
struct Text<'a>(Option<Cow<'a, str>>);

impl<'de> Deserialize<'de> for Text<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TextVisitor)
    }
}

struct TextVisitor;

macro_rules! no_text {
    ($($method:ident($type:ty);)+) => {
        $(fn $method<E: Error>(self, _: $type) -> Result<Self::Value, E> {
            Ok(Text(None))
        })+
    };
}

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text<'de>, E> {
        Ok(Text(Some(Cow::Owned(text.into()))))
    }

    no_text! {
        visit_bool(bool);
        visit_i64(i64);
        visit_u64(u64);
        visit_f64(f64);
    }

    fn visit_unit<E: Error>(self) -> Result<Text<'de>, E> {
        Ok(Text(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Text<'de>, A::Error> {
        IgnoredAny.visit_seq(items)?;
        Ok(Text(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<Text<'de>, A::Error> {
        IgnoredAny.visit_map(members)?;
        Ok(Text(None))
    }
}
