use core::fmt;
use core::time::Duration;

use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, Serializer};

/// An instant in whole seconds since 1970-01-01T00:00:00Z, leap seconds not counted
/// (RFC 7519 §2, NumericDate).
///
/// Arithmetic saturates at the ends, so no instant and no duration can make it wrap or panic. When
/// it is read from JSON, a fraction is rounded down (towards the past), and numbers beyond its
/// range saturate.
///
/// ```
/// use core::time::Duration;
/// use glassbox::NumericDate;
///
/// let issued = NumericDate::from_seconds(1_606_950_493);
/// assert_eq!(issued.saturating_add(Duration::from_secs(5)).seconds(), 1_606_950_498);
/// assert_eq!(NumericDate::MAX.saturating_add(Duration::from_secs(1)), NumericDate::MAX);
/// assert_eq!(format!("{issued}"), "1606950493");
/// assert_eq!(format!("{issued:?}"), "1606950493 (2020-12-02T23:08:13Z)");
/// ```
///
/// Convert other types of instants through whole seconds:
///
/// | type | from it | to it |
/// |---|---|---|
/// | `std::time::SystemTime` | `NumericDate::from(it)` | `date.to_system_time()` |
/// | `time::OffsetDateTime` | `from_seconds(it.unix_timestamp())` | `OffsetDateTime::from_unix_timestamp(date.seconds())` |
/// | `jiff::Timestamp` | `from_seconds(it.as_second())` | `Timestamp::from_second(date.seconds())` |
/// | `chrono::DateTime` | `from_seconds(it.timestamp())` | `DateTime::from_timestamp(date.seconds(), 0)` |
///
/// ```
/// use glassbox::NumericDate;
/// use time::OffsetDateTime;
///
/// let issued = NumericDate::from_seconds(1_606_950_493);
/// let shown = OffsetDateTime::from_unix_timestamp(issued.seconds())?;
/// assert_eq!((shown.year(), shown.hour()), (2020, 23));
/// assert_eq!(NumericDate::from_seconds(shown.unix_timestamp()), issued);
/// # Ok::<(), time::error::ComponentRange>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NumericDate(i64);

/// In which direction a fraction of a second is rounded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rounding {
    Down,
    Up,
}

impl NumericDate {
    /// The earliest instant.
    pub const MIN: Self = Self(i64::MIN);
    /// The latest instant.
    pub const MAX: Self = Self(i64::MAX);

    /// The instant that many seconds after (before, when negative) 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The current instant, from the operating system's clock (cargo feature `std`). A test passes
    /// an instant of its own to [`Verifier::at`](crate::Verifier::at) and
    /// [`Signer::at`](crate::Signer::at).
    ///
    /// ```
    /// use core::time::Duration;
    /// use glassbox::{Claims, NumericDate};
    ///
    /// let claims = Claims::new(()).expires_at(NumericDate::now().saturating_add(Duration::from_secs(900)));
    /// assert!(claims.registered.expires_at > Some(NumericDate::now()));
    /// ```
    #[cfg(all(
        feature = "std",
        not(all(target_family = "wasm", target_os = "unknown"))
    ))]
    #[must_use]
    pub fn now() -> Self {
        std::time::SystemTime::now().into()
    }

    /// The same instant as a `SystemTime`; `None` if the platform's `SystemTime` cannot hold it
    /// (cargo feature `std`).
    ///
    /// ```
    /// use std::time::SystemTime;
    /// use glassbox::NumericDate;
    ///
    /// let issued = NumericDate::from_seconds(1_606_950_493);
    /// let time: SystemTime = issued.to_system_time().unwrap();
    /// assert_eq!(NumericDate::from(time), issued);
    /// ```
    #[cfg(feature = "std")]
    #[must_use]
    pub fn to_system_time(self) -> Option<std::time::SystemTime> {
        let distance = Duration::from_secs(self.0.unsigned_abs());
        match self.0 < 0 {
            true => std::time::UNIX_EPOCH.checked_sub(distance),
            false => std::time::UNIX_EPOCH.checked_add(distance),
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// This instant plus the whole seconds of `duration`, at most the end of the range.
    #[must_use]
    pub const fn saturating_add(self, duration: Duration) -> Self {
        Self(self.0.saturating_add_unsigned(duration.as_secs()))
    }

    /// This instant minus the whole seconds of `duration`, at least the start of the range.
    #[must_use]
    pub const fn saturating_sub(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub_unsigned(duration.as_secs()))
    }

    /// Whether it is after the year 9999: then it most likely counts milliseconds.
    pub(crate) const fn is_beyond_all_years(self) -> bool {
        self.0 > 253_402_300_799
    }

    pub(crate) fn from_u64(seconds: u64) -> Self {
        Self(i64::try_from(seconds).unwrap_or(i64::MAX))
    }

    /// `None` for a number that is not finite.
    pub(crate) fn from_f64(seconds: f64, rounding: Rounding) -> Option<Self> {
        if !seconds.is_finite() {
            return None;
        }
        // `as` saturates here, and cuts towards zero: one step corrects the direction.
        #[expect(clippy::cast_possible_truncation)]
        let whole = seconds as i64;
        #[expect(
            clippy::cast_precision_loss,
            reason = "beyond 2^53 there is no fraction"
        )]
        let cut = whole as f64;
        Some(Self(match rounding {
            Rounding::Down if cut > seconds => whole.saturating_sub(1),
            Rounding::Up if cut < seconds => whole.saturating_add(1),
            _ => whole,
        }))
    }

    /// Reads a JSON value; `None` if it is not a number, or is too large for an `f64`.
    pub(crate) fn from_json_number(json: &[u8], rounding: Rounding) -> Option<Self> {
        // Up to eighteen digits, as nearly every date has, cannot overflow.
        if matches!(json.len(), 1..=18) {
            let (mut seconds, mut are_digits) = (0_i64, true);
            for byte in json {
                let digit = byte.wrapping_sub(b'0');
                are_digits &= digit < 10;
                seconds = seconds.wrapping_mul(10).wrapping_add(i64::from(digit));
            }
            if are_digits {
                return Some(Self(seconds));
            }
        }
        let text = core::str::from_utf8(json).ok()?;
        match text.parse() {
            Ok(seconds) => Some(Self(seconds)),
            Err(_) => Self::from_f64(text.parse().ok()?, rounding),
        }
    }
}

#[cfg(feature = "std")]
impl From<std::time::SystemTime> for NumericDate {
    /// The whole second that contains it: a fraction is rounded down.
    fn from(time: std::time::SystemTime) -> Self {
        match time.duration_since(std::time::UNIX_EPOCH) {
            Ok(since) => Self::from_u64(since.as_secs()),
            Err(before) => {
                let before = before.duration();
                let whole = Self(0).saturating_sub(before);
                match before.subsec_nanos() {
                    0 => whole,
                    _ => Self(whole.0.saturating_sub(1)),
                }
            }
        }
    }
}

impl fmt::Display for NumericDate {
    /// The number, as a token has it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for NumericDate {
    /// The number and, for years of at most four digits, the date.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)?;
        match time::OffsetDateTime::from_unix_timestamp(self.0) {
            Ok(at) if (0..=9999).contains(&at.year()) => {
                let (year, month, day) = at.to_calendar_date();
                let (hour, minute, second) = at.to_hms();
                let month = u8::from(month);
                write!(
                    f,
                    " ({year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z)"
                )
            }
            _ => Ok(()),
        }
    }
}

impl Serialize for NumericDate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for NumericDate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(DateVisitor(Rounding::Down))
    }
}

/// Reads a NumericDate and rounds it up, for `nbf`.
pub(crate) fn deserialize_not_before<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<NumericDate, D::Error> {
    deserializer.deserialize_f64(DateVisitor(Rounding::Up))
}

struct DateVisitor(Rounding);

impl Visitor<'_> for DateVisitor {
    type Value = NumericDate;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number of seconds")
    }

    fn visit_i64<E: Error>(self, seconds: i64) -> Result<NumericDate, E> {
        Ok(NumericDate(seconds))
    }

    fn visit_u64<E: Error>(self, seconds: u64) -> Result<NumericDate, E> {
        Ok(NumericDate::from_u64(seconds))
    }

    fn visit_f64<E: Error>(self, seconds: f64) -> Result<NumericDate, E> {
        NumericDate::from_f64(seconds, self.0)
            .ok_or_else(|| E::invalid_value(Unexpected::Float(seconds), &self))
    }
}
