//! The `Debug` of errors. `.unwrap()`, and a `main` that returns an error, print only that, so it
//! contains the error's text, `TooShort: the secret has 6 bytes, …`, and the text of each cause.

use alloc::string::{String, ToString};
use core::error::Error;
use core::fmt::{self, Write};
use core::iter::successors;

use super::escape::{Foreign, write_seen};
use crate::time::ParseValidityError;

const MOST_CAUSES: usize = 8;

/// Writes the name of an error's variant, its text, and the texts of its causes: one line, for
/// `{:#?}` too.
///
/// Only [`error_debug!`] calls it.
#[doc(hidden)]
pub fn write_error_debug(name: &str, error: &dyn Error, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut said = String::new();
    // Writing to a `String` cannot fail, but a `Display` can.
    let _ = write!(said, "{error}");
    let said = with_causes(said, error);
    write!(f, "{name}: ")?;
    // A foreign text (of a database, of a caller's `Serialize`) must not begin a line in a log.
    said.chars()
        .try_for_each(|character| write_seen(character, f))
}

/// What an error says, and the text of each cause.
pub(crate) fn with_causes(mut said: String, error: &dyn Error) -> String {
    // A foreign error may be its own cause.
    for cause in successors(error.source(), |&cause| cause.source()).take(MOST_CAUSES) {
        let text = Foreign(cause).to_string();
        // Many foreign errors repeat the text of their source in their own.
        if !said.contains(&text) {
            said.push_str(": ");
            said.push_str(&text);
        }
    }
    said
}

/// Implements `Debug` for an error: `error_debug! { Misfit }`, and `error_debug! { KeyError: Empty, … }`
/// with all variants of an enum, which the compiler checks.
///
/// For the crates of this workspace: not part of the public interface.
#[doc(hidden)]
#[macro_export]
macro_rules! error_debug {
    ($error:ident) => {
        impl ::core::fmt::Debug for $error {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::write_error_debug(stringify!($error), self, f)
            }
        }
    };
    ($error:ident: $($variant:ident),+) => {
        impl ::core::fmt::Debug for $error {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                let name = match self {
                    $(Self::$variant { .. } => stringify!($variant),)+
                };
                $crate::write_error_debug(name, self, f)
            }
        }
    };
}

pub(crate) use error_debug;

// Here, because `time` may not import the errors.
error_debug! { ParseValidityError: Empty, NotANumber, MissingUnit, UnknownUnit, TooLong }
