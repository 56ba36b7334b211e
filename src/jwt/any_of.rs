use alloc::boxed::Box;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use crate::error::Escaped;

/// One or several texts, of which a token must have one: from `&str`, `String`, arrays, slices,
/// `Vec`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnyOf(Vec<Box<str>>);

impl AnyOf {
    /// Whether it has no text, or an empty one: then a setting is missing.
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty() || self.0.iter().any(|text| text.is_empty())
    }

    pub(crate) fn contains(&self, text: &str) -> bool {
        self.0.iter().any(|known| **known == *text)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|text| &**text)
    }

    /// The texts, as an error shows them.
    pub(crate) fn shown(&self) -> String {
        let shown: Vec<_> = self
            .0
            .iter()
            .map(|text| format!("\"{}\"", Escaped(text)))
            .collect();
        shown.join(" or ")
    }
}

impl From<&str> for AnyOf {
    fn from(text: &str) -> Self {
        Self(alloc::vec![text.into()])
    }
}

impl From<String> for AnyOf {
    fn from(text: String) -> Self {
        Self(alloc::vec![text.into()])
    }
}

impl From<&String> for AnyOf {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl<S: AsRef<str>> From<&[S]> for AnyOf {
    fn from(texts: &[S]) -> Self {
        Self(texts.iter().map(|text| text.as_ref().into()).collect())
    }
}

impl<S: AsRef<str>> From<Vec<S>> for AnyOf {
    fn from(texts: Vec<S>) -> Self {
        texts.as_slice().into()
    }
}

impl<S: AsRef<str>, const N: usize> From<[S; N]> for AnyOf {
    fn from(texts: [S; N]) -> Self {
        texts.as_slice().into()
    }
}

impl<S: AsRef<str>, const N: usize> From<&[S; N]> for AnyOf {
    fn from(texts: &[S; N]) -> Self {
        texts.as_slice().into()
    }
}
