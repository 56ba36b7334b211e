/// The maximum length of a token in bytes, unless a verifier says otherwise.
pub(crate) const MAX_TOKEN_BYTES: usize = 256 * 1024;

/// The maximum length of a decoded header in bytes, unless a verifier says otherwise.
pub(crate) const MAX_HEADER_BYTES: usize = 8 * 1024;
