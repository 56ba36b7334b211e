//! What the fuzzer calls, without the fuzzer: each target is a function of bytes that panics where the
//! crate and a naive model of it disagree. `tests/replay.rs` runs them on the saved inputs.
//!
//! The first bytes of an input choose (a key, a clock, a configuration), the rest is the matter. A
//! choice is taken modulo the number of its answers, so that printable characters will do.

mod base64url;
mod claims;
mod compact;
#[cfg(feature = "jwe")]
mod encrypted;
#[cfg(all(feature = "jwe", feature = "public-keys"))]
mod encrypted_ecdh;
#[cfg(feature = "jwe")]
mod encrypted_header;
mod header;
mod input;
#[cfg(feature = "public-keys")]
mod jwk;
#[cfg(feature = "jwks")]
mod jwks;
#[cfg(feature = "public-keys")]
mod key_file;
mod key_ring;
mod naive;
#[cfg(feature = "jwe")]
mod naive_jwe;
mod validity;
mod verify;

// The tests, which have these targets too, have it for their own.
#[allow(clippy::duplicate_mod)]
#[path = "../../tests/support/careless.rs"]
pub mod careless;
#[path = "../../tests/properties/oracle.rs"]
pub mod oracle;

pub use base64url::base64url;
pub use claims::claims;
pub use compact::compact;
#[cfg(feature = "jwe")]
pub use encrypted::encrypted;
#[cfg(all(feature = "jwe", feature = "public-keys"))]
pub use encrypted_ecdh::encrypted_ecdh;
#[cfg(feature = "jwe")]
pub use encrypted_header::encrypted_header;
pub use header::header;
#[cfg(feature = "public-keys")]
pub use jwk::jwk;
#[cfg(feature = "jwks")]
pub use jwks::jwks;
#[cfg(feature = "public-keys")]
pub use key_file::key_file;
pub use key_ring::key_ring;
pub use validity::validity;
pub use verify::verify;

/// A name, and what is called.
pub type Target = (&'static str, fn(&[u8]));

/// All of them.
pub const TARGETS: &[Target] = &[
    ("base64url", base64url),
    ("claims", claims),
    ("compact", compact),
    #[cfg(feature = "jwe")]
    ("encrypted", encrypted),
    #[cfg(all(feature = "jwe", feature = "public-keys"))]
    ("encrypted_ecdh", encrypted_ecdh),
    #[cfg(feature = "jwe")]
    ("encrypted_header", encrypted_header),
    ("header", header),
    #[cfg(feature = "public-keys")]
    ("jwk", jwk),
    #[cfg(feature = "jwks")]
    ("jwks", jwks),
    #[cfg(feature = "public-keys")]
    ("key_file", key_file),
    ("key_ring", key_ring),
    ("validity", validity),
    ("verify", verify),
];
