//! JSON Web Signature: the box and its lock, whatever lies in it (RFC 7515).

mod compact;
mod drawing;
mod header;
mod header_view;
mod pane;
mod signature;

pub use compact::{Unsigned, Unverified};
pub use header::{Header, KeyId};
pub use signature::{sign, verify};

pub(crate) use compact::{MAX_HEADER_BYTES, MAX_TOKEN_BYTES, into_text};
pub(crate) use header::{HeaderMembers, header_segment};
pub(crate) use header_view::HeaderView;
pub(crate) use signature::{Lock, MAX_CANDIDATES, close, open, signing_input};
