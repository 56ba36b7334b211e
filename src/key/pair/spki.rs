//! Public keys in DER: SubjectPublicKeyInfo, in a certificate or alone, and PKCS#1.

use der::Tag;
use der::asn1::ObjectIdentifier;

use super::asn1::{self, Walk, context, unsupported};
use super::curve::{Curve, Point};
use super::ed25519::EdPublic;
use super::form::Form;
use super::parts::PublicParts;
use super::rsa::{RsaPublic, RsaUse};
use crate::algorithm::Algorithm;
use crate::error::KeyError;

pub(super) fn public(der: &[u8], form: Form) -> Result<PublicParts, KeyError> {
    match form {
        Form::RsaPublic => Ok(PublicParts::Rsa(rsa(der)?, RsaUse::Any)),
        _ => {
            let Spki { kind, key } = Spki::read(der, form)?;
            Ok(match kind {
                AlgorithmOf::Rsa(allowed) => PublicParts::Rsa(rsa(key)?, allowed),
                AlgorithmOf::Curve(curve) => PublicParts::Curve(Point::new(curve, key)?),
                AlgorithmOf::Ed25519 => PublicParts::Ed25519(EdPublic::new(key)?),
                AlgorithmOf::CurveDh(_) => return Err(unsupported(asn1::EC_DH)),
                AlgorithmOf::X25519 => return Err(unsupported(asn1::X25519)),
            })
        }
    }
}

/// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7): a kind, and the key as that writes it.
pub(super) struct Spki<'a> {
    pub(super) kind: AlgorithmOf,
    pub(super) key: &'a [u8],
}

impl<'a> Spki<'a> {
    pub(super) fn read(der: &'a [u8], form: Form) -> Result<Self, KeyError> {
        let mut walk = match form {
            Form::Certificate => certified(der)?,
            _ => Walk::of(der, "a public key (SPKI) cannot be read")?,
        };
        let kind = AlgorithmOf::read(&mut walk)?;
        let key = walk.bits()?;
        walk.end()?;
        Ok(Self { kind, key })
    }
}

/// The key of a certificate, and nothing else of it (RFC 5280 §4.1).
fn certified(der: &[u8]) -> Result<Walk<'_>, KeyError> {
    let mut outside = Walk::of(der, "a certificate cannot be read")?;
    let mut walk = outside.sequence()?;
    walk.optional(context(0, true))?; // version
    walk.value(Tag::Integer)?; // serial number
    for _ in 0..4 {
        walk.sequence()?; // algorithm of the signature, issuer, validity, subject
    }
    walk.sequence()
}

/// RSAPublicKey (RFC 8017 §A.1.1).
fn rsa(der: &[u8]) -> Result<RsaPublic, KeyError> {
    let mut walk = Walk::of(der, "a public key (PKCS#1) cannot be read")?;
    let (modulus, exponent) = (walk.number()?, walk.number()?);
    walk.end()?;
    RsaPublic::new(modulus, exponent)
}

/// AlgorithmIdentifier of a key (RFC 5280 §4.1.1.2).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum AlgorithmOf {
    Rsa(RsaUse),
    Curve(Curve),
    /// A curve's key that is for agreement alone.
    CurveDh(Curve),
    Ed25519,
    X25519,
}

impl AlgorithmOf {
    /// The next value, which is one.
    pub(super) fn read(outside: &mut Walk<'_>) -> Result<Self, KeyError> {
        let mut walk = outside.sequence()?;
        let kind = match walk.identifier()? {
            asn1::RSA => {
                // RFC 3279 §2.3.1 wants NULL, and some leave it out.
                walk.optional_null()?;
                Self::Rsa(RsaUse::Any)
            }
            asn1::RSA_PSS => Self::Rsa(pss(&mut walk)?),
            asn1::EC => Self::Curve(curve(&mut walk)?),
            asn1::EC_DH => Self::CurveDh(curve(&mut walk)?),
            asn1::ED25519 => Self::Ed25519,
            asn1::X25519 => Self::X25519,
            other => return Err(unsupported(other)),
        };
        walk.end()?;
        Ok(kind)
    }
}

/// The name of a curve, next in a walk (RFC 5480 §2.1.1).
pub(super) fn curve(walk: &mut Walk<'_>) -> Result<Curve, KeyError> {
    if walk.next_tag() == Some(Tag::Sequence) {
        let found = "a curve whose parameters are written out";
        return Err(KeyError::UnsupportedKey { found });
    }
    match walk.identifier()? {
        asn1::P256 => Ok(Curve::P256),
        asn1::P384 => Ok(Curve::P384),
        other => Err(unsupported(other)),
    }
}

/// RSASSA-PSS-params (RFC 4055 §3.1), where there are any: they must be those of one algorithm of JOSE
/// (RFC 7518 §3.5), or leave it room.
fn pss(outside: &mut Walk<'_>) -> Result<RsaUse, KeyError> {
    const FOREIGN: KeyError = KeyError::UnsupportedKey {
        found: "RSA-PSS with parameters that PS256, PS384 and PS512 do not have",
    };
    if outside.next_tag().is_none() {
        return Ok(RsaUse::Pss);
    }
    let mut walk = outside.sequence()?;
    // What is left out is SHA-1, and a salt of 20 bytes.
    let hash = walk.optional(context(0, true))?.ok_or(FOREIGN)?;
    let hash = hash_name(&mut walk.within(hash)?)?;
    let mask = walk.optional(context(1, true))?.ok_or(FOREIGN)?;
    let mut mask = walk.within(mask)?.sequence()?;
    if mask.identifier()? != asn1::MGF1 || hash_name(&mut mask)? != hash {
        return Err(FOREIGN);
    }
    let mut number = |tag, default: &'static [u8]| match walk.optional(context(tag, true))? {
        Some(content) => walk.within(content)?.number(),
        None => Ok(default),
    };
    let (salt, trailer) = (number(2, &[20])?, number(3, &[1])?);
    walk.end()?;
    let (algorithm, len) = match hash {
        asn1::SHA256 => (Algorithm::Ps256, 32),
        asn1::SHA384 => (Algorithm::Ps384, 48),
        asn1::SHA512 => (Algorithm::Ps512, 64),
        _ => return Err(FOREIGN),
    };
    match (salt, trailer) {
        (&[salt], [1]) if salt <= len => Ok(RsaUse::PssOf(algorithm)),
        _ => Err(FOREIGN),
    }
}

/// The name in an AlgorithmIdentifier of a hash, whose parameters are NULL or absent.
fn hash_name(outside: &mut Walk<'_>) -> Result<ObjectIdentifier, KeyError> {
    let mut walk = outside.sequence()?;
    let name = walk.identifier()?;
    walk.optional_null()?;
    walk.end()?;
    outside.end()?;
    Ok(name)
}
