//! The key of one content: as it is established, and as a token has it.

use alloc::string::String;

use super::agreement::Agreement;
use super::content_key::{ContentKey, EncryptedKey};
use super::header::is_public_key;
use crate::error::EncryptError;

/// The key of one content, and what the token says of it.
#[derive(Debug)]
pub struct Established {
    pub(super) content_key: ContentKey,
    pub(super) encrypted: EncryptedKey,
    pub(super) ephemeral_key: Option<String>,
}

impl Established {
    /// A content key, and the same encrypted to the recipient: as many bytes as the algorithm makes, of
    /// RSA at most 1024. With any other number nothing is encrypted ([`EncryptError::Key`]).
    #[must_use]
    pub fn new(content_key: ContentKey, encrypted: &[u8]) -> Self {
        Self {
            content_key,
            encrypted: EncryptedKey::new(encrypted),
            ephemeral_key: None,
        }
    }

    /// The same with the public half of the pair that was made for this content: a JSON Web Key, which
    /// the header gets as `epk`. The algorithms of ECDH need one (RFC 7518 §4.6.1.1).
    ///
    /// # Errors
    /// [`EncryptError::Key`] for what is no JSON object, has a member twice, or has a `d`.
    pub fn with_ephemeral_key(mut self, jwk: impl Into<String>) -> Result<Self, EncryptError> {
        let jwk = jwk.into();
        if !is_public_key(&jwk) {
            let message = "its ephemeral key (epk) is no JSON object of a public key";
            return Err(EncryptError::key(message));
        }
        self.ephemeral_key = Some(jwk);
        Ok(self)
    }
}

/// What a token says of the key of its content. Anybody may have written it.
#[derive(Clone, Copy, Debug)]
pub struct Wrapped<'a> {
    pub(super) encrypted_key: &'a [u8],
    pub(super) agreement: Agreement<'a>,
}

impl<'a> Wrapped<'a> {
    /// The encrypted key: empty if the algorithm makes none.
    #[must_use]
    pub const fn encrypted_key(&self) -> &'a [u8] {
        self.encrypted_key
    }

    /// The ephemeral key (`epk`), as its JSON stands in the header: an object without a member `d`, and
    /// with none twice. Nothing else of it was judged. `None` if the algorithm is none of ECDH.
    #[must_use]
    pub const fn ephemeral_key(&self) -> Option<&'a str> {
        self.agreement.ephemeral_key
    }

    /// Who encrypted (`apu`), decoded, 512 bytes at most; empty if the header does not say it. The
    /// derivation of the key takes it (RFC 7518 §4.6.2).
    #[must_use]
    pub const fn party_u(&self) -> &'a [u8] {
        let [party, _] = self.agreement.parties;
        party
    }

    /// To whom (`apv`), as [`party_u`](Self::party_u).
    #[must_use]
    pub const fn party_v(&self) -> &'a [u8] {
        let [_, party] = self.agreement.parties;
        party
    }
}
