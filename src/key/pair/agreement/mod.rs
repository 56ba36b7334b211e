//! Keys that are agreed on with curves (features `jwe` and `public-keys`).

mod parts;

mod der;
mod engine;

mod read;
mod twin;

mod private;
mod public;

mod export;

pub use parts::EcdhCurve;
pub use private::EcdhPrivateKey;
pub use public::EcdhPublicKey;

pub(crate) use engine::{Agreeing, Peer};
pub(crate) use parts::AgreementPublic;
pub(crate) use twin::{that_agrees, that_signs};
