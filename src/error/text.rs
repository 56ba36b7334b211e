//! How values stand in the texts of errors.

use core::fmt;

use serde_json::Value;

use super::escape::Escaped;
use super::json_type::type_of;
use crate::time::NumericDate;

/// A value of `iss` or `aud`: strings and short arrays of them in full, the rest by type.
pub(crate) struct Shown<'a>(pub(crate) &'a Value);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) => write!(f, "\"{}\"", Escaped(text)),
            Value::Array(items) if !items.is_empty() => {
                f.write_str("[")?;
                for (index, item) in items.iter().take(3).enumerate() {
                    let comma = if index == 0 { "" } else { ", " };
                    match item {
                        Value::String(text) => write!(f, "{comma}\"{}\"", Escaped(text))?,
                        other => write!(f, "{comma}{}", type_of(other))?,
                    }
                }
                f.write_str(if items.len() > 3 { ", …]" } else { "]" })
            }
            Value::Array(_) => f.write_str("[]"),
            other => write!(f, "{}", type_of(other)),
        }
    }
}

/// A well-known `typ` in brackets of its own, or nothing.
pub(super) struct Typ(pub(super) Option<&'static str>);

impl fmt::Display for Typ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == Some(REFRESH_TYP) {
            return f.write_str(
                "this is a refresh token (typ rt+jwt), which is for the authorization server alone: \
                 an application is sent the access token",
            );
        }
        f.write_str("the token's type (typ")?;
        self.0.map_or(Ok(()), |typ| write!(f, " {typ}"))?;
        f.write_str(
            ") is not accepted here: .typ(..) names the accepted ones, .any_typ() takes all",
        )
    }
}

/// The `typ` of refresh tokens, which no setting shall be widened for.
pub(crate) const REFRESH_TYP: &str = "rt+jwt";

/// What to do about an instant that is ahead.
pub(super) struct Ahead(pub(super) &'static str, pub(super) NumericDate);

impl fmt::Display for Ahead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1.is_beyond_all_years() {
            true => Unit(self.0, self.1).fmt(f),
            false => f.write_str(": if the clocks differ, allow for it with .leeway(..)"),
        }
    }
}

/// The question that an instant of this name raises when it lies beyond the year 9999.
pub(crate) struct Unit(pub(crate) &'static str, pub(crate) NumericDate);

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.1.is_beyond_all_years() {
            true => write!(
                f,
                ": {} lies beyond the year 9999, milliseconds? Dates count seconds",
                self.0
            ),
            false => Ok(()),
        }
    }
}

/// The distance between two instants, in the units that a person would use.
pub(crate) struct Ago(pub(crate) NumericDate, pub(crate) NumericDate);

impl fmt::Display for Ago {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.1.seconds().saturating_sub(self.0.seconds()).max(0);
        let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (hours, rest) = (rest.div_euclid(3_600), rest.rem_euclid(3_600));
        let (minutes, seconds) = (rest.div_euclid(60), rest.rem_euclid(60));
        match (days, hours, minutes) {
            (0, 0, 0) => write!(f, "{seconds}s"),
            (0, 0, _) => write!(f, "{minutes}m {seconds}s"),
            (0, ..) => write!(f, "{hours}h {minutes}m"),
            _ => write!(f, "{days}d {hours}h"),
        }
    }
}
