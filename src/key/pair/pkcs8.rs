//! Private keys in DER: PKCS#8, PKCS#1, SEC 1.

use alloc::boxed::Box;
use der::Tag;

use super::asn1::{self, Walk, context, unsupported, whole_bytes};
use super::curve::{Curve, CurvePrivate, Point};
use super::ed25519::{EdPrivate, EdPublic};
use super::form::Form;
use super::parts::PrivateParts;
use super::rsa::{RsaPrivate, RsaPublic, RsaUse};
use super::spki::{self, AlgorithmOf};
use crate::error::KeyError;

pub(super) fn private(der: &[u8], form: Form) -> Result<PrivateParts, KeyError> {
    match form {
        Form::Encrypted => Err(KeyError::Encrypted),
        Form::RsaPrivate => Ok(PrivateParts::Rsa(rsa(der)?, RsaUse::Any)),
        Form::Sec1 => sec1(der, None, None).map(PrivateParts::Curve),
        _ => {
            let pkcs8 = Pkcs8::read(der)?;
            Ok(match pkcs8.kind {
                AlgorithmOf::Rsa(allowed) => PrivateParts::Rsa(rsa(pkcs8.key)?, allowed),
                AlgorithmOf::Curve(curve) => PrivateParts::Curve(pkcs8.on_curve(curve)?),
                AlgorithmOf::Ed25519 => {
                    let public = pkcs8.public.map(EdPublic::new).transpose()?;
                    PrivateParts::Ed25519(EdPrivate::new(pkcs8.bare()?, public)?)
                }
                AlgorithmOf::CurveDh(_) => return Err(unsupported(asn1::EC_DH)),
                AlgorithmOf::X25519 => return Err(unsupported(asn1::X25519)),
            })
        }
    }
}

/// OneAsymmetricKey (RFC 5958 §2): a kind, the key as that writes it, and perhaps its public half.
pub(super) struct Pkcs8<'a> {
    pub(super) kind: AlgorithmOf,
    key: &'a [u8],
    pub(super) public: Option<&'a [u8]>,
    walk: Walk<'a>,
}

impl<'a> Pkcs8<'a> {
    pub(super) fn read(der: &'a [u8]) -> Result<Self, KeyError> {
        let mut walk = Walk::of(der, "a private key (PKCS#8) cannot be read")?;
        let version = walk.number()?;
        let kind = AlgorithmOf::read(&mut walk)?;
        let key = walk.value(Tag::OctetString)?;
        walk.optional(context(0, true))?; // attributes
        let public = public_half(&mut walk)?;
        walk.end()?;
        // Version 2, which is written as 1, is that with the public half.
        match (version, public) {
            ([0], None) | ([1], Some(_)) => {}
            _ => return Err(walk.error()),
        }
        Ok(Self {
            kind,
            key,
            public,
            walk,
        })
    }

    /// As a key on a curve.
    pub(super) fn on_curve(&self, curve: Curve) -> Result<Box<CurvePrivate>, KeyError> {
        sec1(self.key, Some(curve), self.public)
    }

    /// As a key of bytes alone (CurvePrivateKey, RFC 8410 §7).
    pub(super) fn bare(&self) -> Result<&'a [u8], KeyError> {
        let mut walk = self.walk.within(self.key)?;
        let bytes = walk.value(Tag::OctetString)?;
        walk.end()?;
        Ok(bytes)
    }
}

/// `[1]`, a BIT STRING in its place or, as some write it, within.
fn public_half<'a>(walk: &mut Walk<'a>) -> Result<Option<&'a [u8]>, KeyError> {
    if let Some(content) = walk.optional(context(1, false))? {
        return whole_bytes(content).map(Some).ok_or(walk.error());
    }
    let Some(content) = walk.optional(context(1, true))? else {
        return Ok(None);
    };
    let mut within = walk.within(content)?;
    let bits = within.bits()?;
    within.end()?;
    Ok(Some(bits))
}

/// ECPrivateKey (RFC 5915 §3), perhaps within what has named the curve and the public half.
pub(super) fn sec1(
    der: &[u8],
    outer: Option<Curve>,
    outer_public: Option<&[u8]>,
) -> Result<Box<CurvePrivate>, KeyError> {
    let mut walk = Walk::of(der, "a private key (SEC1) cannot be read")?;
    if walk.number()? != [1] {
        return Err(walk.error());
    }
    let scalar = walk.value(Tag::OctetString)?;
    let inner = match walk.optional(context(0, true))? {
        Some(content) => {
            let mut within = walk.within(content)?;
            let curve = spki::curve(&mut within)?;
            within.end()?;
            Some(curve)
        }
        None => None,
    };
    let public = public_half(&mut walk)?;
    walk.end()?;
    let curve = match (outer, inner) {
        (Some(outer), Some(inner)) if outer != inner => {
            let what = "it names two curves";
            return Err(KeyError::Damaged { what });
        }
        (outer, inner) => outer.or(inner).ok_or(walk.error())?,
    };
    let point = |bytes| Point::new(curve, bytes);
    let halves = (
        outer_public.map(point).transpose()?,
        public.map(point).transpose()?,
    );
    let given = match halves {
        (Some(outer), Some(inner)) if outer != inner => {
            let what = "its public half is another key's";
            return Err(KeyError::Damaged { what });
        }
        (outer, inner) => outer.or(inner),
    };
    CurvePrivate::new(curve, scalar, given)
}

/// RSAPrivateKey (RFC 8017 §A.1.2), of two primes.
fn rsa(der: &[u8]) -> Result<Box<RsaPrivate>, KeyError> {
    let mut walk = Walk::of(der, "a private key (PKCS#1) cannot be read")?;
    match walk.number()? {
        [0] => {}
        [1] => {
            let found = "RSA with more than two primes";
            return Err(KeyError::UnsupportedKey { found });
        }
        _ => return Err(walk.error()),
    }
    let (modulus, exponent) = (walk.number()?, walk.number()?);
    let mut number = || walk.number();
    let secrets = [
        number()?,
        number()?,
        number()?,
        number()?,
        number()?,
        number()?,
    ];
    walk.end()?;
    RsaPrivate::new(RsaPublic::new(modulus, exponent)?, secrets)
}
