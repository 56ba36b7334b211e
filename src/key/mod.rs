//! Keys: keys that sign, keys that verify, and where a verifier finds them.
//!
//! The traits are open: for a key in hardware, a key of another algorithm or a set of keys behind a
//! lock, implement them for a type of your own.

mod encoded;
mod form;
mod lookup;
mod mark;
mod signature;
mod traits;

mod decodings;
mod not_a_secret;
mod secret;

mod hmac;
mod options;
mod remote;
mod ring;

#[cfg(feature = "public-keys")]
pub(crate) mod pair;

pub use crate::error::{JwkProblem, PemProblem};
pub use crate::jose::KeyId;
pub use hmac::HmacKey;
pub use lookup::Lookup;
pub use options::HmacKeyOptions;
#[cfg(feature = "public-keys")]
pub use pair::{PrivateKey, PrivateText, PublicKey};
pub use remote::RemoteKey;
pub use ring::KeyRing;
pub use signature::Signature;
pub use traits::{KeyInfo, KeySource, One, SigningKey, Unavailable, VerifyingKey};

pub(crate) use lookup::Now;
#[cfg(feature = "jwe")]
pub(crate) use not_a_secret::refuse_keys_of_another_kind;
#[cfg(feature = "public-keys")]
pub(crate) use pair::{
    Curve, CurvePrivate, EdPrivate, EdPublic, Memo, Point, PrivateParts, PublicParts, RsaPrivate,
    RsaPublic, RsaUse, signature_of_der,
};
#[cfg(feature = "jwe")]
pub(crate) use secret::secret_from_base64;
pub(crate) use traits::sealed;
