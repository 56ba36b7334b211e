//! The public face (blueprint section 2), one file per part of it. The rules at their edges are in
//! `tests/rules`.

mod audience;
mod calls;
mod claims;
mod clock;
mod header;
mod hmac_key;
mod jws_bytes;
mod key_ring;
mod misuse;
mod numeric_date;
mod open_traits;
mod providers;
mod signer;
mod token;
mod unsigned;
mod unverified;
mod validity;
mod verifier;
