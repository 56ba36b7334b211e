//! The dates that a signer adds: `iat`, `nbf` and `exp`.

use core::time::Duration;

use super::signer::Signer;
use crate::error::SignError;
use crate::time::IntoDuration;

impl<K> Signer<K> {
    /// Adds `exp` (RFC 7519 §4.1.4): `iat` plus `validity`, in whole seconds; `"15m"` or a
    /// `Duration`. If the claims have an `iat`, `exp` counts from it: to sign the claims of an old
    /// token for the same time again, give them a new `iat` or none.
    #[doc(alias = "expiresIn")]
    #[must_use]
    pub fn validity(mut self, validity: impl IntoDuration) -> Self {
        self.added.validity = Some(self.duration("validity", validity));
        self
    }

    /// Adds `nbf` (RFC 7519 §4.1.5): `iat` plus `offset`, in whole seconds; zero means at once.
    /// Signing fails if it is not before `exp`.
    #[must_use]
    pub fn not_before(mut self, offset: impl IntoDuration) -> Self {
        self.added.not_before = Some(self.duration("not_before", offset));
        self
    }

    /// Signs claims without `exp` too: such tokens never expire.
    #[must_use]
    pub fn without_expiry(mut self) -> Self {
        self.added.without_expiry = true;
        self
    }

    /// Adds no `iat` (RFC 7519 §4.1.6), for peers whose tokens have none: `exp` and `nbf` count
    /// from now. If the claims have an `iat`, the token keeps it, and they count from it.
    ///
    /// A verifier with `.max_age(..)` or `.max_validity(..)` refuses a token without `iat`, and
    /// sessions refuse such a signer.
    ///
    /// ```
    /// use glassbox::{HmacKey, Signer, Verifier};
    /// use serde_json::{Value, json};
    ///
    /// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    /// let signer = Signer::new(key.clone()).validity("15m").without_issued_at();
    /// let text = signer.sign(&json!({"sub": "42"}))?;
    /// let token = Verifier::new(key).verify::<Value>(&text)?;
    /// assert_eq!(token.claims().get("iat"), None);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn without_issued_at(mut self) -> Self {
        self.added.without_issued_at = true;
        self
    }

    /// The duration; for a text that is not a duration it is zero, and signing fails.
    fn duration(&mut self, call: &'static str, given: impl IntoDuration) -> Duration {
        given.into_duration().unwrap_or_else(|problem| {
            self.header = Err(SignError::NoDuration { call, problem });
            Duration::ZERO
        })
    }
}
