use alloc::string::String;
use core::fmt;

use super::debug::error_debug;
use super::escape::{Escaped, Foreign};

/// Where the claims do not fit the type that the caller asked for. It contains no value of the
/// token.
#[derive(Clone, PartialEq, Eq)]
pub struct Misfit {
    pub(crate) kind: MisfitKind,
    pub(crate) field: Option<String>,
    pub(crate) expected: Option<String>,
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// How the claims do not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum MisfitKind {
    /// The type needs a field that the claims do not have.
    Missing,
    /// The type needs a field that `Claims` keeps for itself.
    Registered,
    /// The claims have a field that the type does not allow.
    Unknown,
    /// A claim has such a field within.
    UnknownWithin,
    /// The claims have a field twice.
    Twice,
    /// A value does not fit.
    Value,
}

error_debug! { Misfit }

impl Misfit {
    /// The member of the payload that does not fit or is missing, if it is known.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        self.field.as_deref()
    }

    /// What the type expects there, if it says so.
    #[must_use]
    pub fn expected(&self) -> Option<&str> {
        self.expected.as_deref()
    }

    /// The line of the payload, from 1.
    #[must_use]
    pub const fn line(&self) -> usize {
        self.line
    }

    /// The column in bytes, from 1; 0 if the claims as a whole do not fit.
    #[must_use]
    pub const fn column(&self) -> usize {
        self.column
    }
}

impl core::error::Error for Misfit {}

impl fmt::Display for Misfit {
    /// Without the position: the reader of a log does not have the payload.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const MISFIT: &str = "the claims do not fit the wanted type";
        let Some(name) = self.field.as_deref() else {
            f.write_str(MISFIT)?;
            let expected = self.expected.as_ref();
            return expected.map_or(Ok(()), |expected| {
                write!(f, ", which expects {}", Foreign(expected))
            });
        };
        let field = Escaped(name);
        match self.kind {
            MisfitKind::Missing => write!(
                f,
                "the claims lack the field `{field}`, which the wanted type needs: have the issuer \
                 add it, or make it an `Option`"
            ),
            MisfitKind::Registered => write!(
                f,
                "the wanted type has the field `{field}`, which Claims keeps in .registered: take \
                 it out of the type"
            ),
            MisfitKind::Unknown => {
                write!(
                    f,
                    "the claims have the field `{field}`, and the wanted type allows only its own \
                     (deny_unknown_fields): add it to the type, or take the attribute away"
                )?;
                match name {
                    "iat" => f.write_str(" (a Signer adds iat itself)"),
                    _ => Ok(()),
                }
            }
            MisfitKind::UnknownWithin => write!(
                f,
                "{MISFIT}: `{field}` has a field that its type does not allow (deny_unknown_fields)"
            ),
            MisfitKind::Twice => write!(f, "{MISFIT}: `{field}` is given twice"),
            MisfitKind::Value => match &self.expected {
                Some(expected) => write!(f, "{MISFIT}: `{field}` has to be {}", Foreign(expected)),
                None => write!(f, "{MISFIT}: `{field}` cannot be read"),
            },
        }
    }
}
