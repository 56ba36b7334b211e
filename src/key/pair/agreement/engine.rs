//! The arithmetic of agreement: graviola, and nothing of it elsewhere. What comes here was judged.

use alloc::boxed::Box;
use alloc::vec::Vec;

use graviola::Error;
use graviola::key_agreement::{p256, p384, x25519};
use zeroize::{Zeroize, Zeroizing};

use super::parts::{AgreementPublic, EcdhCurve};
use crate::error::KeyError;
use crate::key::pair::curve::{Curve, CurvePrivate, Point};

/// A public half, ready for agreement.
#[allow(clippy::large_enum_variant)] // one in each key, behind a pointer, or one on the stack
pub(crate) enum Peer {
    P256(p256::PublicKey),
    P384(p384::PublicKey),
    X25519(x25519::PublicKey),
}

impl Peer {
    /// Of a point that is written out (SEC 1 §2.3.3), or of the bytes of X25519. `None` if it is not on
    /// the curve, or of another length.
    pub(crate) fn new(curve: EcdhCurve, bytes: &[u8]) -> Option<Self> {
        Some(match curve {
            EcdhCurve::P256 => Self::P256(p256::PublicKey::from_x962_uncompressed(bytes).ok()?),
            EcdhCurve::P384 => Self::P384(p384::PublicKey::from_x962_uncompressed(bytes).ok()?),
            EcdhCurve::X25519 => Self::X25519(x25519::PublicKey::try_from_slice(bytes).ok()?),
        })
    }

    /// Of a recipient, whose key has to be of use.
    pub(super) fn of(public: &AgreementPublic) -> Result<Self, KeyError> {
        let peer = match public {
            AgreementPublic::Curve(point) => Self::new(public.curve(), point.bytes()),
            AgreementPublic::X25519(bytes) => Self::new(EcdhCurve::X25519, bytes.as_slice()),
        };
        let peer = peer.ok_or(KeyError::WeakPoint)?;
        if let Self::X25519(key) = &peer {
            // Of a point of small order it makes zero, whatever the scalar (RFC 7748 §6.1).
            let trial = x25519::StaticPrivateKey::from_array(&[1; 32]);
            trial.diffie_hellman(key).map_err(|_| KeyError::WeakPoint)?;
        }
        Ok(peer)
    }

    /// Agrees on a secret with a new pair, whose private half is gone afterwards. An error if the
    /// system gives no random bytes; `None` if nothing can be agreed on.
    pub(crate) fn agree_anew(&self) -> Result<Option<(AgreementPublic, Shared)>, KeyError> {
        Ok(match self {
            Self::P256(peer) => {
                let key = p256::PrivateKey::new_random().map_err(no_random)?;
                let public = Point::new(Curve::P256, &key.public_key_uncompressed())?;
                let shared = key.diffie_hellman(peer).ok().map(Shared::P256);
                Some(AgreementPublic::Curve(public)).zip(shared)
            }
            Self::P384(peer) => {
                let key = p384::PrivateKey::new_random().map_err(no_random)?;
                let public = Point::new(Curve::P384, &key.public_key_uncompressed())?;
                let shared = key.diffie_hellman(peer).ok().map(Shared::P384);
                Some(AgreementPublic::Curve(public)).zip(shared)
            }
            Self::X25519(peer) => {
                let key = x25519::PrivateKey::new_random().map_err(no_random)?;
                let public = AgreementPublic::x25519(&key.public_key().as_bytes())?;
                let shared = key.diffie_hellman(peer).ok().map(Shared::X25519);
                Some(public).zip(shared)
            }
        })
    }
}

/// A private half, ready for agreement. It wipes itself when it is dropped.
pub(crate) enum Agreeing {
    P256(Box<p256::StaticPrivateKey>),
    P384(Box<p384::StaticPrivateKey>),
    X25519(Box<x25519::StaticPrivateKey>),
}

impl Agreeing {
    pub(crate) fn of_curve(key: &CurvePrivate) -> Result<Self, KeyError> {
        match key.curve() {
            Curve::P256 => p256::StaticPrivateKey::from_bytes(key.scalar())
                .map(|key| Self::P256(Box::new(key))),
            Curve::P384 => p384::StaticPrivateKey::from_bytes(key.scalar())
                .map(|key| Self::P384(Box::new(key))),
        }
        .map_err(refused)
    }

    pub(crate) fn of_x25519(scalar: &[u8]) -> Result<Self, KeyError> {
        let key = x25519::StaticPrivateKey::try_from_slice(scalar);
        key.map(|key| Self::X25519(Box::new(key)))
            .map_err(|_| KeyError::Damaged {
                what: "its private number has not the length of its curve",
            })
    }

    pub(super) fn generate(curve: EcdhCurve) -> Result<Self, KeyError> {
        match curve {
            EcdhCurve::P256 => {
                p256::StaticPrivateKey::new_random().map(|key| Self::P256(Box::new(key)))
            }
            EcdhCurve::P384 => {
                p384::StaticPrivateKey::new_random().map(|key| Self::P384(Box::new(key)))
            }
            EcdhCurve::X25519 => {
                x25519::StaticPrivateKey::new_random().map(|key| Self::X25519(Box::new(key)))
            }
        }
        .map_err(no_random)
    }

    pub(super) fn public(&self) -> Result<AgreementPublic, KeyError> {
        let curve = |curve, bytes: &[u8]| Point::new(curve, bytes).map(AgreementPublic::Curve);
        match self {
            Self::P256(key) => curve(Curve::P256, &key.public_key_uncompressed()),
            Self::P384(key) => curve(Curve::P384, &key.public_key_uncompressed()),
            Self::X25519(key) => AgreementPublic::x25519(&key.public_key().as_bytes()),
        }
    }

    pub(crate) fn scalar(&self) -> Zeroizing<Vec<u8>> {
        match self {
            Self::P256(key) => wiped(key.as_bytes()),
            Self::P384(key) => wiped(key.as_bytes()),
            Self::X25519(key) => wiped(key.as_bytes()),
        }
    }

    /// `None` if nothing can be agreed on: the other half is on another curve, or of small order.
    pub(crate) fn agree(&self, peer: &Peer) -> Option<Shared> {
        match (self, peer) {
            (Self::P256(key), Peer::P256(peer)) => key.diffie_hellman(peer).ok().map(Shared::P256),
            (Self::P384(key), Peer::P384(peer)) => key.diffie_hellman(peer).ok().map(Shared::P384),
            (Self::X25519(key), Peer::X25519(peer)) => {
                key.diffie_hellman(peer).ok().map(Shared::X25519)
            }
            _ => None,
        }
    }
}

/// A secret that was agreed on. It wipes itself when it is dropped.
pub(crate) enum Shared {
    P256(p256::SharedSecret),
    P384(p384::SharedSecret),
    X25519(x25519::SharedSecret),
}

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        match self {
            Self::P256(secret) => &secret.0,
            Self::P384(secret) => &secret.0,
            Self::X25519(secret) => &secret.0,
        }
    }
}

/// On the heap, in a place of exactly its size.
fn wiped<const LEN: usize>(mut bytes: [u8; LEN]) -> Zeroizing<Vec<u8>> {
    let kept = Zeroizing::new(bytes.to_vec());
    bytes.zeroize();
    kept
}

const fn no_random(_: Error) -> KeyError {
    KeyError::Random
}

const fn refused(_: Error) -> KeyError {
    KeyError::Damaged {
        what: "nothing can be computed with its numbers",
    }
}
