#![doc = include_str!("../README.md")]

mod reason;
mod roots;

mod transport;

pub use roots::RootsError;
pub use transport::Ureq;
pub use ureq;
