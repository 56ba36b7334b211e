//! Reads public keys (RFC 7518 §6, RFC 8037 §2).

use alloc::borrow::Cow;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::members::{Members, jwk};
use super::purpose::{self, Purpose};
use crate::algorithm::Algorithm;
use crate::error::{JwkProblem, KeyError};
use crate::key::{Curve, EdPublic, Point, PublicKey, PublicParts, RsaPublic, RsaUse};

/// How a key is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strictness {
    /// A key that somebody gives: as the RFCs want it.
    Strict,
    /// A key of a set that an issuer publishes: what is clear is taken. Zeros may stand before the
    /// numbers of RSA, and of a private key the public half is used.
    Tolerant,
}

/// A key, and whether it names its algorithm.
pub(super) fn read(
    members: &Members<'_>,
    strictness: Strictness,
) -> Result<(PublicKey, bool), KeyError> {
    members.check_unique()?;
    let kind = Kind::of(members)?;
    if let Some(member) = members
        .first_private()
        .filter(|_| strictness == Strictness::Strict)
    {
        return Err(jwk(member, JwkProblem::Private));
    }
    purpose::check(members, Purpose::Verify)?;
    let algorithm = purpose::algorithm(members)?;
    let key_id = members.key_id()?;
    let parts = kind.parts(members, strictness)?;
    let key = PublicKey::of(algorithm.unwrap_or(usual(&parts)), parts).map_err(purpose::misfit)?;
    let key = key_id.into_iter().fold(key, PublicKey::with_key_id);
    Ok((key, algorithm.is_some()))
}

/// The algorithm of a key that names none: of a curve the only one, of the others the one that
/// everybody knows.
const fn usual(parts: &PublicParts) -> Algorithm {
    match parts {
        PublicParts::Rsa(..) => Algorithm::Rs256,
        PublicParts::Ed25519(_) => Algorithm::EdDsa,
        PublicParts::Curve(point) => point.curve().algorithm(),
    }
}

/// What kind of key `kty` and `crv` say it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Rsa,
    Ec,
    Okp,
}

impl Kind {
    pub(super) fn of(members: &Members<'_>) -> Result<Self, KeyError> {
        if members.find("kty").is_none() && members.find("keys").is_some() {
            let what = "JSON Web Key, but a set of them: give the one that is meant (JwkSet reads a set of those that verify)";
            return Err(KeyError::NotJwk { what });
        }
        let kty = members.text("kty")?;
        let problem = match kty.as_deref() {
            Some("RSA") => return Ok(Self::Rsa),
            Some("EC") => return Ok(Self::Ec),
            Some("OKP") => return Ok(Self::Okp),
            Some("oct") => JwkProblem::SharedSecret,
            Some(_) => JwkProblem::Unsupported,
            None => JwkProblem::Missing,
        };
        Err(jwk("kty", problem))
    }

    pub(super) fn parts(
        self,
        members: &Members<'_>,
        strictness: Strictness,
    ) -> Result<PublicParts, KeyError> {
        match self {
            Self::Rsa => rsa(members, strictness).map(|key| PublicParts::Rsa(key, RsaUse::Any)),
            Self::Ec => point(members).map(PublicParts::Curve),
            Self::Okp => ed25519(members).map(PublicParts::Ed25519),
        }
    }
}

/// RFC 7518 §6.3.1.
pub(super) fn rsa(members: &Members<'_>, strictness: Strictness) -> Result<RsaPublic, KeyError> {
    let [modulus, exponent] = ["n", "e"].map(|name| number(members, name, strictness));
    RsaPublic::new(&modulus?, &exponent?)
}

/// A number of RSA, which has no zeros before it (Base64urlUInt, RFC 7518 §2).
pub(super) fn number(
    members: &Members<'_>,
    name: &'static str,
    strictness: Strictness,
) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    let bytes = members.bytes(name)?;
    match bytes.first() {
        Some(0) if strictness == Strictness::Tolerant => Ok(bytes),
        Some(0) | None => Err(jwk(name, JwkProblem::NotBase64Url)),
        Some(_) => Ok(bytes),
    }
}

/// RFC 7518 §6.2.1: coordinates have the length of the curve's field, zeros before them too.
pub(super) fn point(members: &Members<'_>) -> Result<Point, KeyError> {
    let curve = match &*curve_name(members)? {
        "P-256" => Curve::P256,
        "P-384" => Curve::P384,
        "P-521" => return unsupported("the curve P-521"),
        "secp256k1" => return unsupported("the curve secp256k1"),
        _ => return Err(jwk("crv", JwkProblem::Unsupported)),
    };
    let [x, y] = ["x", "y"].map(|name| members.exactly(name, curve.len()));
    let (x, y) = (x?, y?);
    let parts: [&[u8]; 3] = [&[4], &x, &y];
    let bytes: Vec<u8> = parts.concat();
    Point::new(curve, &bytes)
}

/// RFC 8037 §2.
pub(super) fn ed25519(members: &Members<'_>) -> Result<EdPublic, KeyError> {
    match &*curve_name(members)? {
        "Ed25519" => EdPublic::new(&members.exactly("x", 32)?),
        "Ed448" => unsupported("Ed448"),
        "X25519" => unsupported("X25519"),
        "X448" => unsupported("X448"),
        _ => Err(jwk("crv", JwkProblem::Unsupported)),
    }
}

pub(super) fn curve_name<'a>(members: &Members<'a>) -> Result<Cow<'a, str>, KeyError> {
    let name = members.text("crv")?;
    name.ok_or_else(|| jwk("crv", JwkProblem::Missing))
}

const fn unsupported<T>(found: &'static str) -> Result<T, KeyError> {
    Err(KeyError::UnsupportedKey { found })
}
