//! The explanation of a token: the verdict comes from the verifier itself, and each check is
//! described beside it.

use alloc::borrow::Cow;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use serde_json::Value;
use zeroize::Zeroizing;

use super::decryption_tried;
use super::explanation::{self, Explanation};
use super::keys_tried;
use super::policy::{Policy, TypRule};
use super::report::{Check, Outcome, Report};
use super::shape;
use super::token::VerifierAt;
use super::verifier::Verifier;
use crate::claim::Registered;
use crate::codec::base64url;
use crate::error::{ClaimReason, DecryptError, Escaped, HeaderError, VerifyError};
use crate::jws::Unverified;
use crate::key::Now;

impl Verifier {
    /// Lists every check of a token in its order: passed, failed, not reached or not configured,
    /// with what the verifier expects and what the token has. The verdict is that of
    /// [`verify`](Self::verify). The call is slower than `verify`, allocates, and asks the key
    /// source more than once. The report is safe to log.
    ///
    /// ```
    /// use glassbox::{HmacKey, Verifier};
    ///
    /// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    /// let report = Verifier::new(key).explain("no token at all");
    /// assert_eq!(report.verdict().unwrap_err().code(), "malformed");
    /// println!("{report}");
    /// # Ok::<(), glassbox::KeyError>(())
    /// ```
    #[must_use]
    pub fn explain(&self, token: &str) -> Report {
        self.explain_with(token, &self.now())
    }

    pub(super) fn explain_with(&self, token: &str, now: &Now<'_>) -> Report {
        let verdict = self.verify_with::<Value>(token, now);
        let error = verdict.err();
        let mut builder = ReportBuilder {
            checks: Vec::new(),
            failed: error
                .as_ref()
                .map(|error| failed_check(error, &self.policy)),
            error,
            is_over: false,
        };
        builder.add_checks(self, token, now);
        Report {
            error: builder.error,
            now: now.get(),
            checks: builder.checks,
        }
    }
}

impl VerifierAt<'_> {
    /// As [`Verifier::explain`], at this instant.
    #[must_use]
    pub fn explain(&self, token: &str) -> Report {
        self.verifier.explain_with(token, &Now::at(self.now))
    }
}

/// The check that an error comes from; empty for a claim's value.
fn failed_check(error: &VerifyError, policy: &Policy) -> &'static str {
    match error {
        VerifyError::Configuration(_) => "configuration",
        VerifyError::TooLarge { .. }
        | VerifyError::Header(HeaderError::TooLarge { .. })
        | VerifyError::Decrypt(
            DecryptError::TooLarge { .. } | DecryptError::Header(HeaderError::TooLarge { .. }),
        ) => "size",
        VerifyError::Decrypt(_) | VerifyError::NotEncrypted => "encryption",
        VerifyError::NotNested { has_cty: false } => "cty",
        // A `cty` that says something else fails before.
        VerifyError::NotNested { has_cty: true } => "shape",
        VerifyError::ReplicatedClaim { .. } => "replicated",
        VerifyError::Malformed | VerifyError::Encrypted => "shape",
        VerifyError::Header(_) => "header",
        VerifyError::UnsupportedAlgorithm => "algorithm",
        VerifyError::UnexpectedTyp { .. } => "typ",
        VerifyError::AlgorithmMismatch { .. }
        | VerifyError::UnknownKey
        | VerifyError::Unavailable => "key",
        VerifyError::InvalidSignature => "signature",
        VerifyError::Payload(_) => "payload",
        VerifyError::Misfit(_) => "reading",
        VerifyError::Claim(error) => match error.reason() {
            ClaimReason::Unexpected | ClaimReason::NotConfigured => "",
            _ => "claims",
        },
        VerifyError::Expired { .. } => "exp",
        VerifyError::NotYetValid { .. } => "nbf",
        VerifyError::TooOld { .. } => "max_age",
        VerifyError::IssuedInFuture { .. } if policy.max_age.is_some() => "max_age",
        VerifyError::IssuedInFuture { .. } | VerifyError::ValidTooLong { .. } => "max_validity",
    }
}

struct ReportBuilder {
    error: Option<VerifyError>,
    checks: Vec<Check>,
    /// The check that fails, if the error says which.
    failed: Option<&'static str>,
    is_over: bool,
}

impl ReportBuilder {
    /// Adds one of the fixed checks.
    fn check(&mut self, name: &'static str, mut said: Explanation) {
        said.fails |= self.failed == Some(name);
        self.push(name, said);
    }

    /// Adds a check that fails if its explanation says so.
    fn push(&mut self, name: impl Into<Cow<'static, str>>, said: Explanation) {
        let fails = said.fails;
        let outcome = match (self.is_over, fails) {
            (true, _) => Outcome::NotReached,
            (false, true) => Outcome::Failed,
            (false, false) if said.not_configured => Outcome::NotConfigured,
            (false, false) if said.is_waived => Outcome::Waived,
            (false, false) => Outcome::Passed,
        };
        let is_reached = !self.is_over;
        self.checks.push(Check {
            name: name.into(),
            outcome,
            expected: said.expected,
            found: said.found.filter(|_| is_reached),
            details: if is_reached { said.details } else { Vec::new() },
        });
        self.is_over |= fails;
    }

    fn add_checks(&mut self, verifier: &Verifier, token: &str, now: &Now<'_>) {
        let verification = verifier.verification();
        self.check("configuration", Explanation::default());
        let header = token.split_once('.').map_or("", |(header, _)| header);
        let has_size = token.len() <= verification.max_token_bytes
            && header.len() <= base64url::encoded_len(verification.max_header_bytes);
        // Of an encrypted token, it is the header within that is too large.
        if has_size && self.failed == Some("size") {
            self.failed = Some("header");
        }
        self.check(
            "size",
            Explanation {
                expected: Some(format!(
                    "at most {} bytes, with a header of {}",
                    verification.max_token_bytes, verification.max_header_bytes
                )),
                found: Some(format!(
                    "{} bytes, with a header of {}",
                    token.len(),
                    base64url::decoded_len(header.len())
                )),
                ..Explanation::default()
            },
        );
        let decrypted = decryption_tried::explain(&verifier.incoming, token, &verification, now);
        let mut inner = None;
        if let Some(tried) = decrypted {
            self.check("encryption", tried.encryption);
            self.check("cty", tried.cty);
            inner = tried.inner;
        }
        let token = inner.as_deref().map_or(token, String::as_str);
        let unverified = Unverified::parse_within(
            token,
            verification.max_token_bytes,
            verification.max_header_bytes,
        );
        let unverified = unverified.ok();
        let shape = match self.error {
            Some(VerifyError::Malformed | VerifyError::Encrypted) => shape::explain(token),
            Some(VerifyError::NotNested { .. }) if inner.is_some() => shape::explain(token),
            _ => Explanation::default(),
        };
        self.check("shape", shape);
        self.add_header(unverified.as_ref(), &verifier.policy);
        self.add_keys(unverified.as_ref(), verifier, now);
        let payload = unverified.and_then(|unverified| unverified.payload().ok());
        let payload = payload.map(Zeroizing::new);
        let json = payload.as_deref().filter(|_| !self.is_over);
        let json = json.and_then(|payload| core::str::from_utf8(payload).ok());
        self.add_claims(json, &verifier.policy, now);
    }

    fn add_header(&mut self, unverified: Option<&Unverified<'_>>, policy: &Policy) {
        let header = unverified.map(Unverified::header);
        let quoted = |text: &str| format!("\"{}\"", Escaped(text));
        self.check("header", Explanation::default());
        self.check(
            "algorithm",
            Explanation {
                found: header.map(|header| quoted(header.alg())),
                ..Explanation::default()
            },
        );
        let typ = header.map(|header| header.typ().map_or("absent".into(), quoted));
        let expected = match &policy.typ {
            TypRule::Default => Some("absent or \"JWT\"".into()),
            TypRule::Any => None,
            TypRule::Is(any_of) => Some(any_of.shown()),
            TypRule::IsOrAbsent(any_of) => Some(format!("absent or {}", any_of.shown())),
        };
        self.check(
            "typ",
            Explanation {
                not_configured: expected.is_none(),
                expected,
                found: typ,
                ..Explanation::default()
            },
        );
    }

    fn add_keys(
        &mut self,
        unverified: Option<&Unverified<'_>>,
        verifier: &Verifier,
        now: &Now<'_>,
    ) {
        let algorithm = unverified.and_then(|unverified| unverified.header().algorithm());
        let (key, signature) = match (unverified, algorithm) {
            (Some(unverified), Some(algorithm)) if !self.is_over => {
                keys_tried::explain(unverified, algorithm, verifier, now)
            }
            _ => (Explanation::default(), Explanation::default()),
        };
        self.check("key", key);
        self.check("signature", signature);
        if self.failed == Some("replicated") {
            self.check("replicated", Explanation::default());
        }
    }

    fn add_claims(&mut self, json: Option<&str>, policy: &Policy, now: &Now<'_>) {
        self.check("payload", Explanation::default());
        let json = json.filter(|_| !self.is_over);
        let members = json.and_then(|json| policy.members(json).ok());
        self.check("claims", explanation::types(policy, members.as_ref()));
        let members = members.filter(|_| !self.is_over).unwrap_or_default();
        let dates = policy.judge_types(&members).unwrap_or_default();
        for claim in [
            Registered::Iss,
            Registered::Sub,
            Registered::Aud,
            Registered::Jti,
        ] {
            let fails = policy.judge_texts(claim, &members).is_err();
            self.push(
                claim.name(),
                explanation::text(claim, policy, &members, fails),
            );
        }
        let failed = match self.is_over {
            true => None,
            false => explanation::failed_rule(policy, self.error.as_ref(), &members),
        };
        for (index, rule) in policy.rules.iter().enumerate() {
            let before = policy.rules.get(..index).unwrap_or_default();
            let fails = failed.is_some_and(|failed| core::ptr::eq(failed, rule));
            self.push(
                explanation::rule_name(rule, before),
                explanation::rule(rule, &members, fails),
            );
        }
        for (name, said) in explanation::times(policy, dates, now) {
            self.check(name, said);
        }
        // JSON that cannot be read as a value, such as a number too large for an `f64`.
        if self.failed == Some("reading") {
            self.check("reading", Explanation::default());
        }
    }
}
