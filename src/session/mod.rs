//! Sessions: refresh tokens that withstand two tabs, lost answers, crashes and thieves; logout; and a
//! list of devices (cargo feature `session`).
//!
//! [`Sessions`] is the authorization server's part, on top of a [`SessionStore`]. In the order of use:
//!
//! 1. [`Sessions::builder`] takes the signer of access tokens, a key for refresh tokens, and a store:
//!    [`MemoryStore`], or one of the crates `glassbox-redb` and `glassbox-postgres`.
//! 2. [`Sessions::login`] begins a [`NewSession`], once the user has authenticated.
//! 3. [`Sessions::refresh`] exchanges the refresh token that a [`Presenter`] presents for new tokens.
//!    [`Sessions::introspect`] reads one, and changes nothing. (A [`Verifier`](crate::Verifier) reads an
//!    access token.)
//! 4. [`Sessions::logout`] ends the session. [`Sessions::sessions`] lists a user's devices,
//!    [`Sessions::revoke_session`] ends one of them, [`Sessions::revoke_subject`] all of them.
//! 5. [`Sessions::prune`], called from a timer, deletes sessions that are over.
//!
//! A refusal is a [`RefreshError`]; its [`client_action`](RefreshError::client_action) says what the
//! client should do.
//!
//! ```
//! use glassbox::session::{MemoryStore, NewSession, Presenter, Sessions};
//! use glassbox::{Algorithm, HmacKey, Signer};
//!
//! async fn server() -> Result<(), Box<dyn std::error::Error>> {
//!     let app = HmacKey::hs256(b"the secret of app 01, shared with it, 32 bytes")?;
//!     let signer = Signer::new(app).validity("15m");
//!     let own = HmacKey::generate(Algorithm::Hs256)?; // in production: one that outlives a restart
//!     let sessions = Sessions::builder(signer, own, MemoryStore::new()).build()?;
//!
//!     // Who asks: your own pages. An OAuth client is Presenter::public("id") or ::authenticated("id"),
//!     // the same at login and at refresh.
//!     let client = Presenter::first_party();
//!     let login = sessions.login(NewSession::new("42", client.clone())).await?;
//!     let fresh = sessions.refresh(login.refresh_token(), &client).await?;
//!     sessions.logout(fresh.refresh_token()).await?;
//!     Ok(())
//! }
//! # pollster::block_on(server()).unwrap();
//! ```
//!
//! Make one [`Sessions`] at start-up, and [one for each further
//! application](Sessions::for_application) from it. A clone is cheap. The calls take `&self` and are
//! async, and any executor runs them: `#[tokio::main]`, or `pollster::block_on(server())`.

mod at_limit;
mod contention;
mod ends;
mod family;
mod grace;
mod subject;

mod attributes;
mod stamp;

mod fixed;

mod row;

mod change;
mod error_text;
mod rotation;

mod error;

mod format;

mod columns;
mod detail;
mod presenter;
mod refreshed;

mod new_session;
mod store;
mod token;

mod by_subject;
mod decide;
mod event;
#[cfg(test)]
mod faults;
mod kept_stamps;
mod memory;

mod build_error;
mod server;
mod sessions;

mod builder;
mod presented;

// In the order in which the page of `Sessions` shows them.
mod requests;

mod introspect;

mod limit;
mod manage;

mod revoke_groups;

#[cfg(test)]
mod model;

#[cfg(feature = "conformance")]
pub mod conformance;

pub use at_limit::AtLimit;
pub use build_error::BuildError;
pub use builder::SessionsBuilder;
pub use columns::Columns;
pub use contention::Contention;
pub use error::{ClientAction, RefreshError, StoreError};
pub use family::{ParseSessionIdError, SessionId};
pub use grace::Grace;
pub use memory::MemoryStore;
pub use new_session::NewSession;
pub use presented::Presented;
pub use presenter::Presenter;
pub use refreshed::{RefreshKind, Refreshed};
pub use rotation::Rotation;
pub use row::{Loaded, Session, Version};
pub use sessions::Sessions;
pub use stamp::{Group, Stamp, Stamps};
pub use store::SessionStore;
