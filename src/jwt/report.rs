//! The result of an explanation, for people and for programs.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use serde::Serialize;
use serde::ser::{SerializeStruct, Serializer};

use crate::error::VerifyError;
use crate::time::NumericDate;

/// Why a token was accepted or refused: every check in its order, from
/// [`Verifier::explain`](crate::Verifier::explain).
///
/// It is safe to log: it contains no secret and no signature. Of the token it contains only what a
/// refusal would show, shortened and escaped; of a malformed token a single character with its
/// place; of a secret what it looks like. It serializes as an object with `verdict`, `code`,
/// `message`, `now` and `checks`.
#[derive(Clone, Debug)]
pub struct Report {
    pub(super) error: Option<VerifyError>,
    pub(super) now: NumericDate,
    pub(super) checks: Vec<Check>,
}

impl Report {
    /// The verdict that [`verify`](crate::Verifier::verify) gives.
    ///
    /// # Errors
    /// As `verify`, for claims of any type.
    pub fn verdict(&self) -> Result<(), &VerifyError> {
        self.error.as_ref().map_or(Ok(()), Err)
    }

    /// The instant at which the token was judged.
    #[must_use]
    pub const fn now(&self) -> NumericDate {
        self.now
    }

    /// The checks, in the order in which the verifier makes them.
    #[must_use]
    pub fn checks(&self) -> &[Check] {
        &self.checks
    }
}

/// One check of a [`Report`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    #[serde(rename = "check")]
    pub(super) name: Cow<'static, str>,
    pub(super) outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) expected: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) found: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) details: Vec<String>,
}

impl Check {
    /// What is checked: `shape`, `signature`, `exp`. A rule of your own has the name of its call,
    /// `.require(scope)`, `.expect(role)`, `.check(jti)`; the second rule of one call and claim
    /// ends in `#2`. No two checks of a report have the same name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The outcome.
    #[must_use]
    pub const fn outcome(&self) -> Outcome {
        self.outcome
    }

    /// What the verifier expects.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    /// What the token has.
    #[must_use]
    pub fn found(&self) -> Option<&str> {
        self.found.as_deref()
    }

    /// More lines: which keys were candidates, and why others were not; if the signature fits no
    /// key, what their secrets may have been mistaken for; in a malformed text, what else is wrong.
    pub fn details(&self) -> impl Iterator<Item = &str> {
        self.details.iter().map(String::as_str)
    }
}

/// The outcome of a [`Check`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// The check passed.
    Passed,
    /// The check failed: this is why the verifier refuses the token.
    Failed,
    /// The check failed, but the verifier lets that pass (`.allow_expired()`).
    Waived,
    /// An earlier check failed.
    NotReached,
    /// The verifier has nothing to check here.
    NotConfigured,
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Passed => "passed",
            Self::Failed => "FAILED",
            Self::Waived => "waived",
            Self::NotReached => "not reached",
            Self::NotConfigured => "not configured",
        })
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.error {
            None => write!(f, "accepted")?,
            Some(error) => write!(f, "refused: {error}")?,
        }
        write!(f, "\njudged at {:?}", self.now)?;
        for check in &self.checks {
            write!(f, "\n{check}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, outcome, .. } = self;
        let parts = [("", &self.found), ("wanted: ", &self.expected)];
        let mut parts = parts
            .into_iter()
            .filter_map(|(label, text)| Some((label, text.as_ref()?)));
        match parts.next() {
            None => write!(f, "  {outcome:<14}  {name}")?,
            Some((label, text)) => write!(f, "  {outcome:<14}  {name:<13}  {label}{text}")?,
        }
        if let Some((label, text)) = parts.next() {
            write!(f, "; {label}{text}")?;
        }
        for line in &self.details {
            write!(f, "\n{:18}{line}", "")?;
        }
        Ok(())
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Report", 5)?;
        let verdict = if self.error.is_none() {
            "accepted"
        } else {
            "refused"
        };
        report.serialize_field("verdict", verdict)?;
        report.serialize_field("code", &self.error.as_ref().map(VerifyError::code))?;
        let message = self.error.as_ref().map(alloc::string::ToString::to_string);
        report.serialize_field("message", &message)?;
        report.serialize_field("now", &self.now)?;
        report.serialize_field("checks", &self.checks)?;
        report.end()
    }
}
