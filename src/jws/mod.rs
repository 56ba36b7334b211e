//! JSON Web Signature (RFC 7515): signing and verifying bytes of any kind.

mod compact;
mod drawing;
mod signature;

pub use crate::jose::Header;
pub use compact::Unverified;
pub use signature::{sign, verify};

#[cfg(feature = "jwe")]
pub(crate) use compact::Parts;
pub(crate) use compact::{LONGEST_SIGNATURE, check_length, into_text};
pub(crate) use signature::{
    MAX_CANDIDATES, Verification, sign_compact, signing_input, verify_compact,
};
