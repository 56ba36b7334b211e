//! JSON Web Signature (RFC 7515): signing and verifying bytes of any kind.

mod compact;
mod drawing;
mod signature;

pub use crate::jose::Header;
pub use compact::Unverified;
pub use signature::{sign, verify};

pub(crate) use compact::{
    LONGEST_SIGNATURE, MAX_HEADER_BYTES, MAX_TOKEN_BYTES, check_length, into_text,
};
pub(crate) use signature::{Lock, MAX_CANDIDATES, close, open, signing_input};
