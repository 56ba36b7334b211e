//! The registered claims of a token, read from where [`Claims`] keeps them.

use super::audience::Audience;
use super::claims::Claims;
use super::token::Token;
use crate::time::NumericDate;

/// The registered claims; `exp` is [`expires_at`](Token::expires_at), which claims of any type have.
/// What the policy judges of them holds; the rest is as the issuer wrote it.
impl<C> Token<Claims<C>> {
    /// Whom it speaks of: `sub` (RFC 7519 §4.1.2).
    ///
    /// ```
    /// use glassbox::{Claims, HmacKey, Signer, Verifier};
    ///
    /// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    /// let signer = Signer::new(key.clone()).issuer("https://auth.example").validity("15m");
    /// let text = signer.sign(&Claims::new(()).subject("42"))?;
    ///
    /// let token = Verifier::new(key).issuer("https://auth.example").verify::<Claims>(&text)?;
    /// assert_eq!(token.subject(), Some("42"));
    /// assert_eq!(token.issuer(), Some("https://auth.example"));
    /// assert_eq!(token.jwt_id(), None);
    /// assert!(token.issued_at() < token.expires_at());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.claims().registered.subject.as_deref()
    }

    /// Who issued it: `iss` (RFC 7519 §4.1.1).
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.claims().registered.issuer.as_deref()
    }

    /// For whom it is meant: `aud` (RFC 7519 §4.1.3).
    #[must_use]
    pub const fn audience(&self) -> Option<&Audience> {
        self.claims().registered.audience.as_ref()
    }

    /// When it was issued: `iat` (RFC 7519 §4.1.6); a fraction was rounded down.
    #[must_use]
    pub const fn issued_at(&self) -> Option<NumericDate> {
        self.claims().registered.issued_at
    }

    /// When it begins: `nbf` (RFC 7519 §4.1.5); a fraction was rounded up.
    #[must_use]
    pub const fn not_before(&self) -> Option<NumericDate> {
        self.claims().registered.not_before
    }

    /// Its own id: `jti` (RFC 7519 §4.1.7).
    #[must_use]
    pub fn jwt_id(&self) -> Option<&str> {
        self.claims().registered.jwt_id.as_deref()
    }
}
