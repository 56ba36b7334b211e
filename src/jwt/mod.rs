//! JSON Web Token (RFC 7519): claims, and the policies by which tokens are signed and accepted.

mod added_claims;
mod any_of;
mod audience;
mod claims;
mod envelope;
mod lifetime;
mod registered_claims;
mod signer;
mod signer_at;
mod signer_dates;
mod unsigned;

#[cfg(feature = "session")]
mod session_signer;

#[cfg(feature = "jwe")]
mod encrypting;

mod claim_type;
mod every_key;
mod inner_token;
mod judge;
mod policy;
mod token;
mod token_claims;
mod verifier;
mod verifier_dates;

mod decryption_tried;
mod explanation;
mod keys_tried;
mod report;
mod shape;

mod audit;
#[cfg(feature = "jwe")]
mod audit_decryption;
mod audit_keys;
mod explain;
mod keys_seen;

pub use crate::claim::Claim;
pub use crate::error::{
    ClaimError, ClaimReason, ConfigurationError, DecryptError, EncryptError, HeaderError,
    HeaderMember, JsonType, Misfit, PayloadError, ReplicatedClaim,
};
pub use any_of::AnyOf;
pub use audience::Audience;
pub use audit::{Audit, Finding, Severity};
pub use claims::Claims;
pub use registered_claims::RegisteredClaims;
pub use report::{Check, Outcome, Report};
pub use signer::{Signer, generate_token};
pub use signer_at::SignerAt;
pub use token::{Token, VerifierAt, verify_token};
pub use unsigned::Unsigned;
pub use verifier::Verifier;

#[cfg(feature = "session")]
pub(crate) use added_claims::Addition;
#[cfg(feature = "session")]
pub(crate) use policy::{Policy, TypRule};
