//! Sessions: what comes after the token. Refresh tokens that survive two tabs, lost answers, crashes
//! and thieves; logout; and a list of devices (cargo feature `session`).
//!
//! [`Sessions`] is an authorization server's side of them, over a [`SessionStore`].

mod at_limit;
mod contention;
mod ends;
mod family;
mod grace;
mod subject;

mod about;
mod stamp;

mod fixed;

mod row;

mod change;
mod rotation;
mod texts;

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
mod sessions;

mod build_error;
mod builder;
mod introspect;
mod presented;

mod groups;
mod limit;
mod manage;

mod requests;

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
