//! Keys that are agreed on, from JSON Web Keys and back.

use alloc::string::String;

use super::members::{Members, jwk};
use super::public::{Kind, curve_name, point};
use super::purpose::{self, Purpose};
use super::value::object;
use super::written::{Written, base64, whole};
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::{JwkProblem, KeyError};
use crate::key::pair::agreement::{Agreeing, AgreementPublic, EcdhPrivateKey, EcdhPublicKey};
use crate::key::{CurvePrivate, PrivateText};

impl EcdhPublicKey {
    /// A key from a JSON Web Key (RFC 7518 §6.2, RFC 8037 §2), with its id. `use`, `key_ops` and `alg`
    /// have to fit, where they are there.
    ///
    /// ```
    /// use glassbox::jwe::{ContentEncryption::A256Gcm, EcdhPublicKey, KeyManagement::EcdhEsA256Kw};
    ///
    /// let key = EcdhPublicKey::from_jwk(EcdhEsA256Kw, A256Gcm, r#"{
    ///     "kty": "OKP", "crv": "X25519", "kid": "Bob",
    ///     "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08"
    /// }"#)?;
    /// # Ok::<(), glassbox::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// [`NotJwk`](KeyError::NotJwk) for a text that is no JSON object or is a set, [`Jwk`](KeyError::Jwk) for a
    /// member that is not as it should be or is private, [`NoAgreement`](KeyError::NoAgreement) for a key
    /// of RSA or Ed25519, and those of [`EcdhPublicKey::new`] for the numbers.
    pub fn from_jwk(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        json: &str,
    ) -> Result<Self, KeyError> {
        let members = object(json)?;
        let parts = public(&members)?;
        if let Some(member) = members.first_private() {
            return Err(jwk(member, JwkProblem::Private));
        }
        check(&members, algorithm, Purpose::AgreePublic)?;
        let key_id = members.key_id()?;
        let key = Self::of(algorithm, encryption, parts)?;
        Ok(key_id.into_iter().fold(key, Self::with_key_id))
    }

    /// The key as a JSON Web Key, which names its algorithm (`alg`), its `use` (`enc`) and its id.
    #[must_use]
    pub fn to_jwk(&self) -> String {
        // The wrapper is for the private half.
        core::mem::take(&mut *whole(&written(self), &[]))
    }
}

impl EcdhPrivateKey {
    /// A key from a private JSON Web Key (RFC 7518 §6.2.2, RFC 8037 §2). The text is yours to wipe.
    ///
    /// ```
    /// use glassbox::jwe::{ContentEncryption::A256Gcm, EcdhPrivateKey, KeyManagement::EcdhEsA256Kw};
    ///
    /// // The key of RFC 7748 §6.1, which everybody knows.
    /// let key = EcdhPrivateKey::from_jwk(EcdhEsA256Kw, A256Gcm, r#"{
    ///     "kty": "OKP", "crv": "X25519", "kid": "Bob",
    ///     "x": "3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08",
    ///     "d": "XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"
    /// }"#)?;
    /// # Ok::<(), glassbox::KeyError>(())
    /// ```
    ///
    /// # Errors
    /// As [`EcdhPublicKey::from_jwk`], with [`PublicGiven`](KeyError::PublicGiven) for a public key, and
    /// those of [`EcdhPrivateKey::new`] for the numbers.
    pub fn from_jwk(
        algorithm: KeyManagement,
        encryption: ContentEncryption,
        json: &str,
    ) -> Result<Self, KeyError> {
        let members = object(json)?;
        let given = public(&members)?;
        if members.first_private().is_none() {
            return Err(KeyError::PublicGiven);
        }
        check(&members, algorithm, Purpose::AgreePrivate)?;
        let key_id = members.key_id()?;
        let scalar = members.exactly("d", given.curve().len())?;
        let agreeing = match &given {
            AgreementPublic::Curve(point) => {
                Agreeing::of_curve(&*CurvePrivate::new(point.curve(), &scalar, None)?)?
            }
            AgreementPublic::X25519(_) => Agreeing::of_x25519(&scalar)?,
        };
        let key = Self::of(algorithm, encryption, agreeing, Some(given))?;
        Ok(key_id.into_iter().fold(key, Self::with_key_id))
    }

    /// The private key as a JSON Web Key, not encrypted.
    #[must_use]
    pub fn to_private_jwk(&self) -> PrivateText {
        let scalar = self.agreeing().scalar();
        PrivateText::new(whole(&written(self.public()), &[("d", &scalar)]))
    }
}

/// The public half, of a kind that agrees.
fn public(members: &Members<'_>) -> Result<AgreementPublic, KeyError> {
    members.check_unique()?;
    let found = match Kind::of(members)? {
        Kind::Ec => return point(members).map(AgreementPublic::Curve),
        Kind::Okp => match &*curve_name(members)? {
            "X25519" => return AgreementPublic::x25519(&members.exactly("x", 32)?),
            "Ed25519" => "a key of Ed25519",
            "X448" => return Err(KeyError::UnsupportedKey { found: "X448" }),
            _ => return Err(jwk("crv", JwkProblem::Unsupported)),
        },
        Kind::Rsa => "an RSA key",
    };
    Err(KeyError::NoAgreement { found })
}

/// Whether a key is for this.
fn check(
    members: &Members<'_>,
    algorithm: KeyManagement,
    purpose: Purpose,
) -> Result<(), KeyError> {
    purpose::check(members, purpose)?;
    match members.text("alg")? {
        Some(named) if named != algorithm.name() => Err(jwk("alg", JwkProblem::OtherAlgorithm)),
        _ => Ok(()),
    }
}

/// All but the private number.
fn written(key: &EcdhPublicKey) -> Written<'_> {
    let parts = key.parts();
    let (algorithm, _, key_id) = key.named();
    let [x, y] = parts.coordinates();
    let mut members = alloc::vec![
        ("kty", parts.curve().key_type().into()),
        ("crv", parts.curve().name().into()),
        ("x", base64(x).into()),
    ];
    if !y.is_empty() {
        members.push(("y", base64(y).into()));
    }
    members.extend([("alg", algorithm.name().into()), ("use", "enc".into())]);
    if let Some(key_id) = key_id {
        members.push(("kid", key_id.as_str().into()));
    }
    members
}
