//! JSON Web Tokens: a box of glass with a very good lock. Everybody can look in, nobody can change
//! the contents unnoticed, and whoever opens it with the right key knows that it is genuine.
//!
//! # What a token is
//!
//! A token is a text of three parts with dots between: `header.payload.signature`, each encoded in
//! base64url. The header says how the token is signed. The payload is a JSON object of *claims*:
//! whom the token is about (`sub`), who issued it (`iss`), for whom (`aud`), until when it is valid
//! (`exp`), and whatever else an application wants to know (RFC 7519). The signature is computed
//! from the other two parts and a secret, or a private key if the application shall only verify.
//!
//! An authorization server issues such a token when a user logs in. The client sends it with each
//! request. The application knows the same secret, so it can verify the token and learn who the
//! user is without asking the server.
//!
//! # Generate and verify
//!
//! If you hold a [`Token`], the signature and all checks of its verifier held; there is no other way
//! to get one.
//!
//! ```
//! use glassbox::{HmacKey, Token, generate_token, verify_token};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct User {
//!     username: String,
//!     role: String,
//! }
//!
//! let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
//! let user = User { username: "testAdmin".into(), role: "admin".into() };
//! let text = generate_token(&user, &key, "15m")?; // adds iat and exp
//! assert!(text.starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."));
//!
//! let token: Token<User> = verify_token(&text, &key)?;
//! assert_eq!(token.claims().role, "admin");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A real secret does not stand in the source. An operator makes one with `openssl rand -base64 32`,
//! and both servers read it from their environment:
//!
//! ```
//! use glassbox::{Algorithm, HmacKey};
//!
//! fn key() -> Result<HmacKey, Box<dyn std::error::Error>> {
//!     let secret = std::env::var("JWT_SECRET")?;
//!     Ok(HmacKey::from_base64(Algorithm::Hs256, &secret)?)
//! }
//! ```
//!
//! # Why it can be trusted
//!
//! The application computes the signature again, from the token's text and its own secret. Whoever
//! changes the text would have to change the signature to match, and cannot without the secret. The
//! verifier refuses a token that was changed, has expired, or was signed with another secret, and
//! the error says why.
//!
//! ```
//! use core::time::Duration;
//! use glassbox::{HmacKey, NumericDate, Signer, Verifier};
//! use serde_json::Value;
//!
//! #[derive(serde::Serialize)]
//! struct User {
//!     username: String,
//!     role: String,
//! }
//!
//! let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
//! let signer = Signer::new(key.clone()).validity("5s");
//! let verifier = Verifier::new(key);
//! let now = NumericDate::from_seconds(1_606_950_493);
//! let user = User { username: "testUser".into(), role: "user".into() };
//! let text = signer.at(now).sign(&user)?;
//!
//! // {"username":"testUser","role":"user",…}: somebody changes the role to "root".
//! let (user, root) = ("InVzZXIi", "InJvb3Qi"); // in base64url
//! assert!(text.contains(user));
//! let error = verifier.at(now).verify::<Value>(&text.replace(user, root)).unwrap_err();
//! assert_eq!(error.to_string(), "invalid signature");
//!
//! // Ten seconds later. The token was valid for five.
//! let later = now.saturating_add(Duration::from_secs(10));
//! let error = verifier.at(later).verify::<Value>(&text).unwrap_err();
//! assert_eq!(error.to_string(), "token expired 5s ago (exp 1606950498, now 1606950503)");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What must not go into a token
//!
//! Everybody can read a token: base64url is not encryption. Leave out passwords, personal data, and
//! anything that the client or somebody in between must not know (the feature `jwe` encrypts
//! tokens). Also leave out what may change before the token expires, because an issued token cannot
//! be taken back: keep its validity short.
//!
//! ```
//! use glassbox::jws::Unverified;
//! use glassbox::{HmacKey, generate_token};
//! use serde_json::{Value, json};
//!
//! let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
//! let text = generate_token(&json!({"username": "testAdmin"}), &key, "15m")?;
//!
//! let claims: Value = Unverified::parse(&text)?.dangerous_claims()?; // without a key
//! assert_eq!(claims["username"], "testAdmin");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # With a policy
//!
//! The default is strict, and every relaxation is a call that names it. Build signer and verifier
//! once, at start-up:
//!
//! ```
//! use glassbox::{Claims, HmacKey, Signer, Verifier};
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Serialize, Deserialize)]
//! struct User {
//!     username: String,
//!     role: String,
//! }
//!
//! let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
//! let signer = Signer::new(key.clone())
//!     .issuer("https://auth.example")
//!     .audience("app-01")
//!     .validity("15m");
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
//! If a token is refused and you do not see why, [`Verifier::explain`] describes every check of it,
//! and is safe to log. [`Verifier::audit`] lists what a reviewer would criticize in the
//! configuration.
//!
//! # Where things are
//!
//! What has no link here needs a feature of the list below.
//!
//! - [`jwt`]: [`Signer`], [`Verifier`], [`Token`], [`Claims`], and [`Report`](jwt::Report),
//!   [`Audit`](jwt::Audit) and [unsigned](jwt::Unsigned) tokens.
//! - [`key`]: [`HmacKey`], [`KeyRing`], key pairs (`PrivateKey`, `PublicKey`), and the traits for keys of
//!   your own.
//! - `jwk`: public keys as JSON, `Jwk`, and sets of them, `JwkSet`, as issuers publish them.
//! - `jwks`: the keys of an issuer, fetched when it is time, `RemoteKeys`.
//! - `jwe`: encrypted tokens, and keys that encrypt, by a shared secret or to a public key.
//! - [`jws`]: headers, [unverified](jws::Unverified) tokens, plain bytes.
//! - [`session`]: refresh tokens, logout, lists of devices: [`Sessions`](session::Sessions) over a
//!   [store](session::SessionStore).
//! - [`time`]: [`NumericDate`], [`Validity`], and where "now" comes from.
//! - `web`: the token of a request, the answer to a refusal.
//! - [`KeyError`], [`SignError`], [`VerifyError`]: what can go wrong when making keys, signing,
//!   verifying.
//! - [`docs`]: why things [are as they are](docs::design), [migrating](docs::migrating) from other
//!   libraries, the [threat model](docs::threat_model), the [RFCs](docs::rfc_coverage) rule by rule,
//!   the [refusals](docs::errors) by code.
//!
//! # Features
//!
//! - `std` (default): the system's clock, and base64 with vector instructions. Without it the crate
//!   is `no_std` with `alloc`, and the caller gives a clock or an instant.
//! - `generate` (default): random secrets and token ids from the operating system.
//! - `session` (default): [`session`].
//! - `public-keys`: key pairs (RS, PS, ES256, ES384, EdDSA) and JSON Web Keys, on x86_64 and aarch64.
//! - `jwks`: the keys that an issuer publishes, found, fetched and kept up to date over a transport that the
//!   application gives; brings `public-keys`.
//! - `jwe`: encrypted tokens (RFC 7516), for claims that nobody on the way may read; with `public-keys` also
//!   encrypted to a public key.
//! - `web`: what a server needs around its tokens, for any web framework.
//! - `conformance`: a test suite for any store of sessions.
//! - `tracing`: an event for each outcome of a session's operation, and for what happens to keys from
//!   elsewhere.
//!
//! # In a browser, and on other bare targets
//!
//! `wasm32-unknown-unknown` has no clock and no random numbers. Use the crate without its default
//! features, and give it an instant with [`Verifier::at`] and [`Signer::at`], or a
//! [`Clock`](time::Clock) of your own for all calls. [`generate_token`] and [`verify_token`] need
//! the system's clock: without one, signing fails with [`SignError::NoClock`].
//!
//! ```toml
//! glassbox = { version = "0.1", default-features = false }
//! ```
//!
//! For random secrets and token ids (feature `generate`), let `getrandom` use the browser: add
//! `getrandom = { version = "0.4", features = ["wasm_js"] }` to your own dependencies. Sessions
//! belong on a server.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(not(feature = "std"), no_std)]
#![deny(clippy::print_stdout, clippy::print_stderr, clippy::dbg_macro)]

extern crate alloc;

mod algorithm;
mod claim;
mod codec;
#[cfg(any(doc, doctest))]
pub mod docs;
mod encryption;
mod error;
mod jose;
#[cfg(feature = "jwe")]
pub mod jwe;
#[cfg(feature = "public-keys")]
pub mod jwk;
#[cfg(feature = "jwks")]
pub mod jwks;
pub mod jws;
pub mod jwt;
pub mod key;
#[cfg(feature = "session")]
pub mod session;
pub mod time;
#[cfg(feature = "web")]
pub mod web;

pub use algorithm::Algorithm;
#[doc(hidden)]
pub use error::{Foreign, write_error_debug};
pub use error::{KeyError, SignError, VerifyError};
#[doc(inline)]
pub use jwt::{
    Audience, Claims, RegisteredClaims, Signer, Token, Verifier, generate_token, verify_token,
};
#[doc(inline)]
pub use key::{HmacKey, KeyRing};
#[cfg(feature = "public-keys")]
#[doc(inline)]
pub use key::{PrivateKey, PublicKey};
#[doc(inline)]
pub use time::{NumericDate, Validity};
