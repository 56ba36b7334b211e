//! The arithmetic of key pairs: graviola, and nothing of it elsewhere. What comes here was judged.

#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64")))]
compile_error!("the feature public-keys of glassbox is for x86_64 and aarch64");

use alloc::boxed::Box;
use alloc::vec::Vec;

use graviola::hashing::{Sha256, Sha384};
use graviola::signing::ecdsa::{P256, P384};
use graviola::signing::{ecdsa, eddsa, rsa};
use zeroize::{Zeroize, Zeroizing};

use super::curve::{Curve, CurvePrivate, Point};
use super::ed25519::{EdPrivate, EdPublic};
use super::form::Form;
use super::parts::{PrivateParts, PublicParts};
use super::rsa::RsaUse;
use super::{pkcs8, write};
use crate::algorithm::Algorithm;
use crate::error::{KeyError, SignError};
use crate::key::Signature;

/// Asked before anything else is.
pub(super) fn check_processor() -> Result<(), KeyError> {
    match graviola::util::is_cpu_supported() {
        true => Ok(()),
        false => Err(KeyError::UnsupportedCpu),
    }
}

/// A public key, ready to verify.
pub(super) enum Verifying {
    Rsa(Box<rsa::VerifyingKey>),
    P256(Box<ecdsa::VerifyingKey<P256>>),
    P384(Box<ecdsa::VerifyingKey<P384>>),
    Ed25519(Box<eddsa::Ed25519VerifyingKey>),
}

impl Verifying {
    pub(super) fn new(parts: &PublicParts) -> Result<Self, KeyError> {
        match parts {
            PublicParts::Rsa(key, _) => {
                let key = rsa::VerifyingKey::from_pkcs1_der(&write::rsa_public(key));
                key.map(Box::new).map(Self::Rsa).map_err(refused)
            }
            PublicParts::Curve(point) => match point.curve() {
                Curve::P256 => ecdsa::VerifyingKey::from_x962_uncompressed(point.bytes())
                    .map(|key| Self::P256(Box::new(key))),
                Curve::P384 => ecdsa::VerifyingKey::from_x962_uncompressed(point.bytes())
                    .map(|key| Self::P384(Box::new(key))),
            }
            .map_err(|_| KeyError::WeakPoint),
            PublicParts::Ed25519(key) => eddsa::Ed25519VerifyingKey::from_bytes(key.bytes())
                .map(|key| Self::Ed25519(Box::new(key)))
                .map_err(|_| KeyError::WeakPoint),
        }
    }

    pub(super) fn verify(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let verified = match (self, algorithm) {
            (Self::Rsa(key), Algorithm::Rs256) => key.verify_pkcs1_sha256(signature, message),
            (Self::Rsa(key), Algorithm::Rs384) => key.verify_pkcs1_sha384(signature, message),
            (Self::Rsa(key), Algorithm::Rs512) => key.verify_pkcs1_sha512(signature, message),
            (Self::Rsa(key), Algorithm::Ps256) => key.verify_pss_sha256(signature, message),
            (Self::Rsa(key), Algorithm::Ps384) => key.verify_pss_sha384(signature, message),
            (Self::Rsa(key), Algorithm::Ps512) => key.verify_pss_sha512(signature, message),
            (Self::P256(key), Algorithm::Es256) => key.verify::<Sha256>(&[message], signature),
            (Self::P384(key), Algorithm::Es384) => key.verify::<Sha384>(&[message], signature),
            (Self::Ed25519(key), Algorithm::EdDsa | Algorithm::Ed25519) => {
                key.verify(signature, message)
            }
            _ => return false,
        };
        verified.is_ok()
    }
}

/// A private key, ready to sign. It wipes itself when it is dropped.
pub(super) enum Signing {
    Rsa(Box<rsa::SigningKey>),
    P256(Box<ecdsa::SigningKey<P256>>),
    P384(Box<ecdsa::SigningKey<P384>>),
    Ed25519(Box<eddsa::Ed25519SigningKey>),
}

impl Signing {
    pub(super) fn new(parts: &PrivateParts) -> Result<Self, KeyError> {
        match parts {
            PrivateParts::Rsa(key, _) => {
                let key = rsa::SigningKey::from_pkcs1_der(&write::rsa_private(key));
                key.map(Box::new).map(Self::Rsa).map_err(refused)
            }
            PrivateParts::Curve(key) => {
                let sec1 = write::sec1(key, None);
                match key.curve() {
                    Curve::P256 => {
                        ecdsa::SigningKey::from_sec1_der(&sec1).map(|key| Self::P256(Box::new(key)))
                    }
                    Curve::P384 => {
                        ecdsa::SigningKey::from_sec1_der(&sec1).map(|key| Self::P384(Box::new(key)))
                    }
                }
                .map_err(refused)
            }
            PrivateParts::Ed25519(key) => eddsa::Ed25519SigningKey::from_bytes(key.seed())
                .map(|key| Self::Ed25519(Box::new(key)))
                .map_err(refused),
        }
    }

    /// The point that belongs to the private number; `None` of RSA, whose numbers are all given.
    pub(super) fn derived(&self) -> Result<Option<PublicParts>, KeyError> {
        let curve = |curve, bytes: &[u8]| Point::new(curve, bytes).map(PublicParts::Curve);
        Ok(Some(match self {
            Self::Rsa(_) => return Ok(None),
            Self::P256(key) => curve(Curve::P256, &key.private_key.public_key_uncompressed())?,
            Self::P384(key) => curve(Curve::P384, &key.private_key.public_key_uncompressed())?,
            Self::Ed25519(key) => {
                PublicParts::Ed25519(EdPublic::new(&key.public_key().as_bytes())?)
            }
        }))
    }

    pub(super) fn sign(
        &self,
        algorithm: Algorithm,
        message: &[u8],
    ) -> Result<Signature, SignError> {
        let mut small = [0; 96];
        let mut large;
        let out = match self {
            Self::Rsa(_) => {
                large = [0; 1024];
                large.as_mut_slice()
            }
            _ => small.as_mut_slice(),
        };
        let signature = match (self, algorithm) {
            (Self::Rsa(key), Algorithm::Rs256) => key.sign_pkcs1_sha256(out, message),
            (Self::Rsa(key), Algorithm::Rs384) => key.sign_pkcs1_sha384(out, message),
            (Self::Rsa(key), Algorithm::Rs512) => key.sign_pkcs1_sha512(out, message),
            (Self::Rsa(key), Algorithm::Ps256) => key.sign_pss_sha256(out, message),
            (Self::Rsa(key), Algorithm::Ps384) => key.sign_pss_sha384(out, message),
            (Self::Rsa(key), Algorithm::Ps512) => key.sign_pss_sha512(out, message),
            (Self::P256(key), Algorithm::Es256) => key.sign::<Sha256>(&[message], out),
            (Self::P384(key), Algorithm::Es384) => key.sign::<Sha384>(&[message], out),
            (Self::Ed25519(key), Algorithm::EdDsa | Algorithm::Ed25519) => {
                return Ok(Signature::new(key.sign(message)));
            }
            _ => return Err(SignError::key("it is of another algorithm")),
        };
        signature.map(Signature::new).map_err(|error| match error {
            graviola::Error::RngFailed => SignError::Random,
            _ => SignError::key("its numbers do not belong together"),
        })
    }
}

/// A new pair on a curve.
pub(super) fn generate_on_curve(curve: Curve) -> Result<PrivateParts, KeyError> {
    let mut scalar = Zeroizing::new(Vec::with_capacity(curve.len()));
    match curve {
        Curve::P256 => {
            let key = ecdsa::SigningKey::<P256>::generate().map_err(no_random)?;
            let mut bytes = key.private_key.as_bytes();
            scalar.extend_from_slice(&bytes);
            bytes.zeroize();
        }
        Curve::P384 => {
            let key = ecdsa::SigningKey::<P384>::generate().map_err(no_random)?;
            let mut bytes = key.private_key.as_bytes();
            scalar.extend_from_slice(&bytes);
            bytes.zeroize();
        }
    }
    CurvePrivate::new(curve, &scalar, None).map(PrivateParts::Curve)
}

/// A new pair of Ed25519.
pub(super) fn generate_ed25519() -> Result<PrivateParts, KeyError> {
    let key = eddsa::Ed25519SigningKey::generate().map_err(no_random)?;
    let seed = Zeroizing::new(key.as_seed());
    EdPrivate::new(&*seed, None).map(PrivateParts::Ed25519)
}

/// A new pair of RSA.
pub(super) fn generate_rsa(bits: usize) -> Result<PrivateParts, KeyError> {
    let size = rsa::KeySize::try_from(bits).map_err(|_| KeyError::RsaSize { bits })?;
    let key = rsa::SigningKey::generate(size).map_err(no_random)?;
    let mut room = Zeroizing::new(alloc::vec![0; 8192]);
    let der = key.to_pkcs1_der(&mut room).map_err(refused)?;
    match pkcs8::private(der, Form::RsaPrivate)? {
        PrivateParts::Rsa(key, _) => Ok(PrivateParts::Rsa(key, RsaUse::Any)),
        other => Ok(other),
    }
}

const fn no_random(_: graviola::Error) -> KeyError {
    KeyError::Random
}

const fn refused(_: graviola::Error) -> KeyError {
    KeyError::Damaged {
        what: "nothing can be computed with its numbers",
    }
}
