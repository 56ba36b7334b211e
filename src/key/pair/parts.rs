//! Keys of every kind as their numbers: what files and JSON are read into, and written from.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};

use super::curve::{Curve, CurvePrivate, Point};
use super::ed25519::{EdPrivate, EdPublic};
use super::rsa::{RsaPrivate, RsaPublic, RsaUse};
use crate::algorithm::Algorithm;
use crate::error::KeyError;

#[derive(Clone, PartialEq, Eq)]
pub(crate) enum PublicParts {
    Rsa(RsaPublic, RsaUse),
    Curve(Point),
    Ed25519(EdPublic),
}

/// Each kind stands in a place of its own size: what a larger one leaves unused would take along what
/// was on the stack, and nobody wipes that.
pub(crate) enum PrivateParts {
    Rsa(Box<RsaPrivate>, RsaUse),
    Curve(Box<CurvePrivate>),
    Ed25519(Box<EdPrivate>),
}

impl PublicParts {
    /// Whether the key is one of the algorithm (RFC 7518 §3.1, RFC 8037 §3.1).
    pub(super) fn check(&self, algorithm: Algorithm) -> Result<(), KeyError> {
        match self {
            Self::Rsa(_, allowed) => allowed.check(algorithm),
            Self::Curve(point) => check_curve(algorithm, point.curve()),
            Self::Ed25519(_) => check_ed25519(algorithm),
        }
    }

    /// The kind of key, for people.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Rsa(key, RsaUse::Any) => format!("RSA, {} bits", key.bits()),
            Self::Rsa(key, _) => format!("RSA for PSS, {} bits", key.bits()),
            Self::Curve(point) => point.curve().to_string(),
            Self::Ed25519(_) => "Ed25519".into(),
        }
    }

    /// How many bytes each of its signatures has.
    pub(super) const fn signature_len(&self) -> usize {
        match self {
            Self::Rsa(key, _) => key.modulus().len(),
            Self::Curve(point) => point.curve().len().saturating_mul(2),
            Self::Ed25519(_) => 64,
        }
    }
}

impl PrivateParts {
    pub(super) fn check(&self, algorithm: Algorithm) -> Result<(), KeyError> {
        match self {
            Self::Rsa(_, allowed) => allowed.check(algorithm),
            Self::Curve(key) => check_curve(algorithm, key.curve()),
            Self::Ed25519(_) => check_ed25519(algorithm),
        }
    }
}

/// What kind of key an algorithm takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Rsa,
    Curve(Curve),
    Ed25519,
}

/// # Errors
/// For what is no algorithm of key pairs here.
pub(super) const fn kind(algorithm: Algorithm) -> Result<Kind, KeyError> {
    Ok(match algorithm {
        Algorithm::Rs256
        | Algorithm::Rs384
        | Algorithm::Rs512
        | Algorithm::Ps256
        | Algorithm::Ps384
        | Algorithm::Ps512 => Kind::Rsa,
        Algorithm::Es256 => Kind::Curve(Curve::P256),
        Algorithm::Es384 => Kind::Curve(Curve::P384),
        Algorithm::EdDsa | Algorithm::Ed25519 => Kind::Ed25519,
        _ => return Err(KeyError::NotAPair { algorithm }),
    })
}

impl RsaUse {
    /// Whether an RSA key of this use is one of the algorithm.
    pub(crate) fn check(self, algorithm: Algorithm) -> Result<(), KeyError> {
        let fits = kind(algorithm)? == Kind::Rsa && self.allows(algorithm);
        fits_or(fits, algorithm, self.name())
    }
}

fn check_curve(algorithm: Algorithm, curve: Curve) -> Result<(), KeyError> {
    let fits = kind(algorithm)? == Kind::Curve(curve);
    fits_or(fits, algorithm, curve.name())
}

fn check_ed25519(algorithm: Algorithm) -> Result<(), KeyError> {
    let fits = kind(algorithm)? == Kind::Ed25519;
    fits_or(fits, algorithm, "a key of Ed25519")
}

fn fits_or(fits: bool, algorithm: Algorithm, found: &'static str) -> Result<(), KeyError> {
    match fits {
        true => Ok(()),
        false => Err(KeyError::WrongKind { algorithm, found }),
    }
}
