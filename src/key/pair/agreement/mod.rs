//! Keys that are agreed on with curves (features `jwe` and `public-keys`).

mod parts;

mod engine;

mod read;
mod write;

mod private;
mod public;

pub use parts::EcdhCurve;
pub use private::EcdhPrivateKey;
pub use public::EcdhPublicKey;

pub(crate) use engine::{Agreeing, Peer};
pub(crate) use parts::AgreementPublic;
