use alloc::string::String;
use alloc::sync::Arc;
use core::fmt;

/// A key id (`kid`, RFC 7515 §4.1.4): opaque text that distinguishes the keys of an issuer.
///
/// It is cheap to clone. It is public, so it must not contain or derive from a secret.
///
/// ```
/// use glassbox::key::KeyId;
///
/// assert_eq!(KeyId::from("2026-11").as_str(), "2026-11");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(Arc<str>);

impl KeyId {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for KeyId {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for KeyId {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
