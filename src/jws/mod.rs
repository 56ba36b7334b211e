//! JSON Web Signature: the box and its lock, whatever lies in it (RFC 7515).

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
