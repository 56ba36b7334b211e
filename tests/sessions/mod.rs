//! Sessions: each line of the decision table, and what stands around it. Time is a clock that the
//! tests move.

pub mod support;

#[cfg(feature = "conformance")]
mod conformance;
mod errors;
mod failing;
mod keys;
mod login;
mod manage;
mod redaction;
mod refresh;
mod store_failures;
mod table;
