use alloc::string::String;
use core::fmt;

use super::debug::error_debug;
use super::escape::Escaped;

/// Where the claims do not fit the type that the caller asked for. It contains no value of the
/// token.
#[derive(Clone, PartialEq, Eq)]
pub struct Misfit {
    pub(crate) field: Option<String>,
    pub(crate) expected: Option<String>,
    pub(crate) line: usize,
    pub(crate) column: usize,
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
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the claims do not fit the wanted type")?;
        if let Some(field) = &self.field {
            write!(f, ": {}", Escaped(field))?;
        }
        if let Some(expected) = &self.expected {
            write!(f, ": expected {expected}")?;
        }
        match self.column {
            0 => Ok(()),
            column => write!(f, " (line {}, column {column})", self.line),
        }
    }
}
