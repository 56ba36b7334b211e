#![doc = include_str!("../README.md")]

mod head;

mod response;

mod refusal;

mod bearer;
mod from_cookie;
mod same_origin;

mod layer;

pub use bearer::{Bearer, Permit, Scope};
pub use from_cookie::FromCookie;
pub use head::HeadOf;
pub use layer::{Require, RequireLayer, ResponseFuture, require};
pub use refusal::Refusal;
pub use response::{Reply, response};
pub use same_origin::SameOrigin;
