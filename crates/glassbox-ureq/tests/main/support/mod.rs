//! Servers on ports of this machine: an issuer as it should be, one over TLS, and one that misbehaves.

mod authority;
mod issuer;
mod keys;
mod raw;

pub(crate) use authority::{Authority, Identity};
pub(crate) use issuer::{Issuer, Page};
pub(crate) use keys::{builder, hasty, pair, remote, set, token, verify, why};
pub(crate) use raw::Raw;
