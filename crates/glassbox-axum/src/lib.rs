#![doc = include_str!("../README.md")]

mod head;

mod response;

mod refusal;

mod bearer;

mod layer;

pub use bearer::{Bearer, Permit, Scope};
pub use head::HeadOf;
pub use layer::{Require, RequireLayer, ResponseFuture, require};
pub use refusal::Refusal;
pub use response::{Reply, response};
