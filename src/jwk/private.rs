//! Reads private keys (RFC 7518 §6.2.2, §6.3.2, RFC 8037 §2), into buffers that are wiped.

use super::members::{Members, jwk};
use super::public::{self, Kind, Strictness};
use super::purpose::{self, Purpose};
use crate::error::{JwkProblem, KeyError};
use crate::key::{CurvePrivate, EdPrivate, PrivateKey, PrivateParts, RsaPrivate, RsaUse};
use alloc::boxed::Box;

/// A pair that names its algorithm, or has the only one of its curve.
pub(super) fn read(members: &Members<'_>) -> Result<PrivateKey, KeyError> {
    members.check_unique()?;
    let kind = Kind::of(members)?;
    if members.first_private().is_none() {
        return Err(KeyError::PublicGiven);
    }
    purpose::check(members, Purpose::Sign)?;
    let named = purpose::algorithm(members)?;
    let key_id = members.key_id()?;
    let parts = match kind {
        Kind::Rsa => PrivateParts::Rsa(rsa(members)?, RsaUse::Any),
        Kind::Ec => {
            let point = public::point(members)?;
            let curve = point.curve();
            let scalar = members.exactly("d", curve.len())?;
            PrivateParts::Curve(CurvePrivate::new(curve, &scalar, Some(point))?)
        }
        Kind::Okp => {
            let point = public::ed25519(members)?;
            let seed = members.exactly("d", 32)?;
            PrivateParts::Ed25519(EdPrivate::new(&seed, Some(point))?)
        }
    };
    let algorithm = match (named, &parts) {
        (Some(named), _) => named,
        (None, PrivateParts::Curve(key)) => key.curve().algorithm(),
        (None, _) => return Err(jwk("alg", JwkProblem::Missing)),
    };
    let key = PrivateKey::of(algorithm, parts).map_err(purpose::misfit)?;
    Ok(key_id.into_iter().fold(key, PrivateKey::with_key_id))
}

/// RFC 7518 §6.3.2. `d` alone would be allowed, but nothing here finds the primes.
fn rsa(members: &Members<'_>) -> Result<Box<RsaPrivate>, KeyError> {
    if members.find("oth").is_some() {
        return Err(jwk("oth", JwkProblem::Unsupported));
    }
    let number = |name| public::number(members, name, Strictness::Strict);
    let public = public::rsa(members, Strictness::Strict)?;
    let others = ["p", "q", "dp", "dq", "qi"];
    let d = number("d")?;
    if others.iter().all(|name| members.find(name).is_none()) {
        return Err(jwk("d", JwkProblem::WithoutPrimes));
    }
    let [p, q, dp, dq, qi] = others.map(number);
    let (p, q, dp, dq, qi) = (p?, q?, dp?, dq?, qi?);
    RsaPrivate::new(public, [&d, &p, &q, &dp, &dq, &qi])
}
