use alloc::sync::Arc;

#[cfg(target_has_atomic = "64")]
use core::sync::atomic::{AtomicI64, Ordering};
#[cfg(target_has_atomic = "64")]
use core::time::Duration;

use super::NumericDate;

/// Where "now" comes from. The default of [`Signer`](crate::Signer) and
/// [`Verifier`](crate::Verifier) is `SystemClock`; a test gives a `FixedClock`.
///
/// ```
/// use glassbox::NumericDate;
/// use glassbox::time::Clock;
///
/// /// Seconds since start-up, from a board without a calendar.
/// struct Ticks;
///
/// impl Clock for Ticks {
///     fn now(&self) -> NumericDate {
///         NumericDate::from_seconds(42)
///     }
/// }
/// ```
pub trait Clock: Send + Sync {
    /// The current instant.
    fn now(&self) -> NumericDate;
}

/// The operating system's clock (cargo feature `std`).
#[cfg(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

#[cfg(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
impl Clock for SystemClock {
    fn now(&self) -> NumericDate {
        NumericDate::now()
    }
}

/// Whether [`system_now`] returns an instant.
pub(crate) const HAS_SYSTEM_CLOCK: bool = cfg!(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
));

/// The platform's own clock, if it has one.
pub(crate) fn system_now() -> Option<NumericDate> {
    #[cfg(all(
        feature = "std",
        not(all(target_family = "wasm", target_os = "unknown"))
    ))]
    return Some(SystemClock.now());
    #[cfg(not(all(
        feature = "std",
        not(all(target_family = "wasm", target_os = "unknown"))
    )))]
    return None;
}

/// A clock that stands still until it is moved: for tests. Clones share the instant.
///
/// ```
/// use core::time::Duration;
/// use glassbox::NumericDate;
/// use glassbox::time::{Clock, FixedClock};
///
/// let clock = FixedClock::new(NumericDate::from_seconds(1_606_950_493));
/// clock.advance(Duration::from_secs(10));
/// assert_eq!(clock.now().seconds(), 1_606_950_503);
/// ```
#[cfg(target_has_atomic = "64")]
#[derive(Clone, Debug)]
pub struct FixedClock(Arc<AtomicI64>);

#[cfg(target_has_atomic = "64")]
impl FixedClock {
    /// A clock that shows `now`.
    #[must_use]
    pub fn new(now: NumericDate) -> Self {
        Self(Arc::new(AtomicI64::new(now.seconds())))
    }

    /// Sets the instant, for all clones.
    pub fn set(&self, now: NumericDate) {
        self.0.store(now.seconds(), Ordering::SeqCst);
    }

    /// Moves the instant forward by the whole seconds of `duration`, for all clones.
    pub fn advance(&self, duration: Duration) {
        let later = |now| NumericDate::from_seconds(now).saturating_add(duration);
        let later = |now| Some(later(now).seconds());
        let _ = self
            .0
            .fetch_update(Ordering::SeqCst, Ordering::SeqCst, later);
    }
}

#[cfg(target_has_atomic = "64")]
impl Clock for FixedClock {
    fn now(&self) -> NumericDate {
        NumericDate::from_seconds(self.0.load(Ordering::SeqCst))
    }
}

impl<C: Clock + ?Sized> Clock for Arc<C> {
    fn now(&self) -> NumericDate {
        (**self).now()
    }
}
