//! JSON Web Keys (RFC 7517): public keys as JSON, and sets of them, as issuers publish them.

mod members;
mod transcript;

mod public;
mod purpose;
mod thumbprint;
mod written;

mod value;

#[cfg(feature = "jwe")]
mod agreement;
mod pair;
mod private;

mod not_a_set;
mod skipped;

mod set;

mod source;

pub use set::JwkSet;
pub use skipped::Skipped;
pub use value::Jwk;
