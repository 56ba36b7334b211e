/// The maximum length of a token in bytes, unless a verifier says otherwise.
pub(crate) const MAX_TOKEN_BYTES: usize = 256 * 1024;

/// The maximum length of a decoded header in bytes, unless a verifier says otherwise.
pub(crate) const MAX_HEADER_BYTES: usize = 8 * 1024;

/// The maximum number of members of a header: usual ones have a handful. A verifier that takes longer
/// headers takes no more of them.
pub(crate) const MAX_HEADER_MEMBERS: usize = 32;
