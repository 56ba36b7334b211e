use alloc::string::String;

use serde::ser::Serialize;

use super::signer::Signer;
use super::unsigned::Unsigned;
use crate::error::SignError;
use crate::key::{KeyInfo, Now, SigningKey};
use crate::time::NumericDate;

impl<K: KeyInfo> Signer<K> {
    /// The same signer at a given instant.
    #[must_use]
    pub const fn at(&self, now: NumericDate) -> SignerAt<'_, K> {
        SignerAt { signer: self, now }
    }
}

/// A [`Signer`] at a given instant, from [`Signer::at`].
#[derive(Clone, Copy, Debug)]
pub struct SignerAt<'s, K> {
    signer: &'s Signer<K>,
    now: NumericDate,
}

impl<K: KeyInfo> SignerAt<'_, K> {
    /// As [`Signer::prepare`], at this instant.
    ///
    /// # Errors
    /// As [`Signer::prepare`].
    pub fn prepare<C: Serialize + ?Sized>(&self, claims: &C) -> Result<Unsigned, SignError> {
        self.signer.prepare_with(claims, &Now::at(self.now))
    }
}

impl<K: SigningKey> SignerAt<'_, K> {
    /// As [`Signer::sign`], at this instant.
    ///
    /// # Errors
    /// As [`Signer::sign`].
    pub fn sign<C: Serialize + ?Sized>(&self, claims: &C) -> Result<String, SignError> {
        self.signer.sign_with(claims, &Now::at(self.now))
    }
}
