use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};
use serde::ser::{Serialize, Serializer};

/// For whom a token is meant (`aud`, RFC 7519 §4.1.3): one name, written as a string, or several
/// names, written as an array. An `Audience` that was read is written in the same form.
///
/// ```
/// use glassbox::Audience;
///
/// let audience = Audience::from(["app-01", "app-02"]);
/// assert!(audience.contains("app-02"));
/// assert_eq!(Audience::from("app-01").iter().count(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audience(Names);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Names {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    /// Whether it contains this name, byte for byte.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.iter().any(|known| known == name)
    }

    /// The names.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        let names = match &self.0 {
            Names::One(name) => core::slice::from_ref(name),
            Names::Several(names) => names,
        };
        names.iter().map(String::as_str)
    }
}

impl From<&str> for Audience {
    fn from(name: &str) -> Self {
        Self(Names::One(name.into()))
    }
}

impl From<String> for Audience {
    fn from(name: String) -> Self {
        Self(Names::One(name))
    }
}

impl From<&String> for Audience {
    fn from(name: &String) -> Self {
        name.as_str().into()
    }
}

impl<S: AsRef<str>> From<&[S]> for Audience {
    fn from(names: &[S]) -> Self {
        let names = names.iter().map(|name| name.as_ref().into());
        Self(Names::Several(names.collect()))
    }
}

impl<S: AsRef<str>, const N: usize> From<&[S; N]> for Audience {
    fn from(names: &[S; N]) -> Self {
        names.as_slice().into()
    }
}

impl<S: Into<String>> From<Vec<S>> for Audience {
    fn from(names: Vec<S>) -> Self {
        Self(Names::Several(names.into_iter().map(Into::into).collect()))
    }
}

impl<S: Into<String>, const N: usize> From<[S; N]> for Audience {
    fn from(names: [S; N]) -> Self {
        Self(Names::Several(names.into_iter().map(Into::into).collect()))
    }
}

impl Serialize for Audience {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Names::One(name) => name.serialize(serializer),
            Names::Several(names) => names.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Audience {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AudienceVisitor;

        impl<'de> Visitor<'de> for AudienceVisitor {
            type Value = Audience;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string or an array of strings")
            }

            fn visit_str<E: Error>(self, name: &str) -> Result<Audience, E> {
                Ok(name.into())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Audience, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = items.next_element::<String>()? {
                    names.push(name);
                }
                Ok(names.into())
            }
        }

        deserializer.deserialize_any(AudienceVisitor)
    }
}
