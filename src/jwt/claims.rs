use alloc::borrow::Cow;
use alloc::string::String;
use core::fmt;

use serde::de::value::{CowStrDeserializer, MapAccessDeserializer};
use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor,
};

use super::audience::Audience;
use super::registered_claims::RegisteredClaims;
use crate::claim::Registered;
use crate::time::NumericDate;

/// Registered claims and your own, side by side in one payload.
///
/// `C` is any struct or map; `Claims<()>` has the registered claims alone. `C` does not see the
/// registered names, so that a map does not hold them twice. A struct of your own that names `exp`
/// or `sub` itself needs no `Claims` around it, and cannot be read inside one.
///
/// ```
/// use glassbox::{Claims, HmacKey, Signer, Verifier};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Serialize, Deserialize)]
/// struct Mine {
///     role: String,
/// }
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let signer = Signer::new(key.clone()).validity("15m");
/// let mine = Mine { role: "admin".into() };
/// let text = signer.sign(&Claims::new(mine).subject("42"))?;
///
/// let token = Verifier::new(key).verify::<Claims<Mine>>(&text)?;
/// assert_eq!(token.subject(), Some("42"));
/// assert_eq!(token.claims().custom.role, "admin");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Claims<C = ()> {
    /// Your own claims.
    #[serde(flatten)]
    pub custom: C,
    /// The registered ones.
    #[serde(flatten)]
    pub registered: RegisteredClaims,
}

impl<C> Claims<C> {
    /// Your own claims, without a registered one yet.
    ///
    /// `custom` must not name a registered claim: a struct with a field `sub` is signed, and
    /// `Claims` cannot read it back. Use [`subject`](Self::subject) and its like, or sign and read
    /// the struct without `Claims`.
    #[must_use]
    pub fn new(custom: C) -> Self {
        Self {
            custom,
            registered: RegisteredClaims::default(),
        }
    }

    fn with(mut self, set: impl FnOnce(&mut RegisteredClaims)) -> Self {
        set(&mut self.registered);
        self
    }

    /// Sets `iss`.
    #[must_use]
    pub fn issuer(self, issuer: impl Into<String>) -> Self {
        self.with(|registered| registered.issuer = Some(issuer.into()))
    }

    /// Sets `sub`.
    #[must_use]
    pub fn subject(self, subject: impl Into<String>) -> Self {
        self.with(|registered| registered.subject = Some(subject.into()))
    }

    /// Sets `aud`.
    #[must_use]
    pub fn audience(self, audience: impl Into<Audience>) -> Self {
        self.with(|registered| registered.audience = Some(audience.into()))
    }

    /// Sets `jti`.
    #[must_use]
    pub fn jwt_id(self, jwt_id: impl Into<String>) -> Self {
        self.with(|registered| registered.jwt_id = Some(jwt_id.into()))
    }

    /// Sets `exp`.
    #[must_use]
    pub fn expires_at(self, at: NumericDate) -> Self {
        self.with(|registered| registered.expires_at = Some(at))
    }

    /// Sets `nbf`.
    #[must_use]
    pub fn not_before(self, at: NumericDate) -> Self {
        self.with(|registered| registered.not_before = Some(at))
    }

    /// Sets `iat`, from which a signer's validity is counted.
    #[must_use]
    pub fn issued_at(self, at: NumericDate) -> Self {
        self.with(|registered| registered.issued_at = Some(at))
    }
}

impl<'de, C: Deserialize<'de>> Deserialize<'de> for Claims<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(ClaimsVisitor(core::marker::PhantomData))
    }
}

struct ClaimsVisitor<C>(core::marker::PhantomData<C>);

impl<'de, C: Deserialize<'de>> Visitor<'de> for ClaimsVisitor<C> {
    type Value = Claims<C>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("claims")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Claims<C>, A::Error> {
        let mut registered = RegisteredClaims::default();
        let mut is_whole = true;
        let others = Others {
            map,
            registered: &mut registered,
            is_whole: &mut is_whole,
        };
        let custom = C::deserialize(others)?;
        match is_whole {
            true => Ok(Claims { custom, registered }),
            false => Err(A::Error::custom("a registered claim could not be read")),
        }
    }
}

/// The members of a payload except the registered claims, which are stored as they are met.
struct Others<'r, A> {
    map: A,
    registered: &'r mut RegisteredClaims,
    /// Whether every registered claim so far was read: a type may ignore an error.
    is_whole: &'r mut bool,
}

impl<'de, A: MapAccess<'de>> Others<'_, A> {
    /// Reads the rest, for types that want none of it.
    fn drain(mut self) -> Result<(), A::Error> {
        while self.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(())
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Others<'_, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        while let Some(Name(name)) = self.map.next_key()? {
            match Registered::from_name(&name) {
                Some(claim) => {
                    let was_whole = core::mem::replace(self.is_whole, false);
                    self.registered.read(claim, &mut self.map)?;
                    *self.is_whole = was_whole;
                }
                None => return seed.deserialize(CowStrDeserializer::new(name)).map(Some),
            }
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.map.next_value_seed(seed)
    }
}

impl<'de, A: MapAccess<'de>> Deserializer<'de> for Others<'_, A> {
    type Error = A::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_map(self)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        self.drain()?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, A::Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        mut self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        // An enum reads one member: the members after it are registered, or ignored.
        let value =
            MapAccessDeserializer::new(&mut self).deserialize_enum(name, variants, visitor)?;
        self.drain()?;
        Ok(value)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        seq tuple tuple_struct map struct identifier
    }
}

/// A member's name, borrowed if possible.
struct Name<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Name<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(NameVisitor)
    }
}

struct NameVisitor;

impl<'de> Visitor<'de> for NameVisitor {
    type Value = Name<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a claim's name")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Borrowed(name)))
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Name<'de>, E> {
        Ok(Name(Cow::Owned(name.into())))
    }
}
