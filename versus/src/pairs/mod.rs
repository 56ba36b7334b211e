//! W10: key pairs. What a token costs beyond its signature, which the engine makes or verifies.

mod engine;
mod fetched;
mod glassbox;
#[cfg(feature = "others")]
mod jsonwebtoken;
mod line;
mod pair;

pub use line::{Line, OTHERS, Task, all, id};
