//! What tokens of every kind have in common (RFC 7515 §4, RFC 7516 §4): the header, how it is read,
//! and the frame around a drawn token.

mod frame;
mod header;
mod header_view;
mod json_drawing;
mod key_id;
mod limits;

pub use header::Header;
pub use key_id::KeyId;

pub(crate) use frame::{Frame, write_rule};
#[cfg(feature = "jwe")]
pub(crate) use header::write_member;
pub(crate) use header::{HeaderMembers, TYP_JWT, header_segment, usual_headers};
pub(crate) use header_view::HeaderView;
pub(crate) use json_drawing::draw_json;
pub(crate) use limits::{MAX_HEADER_BYTES, MAX_TOKEN_BYTES};
