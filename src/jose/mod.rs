//! What tokens of every kind have in common (RFC 7515 §4, RFC 7516 §4): the header, how it is read,
//! and the frame around a drawn token.

mod frame;
mod header;
mod header_view;
mod key_id;

pub use header::Header;
pub use key_id::KeyId;

pub(crate) use frame::{Frame, write_rule};
pub(crate) use header::{HeaderMembers, TYP_JWT, header_segment, usual_headers};
pub(crate) use header_view::HeaderView;
