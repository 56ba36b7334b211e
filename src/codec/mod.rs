//! The two encodings of a token: base64url outside, JSON inside.

pub(crate) mod base64url;
pub(crate) mod json;
