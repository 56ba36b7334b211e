use alloc::string::String;
use core::time::Duration;

use super::validity::{ParseValidityError, Validity};

/// What a setting accepts as a duration: a [`Duration`], a text with a unit (`"90s"`, `"15m"`,
/// `"12h"`, `"2 days"`, `"1w"`), or a [`Validity`].
///
/// A bare number does not compile: half of the world would read it as seconds and the other half as
/// milliseconds. A text that is not a duration is an error of the configuration:
/// [`SignError::NoDuration`](crate::SignError::NoDuration) when signing,
/// [`ConfigurationError::NoDuration`](crate::jwt::ConfigurationError::NoDuration) of a verifier.
///
/// ```
/// use core::time::Duration;
/// use glassbox::{HmacKey, Signer, Verifier};
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let signer = Signer::new(key.clone()).validity("15m");
/// let verifier = Verifier::new(key).leeway("30s").max_age(Duration::from_secs(3600));
/// verifier.check_configuration()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a duration",
    label = "write a text with its unit, `\"15m\"`, or `Duration::from_secs(900)`",
    note = "a bare number could mean seconds or milliseconds, so the unit is always written",
    note = "the units of a text are s, m, h, d and w; a duration of another crate is converted first: \
            `Duration::from_secs(..)` of its whole seconds"
)]
pub trait IntoDuration {
    /// The duration.
    ///
    /// # Errors
    /// For a text that is not a duration, those of [`Validity`]'s `from_str`.
    fn into_duration(self) -> Result<Duration, ParseValidityError>;
}

impl IntoDuration for Duration {
    fn into_duration(self) -> Result<Duration, ParseValidityError> {
        Ok(self)
    }
}

impl IntoDuration for Validity {
    fn into_duration(self) -> Result<Duration, ParseValidityError> {
        Ok(self.duration())
    }
}

impl IntoDuration for &str {
    fn into_duration(self) -> Result<Duration, ParseValidityError> {
        self.parse().map(Validity::duration)
    }
}

impl IntoDuration for &String {
    fn into_duration(self) -> Result<Duration, ParseValidityError> {
        self.as_str().into_duration()
    }
}

impl IntoDuration for String {
    fn into_duration(self) -> Result<Duration, ParseValidityError> {
        self.as_str().into_duration()
    }
}
