//! JSON Web Tokens: a box of glass with a very good lock. Anyone can look in, nobody can change
//! what is inside, and opening it with the right key proves that it is genuine.
//!
//! An authorization server signs who a user is, for a short time; an application that shares its
//! secret recomputes the signature, checks time and claims, and trusts the user's detail without
//! asking anyone. The safe reading is the default, every relaxation is a call that names it, and
//! every refusal says which rule, which claim, what was expected and what to call.
//!
//! ```
//! use glassbox::{Claims, HmacKey, Signer, Validity, Verifier};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct User {
//!     username: String,
//!     role: String,
//! }
//!
//! // At start-up, on both sides.
//! let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
//! let signer = Signer::new(key.clone())
//!     .issuer("https://auth.example")
//!     .audience("app-01")
//!     .validity("15m".parse::<Validity>()?);
//! let verifier = Verifier::new(key).issuer("https://auth.example").audience("app-01");
//! verifier.check_configuration()?;
//!
//! // At login, on the authorization server.
//! let user = User { username: "testAdmin".into(), role: "admin".into() };
//! let text = signer.sign(&Claims::new(user).subject("42"))?;
//!
//! // With each request, in the application.
//! let token = verifier.verify::<Claims<User>>(&text)?;
//! assert_eq!(token.claims().custom.role, "admin");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! For a single call each there are [`generate_token`] and [`verify_token`].
//!
//! # Where things are
//!
//! - [`jwt`]: [`Signer`], [`Verifier`], [`Token`], [`Claims`]: the policies, and what they judge.
//! - [`key`]: [`HmacKey`], [`KeyRing`], and the traits for keys of your own.
//! - [`jws`]: headers, [unverified](jws::Unverified) and [unsigned](jws::Unsigned) tokens, plain
//!   bytes.
//! - [`time`]: [`NumericDate`], [`Validity`], and where "now" comes from.
//! - [`KeyError`], [`SignError`], [`VerifyError`]: by activity.
//!
//! # Features
//!
//! - `std` (default): the system's clock, and base64 with vector instructions. Without it the crate
//!   is `no_std` with `alloc`, and wants a clock or an instant.
//! - `generate` (default): random secrets and token ids from the operating system.
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro)]

extern crate alloc;

mod algorithm;
mod claim;
mod codec;
mod error;
pub mod jws;
pub mod jwt;
pub mod key;
pub mod time;

pub use algorithm::Algorithm;
pub use error::{KeyError, SignError, VerifyError};
pub use jwt::{
    Audience, Claims, RegisteredClaims, Signer, Token, Verifier, generate_token, verify_token,
};
pub use key::{HmacKey, KeyRing};
pub use time::{NumericDate, Validity};

#[cfg(all(doctest, feature = "generate"))]
#[doc = include_str!("../README.md")]
struct Readme;
