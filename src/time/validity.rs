use core::fmt;
use core::str::FromStr;
use core::time::Duration;

/// A duration in whole seconds that can be read from text and written as text, for example how long
/// a token is valid.
///
/// It is made from a [`Duration`] (a fraction of a second is dropped, and a signer refuses less
/// than a second), or from text: a whole number and a unit, `"5s"`, `"15m"`, `"12h"`, `"2 days"`,
/// `"1w"`. A number without a unit is refused, because half of the world would read it as seconds
/// and the other half as milliseconds. Settings accept the text itself
/// ([`IntoDuration`](super::IntoDuration)): a `Validity` is for a program that reads its settings
/// before it uses them.
///
/// ```
/// use core::time::Duration;
/// use glassbox::Validity;
///
/// let validity: Validity = "15m".parse()?;
/// assert_eq!(validity, Validity::from(Duration::from_secs(900)));
/// assert_eq!(validity.to_string(), "15m");
/// assert!("120".parse::<Validity>().is_err());
/// # Ok::<(), glassbox::time::ParseValidityError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Validity(u64);

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;
const WEEK: u64 = 7 * DAY;

impl Validity {
    /// The same as a duration.
    #[must_use]
    pub const fn duration(self) -> Duration {
        Duration::from_secs(self.0)
    }
}

impl From<Duration> for Validity {
    fn from(duration: Duration) -> Self {
        Self(duration.as_secs())
    }
}

impl FromStr for Validity {
    type Err = ParseValidityError;

    /// # Errors
    /// [`Empty`](ParseValidityError::Empty) for an empty text,
    /// [`MissingUnit`](ParseValidityError::MissingUnit) for a bare number,
    /// [`UnknownUnit`](ParseValidityError::UnknownUnit) for a unit other than seconds, minutes,
    /// hours, days, weeks, [`NotANumber`](ParseValidityError::NotANumber) if the text does not
    /// begin with a whole number without a sign, [`TooLong`](ParseValidityError::TooLong) beyond
    /// 2⁶⁴ seconds.
    fn from_str(text: &str) -> Result<Self, ParseValidityError> {
        if text.is_empty() {
            return Err(ParseValidityError::Empty);
        }
        let digits = text.bytes().take_while(u8::is_ascii_digit).count();
        let (number, unit) = text.split_at(digits);
        if number.is_empty() {
            return Err(ParseValidityError::NotANumber);
        }
        let seconds = match unit.strip_prefix(' ').unwrap_or(unit) {
            "" => return Err(ParseValidityError::MissingUnit),
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            "m" | "min" | "mins" | "minute" | "minutes" => MINUTE,
            "h" | "hr" | "hrs" | "hour" | "hours" => HOUR,
            "d" | "day" | "days" => DAY,
            "w" | "week" | "weeks" => WEEK,
            unit if unit.starts_with(['.', ',', '_']) => {
                return Err(ParseValidityError::NotANumber);
            }
            _ => return Err(ParseValidityError::UnknownUnit),
        };
        let number: u64 = number.parse().map_err(|_| ParseValidityError::TooLong)?;
        number
            .checked_mul(seconds)
            .map(Self)
            .ok_or(ParseValidityError::TooLong)
    }
}

impl fmt::Display for Validity {
    /// In the largest unit that gives a whole number, so that it reads back as the same duration.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [(WEEK, 'w'), (DAY, 'd'), (HOUR, 'h'), (MINUTE, 'm')];
        for (size, unit) in units {
            if self.0 != 0 && self.0.is_multiple_of(size) {
                return write!(f, "{}{unit}", self.0.div_euclid(size));
            }
        }
        write!(f, "{}s", self.0)
    }
}

/// Why a text is not a [`Validity`].
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ParseValidityError {
    /// The text is empty.
    #[error("the text is empty: is a setting missing?")]
    Empty,
    /// The text does not begin with a whole number: `"soon"`, `"-5s"`, `"1.5h"`.
    #[error("a duration begins with a whole number, as in 15m")]
    NotANumber,
    /// A number alone: `"120"`.
    #[error("a duration needs a unit: 15s is seconds, 15m minutes")]
    MissingUnit,
    /// A unit that is not among seconds, minutes, hours, days, weeks: `"15M"`, `"500ms"`; or more
    /// than one: `"1h30m"`.
    #[error(
        "a duration is one whole number and one unit in lower case: s, m, h, d, w or its English \
         name (90m, not 1h30m; nothing below a second)"
    )]
    UnknownUnit,
    /// More seconds than 64 bits hold.
    #[error("a duration of more than 2^64 seconds is too long: choose a shorter one")]
    TooLong,
}
