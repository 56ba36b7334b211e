//! What a verifier requires of dates: `exp`, `nbf` and `iat`.

use core::time::Duration;

use super::verifier::Verifier;
use crate::error::ConfigurationError;
use crate::time::IntoDuration;

impl Verifier {
    /// Allows for clocks that differ: `exp`, `nbf` and the `iat` of [`max_age`](Self::max_age) and
    /// [`max_validity`](Self::max_validity) may be off by `leeway`, in whole seconds, at most ten
    /// minutes.
    #[must_use]
    pub fn leeway(mut self, leeway: impl IntoDuration) -> Self {
        const LONGEST: Duration = Duration::from_secs(600);
        let leeway = self.duration("leeway", leeway);
        if leeway > LONGEST {
            self.problem(ConfigurationError::LongLeeway);
        }
        if !leeway.is_zero() {
            self.whole_seconds("leeway", leeway);
        }
        self.policy.leeway = leeway;
        self
    }

    /// A [`leeway`](Self::leeway) of any length, in whole seconds.
    #[must_use]
    pub fn long_leeway(mut self, leeway: impl IntoDuration) -> Self {
        self.policy.leeway = self.duration("long_leeway", leeway);
        self
    }

    /// Requires `iat` (RFC 7519 §4.1.6), and refuses a token whose age is `max_age` (in whole
    /// seconds) or more, or that was issued in the future. A fraction of `iat` is rounded to the
    /// strict side: down for the age, up for the future.
    #[must_use]
    pub fn max_age(mut self, max_age: impl IntoDuration) -> Self {
        let call = "max_age";
        let max_age = self.duration(call, max_age);
        self.whole_seconds(call, max_age);
        match self.policy.max_age.replace(max_age) {
            Some(_) => self.contradiction(call, call),
            None => self,
        }
    }

    /// Requires `exp` and `iat`, and refuses a token that is valid for longer than `limit` (in
    /// whole seconds, from `iat` to `exp`), or that was issued in the future. It finds an issuer
    /// that makes tokens valid for years by mistake. Fractions are rounded to the strict side:
    /// `exp` up, `iat` down.
    ///
    /// ```
    /// use glassbox::{HmacKey, Signer, Verifier};
    ///
    /// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    /// let signer = Signer::new(key.clone()).validity("365 days");
    /// let text = signer.sign(&serde_json::json!({"sub": "42"}))?;
    ///
    /// let verifier = Verifier::new(key).max_validity("1h");
    /// let error = verifier.verify::<serde_json::Value>(&text).unwrap_err();
    /// assert_eq!(error.code(), "token_valid_too_long");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn max_validity(mut self, limit: impl IntoDuration) -> Self {
        let call = "max_validity";
        let limit = self.duration(call, limit);
        self.whole_seconds(call, limit);
        if self.policy.max_validity.replace(limit).is_some() {
            return self.contradiction(call, call);
        }
        match self.policy.exp_required {
            true => self,
            false => self.contradiction("allow_missing_exp", call),
        }
    }

    /// Accepts tokens without `exp`, which never expire (RFC 7519 §4.1.4). A token that has `exp`
    /// still expires.
    #[must_use]
    pub fn allow_missing_exp(mut self) -> Self {
        self.policy.exp_required = false;
        match self.policy.max_validity {
            None => self,
            Some(_) => self.contradiction("max_validity", "allow_missing_exp"),
        }
    }

    /// Accepts expired tokens, for one question: whose token was it? Everything else is judged as
    /// before: the signature, that `exp` is there and a number, `nbf`, and what other calls
    /// require, including [`max_age`](Self::max_age), [`max_validity`](Self::max_validity) and
    /// [`expect`](Self::expect)`("exp", ..)`.
    ///
    /// **Never grant anything for such a token:** anybody may have found it in an old log. Keep
    /// this verifier apart from the one that protects your service; [`audit`](Self::audit) reports
    /// it as a danger.
    ///
    /// ```
    /// use glassbox::{Claims, HmacKey, NumericDate, Signer, Verifier};
    ///
    /// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    /// let issued = NumericDate::from_seconds(1_606_950_493);
    /// let signer = Signer::new(key.clone()).validity("15m");
    /// let text = signer.at(issued).sign(&Claims::new(()).subject("42"))?;
    ///
    /// let verifier = Verifier::new(key);
    /// assert!(verifier.verify::<Claims>(&text).unwrap_err().is_expired());
    ///
    /// let token = verifier.allow_expired().verify::<Claims>(&text)?;
    /// assert_eq!(token.subject(), Some("42"));
    /// assert!(token.expires_at() < Some(NumericDate::now()));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn allow_expired(mut self) -> Self {
        self.policy.allows_expired = true;
        self
    }

    /// The duration; for a text that is not a duration it is zero, and the configuration has a
    /// problem.
    fn duration(&mut self, call: &'static str, given: impl IntoDuration) -> Duration {
        given.into_duration().unwrap_or_else(|problem| {
            self.problem(ConfigurationError::NoDuration { call, problem });
            Duration::ZERO
        })
    }

    fn whole_seconds(&mut self, call: &'static str, duration: Duration) {
        if duration.as_secs() == 0 {
            self.problem(ConfigurationError::BelowOneSecond { call });
        }
    }
}
