//! Parts of the face that are shown with all features on.

pub mod audit;
mod calls;
mod claims;
mod clock;
mod explain;
mod hmac_key;
mod misuse;
mod open_traits;
pub mod providers;
mod signer;
mod unseen;
mod unsigned;
mod verifier;
