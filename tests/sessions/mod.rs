//! Sessions: each line of the decision table, and what stands around it. Time is a clock that the
//! tests move.

pub mod support;

mod applications;
mod columns;
#[cfg(feature = "conformance")]
mod conformance;
mod contended;
mod dates;
mod defaults;
mod details;
mod ending;
pub mod errors;
pub mod failing;
mod format;
mod groups;
mod introspecting;
mod keeping;
mod keys;
mod known;
mod lasting;
mod limit;
mod login;
mod manage;
mod names;
mod narrowing;
mod redaction;
mod refresh;
mod remaining;
mod rows;
mod store_failures;
mod table;
mod updating;
