//! The part of a row, besides its columns, that a refresh can change.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::time::NumericDate;

/// What a refresh can change of a session. Not every session has any.
#[derive(Clone, Default, PartialEq)]
pub(super) struct Attributes {
    pub(super) label: Option<Box<str>>,
    pub(super) detail: Map<String, Value>,
    /// When the newest refresh token was made, if it was used and kept since.
    pub(super) issued_at: Option<NumericDate>,
}

/// For sessions without any.
pub(super) static NO_ATTRIBUTES: LazyLock<Attributes> = LazyLock::new(Attributes::default);

impl Attributes {
    pub(super) fn shared(self) -> Option<Arc<Self>> {
        (self != *NO_ATTRIBUTES).then(|| Arc::new(self))
    }
}

impl fmt::Debug for Attributes {
    /// Without the label and the detail.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attributes")
            .field("issued_at", &self.issued_at)
            .finish_non_exhaustive()
    }
}

/// What a refresh changes of them.
#[derive(Clone, Default)]
pub(super) struct Update {
    pub(super) label: Option<Box<str>>,
    pub(super) detail: Option<Map<String, Value>>,
}

const LONGEST_LABEL: usize = 128;

/// A label, cut to the length that a row keeps.
pub(super) fn label_of(label: &str) -> Box<str> {
    cut(label, LONGEST_LABEL).into()
}

/// The beginning of a text, as much as fits: rows are kept small.
pub(super) fn cut(text: &str, most: usize) -> &str {
    let mut ends = (0..=most).rev();
    let end = ends.find(|&end| text.is_char_boundary(end));
    text.get(..end.unwrap_or_default()).unwrap_or_default()
}
