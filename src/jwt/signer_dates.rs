//! What a signer adds of dates: `iat`, `nbf` and `exp`.

use core::time::Duration;

use super::signer::Signer;
use crate::error::SignError;
use crate::time::IntoDuration;

impl<K> Signer<K> {
    /// Adds `exp` (RFC 7519 §4.1.4): `iat` and so much, in whole seconds; `"15m"` or a `Duration`. An
    /// `iat` of the claims is where it counts from: claims of an old token need a new one, or none, to
    /// live as long again.
    #[doc(alias = "expiresIn")]
    #[must_use]
    pub fn validity(mut self, validity: impl IntoDuration) -> Self {
        self.added.validity = Some(self.duration("validity", validity));
        self
    }

    /// Adds `nbf` (RFC 7519 §4.1.5): `iat` and so much, in whole seconds; zero for at once. It has to
    /// lie before `exp`, or nothing is signed.
    #[must_use]
    pub fn not_before(mut self, offset: impl IntoDuration) -> Self {
        self.added.not_before = Some(self.duration("not_before", offset));
        self
    }

    /// Signs claims without `exp` too: tokens that never end.
    #[must_use]
    pub fn without_expiry(mut self) -> Self {
        self.added.without_expiry = true;
        self
    }

    /// Adds no `iat` (RFC 7519 §4.1.6), for peers whose tokens have none: `exp` and `nbf` count from
    /// the present. An `iat` that the claims bring is kept, and counted from.
    ///
    /// A verifier with `.max_age(..)` or `.max_validity(..)` refuses such a token, and the sessions
    /// take no such signer.
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

    /// What is given as a duration; zero, and nothing is signed, for a text that is none.
    fn duration(&mut self, call: &'static str, given: impl IntoDuration) -> Duration {
        given.into_duration().unwrap_or_else(|problem| {
            self.header = Err(SignError::NoDuration { call, problem });
            Duration::ZERO
        })
    }
}
