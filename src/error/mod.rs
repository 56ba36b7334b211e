//! What can go wrong, by activity: making keys, signing, verifying.

mod debug;
mod escape;
mod json_type;
mod text;

mod claim;
mod configuration;
mod decrypt;
mod encrypt;
mod jwk;
mod key;
mod key_words;
mod misfit;
mod parts;
mod pem;
mod sign;
mod verify;

pub use claim::{ClaimError, ClaimReason};
pub use configuration::ConfigurationError;
pub use debug::write_error_debug;
pub use decrypt::DecryptError;
pub use encrypt::EncryptError;
pub use escape::Foreign;
pub use json_type::JsonType;
pub use jwk::JwkProblem;
pub use key::KeyError;
pub use misfit::Misfit;
pub use parts::{HeaderError, HeaderMember, PayloadError, ReplicatedClaim};
pub use pem::PemProblem;
pub use sign::SignError;
pub use verify::VerifyError;

pub(crate) use debug::error_debug;
#[cfg(feature = "jwks")]
pub(crate) use debug::with_causes;
pub(crate) use escape::{Escaped, EscapedJson, escape};
pub(crate) use json_type::type_of;
pub(crate) use misfit::MisfitKind;
#[cfg(feature = "session")]
pub(crate) use text::Past;
pub(crate) use text::{Ago, REFRESH_TYP, Shown, Unit};
