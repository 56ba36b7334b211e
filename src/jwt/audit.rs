//! What a reviewer would criticize in a verifier's configuration.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::Serialize;

use super::policy::{AudienceRule, Policy, Rule, Test, TypRule};
use super::verifier::Verifier;
use crate::claim::Claim;

/// What a reviewer would criticize in a verifier's configuration, from [`Verifier::audit`].
///
/// ```
/// use glassbox::jwt::Severity;
/// use glassbox::{HmacKey, Verifier};
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let verifier = Verifier::new(key)
///     .issuer("https://auth.example")
///     .audience("app-01")
///     .typ("at+jwt")
///     .max_validity("1h");
/// verifier.audit().deny(Severity::Notice)?; // one line of a unit test
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Audit(Vec<Finding>);

/// One point of criticism.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    severity: Severity,
    code: &'static str,
    message: String,
}

/// How much a [`Finding`] matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// The verifier does not say what it wants, and should.
    Notice,
    /// The verifier may accept tokens that are not meant for it, or accept them for too long.
    Warning,
    /// Signatures can be forged, the verifier accepts expired tokens, or it cannot verify any
    /// token.
    Danger,
}

impl Audit {
    /// The findings, the most severe first.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.0
    }

    /// Fails if there are findings of this severity or a higher one.
    ///
    /// # Errors
    /// Those findings, as an error whose text lists them.
    pub fn deny(mut self, severity: Severity) -> Result<(), Self> {
        self.0.retain(|finding| finding.severity >= severity);
        if self.0.is_empty() { Ok(()) } else { Err(self) }
    }

    /// The same audit without one kind of finding, which you know and accept.
    #[must_use]
    pub fn allow(mut self, code: &str) -> Self {
        self.0.retain(|finding| finding.code != code);
        self
    }
}

impl Finding {
    /// How much it matters.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        self.severity
    }

    /// A stable word, such as `no_audience`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        self.code
    }
}

impl core::error::Error for Audit {}

/// The findings, one per line: what `.deny(..).unwrap()` prints in a unit test.
impl fmt::Debug for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = if self.0.is_empty() { ' ' } else { '\n' };
        write!(f, "Audit:{gap}{self}")
    }
}

impl fmt::Display for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("no findings");
        }
        for (index, finding) in self.0.iter().enumerate() {
            let line = if index == 0 { "" } else { "\n" };
            write!(f, "{line}{finding}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            severity,
            code,
            message,
        } = self;
        write!(f, "{severity} ({code}): {message}")
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Notice => "notice",
            Self::Warning => "warning",
            Self::Danger => "danger",
        })
    }
}

impl Verifier {
    /// What a reviewer would criticize in this configuration, each point with the call that fixes
    /// it: the issuer, the audience, the kind of token, how long tokens are valid, and, for this
    /// crate's own keys, the secrets.
    #[must_use]
    pub fn audit(&self) -> Audit {
        let mut findings = Vec::new();
        if let Err(error) = self.check_configuration() {
            findings.push(finding(
                Severity::Danger,
                "configuration",
                format!("{error}"),
            ));
        }
        self.audit_keys(&mut findings);
        #[cfg(feature = "jwe")]
        self.audit_decryption(&mut findings);
        self.policy.audit(&mut findings);
        findings.sort_by_key(|finding| core::cmp::Reverse(finding.severity));
        Audit(findings)
    }
}

impl Policy {
    fn audit(&self, findings: &mut Vec<Finding>) {
        use Severity::{Danger, Notice, Warning};

        // A rule that a claim is there does not judge its value.
        let has = |claim: &Claim| self.rules.iter().any(|rule| rule.claim == *claim);
        let judges = |claim: &Claim| {
            let judges = |rule: &Rule| rule.claim == *claim && !matches!(rule.test, Test::IsThere);
            self.rules.iter().any(judges)
        };
        let mut say = |severity, code, message: &str| {
            findings.push(finding(severity, code, message));
        };
        match self.audience {
            AudienceRule::Is(_) => {}
            _ if judges(&Claim::Aud) => {}
            AudienceRule::Any => say(
                Warning,
                "any_audience",
                "tokens for every audience are accepted: name your own with .audience(..), instead \
                 of .any_audience()",
            ),
            AudienceRule::Unset => say(
                Warning,
                "no_audience",
                "tokens that name no audience are accepted, whichever service they were made for: \
                 name your own with .audience(..)",
            ),
        }
        if self.issuer.is_none() && !judges(&Claim::Iss) {
            say(
                Warning,
                "no_issuer",
                "tokens of every issuer that has the key are accepted: name yours with .issuer(..)",
            );
        }
        match self.typ {
            TypRule::Is(_) | TypRule::IsOrAbsent(_) => {}
            TypRule::Any => say(
                Warning,
                "any_typ",
                "tokens of every kind are accepted, refresh and logout tokens among them: pin the \
                 kind with .typ(..), instead of .any_typ()",
            ),
            TypRule::Default => say(
                Notice,
                "no_typ",
                "the kind of token is not pinned: if the issuer sets a typ, name it with \
                 .typ(\"at+jwt\")",
            ),
        }
        if self.allows_expired {
            say(
                Danger,
                "expired_allowed",
                "tokens that have expired are accepted: ask this verifier whose token it was and \
                 grant nothing for it, or remove .allow_expired()",
            );
        }
        if !self.judges_issued_at() {
            match self.exp_required || has(&Claim::Exp) {
                false => say(
                    Warning,
                    "missing_exp",
                    "tokens that never expire are accepted: remove .allow_missing_exp(), or limit \
                     their age with .max_age(..)",
                ),
                true => say(
                    Notice,
                    "no_max_validity",
                    "tokens are valid for as long as their issuer says, even for years: limit that \
                     with .max_validity(..), or their age with .max_age(..)",
                ),
            }
        }
        match self.leeway.as_secs() {
            0..=60 => {}
            61..=600 => say(
                Notice,
                "leeway",
                "tokens are accepted for more than a minute after exp: clocks that are \
                 synchronized need less .leeway(..)",
            ),
            _ => say(
                Warning,
                "long_leeway",
                "tokens are accepted for more than ten minutes after exp: synchronize the clocks, \
                 and remove .long_leeway(..)",
            ),
        }
    }
}

pub(super) fn finding(
    severity: Severity,
    code: &'static str,
    message: impl Into<String>,
) -> Finding {
    Finding {
        severity,
        code,
        message: message.into(),
    }
}
