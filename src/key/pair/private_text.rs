use alloc::string::String;
use core::fmt;

use zeroize::Zeroizing;

/// A private key as text: wiped when it is dropped, and not shown by `Debug`.
///
/// ```
/// use glassbox::{Algorithm, PrivateKey};
///
/// let key = PrivateKey::generate(Algorithm::Es256)?;
/// let pem = key.to_private_pem();
/// assert!(pem.reveal().starts_with("-----BEGIN PRIVATE KEY-----\n")); // for a file of mode 0600
/// assert_eq!(format!("{pem:?}"), "PrivateText(..)");
/// # Ok::<(), glassbox::KeyError>(())
/// ```
pub struct PrivateText(Zeroizing<String>);

impl PrivateText {
    pub(crate) const fn new(text: Zeroizing<String>) -> Self {
        Self(text)
    }

    /// The text. Whatever is made of it is yours to wipe.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for PrivateText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PrivateText(..)")
    }
}
