use alloc::sync::Arc;
use core::fmt;

use serde::ser::Serialize;
use serde_json::Value;

use super::any_of::AnyOf;
use super::envelope::Incoming;
use super::policy::{AudienceRule, Policy, Test, TypRule};
use crate::codec::json;
use crate::error::{ConfigurationError, VerifyError};
use crate::jose::{MAX_HEADER_BYTES, MAX_TOKEN_BYTES};
use crate::jws::Verification;
use crate::key::{KeySource, Now};
use crate::time::Clock;

/// The policy by which tokens are accepted, built once at start-up.
///
/// A new verifier requires a signature of its key, an `exp` that is not reached, an `nbf`, if there
/// is one, that is reached, and a `typ` that is absent or `JWT`. It refuses a token that names an
/// audience until [`audience`](Self::audience) says which is yours. Every call that names an
/// expectation makes the claim required; every relaxation is a call of its own. A verifier whose
/// configuration contradicts itself refuses every token: see
/// [`check_configuration`](Self::check_configuration). With the feature `jwe`, `decrypt_with` takes
/// encrypted tokens.
///
/// ```
/// use glassbox::{Claims, HmacKey, Signer, Verifier};
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let signer = Signer::new(key.clone())
///     .issuer("https://auth.example")
///     .audience("app-01")
///     .validity("15m");
/// let verifier = Verifier::new(key.clone()).issuer("https://auth.example").audience("app-01");
/// verifier.check_configuration()?;
///
/// let text = signer.sign(&Claims::new(()).subject("42"))?;
/// assert!(verifier.verify::<Claims>(&text).is_ok());
///
/// let other = Verifier::new(key).issuer("https://auth.example").audience("app-02");
/// let error = other.verify::<Claims>(&text).unwrap_err();
/// assert_eq!(error.code(), "invalid_audience");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[doc(alias = "Validation")]
#[derive(Clone)]
pub struct Verifier {
    keys: Arc<dyn KeySource>,
    pub(super) policy: Policy,
    clock: Option<Arc<dyn Clock>>,
    max_token_bytes: usize,
    max_header_bytes: usize,
    pub(super) incoming: Incoming,
}

impl Verifier {
    /// The default policy with a key, a [`KeyRing`](crate::KeyRing), or any key source.
    #[must_use]
    pub fn new(keys: impl KeySource + 'static) -> Self {
        Self {
            keys: Arc::new(keys),
            policy: Policy::DEFAULT,
            clock: None,
            max_token_bytes: MAX_TOKEN_BYTES,
            max_header_bytes: MAX_HEADER_BYTES,
            incoming: Incoming::PLAIN,
        }
    }

    /// Requires `iss` to be this issuer, or one of several, byte for byte: a slash at the end makes
    /// it another issuer (RFC 7519 §4.1.1). A second call is an error of the configuration, as for
    /// every expectation. (For a [`Signer`](crate::Signer) the last call counts.)
    #[must_use]
    pub fn issuer(self, issuer: impl Into<AnyOf>) -> Self {
        self.expecting("issuer", issuer, |policy| &mut policy.issuer)
    }

    /// Requires `sub` to be this subject, or one of several (RFC 7519 §4.1.2).
    #[must_use]
    pub fn subject(self, subject: impl Into<AnyOf>) -> Self {
        self.expecting("subject", subject, |policy| &mut policy.subject)
    }

    /// Requires `jti` to be this id, or one of several (RFC 7519 §4.1.7).
    #[must_use]
    pub fn jwt_id(self, jwt_id: impl Into<AnyOf>) -> Self {
        self.expecting("jwt_id", jwt_id, |policy| &mut policy.jwt_id)
    }

    fn expecting(
        mut self,
        call: &'static str,
        any_of: impl Into<AnyOf>,
        slot: impl FnOnce(&mut Policy) -> &mut Option<AnyOf>,
    ) -> Self {
        let any_of = self.not_empty(call, any_of);
        match slot(&mut self.policy).replace(any_of) {
            Some(_) => self.contradiction(call, call),
            None => self,
        }
    }

    pub(super) fn contradiction(mut self, first: &'static str, second: &'static str) -> Self {
        self.problem(match first == second {
            true => ConfigurationError::CalledTwice { call: first },
            false => ConfigurationError::Contradiction { first, second },
        });
        self
    }

    fn not_empty(&mut self, call: &'static str, any_of: impl Into<AnyOf>) -> AnyOf {
        let any_of = any_of.into();
        if any_of.is_empty() {
            self.problem(ConfigurationError::EmptyExpectation { call });
        }
        any_of
    }

    /// Keeps the first problem.
    pub(super) fn problem(&mut self, problem: ConfigurationError) {
        self.policy.problem.get_or_insert(problem);
    }

    /// Requires `aud` to contain the verifier's own name, or one of its names (RFC 7519 §4.1.3).
    #[must_use]
    pub fn audience(mut self, audience: impl Into<AnyOf>) -> Self {
        let any_of = self.not_empty("audience", audience);
        self.audience_rule("audience", AudienceRule::Is(any_of))
    }

    /// Accepts tokens for any audience or none: neither `aud` nor its type is judged (RFC 7519
    /// §4.1.3 requires it otherwise).
    #[must_use]
    pub fn any_audience(self) -> Self {
        self.audience_rule("any_audience", AudienceRule::Any)
    }

    fn audience_rule(mut self, call: &'static str, rule: AudienceRule) -> Self {
        let before = match core::mem::replace(&mut self.policy.audience, rule) {
            AudienceRule::Unset => return self,
            AudienceRule::Any => "any_audience",
            AudienceRule::Is(_) => "audience",
        };
        self.contradiction(before, call)
    }

    /// Requires the header's `typ` to be this one, or one of several. Case does not matter, and
    /// `application/` may be left out (RFC 7515 §4.1.9, RFC 8725 §3.11).
    #[must_use]
    pub fn typ(mut self, typ: impl Into<AnyOf>) -> Self {
        let any_of = self.not_empty("typ", typ);
        self.typ_rule("typ", TypRule::Is(any_of))
    }

    /// As [`typ`](Self::typ), for issuers that sometimes leave `typ` out.
    #[must_use]
    pub fn typ_or_absent(mut self, typ: impl Into<AnyOf>) -> Self {
        let any_of = self.not_empty("typ_or_absent", typ);
        self.typ_rule("typ_or_absent", TypRule::IsOrAbsent(any_of))
    }

    /// Accepts tokens of every `typ`: also refresh tokens, logout tokens and proofs, if they are
    /// signed with the same key.
    #[must_use]
    pub fn any_typ(self) -> Self {
        self.typ_rule("any_typ", TypRule::Any)
    }

    fn typ_rule(mut self, call: &'static str, rule: TypRule) -> Self {
        let before = match core::mem::replace(&mut self.policy.typ, rule) {
            TypRule::Default => return self,
            TypRule::Any => "any_typ",
            TypRule::Is(_) => "typ",
            TypRule::IsOrAbsent(_) => "typ_or_absent",
        };
        self.contradiction(before, call)
    }

    /// Requires a claim of any name. A registered claim must also have its type: `null` is not a
    /// `sub` (RFC 7519 §4.1).
    #[must_use]
    pub fn require(self, claim: &str) -> Self {
        self.rule("require", claim, Test::IsThere)
    }

    /// Requires a claim of any name to equal `value`, as JSON. For a registered claim, a `value` of
    /// another type than the claim's is an error of the configuration: no token could have it.
    #[must_use]
    pub fn expect(mut self, claim: &str, value: impl Serialize) -> Self {
        let call = "expect";
        let Some(value) = json::exact_value(&value) else {
            self.problem(ConfigurationError::InexactExpectation { call });
            return self;
        };
        self.rule(call, claim, Test::Equals(value))
    }

    /// Requires a claim of any name to pass a check of your own. With a check for `aud`, tokens
    /// that name an audience are no longer refused for that alone. A registered claim of the wrong
    /// type is refused before the check is called.
    #[must_use]
    pub fn check(
        self,
        claim: &str,
        check: impl Fn(&Value) -> bool + Send + Sync + 'static,
    ) -> Self {
        self.rule("check", claim, Test::Passes(Arc::new(check)))
    }

    fn rule(mut self, call: &'static str, claim: &str, test: Test) -> Self {
        if let Some(problem) = self.policy.add_rule(call, claim, test) {
            self.problem(problem);
        }
        self
    }

    /// The maximum length of a token in bytes; 256 KiB by default.
    #[must_use]
    pub const fn max_token_bytes(mut self, limit: usize) -> Self {
        self.max_token_bytes = limit;
        self
    }

    /// The maximum length of a decoded header in bytes; 8 KiB by default. Whatever its length, it has 32
    /// members at most.
    #[must_use]
    pub const fn max_header_bytes(mut self, limit: usize) -> Self {
        self.max_header_bytes = limit;
        self
    }

    /// Takes the current instant from this clock, instead of the system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Checks that the calls that made this verifier fit together: call it once at start-up.
    ///
    /// # Errors
    /// [`Configuration`](VerifyError::Configuration), with the first of: an expectation without a
    /// value (an empty text or list) or with a value of a type that its claim never has, one call
    /// twice or two calls that contradict each other (`.audience(..)` and `.any_audience()`), a
    /// leeway of more than ten minutes without `.long_leeway(..)`, a text that is not a duration, a
    /// duration of less than one second, one secret that verifies and decrypts (feature `jwe`), no clock.
    pub fn check_configuration(&self) -> Result<(), VerifyError> {
        self.check_with(&self.now())
    }

    pub(super) fn check_with(&self, now: &Now<'_>) -> Result<(), VerifyError> {
        match self.policy.problem {
            Some(problem) => Err(problem.into()),
            None if !now.is_known() => Err(ConfigurationError::NoClock.into()),
            None => Ok(()),
        }
    }

    pub(super) fn now(&self) -> Now<'_> {
        Now::of(self.clock.as_deref())
    }

    pub(crate) fn keys(&self) -> &dyn KeySource {
        &*self.keys
    }

    pub(super) fn verification(&self) -> Verification<'_> {
        Verification {
            keys: self.keys(),
            max_token_bytes: self.max_token_bytes,
            max_header_bytes: self.max_header_bytes,
        }
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verifier")
            .field("policy", &self.policy)
            .field("max_token_bytes", &self.max_token_bytes)
            .field("max_header_bytes", &self.max_header_bytes)
            .finish_non_exhaustive()
    }
}
