//! Instants, durations of validity, and where "now" comes from.

mod clock;
mod into_duration;
mod numeric_date;
mod validity;

pub use clock::Clock;
#[cfg(target_has_atomic = "64")]
pub use clock::FixedClock;
#[cfg(all(
    feature = "std",
    not(all(target_family = "wasm", target_os = "unknown"))
))]
pub use clock::SystemClock;
pub use into_duration::IntoDuration;
pub use numeric_date::NumericDate;
pub use validity::{ParseValidityError, Validity};

pub(crate) use clock::{HAS_SYSTEM_CLOCK, system_now};
pub(crate) use numeric_date::{Rounding, deserialize_not_before};
