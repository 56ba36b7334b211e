//! Ed25519 (RFC 8032 §5.1): which 32 bytes are a public key that proves something.

use alloc::boxed::Box;

use zeroize::Zeroizing;

use crate::error::KeyError;

/// The x-coordinate's sign is the highest bit of the last byte; the rest is y, in little endian.
const SIGN: u8 = 0x80;

/// 2^255 - 19.
const FIELD: [u8; 32] = {
    let mut prime = [0xff; 32];
    prime[0] = 0xed;
    prime[31] = 0x7f;
    prime
};

/// The y of the eight points whose order divides 8: two points each, but for the first two. Whoever has
/// such a key lets anybody sign.
const SMALL_ORDER: [[u8; 32]; 5] = {
    let mut one = [0; 32];
    one[0] = 1;
    let mut minus_one = FIELD;
    minus_one[0] = 0xec;
    [
        one,
        minus_one,
        [0; 32],
        *b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\
            \xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
        *b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\
            \x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
    ]
};

/// A public key. That it is on the curve, the engine shows.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct EdPublic([u8; 32]);

impl EdPublic {
    pub(crate) fn new(bytes: &[u8]) -> Result<Self, KeyError> {
        let key: [u8; 32] = bytes.try_into().map_err(|_| KeyError::WeakPoint)?;
        let mut y = key;
        let [.., last] = &mut y;
        *last &= !SIGN;
        let is_reduced = y.iter().rev().lt(FIELD.iter().rev());
        match is_reduced && !SMALL_ORDER.contains(&y) {
            true => Ok(Self(key)),
            false => Err(KeyError::WeakPoint),
        }
    }

    pub(crate) const fn bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The seed, wiped when it is dropped, and the public key that was given with it.
pub(crate) struct EdPrivate {
    seed: Zeroizing<[u8; 32]>,
    /// A pointer, so that nothing is unused where there is none.
    given: Option<Box<EdPublic>>,
}

impl EdPrivate {
    pub(crate) fn new(seed: &[u8], given: Option<EdPublic>) -> Result<Box<Self>, KeyError> {
        let mut own = Zeroizing::new([0; 32]);
        if seed.len() != own.len() {
            let what = "its private number has not the length of its curve";
            return Err(KeyError::Damaged { what });
        }
        own.copy_from_slice(seed);
        let given = given.map(Box::new);
        Ok(Box::new(Self { seed: own, given }))
    }

    pub(crate) fn seed(&self) -> &[u8; 32] {
        &self.seed
    }

    /// The public key, as it was given.
    pub(super) fn given(&self) -> Option<&EdPublic> {
        self.given.as_deref()
    }
}
