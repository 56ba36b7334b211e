//! The documents of the project, so that their links and examples are checked with the code.
//!
//! The same files are read in the repository. A link that leads to a file there leads to a page
//! here: of two definitions of a link Markdown takes the first, and these come first.

/// [threat model]: crate::docs::threat_model
/// [`Grace`]: crate::session::Grace
/// [`Rotation`]: crate::session::Rotation
/// [`RefreshError::client_action`]: crate::session::RefreshError::client_action
/// [`SessionStore`]: crate::session::SessionStore
/// [`Sessions`]: crate::session::Sessions
/// [`Sessions::for_application`]: crate::session::Sessions::for_application
/// [coverage of the RFCs]: crate::docs::rfc_coverage
/// [`Algorithm`]: crate::Algorithm
/// [`DecryptingKey`]: crate::jwe::DecryptingKey
/// [`EncryptingKey`]: crate::jwe::EncryptingKey
/// [`KeyError`]: crate::KeyError
/// [`KeyInfo::algorithm`]: crate::key::KeyInfo::algorithm
/// [`KeyRing`]: crate::key::KeyRing
/// [`KeySource`]: crate::key::KeySource
/// [`RemoteKey`]: crate::key::RemoteKey
/// [`SignError`]: crate::SignError
/// [`Signer`]: crate::jwt::Signer
/// [`SigningKey`]: crate::key::SigningKey
/// [`Token`]: crate::jwt::Token
/// [`Unsigned`]: crate::jwt::Unsigned
/// [`Unverified`]: crate::jws::Unverified
/// [`Validity`]: crate::time::Validity
/// [`Verifier`]: crate::jwt::Verifier
/// [`Verifier::audit`]: crate::jwt::Verifier::audit
/// [`Verifier::explain`]: crate::jwt::Verifier::explain
/// [`VerifyError`]: crate::VerifyError
/// [`VerifyError::Configuration`]: crate::VerifyError::Configuration
/// [`VerifyError::Misfit`]: crate::VerifyError::Misfit
/// [`VerifyError::UnknownKey`]: crate::VerifyError::UnknownKey
/// [`VerifyingKey`]: crate::key::VerifyingKey
///
#[doc = include_str!("../docs/DESIGN.md")]
pub mod design {}

/// [design]: crate::docs::design
/// [`Claims`]: crate::jwt::Claims
/// [`HmacKey::hs256`]: crate::key::HmacKey::hs256
/// [`KeyError`]: crate::KeyError
/// [`KeyRing`]: crate::key::KeyRing
/// [`KeySource`]: crate::key::KeySource
/// [`RemoteKey`]: crate::key::RemoteKey
/// [`SignError`]: crate::SignError
/// [`Signer`]: crate::jwt::Signer
/// [`SigningKey`]: crate::key::SigningKey
/// [`Token`]: crate::jwt::Token
/// [`Unsigned`]: crate::jwt::Unsigned
/// [`Unverified`]: crate::jws::Unverified
/// [`Verifier`]: crate::jwt::Verifier
/// [`Verifier::explain`]: crate::jwt::Verifier::explain
/// [`VerifyError`]: crate::VerifyError
/// [`VerifyError::AlgorithmMismatch`]: crate::VerifyError::AlgorithmMismatch
/// [`VerifyError::Claim`]: crate::VerifyError::Claim
/// [`VerifyError::Expired`]: crate::VerifyError::Expired
/// [`VerifyError::Header`]: crate::VerifyError::Header
/// [`VerifyError::InvalidSignature`]: crate::VerifyError::InvalidSignature
/// [`VerifyError::Malformed`]: crate::VerifyError::Malformed
/// [`VerifyError::Misfit`]: crate::VerifyError::Misfit
/// [`VerifyError::NotYetValid`]: crate::VerifyError::NotYetValid
/// [`VerifyError::Payload`]: crate::VerifyError::Payload
/// [`VerifyError::TooLarge`]: crate::VerifyError::TooLarge
/// [`VerifyError::TooOld`]: crate::VerifyError::TooOld
/// [`VerifyError::UnsupportedAlgorithm`]: crate::VerifyError::UnsupportedAlgorithm
/// [`VerifyingKey`]: crate::key::VerifyingKey
/// [`generate_token`]: crate::jwt::generate_token
/// [`jws::sign`]: crate::jws::sign
/// [`jws::verify`]: crate::jws::verify
/// [`verify_token`]: crate::jwt::verify_token
///
#[doc = include_str!("../docs/MIGRATING.md")]
pub mod migrating {}

#[doc = include_str!("../docs/THREAT-MODEL.md")]
pub mod threat_model {}

#[doc = include_str!("../docs/RFC-COVERAGE.md")]
pub mod rfc_coverage {}

#[doc = include_str!("../docs/ERRORS.md")]
pub mod errors {}

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub mod readme {}
