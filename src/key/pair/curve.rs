//! The curves of NIST (RFC 7518 §3.4): points, scalars, and signatures in DER.

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;

use zeroize::Zeroizing;

use super::asn1::Walk;
use crate::algorithm::Algorithm;
use crate::error::KeyError;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Curve {
    P256,
    P384,
}

impl Curve {
    /// How many bytes a coordinate has, and a scalar too.
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::P256 => "a key on the curve P-256",
            Self::P384 => "a key on the curve P-384",
        }
    }

    /// Its name in the registry of JOSE (RFC 7518 §6.2.1.1).
    pub(crate) const fn jose_name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
        }
    }

    /// The only algorithm of its keys (RFC 7518 §3.4).
    pub(crate) const fn algorithm(self) -> Algorithm {
        match self {
            Self::P256 => Algorithm::Es256,
            Self::P384 => Algorithm::Es384,
        }
    }

    /// The order of its group (SP 800-186 §3.2.1).
    const fn order(self) -> &'static [u8] {
        match self {
            Self::P256 => {
                b"\xff\xff\xff\xff\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\
                \xbc\xe6\xfa\xad\xa7\x17\x9e\x84\xf3\xb9\xca\xc2\xfc\x63\x25\x51"
            }
            Self::P384 => {
                b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\
                \xff\xff\xff\xff\xff\xff\xff\xff\xc7\x63\x4d\x81\xf4\x37\x2d\xdf\
                \x58\x1a\x0d\xb2\x48\xb0\xa7\x7a\xec\xec\x19\x6a\xcc\xc5\x29\x73"
            }
        }
    }
}

impl fmt::Display for Curve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.jose_name())
    }
}

/// A point, written out: 4, x, y (SEC 1 §2.3.3). That it is on its curve, the engine shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Point {
    curve: Curve,
    bytes: Box<[u8]>,
}

impl Point {
    pub(crate) fn new(curve: Curve, bytes: &[u8]) -> Result<Self, KeyError> {
        let coordinates = curve.len().saturating_mul(2);
        match bytes {
            [4, rest @ ..] if rest.len() == coordinates => Ok(Self {
                curve,
                bytes: bytes.into(),
            }),
            [2 | 3, rest @ ..] if rest.len() == curve.len() => Err(KeyError::CompressedPoint),
            _ => Err(KeyError::WeakPoint),
        }
    }

    /// The point that bytes are by their length alone.
    pub(super) fn bare(bytes: &[u8]) -> Option<Result<Self, KeyError>> {
        let (form, rest) = bytes.split_first()?;
        let curve = match (form, rest.len()) {
            (4, 64) | (2 | 3, 32) => Curve::P256,
            (4, 96) | (2 | 3, 48) => Curve::P384,
            _ => return None,
        };
        Some(Self::new(curve, bytes))
    }

    pub(crate) const fn curve(&self) -> Curve {
        self.curve
    }

    pub(crate) const fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// The private scalar, wiped when it is dropped, and the point that was given with it.
pub(crate) struct CurvePrivate {
    curve: Curve,
    scalar: Zeroizing<Vec<u8>>,
    /// A pointer, so that nothing is unused where there is none.
    given: Option<Box<Point>>,
}

impl CurvePrivate {
    pub(crate) fn new(
        curve: Curve,
        scalar: &[u8],
        given: Option<Point>,
    ) -> Result<Box<Self>, KeyError> {
        if scalar.len() != curve.len() {
            return damaged("its private number has not the length of its curve");
        }
        if scalar.iter().all(|byte| *byte == 0) || scalar >= curve.order() {
            return damaged("its private number is zero or too large");
        }
        Ok(Box::new(Self {
            curve,
            scalar: Zeroizing::new(scalar.to_vec()),
            given: given.map(Box::new),
        }))
    }

    pub(crate) const fn curve(&self) -> Curve {
        self.curve
    }

    pub(crate) fn scalar(&self) -> &[u8] {
        &self.scalar
    }

    /// The point, as it was given.
    pub(super) fn given(&self) -> Option<&Point> {
        self.given.as_deref()
    }
}

/// The bytes r and s, as JOSE wants them, of a signature in DER (RFC 3279 §2.2.3); `None` where the
/// algorithm is none of ECDSA, or the bytes are no such signature.
pub(crate) fn signature_of_der(algorithm: Algorithm, der: &[u8]) -> Option<Vec<u8>> {
    let half = match algorithm {
        Algorithm::Es256 | Algorithm::Es256k => 32,
        Algorithm::Es384 => 48,
        Algorithm::Es512 => 66,
        _ => return None,
    };
    let mut walk = Walk::of(der, "a signature cannot be read").ok()?;
    let numbers = [walk.number().ok()?, walk.number().ok()?];
    walk.end().ok()?;
    let mut signature = Vec::with_capacity(usize::saturating_mul(half, 2));
    for number in numbers {
        let zeros = usize::checked_sub(half, number.len())?;
        signature.extend(core::iter::repeat_n(0, zeros));
        signature.extend_from_slice(number);
    }
    Some(signature)
}

const fn damaged<T>(what: &'static str) -> Result<T, KeyError> {
    Err(KeyError::Damaged { what })
}
