use alloc::borrow::Cow;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;

use super::key_id::KeyId;
use crate::algorithm::Algorithm;
use crate::codec::{base64url, json};
use crate::error::SignError;

/// The header of a token (JOSE header, RFC 7515 §4).
///
/// The header of a [`Token`](crate::Token) is verified; anybody may have written the header of a
/// `jws::Unverified`. Neither has `crit`: a token that has it is refused when it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header(Repr);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Repr {
    /// `alg`, `typ` = `JWT` and perhaps `kid`, as nearly every token has them: no allocation.
    Usual {
        algorithm: Algorithm,
        key_id: Option<KeyId>,
    },
    Full(Box<Full>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Full {
    alg: String,
    key_id: Option<KeyId>,
    typ: Option<String>,
    cty: Option<String>,
    /// By name, with each value as the header has it.
    others: Others,
}

/// Members by name, with the JSON of their values.
type Others = Box<[(Box<str>, Box<str>)]>;

/// The `typ` of a JWT (RFC 7519 §5.1).
pub(crate) const TYP_JWT: &str = "JWT";

impl Header {
    pub(crate) const fn usual(algorithm: Algorithm, key_id: Option<KeyId>) -> Self {
        Self(Repr::Usual { algorithm, key_id })
    }

    /// A header with any members, in the small form if possible.
    pub(crate) fn of(
        alg: &str,
        key_id: Option<KeyId>,
        typ: Option<&str>,
        cty: Option<&str>,
        others: Others,
    ) -> Self {
        let is_usual = typ == Some(TYP_JWT) && cty.is_none() && others.is_empty();
        match Algorithm::from_name(alg) {
            Some(algorithm) if is_usual => Self::usual(algorithm, key_id),
            _ => Self(Repr::Full(Box::new(Full {
                alg: alg.into(),
                key_id,
                typ: typ.map(String::from),
                cty: cty.map(String::from),
                others,
            }))),
        }
    }

    /// The algorithm; `None` if `alg` is not a registered signature algorithm (a
    /// [`Token`](crate::Token) always has one).
    #[must_use]
    pub fn algorithm(&self) -> Option<Algorithm> {
        match &self.0 {
            Repr::Usual { algorithm, .. } => Some(*algorithm),
            Repr::Full(full) => Algorithm::from_name(&full.alg),
        }
    }

    /// `alg`, as the header has it (RFC 7515 §4.1.1).
    #[must_use]
    pub fn alg(&self) -> &str {
        match &self.0 {
            Repr::Usual { algorithm, .. } => algorithm.name(),
            Repr::Full(full) => &full.alg,
        }
    }

    /// `kid`: which key signed it (RFC 7515 §4.1.4).
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        match &self.0 {
            Repr::Usual { key_id, .. } => key_id.as_ref(),
            Repr::Full(full) => full.key_id.as_ref(),
        }
    }

    /// `typ`: what kind of token it is (RFC 7515 §4.1.9).
    #[must_use]
    pub fn typ(&self) -> Option<&str> {
        match &self.0 {
            Repr::Usual { .. } => Some(TYP_JWT),
            Repr::Full(full) => full.typ.as_deref(),
        }
    }

    /// `cty`: what the payload is; `JWT` for a token within a token (RFC 7515 §4.1.10).
    #[must_use]
    pub fn cty(&self) -> Option<&str> {
        match &self.0 {
            Repr::Usual { .. } => None,
            Repr::Full(full) => full.cty.as_deref(),
        }
    }

    /// Any other member, as the header has it; `None` also for what a `Value` cannot hold, such as
    /// a number too large for an `f64`. This crate neither follows nor trusts `jku`, `jwk`, `x5u`
    /// or `x5c`.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<Value> {
        let Repr::Full(full) = &self.0 else {
            return None;
        };
        let (_, value) = full.others.iter().find(|(known, _)| **known == *name)?;
        json::read_value(value)
    }
}

/// What an issuer puts into the header besides `alg` and `kid`.
#[derive(Clone, Debug)]
pub(crate) struct HeaderMembers {
    pub(crate) typ: Option<Cow<'static, str>>,
    pub(crate) cty: Option<String>,
    /// In their order.
    pub(crate) others: Vec<(String, Value)>,
}

impl HeaderMembers {
    /// `typ` = `JWT`, and nothing else.
    pub(crate) fn jwt() -> Self {
        Self {
            typ: Some(Cow::Borrowed(TYP_JWT)),
            cty: None,
            others: Vec::new(),
        }
    }

    /// The header's JSON. Its members have the order of node's `jsonwebtoken`.
    pub(crate) fn to_json(
        &self,
        algorithm: Algorithm,
        key_id: Option<&KeyId>,
    ) -> Result<Vec<u8>, SignError> {
        let mut out = Vec::with_capacity(64);
        let members = [
            ("alg", Some(algorithm.name())),
            ("typ", self.typ.as_deref()),
            ("cty", self.cty.as_deref()),
            ("kid", key_id.map(KeyId::as_str)),
        ];
        for (name, value) in members {
            if let Some(value) = value {
                write_member(name, value, &mut out)?;
            }
        }
        for (name, value) in &self.others {
            write_member(name, value, &mut out)?;
        }
        out.push(b'}');
        Ok(out)
    }
}

/// The usual header as this crate writes it, and with `typ` first, as many others write it.
pub(crate) fn usual_headers(
    algorithm: Algorithm,
    key_id: Option<&KeyId>,
) -> Result<[Vec<u8>; 2], SignError> {
    let own = HeaderMembers::jwt().to_json(algorithm, key_id)?;
    let mut other = Vec::with_capacity(own.len());
    write_member("typ", TYP_JWT, &mut other)?;
    write_member("alg", algorithm.name(), &mut other)?;
    if let Some(key_id) = key_id {
        write_member("kid", key_id.as_str(), &mut other)?;
    }
    other.push(b'}');
    Ok([own, other].map(|json| header_segment(&json)))
}

/// The characters of a header and the dot after them.
pub(crate) fn header_segment(json: &[u8]) -> Vec<u8> {
    let room = base64url::encoded_len(json.len()).saturating_add(1);
    let mut segment = Vec::with_capacity(room);
    base64url::encode(json, &mut segment);
    segment.push(b'.');
    segment
}

pub(crate) fn write_member<T: serde::Serialize + ?Sized>(
    name: &str,
    value: &T,
    out: &mut Vec<u8>,
) -> Result<(), SignError> {
    out.push(if out.is_empty() { b'{' } else { b',' });
    json::write_value(name, out)?;
    out.push(b':');
    json::write_value(value, out)
}
