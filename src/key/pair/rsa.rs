//! The numbers of RSA keys, and what is asked of them before any engine sees them.

use alloc::boxed::Box;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use crate::algorithm::Algorithm;
use crate::error::KeyError;

const FEWEST_BITS: usize = 2048;
const MOST_BITS: usize = 8192;
/// The sizes that are taken, whatever computes with them.
const STEP: usize = 64;

/// Modulus and exponent (RFC 8017 §3.1).
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct RsaPublic {
    modulus: Box<[u8]>,
    exponent: u32,
}

impl RsaPublic {
    /// Of two numbers in network order; zeros before them count as none.
    pub(crate) fn new(modulus: &[u8], exponent: &[u8]) -> Result<Self, KeyError> {
        let modulus = minimal(modulus);
        let bits = bits(modulus);
        if !(FEWEST_BITS..=MOST_BITS).contains(&bits) || !bits.is_multiple_of(STEP) {
            return Err(KeyError::RsaSize { bits });
        }
        if is_even(modulus) {
            return damaged("its modulus is even");
        }
        let mut bytes = [0; 4];
        let exponent = minimal(exponent);
        let start = bytes.len().checked_sub(exponent.len());
        let end = start.and_then(|start| bytes.get_mut(start..));
        end.ok_or(KeyError::RsaExponent)?.copy_from_slice(exponent);
        let exponent = u32::from_be_bytes(bytes);
        if exponent < 3 || exponent % 2 == 0 {
            return Err(KeyError::RsaExponent);
        }
        Ok(Self {
            modulus: modulus.into(),
            exponent,
        })
    }

    /// Without zeros before it.
    pub(crate) const fn modulus(&self) -> &[u8] {
        &self.modulus
    }

    pub(crate) const fn exponent(&self) -> u32 {
        self.exponent
    }

    pub(crate) fn bits(&self) -> usize {
        bits(&self.modulus)
    }
}

/// The private numbers in the order of PKCS#1 (RFC 8017 §3.2): d, p, q, dp, dq, qi.
pub(crate) type RsaSecrets<T> = [T; 6];

/// A whole pair. Its numbers are wiped when it is dropped.
pub(crate) struct RsaPrivate {
    public: RsaPublic,
    secrets: RsaSecrets<Zeroizing<Vec<u8>>>,
}

impl RsaPrivate {
    /// Judges what can be seen without arithmetic; whether the numbers belong together, a trial
    /// signature shows. (Of `d` it shows nothing: nothing here computes with it.)
    pub(crate) fn new(
        public: RsaPublic,
        secrets: RsaSecrets<&[u8]>,
    ) -> Result<Box<Self>, KeyError> {
        let secrets = secrets.map(minimal);
        let [d, p, q, dp, dq, qi] = secrets;
        if secrets.iter().any(|number| number.is_empty()) {
            return damaged("one of its numbers is zero");
        }
        if is_even(p) || is_even(q) {
            return damaged("a prime of it is even");
        }
        let half = public.bits() / 2;
        if bits(p) != half || bits(q) != half {
            return damaged("its primes are not each half as long as its modulus");
        }
        let pairs = [(d, public.modulus()), (dp, p), (dq, q), (qi, p)];
        if !pairs.into_iter().all(|(less, more)| is_less(less, more)) {
            return damaged("one of its numbers is too large");
        }
        let kept = |number: &[u8]| Zeroizing::new(number.to_vec());
        Ok(Box::new(Self {
            public,
            secrets: secrets.map(kept),
        }))
    }

    pub(crate) const fn public(&self) -> &RsaPublic {
        &self.public
    }

    /// Each without zeros before it.
    pub(crate) fn secrets(&self) -> RsaSecrets<&[u8]> {
        self.secrets.each_ref().map(|number| number.as_slice())
    }
}

/// What an RSA key may be used for, by its own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RsaUse {
    /// `rsaEncryption`, which says nothing.
    Any,
    /// `id-RSASSA-PSS` (RFC 4055 §1.2).
    Pss,
    /// The same with parameters, which only this algorithm has.
    PssOf(Algorithm),
}

impl RsaUse {
    pub(super) fn allows(self, algorithm: Algorithm) -> bool {
        match self {
            Self::Any => true,
            Self::Pss => matches!(
                algorithm,
                Algorithm::Ps256 | Algorithm::Ps384 | Algorithm::Ps512
            ),
            Self::PssOf(only) => algorithm == only,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Any => "an RSA key",
            Self::Pss => "an RSA key for PSS alone",
            Self::PssOf(Algorithm::Ps256) => "an RSA key for PSS with SHA-256 alone",
            Self::PssOf(Algorithm::Ps384) => "an RSA key for PSS with SHA-384 alone",
            Self::PssOf(_) => "an RSA key for PSS with SHA-512 alone",
        }
    }
}

/// Without zeros in front: so each number has one spelling, and zero has none.
fn minimal(mut number: &[u8]) -> &[u8] {
    while let [0, rest @ ..] = number {
        number = rest;
    }
    number
}

/// Of a minimal number.
fn bits(number: &[u8]) -> usize {
    let unused = number.first().map_or(0, |first| first.leading_zeros());
    let unused = usize::try_from(unused).unwrap_or_default();
    number.len().saturating_mul(8).saturating_sub(unused)
}

fn is_even(number: &[u8]) -> bool {
    number.last().is_none_or(|last| last % 2 == 0)
}

/// Of two minimal numbers.
fn is_less(one: &[u8], other: &[u8]) -> bool {
    (one.len(), one) < (other.len(), other)
}

const fn damaged<T>(what: &'static str) -> Result<T, KeyError> {
    Err(KeyError::Damaged { what })
}
