//! What can go wrong, by activity: making keys, signing, verifying.

mod claim;
mod configuration;
mod key;
mod parts;
mod sign;
mod verify;

pub use claim::{ClaimError, ClaimReason, JsonType};
pub use configuration::ConfigurationError;
pub use key::KeyError;
pub use parts::{HeaderError, PayloadError};
pub use sign::SignError;
pub use verify::{Misfit, VerifyError};

pub(crate) use claim::{Escaped, Shown, type_of};
pub(crate) use verify::{Ago, REFRESH_TYP};
