//! W13: encryption. What a token costs beyond the ciphers.

mod agreement;
mod cbc;
mod floor;
mod glassbox;
#[cfg(feature = "others")]
mod josekit;
#[cfg(feature = "others")]
mod jwt_simple;
mod line;
mod suite;
mod wrap;

pub use line::{Line, OTHERS, all};
