//! The public face, one file per part of it. The rules at their edges are in `tests/rules`.

mod audience;
mod drawing;
mod durations;
mod header;
mod jws_bytes;
mod key_ring;
mod numeric_date;
mod token;
mod unverified;
mod validity;

#[cfg(all(feature = "std", feature = "generate"))]
pub mod debug;
#[cfg(all(feature = "std", feature = "generate"))]
mod foreign_texts;
#[cfg(all(feature = "std", feature = "generate"))]
mod messages;

/// Here the system's clock and its random numbers are a part of what is shown.
#[cfg(all(feature = "std", feature = "generate"))]
pub mod whole;
