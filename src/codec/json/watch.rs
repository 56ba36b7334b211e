//! Reads claims once into the wanted type, while a [`Watch`] sees the registered members.
//!
//! An [`Observer`] passes every call on and looks at the values. A type can hide members from it
//! (raw values, enums, numbers for names, skipped content): then the watch has [a
//! doubt](Watch::has_doubt), and the caller reads a second time with [`Members`](super::Members).
//! So the watch never refuses a token, and accepts one only if it saw everything.
//!
//! Before each call into the payload the watch is in doubt. It is not in doubt any more only if the
//! call returns with everything that was expected. If a type ignores an error of a name, a value or
//! an item, at any depth, the doubt stays.

use core::cell::Cell;

use serde::de::{Deserialize, DeserializeSeed, MapAccess, SeqAccess, Visitor};

use super::errors::Errors;
use super::observer::{Observer, Role, Unjudged};
use super::reserved::PRIVATE;
use crate::claim::{Registered, RegisteredSet};
use crate::time::NumericDate;

/// What a policy expects of the claims that are text.
pub(crate) trait Expectations {
    /// Whether the claim is judged at all.
    fn judges(&self, claim: Registered) -> bool;
    /// Whether the text (or one text of a list) is what the policy expects.
    fn fits(&self, claim: Registered, text: &str) -> bool;
}

/// What was seen of the registered claims in one payload.
#[derive(Debug)]
pub(crate) struct Watch<'e, E> {
    expectations: &'e E,
    present: RegisteredSet,
    /// Whether everything so far was seen completely and accepted.
    is_clear: bool,
    /// Whether the end of the object was seen.
    has_ended: bool,
    pub(crate) exp: Option<NumericDate>,
    pub(crate) nbf: Option<NumericDate>,
    pub(crate) iat: Option<NumericDate>,
}

impl<'e, E: Expectations> Watch<'e, E> {
    pub(crate) const fn new(expectations: &'e E) -> Self {
        Self {
            expectations,
            present: RegisteredSet::EMPTY,
            is_clear: true,
            has_ended: false,
            exp: None,
            nbf: None,
            iat: None,
        }
    }

    /// Whether something was hidden, given twice, of a wrong type, or not as expected.
    pub(crate) const fn has_doubt(&self) -> bool {
        !(self.is_clear && self.has_ended)
    }

    /// The registered claims that the payload has.
    pub(crate) const fn present(&self) -> RegisteredSet {
        self.present
    }

    /// Begins a doubt, and returns whether there was none before.
    fn doubt(&mut self) -> bool {
        core::mem::replace(&mut self.is_clear, false)
    }

    fn date(&mut self, claim: Registered, date: Option<NumericDate>) -> bool {
        match claim {
            Registered::Exp => self.exp = date,
            Registered::Nbf => self.nbf = date,
            Registered::Iat => self.iat = date,
            _ => return false,
        }
        date.is_some()
    }
}

/// Reads one JSON value, with nothing after it, while `watch` sees the registered claims.
pub(crate) fn read_watched<'de, C: Deserialize<'de>, E: Expectations>(
    json: &'de str,
    watch: &mut Watch<'_, E>,
) -> Result<C, serde_json::Error> {
    let has_failed = Cell::new(false);
    let errors = Errors(&has_failed);
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let claims = C::deserialize(Observer::new(&mut deserializer, Top(watch), errors))?;
    deserializer.end()?;
    watch.is_clear &= !has_failed.get();
    Ok(claims)
}

/// Reads one JSON value, with nothing after it, of which nothing is judged.
pub(crate) fn read_unwatched<'de, C: Deserialize<'de>>(
    json: &'de str,
) -> Result<C, serde_json::Error> {
    let has_failed = Cell::new(false);
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let observed = Observer::new(&mut deserializer, Unjudged, Errors(&has_failed));
    let claims = C::deserialize(observed)?;
    deserializer.end()?;
    Ok(claims)
}

/// The payload as a whole.
struct Top<'w, 'e, E>(&'w mut Watch<'e, E>);

impl<E: Expectations> Role for Top<'_, '_, E> {
    fn object<'de, A: MapAccess<'de>, V: Visitor<'de>>(
        self,
        members: A,
        visitor: V,
        errors: Errors<'_>,
    ) -> Result<V::Value, A::Error> {
        visitor.visit_map(Members {
            inner: members,
            watch: self.0,
            name: Name::Hidden,
            is_owed: false,
            errors,
        })
    }
}

/// The members of the payload.
struct Members<'w, 'e, 'c, A, E> {
    inner: A,
    watch: &'w mut Watch<'e, E>,
    name: Name,
    /// Whether the type took a name but has not asked for its value yet.
    is_owed: bool,
    errors: Errors<'c>,
}

#[derive(Clone, Copy)]
enum Name {
    /// A name that was not seen as text.
    Hidden,
    Registered(Registered),
    Other,
}

impl<'de, A: MapAccess<'de>, E: Expectations> MapAccess<'de> for Members<'_, '_, '_, A, E> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, A::Error> {
        self.name = Name::Hidden;
        let was_clear = self.watch.doubt() & !self.is_owed;
        let key = self.inner.next_key_seed(Observer::new(
            seed,
            MemberName(&mut self.name),
            self.errors,
        ))?;
        let is_clear = match (&key, self.name) {
            (None, _) => {
                self.watch.has_ended = true;
                true
            }
            (Some(_), Name::Hidden) => false,
            (Some(_), Name::Registered(claim)) => self.watch.present.insert(claim),
            (Some(_), Name::Other) => true,
        };
        self.is_owed = key.is_some();
        self.watch.is_clear = was_clear & is_clear;
        Ok(key)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let was_clear = self.watch.doubt();
        match self.name {
            Name::Registered(claim) if self.watch.expectations.judges(claim) => {
                let mut fits = false;
                let role = Value {
                    claim,
                    watch: self.watch,
                    fits: &mut fits,
                };
                let seed = Observer::new(seed, role, self.errors);
                let value = self.inner.next_value_seed(seed)?;
                self.is_owed = false;
                self.watch.is_clear = was_clear & fits;
                Ok(value)
            }
            _ => {
                let seed = Observer::new(seed, Unjudged, self.errors);
                let value = self.inner.next_value_seed(seed)?;
                self.is_owed = false;
                self.watch.is_clear = was_clear;
                Ok(value)
            }
        }
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

/// The name of a member.
struct MemberName<'w>(&'w mut Name);

impl Role for MemberName<'_> {
    const IS_NAME: bool = true;

    fn text(self, text: &str) {
        *self.0 = match Registered::from_name(text) {
            Some(claim) => Name::Registered(claim),
            // serde_json makes up such an object: the whole payload may be in its one member.
            None if text.starts_with(PRIVATE) => Name::Hidden,
            None => Name::Other,
        };
    }
}

/// The value of a registered claim.
struct Value<'w, 'e, E> {
    claim: Registered,
    watch: &'w mut Watch<'e, E>,
    fits: &'w mut bool,
}

impl<E: Expectations> Role for Value<'_, '_, E> {
    fn text(self, text: &str) {
        *self.fits = !self.claim.is_date() && self.watch.expectations.fits(self.claim, text);
    }

    fn number(self, date: Option<NumericDate>) {
        *self.fits = self.watch.date(self.claim, date);
    }

    fn array<'de, A: SeqAccess<'de>, V: Visitor<'de>>(
        self,
        items: A,
        visitor: V,
        errors: Errors<'_>,
    ) -> Result<V::Value, A::Error> {
        if self.claim != Registered::Aud {
            return Unjudged.array(items, visitor, errors);
        }
        let mut seen = Texts::default();
        let value = visitor.visit_seq(Items {
            inner: items,
            expectations: self.watch.expectations,
            seen: &mut seen,
            errors,
        })?;
        *self.fits = seen.one_fits && seen.has_ended && !seen.has_other;
        Ok(value)
    }
}

/// What was seen of an array.
#[derive(Default)]
struct Texts {
    /// Whether one of them is what the policy expects.
    one_fits: bool,
    /// Whether an item was not a text, or was not seen completely.
    has_other: bool,
    has_ended: bool,
}

/// The texts of an `aud` that is an array.
struct Items<'w, 'e, 'c, A, E> {
    inner: A,
    expectations: &'e E,
    seen: &'w mut Texts,
    errors: Errors<'c>,
}

impl<'de, A: SeqAccess<'de>, E: Expectations> SeqAccess<'de> for Items<'_, '_, '_, A, E> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        let had_other = core::mem::replace(&mut self.seen.has_other, true);
        let mut is_text = false;
        let role = Item {
            expectations: self.expectations,
            fits: &mut self.seen.one_fits,
            is_text: &mut is_text,
        };
        let seed = Observer::new(seed, role, self.errors);
        let element = self.inner.next_element_seed(seed)?;
        self.seen.has_ended = element.is_none();
        self.seen.has_other = had_other | !(is_text | element.is_none());
        Ok(element)
    }

    fn size_hint(&self) -> Option<usize> {
        self.inner.size_hint()
    }
}

struct Item<'w, 'e, E> {
    expectations: &'e E,
    fits: &'w mut bool,
    is_text: &'w mut bool,
}

impl<E: Expectations> Role for Item<'_, '_, E> {
    fn text(self, text: &str) {
        *self.is_text = true;
        *self.fits |= self.expectations.fits(Registered::Aud, text);
    }
}
