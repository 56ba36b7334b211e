//! Key files: the forms of other pairs, of the kinds that agree.

use super::engine::Agreeing;
use super::parts::AgreementPublic;
use crate::error::KeyError;
use crate::key::pair::curve::{CurvePrivate, Point};
use crate::key::pair::form::{Form, Half};
use crate::key::pair::pkcs8::{self, Pkcs8};
use crate::key::pair::read::unwrap;
use crate::key::pair::spki::{AlgorithmOf, Spki};

const RSA: KeyError = KeyError::NoAgreement {
    found: "an RSA key",
};
const ED25519: KeyError = KeyError::NoAgreement {
    found: "a key of Ed25519",
};

/// The public half that bytes are.
pub(super) fn public(bytes: &[u8]) -> Result<AgreementPublic, KeyError> {
    let (der, form) = unwrap(bytes, Half::Public)?;
    if form == Form::RsaPublic {
        return Err(RSA);
    }
    let Spki { kind, key } = Spki::read(&der, form)?;
    match kind {
        AlgorithmOf::Curve(curve) | AlgorithmOf::CurveDh(curve) => {
            Point::new(curve, key).map(AgreementPublic::Curve)
        }
        AlgorithmOf::X25519 => AgreementPublic::x25519(key),
        AlgorithmOf::Rsa(_) => Err(RSA),
        AlgorithmOf::Ed25519 => Err(ED25519),
    }
}

/// The private half that bytes are, and the public one if it was given.
pub(super) fn private(bytes: &[u8]) -> Result<(Agreeing, Option<AgreementPublic>), KeyError> {
    let (der, form) = unwrap(bytes, Half::Private)?;
    let on_curve = |key: &CurvePrivate| {
        let given = key.given().cloned().map(AgreementPublic::Curve);
        Ok((Agreeing::of_curve(key)?, given))
    };
    match form {
        Form::Encrypted => return Err(KeyError::Encrypted),
        Form::RsaPrivate => return Err(RSA),
        Form::Sec1 => return on_curve(&*pkcs8::sec1(&der, None, None)?),
        _ => {}
    }
    let pkcs8 = Pkcs8::read(&der)?;
    match pkcs8.kind {
        AlgorithmOf::Curve(curve) | AlgorithmOf::CurveDh(curve) => {
            on_curve(&*pkcs8.on_curve(curve)?)
        }
        AlgorithmOf::X25519 => {
            let given = pkcs8.public.map(AgreementPublic::x25519).transpose()?;
            Ok((Agreeing::of_x25519(pkcs8.bare()?)?, given))
        }
        AlgorithmOf::Rsa(_) => Err(RSA),
        AlgorithmOf::Ed25519 => Err(ED25519),
    }
}
