//! Keys from elsewhere: the set of keys that an issuer publishes, fetched when it is time, over a
//! transport of the caller's.

mod address;
mod freshness;
mod transport;

mod decide;
mod error;
mod event;

mod flight;
mod state;

mod fetch;
mod metadata;

mod builder;
mod inner;

mod attempt;
mod refresh;
mod remote;
mod source;

pub use builder::RemoteKeysBuilder;
pub use error::JwksError;
pub use event::JwksEvent;
pub use refresh::Refresh;
pub use remote::RemoteKeys;
pub use transport::{Request, Response, Transport, TransportError};
