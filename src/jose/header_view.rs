use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::vec::Vec;

use super::header::Header;
use super::key_id::KeyId;
use super::limits::MAX_HEADER_MEMBERS;
use crate::codec::json;
use crate::error::{HeaderError, HeaderMember, JsonType};

/// A header that borrows from its JSON: enough to find a key, and usually without an allocation.
#[derive(Debug, Default)]
pub(crate) struct HeaderView<'a> {
    pub(crate) alg: Cow<'a, str>,
    pub(crate) key_id: Option<Cow<'a, str>>,
    pub(crate) typ: Option<Cow<'a, str>>,
    pub(crate) cty: Option<Cow<'a, str>>,
    /// Every other member, with its value as the header has it. Nothing uses it, so it may hold
    /// anything that JSON allows.
    others: Vec<(Cow<'a, str>, &'a str)>,
}

impl<'a> HeaderView<'a> {
    /// Reads the header of a signed token and enforces RFC 7515 §4.
    pub(crate) fn parse(json: &'a [u8]) -> Result<Self, HeaderError> {
        Self::read(json, false)
    }

    /// Reads the header of an encrypted token, as far as it is like that of a signed one.
    #[cfg(feature = "jwe")]
    pub(crate) fn parse_encrypted(json: &'a [u8]) -> Result<Self, HeaderError> {
        Self::read(json, true)
    }

    fn read(json: &'a [u8], is_encrypted: bool) -> Result<Self, HeaderError> {
        let json = core::str::from_utf8(json).map_err(|_| HeaderError::NotAnObject)?;
        let is_object = JsonType::of(json) == JsonType::Object && json::is_json(json);
        if json::is_too_deep(json.as_bytes()) || !is_object {
            return Err(HeaderError::NotAnObject);
        }
        let mut view = Self::default();
        let (mut alg, mut is_unencoded) = (None, false);
        for (place, (name, value)) in json::members(json).enumerate() {
            if place == MAX_HEADER_MEMBERS {
                return Err(HeaderError::TooManyMembers);
            }
            let name = json::text(name).ok_or(HeaderError::NotAnObject)?;
            let known = HeaderMember::from_name(&name);
            let slot = match (known, &*name) {
                (Some(HeaderMember::Alg), _) => &mut alg,
                (Some(HeaderMember::Kid), _) => &mut view.key_id,
                (Some(HeaderMember::Typ), _) => &mut view.typ,
                (Some(HeaderMember::Cty), _) => &mut view.cty,
                (_, "crit") => return Err(HeaderError::Critical),
                (_, "enc") if !is_encrypted => return Err(HeaderError::Encrypted),
                _ => {
                    // Nothing uses it, but if an RFC specifies its type, it has that.
                    if let Some(name) = known.filter(|known| known.due() != JsonType::of(value)) {
                        return Err(HeaderError::WrongType { name });
                    }
                    is_unencoded |= known == Some(HeaderMember::B64) && value == "false";
                    view.others.push((name, value));
                    continue;
                }
            };
            let wrong = known.map_or(HeaderError::NotAnObject, |name| HeaderError::WrongType {
                name,
            });
            let text = json::text(value).ok_or(wrong)?;
            if slot.replace(text).is_some() {
                return Err(HeaderError::DuplicateMember);
            }
        }
        view.others.sort_by(|(one, _), (other, _)| one.cmp(other));
        let mut pairs = view.others.windows(2);
        if pairs.any(|pair| matches!(pair, [(one, _), (other, _)] if one == other)) {
            return Err(HeaderError::DuplicateMember);
        }
        if is_unencoded {
            return Err(HeaderError::Unencoded);
        }
        view.alg = alg.ok_or(HeaderError::MissingAlgorithm)?;
        Ok(view)
    }

    /// The JSON of a member that has no field of its own.
    #[cfg(feature = "jwe")]
    pub(crate) fn other(&self, name: &str) -> Option<&'a str> {
        let mut others = self.others.iter();
        others
            .find(|(known, _)| known == name)
            .map(|(_, value)| *value)
    }

    /// The header with all its members.
    pub(crate) fn to_header(&self) -> Header {
        let key_id = self.key_id.as_deref().map(KeyId::from);
        let (typ, cty) = (self.typ.as_deref(), self.cty.as_deref());
        let others = self.others.iter();
        let others = others.map(|(name, value)| (Box::from(&**name), Box::from(*value)));
        Header::of(&self.alg, key_id, typ, cty, others.collect())
    }
}
