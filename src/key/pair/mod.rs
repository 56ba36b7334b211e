//! Key pairs (feature `public-keys`): reading them, judging them, signing and verifying with them.

mod makers;
mod memo;
mod pem;
mod private_text;

mod asn1;
mod form;

mod curve;
mod ed25519;
mod rsa;

mod parts;

mod pkcs8;
mod spki;
mod write;

mod engine;
mod read;

mod private;
mod public;

mod export;

#[cfg(feature = "jwe")]
pub(crate) mod agreement;

pub use private::PrivateKey;
pub use private_text::PrivateText;
pub use public::PublicKey;

pub(crate) use curve::{Curve, CurvePrivate, Point, signature_of_der};
pub(crate) use ed25519::{EdPrivate, EdPublic};
pub(crate) use memo::Memo;
pub(crate) use parts::{PrivateParts, PublicParts};
pub(crate) use rsa::{RsaPrivate, RsaPublic, RsaUse};
