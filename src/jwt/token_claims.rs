//! The registered claims of a token, from its [`Claims`].

use super::audience::Audience;
use super::claims::Claims;
use super::token::Token;
use crate::time::NumericDate;

/// The registered claims. `exp` is [`expires_at`](Token::expires_at), which a token with claims of
/// any type has. The verifier has checked the claims that its policy judges; the others are as the
/// issuer wrote them.
impl<C> Token<Claims<C>> {
    /// Whom the token is about: `sub` (RFC 7519 §4.1.2).
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

    /// Who issued the token: `iss` (RFC 7519 §4.1.1).
    #[must_use]
    pub fn issuer(&self) -> Option<&str> {
        self.claims().registered.issuer.as_deref()
    }

    /// For whom the token is meant: `aud` (RFC 7519 §4.1.3).
    #[must_use]
    pub const fn audience(&self) -> Option<&Audience> {
        self.claims().registered.audience.as_ref()
    }

    /// When the token was issued: `iat` (RFC 7519 §4.1.6); a fraction is rounded down.
    #[must_use]
    pub const fn issued_at(&self) -> Option<NumericDate> {
        self.claims().registered.issued_at
    }

    /// From when on the token is valid: `nbf` (RFC 7519 §4.1.5); a fraction is rounded up.
    #[must_use]
    pub const fn not_before(&self) -> Option<NumericDate> {
        self.claims().registered.not_before
    }

    /// The token's own id: `jti` (RFC 7519 §4.1.7).
    #[must_use]
    pub fn jwt_id(&self) -> Option<&str> {
        self.claims().registered.jwt_id.as_deref()
    }
}
