//! The offsets of redb's file format 3 that are used here. A later redb may write another format: so
//! only one minor version of it is accepted, and the next one only after all tests pass with it.

/// The bytes at the beginning that differ after each commit.
pub(crate) const HEADER: usize = 320;

/// A byte of flags.
pub(crate) const FLAGS: u64 = 9;
/// Which of two slots has the last commit.
pub(crate) const IS_SECOND: u8 = 1;
pub(crate) const IS_UNCLEAN: u8 = 2;
/// The named commit is trusted, and no other one is used.
pub(crate) const IS_BELIEVED: u8 = 4;

/// Where the slots begin, behind the version.
pub(crate) const FIRST: u64 = 65;
pub(crate) const SECOND: u64 = 193;
/// A slot of a commit that is not whole.
pub(crate) const BLANK: [u8; 127] = [0; 127];
