//! The exchange of tokens that are signed with key pairs.

mod files;
pub mod make;
pub mod verify;
pub mod write;
