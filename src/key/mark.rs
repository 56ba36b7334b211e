use alloc::vec::Vec;
use core::fmt;

use sha2::digest::common::BlockSizeUser;
use sha2::{Digest, Sha256, Sha384, Sha512};
use subtle::{Choice, ConstantTimeEq};
use zeroize::Zeroizing;

use super::form::Form;

/// What a key keeps about its secret: whether it is short, its form, and hashes that show whether
/// two keys have the same secret, whatever their algorithms.
#[derive(Clone)]
pub struct Mark {
    pub(crate) is_short: bool,
    pub(crate) form: Form,
    /// Hashes of the keys that HS256, HS384 and HS512 make of the secret.
    hashes: Zeroizing<[[u8; 32]; 3]>,
}

impl Mark {
    /// Of a secret that is used as bytes, in a length that was checked.
    #[cfg(any(feature = "jwe", feature = "public-keys"))]
    pub(crate) fn of(secret: &[u8]) -> Self {
        Self::new(
            secret,
            false,
            Form::new(super::form::Given::AsItIs, &[], &[]),
        )
    }

    pub(super) fn new(secret: &[u8], is_short: bool, form: Form) -> Self {
        let hashes = [
            hash_of_key::<Sha256>(secret),
            hash_of_key::<Sha384>(secret),
            hash_of_key::<Sha512>(secret),
        ];
        Self {
            is_short,
            form,
            hashes: Zeroizing::new(hashes),
        }
    }

    /// Whether two secrets are the same, in constant time: they are if some algorithm makes the
    /// same key of one as some algorithm makes of the other.
    pub(crate) fn is(&self, other: &Self) -> bool {
        let mut is_one = Choice::from(0);
        for hash in self.hashes.iter() {
            for other in other.hashes.iter() {
                is_one |= hash.ct_eq(other);
            }
        }
        is_one.into()
    }
}

/// HMAC hashes a secret that is longer than a block, and pads a shorter one with zeros (RFC 2104
/// §2).
fn hash_of_key<D: Digest + BlockSizeUser>(secret: &[u8]) -> [u8; 32] {
    let hashed: Zeroizing<Vec<u8>>;
    let mut key = secret;
    if secret.len() > D::block_size() {
        hashed = Zeroizing::new(D::digest(secret).to_vec());
        key = &hashed;
    }
    while let [start @ .., 0] = key {
        key = start;
    }
    let label = b"glassbox: whether two secrets are one";
    Sha256::new()
        .chain_update(label)
        .chain_update(key)
        .finalize()
        .into()
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mark(..)")
    }
}
