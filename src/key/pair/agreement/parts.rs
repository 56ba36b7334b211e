//! Public halves as their numbers.

use alloc::boxed::Box;
use core::fmt;

use crate::error::KeyError;
use crate::key::pair::curve::{Curve, Point};

/// A curve on which keys are agreed on (RFC 7518 §6.2.1.1, RFC 8037 §3.2).
///
/// Which one? [`X25519`](Self::X25519), unless the other side does not have it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum EcdhCurve {
    /// P-256, which every library knows.
    P256,
    /// P-384.
    P384,
    /// X25519.
    X25519,
}

impl EcdhCurve {
    /// Its name, as `crv` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P256 => Curve::P256.jose_name(),
            Self::P384 => Curve::P384.jose_name(),
            Self::X25519 => "X25519",
        }
    }

    /// How many bytes a coordinate has, and a scalar too.
    pub(crate) const fn len(self) -> usize {
        match self {
            Self::P256 => Curve::P256.len(),
            Self::P384 => Curve::P384.len(),
            Self::X25519 => 32,
        }
    }

    /// The `kty` of its keys.
    pub(crate) const fn key_type(self) -> &'static str {
        match self {
            Self::P256 | Self::P384 => "EC",
            Self::X25519 => "OKP",
        }
    }
}

impl fmt::Display for EcdhCurve {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A public half, as it was given. Whether anything can be agreed on with it, the engine shows.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum AgreementPublic {
    Curve(Point),
    X25519(Box<[u8; 32]>),
}

impl AgreementPublic {
    pub(crate) fn x25519(bytes: &[u8]) -> Result<Self, KeyError> {
        let bytes = bytes.try_into().map_err(|_| KeyError::WeakPoint)?;
        Ok(Self::X25519(Box::new(bytes)))
    }

    pub(crate) const fn curve(&self) -> EcdhCurve {
        match self {
            Self::Curve(point) => match point.curve() {
                Curve::P256 => EcdhCurve::P256,
                Curve::P384 => EcdhCurve::P384,
            },
            Self::X25519(_) => EcdhCurve::X25519,
        }
    }

    /// The coordinates: `x` and `y`, or `x` alone.
    pub(crate) fn coordinates(&self) -> [&[u8]; 2] {
        match self {
            Self::Curve(point) => {
                let both = point.bytes().get(1..).unwrap_or_default();
                let (x, y) = both.split_at(both.len().div_euclid(2));
                [x, y]
            }
            Self::X25519(x) => [x.as_slice(), &[]],
        }
    }
}
