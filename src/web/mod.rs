//! A request's token, and the answer to a refusal, for any web framework (feature `web`).
//!
//! A framework's request is read through [`Head`], a trait of two methods. What a server answers is an
//! [`Answer`]: a status, headers and a body. [`Protect`] joins them: it finds the access token of a
//! request, verifies it, and says how to answer if it does not hold (RFC 6750). With the feature
//! `public-keys`, `PublishedKeys` is the other end: the keys by which applications verify.
//!
//! ```
//! use glassbox::web::{Answer, Head, Protect, ProtectError};
//! use glassbox::{Claims, Token, Verifier};
//!
//! // At start-up.
//! fn protect(verifier: Verifier) -> Result<Protect, ProtectError> {
//!     Protect::new("app-01", verifier).build() // .or_cookie("__Host-at"): without a header, a cookie
//! }
//!
//! // With each request.
//! fn authenticate(request: &impl Head, protect: &Protect) -> Result<Token<Claims>, Answer> {
//!     protect.check(request).map_err(|refusal| {
//!         eprintln!("{}: {refusal}", refusal.why().code()); // for the log
//!         refusal.answer() // status, headers and body: the client is told no more
//!     })
//! }
//!
//! # let key = glassbox::HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
//! # let text = glassbox::generate_token(&Claims::new(()).subject("42"), &key, "15m")?;
//! let protect = protect(Verifier::new(key))?;
//! let header = format!("Bearer {text}");
//! let request = ("GET", [("Authorization", &*header)]); // as a test writes it
//! assert_eq!(authenticate(&request, &protect).unwrap().subject(), Some("42"));
//!
//! let answer = authenticate(&("GET", []), &protect).unwrap_err();
//! assert_eq!(answer.status(), 401);
//! let challenge = ("www-authenticate", r#"Bearer realm="app-01""#);
//! assert!(answer.headers().any(|header| header == challenge));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # An adapter
//!
//! The crate `glassbox-axum` has extractors and a layer for axum. For another framework it takes two
//! functions. These are for actix-web 4; the folder `adapters` of the repository has more of it, and poem,
//! salvo and tonic:
//!
//! ```text
//! struct HeadOf<'r>(&'r HttpRequest);
//!
//! impl Head for HeadOf<'_> {
//!     fn method(&self) -> &str {
//!         self.0.method().as_str()
//!     }
//!
//!     fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
//!         self.0.headers().get_all(name).map(HeaderValue::as_bytes)
//!     }
//!
//!     fn authority(&self) -> Option<&[u8]> {
//!         let authority = self.0.uri().authority()?;
//!         Some(authority.as_str().as_bytes())
//!     }
//! }
//!
//! fn response(answer: Answer) -> HttpResponse {
//!     let status = StatusCode::from_u16(answer.status());
//!     let mut response = HttpResponse::build(status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR));
//!     for field in answer.headers() {
//!         response.append_header(field);
//!     }
//!     response.body(answer.into_body().into_owned())
//! }
//! ```

mod answer;
#[cfg(feature = "session")]
mod cookie;
#[cfg(feature = "session")]
mod cookie_error;
mod credential;
#[cfg(feature = "session")]
mod endpoint;
#[cfg(feature = "public-keys")]
mod entity_tag;
mod head;
mod header_text;
mod origin;
mod protect;
mod protect_error;
#[cfg(feature = "public-keys")]
mod published_keys;
mod refusal;
mod scoped;
mod verdict;

pub use answer::Answer;
#[cfg(feature = "session")]
pub use cookie::{TokenCookie, TokenCookieBuilder};
#[cfg(feature = "session")]
pub use cookie_error::{CookieError, CookieRefusal};
pub use credential::bearer;
#[cfg(feature = "session")]
pub use endpoint::{token_error, token_response};
pub use head::{Ambiguous, Head};
pub use origin::{CrossSite, SameOrigin};
pub use protect::{Protect, ProtectBuilder};
pub use protect_error::ProtectError;
#[cfg(feature = "public-keys")]
pub use published_keys::PublishedKeys;
pub use refusal::{Refusal, Why};
pub use scoped::Scoped;
