//! Keys that are agreed on encrypt and decrypt (RFC 7518 §4.6).

use super::agreement::Agreement;
use super::concat_kdf::derive;
use super::content_key::{ContentKey, EncryptedKey};
use super::ephemeral;
use super::established::{Established, Wrapped};
use super::key_wrap::WrappingKey;
use super::traits::{
    DecryptingKey, DecryptionKeys, EncryptingKey, RecipientInfo, Wanted, recovered,
};
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::EncryptError;
use crate::jose::KeyId;
use crate::key::Unavailable;
use crate::key::pair::agreement::{EcdhCurve, EcdhPrivateKey, EcdhPublicKey, that_signs};
use crate::key::sealed::{Mark, Ours};

impl RecipientInfo for EcdhPublicKey {
    fn algorithm(&self) -> KeyManagement {
        self.named().0
    }

    fn encryption(&self) -> ContentEncryption {
        self.named().1
    }

    fn key_id(&self) -> Option<&KeyId> {
        self.named().2
    }

    fn public_halves(&self, visit: &mut dyn FnMut([u8; 32]), _: Ours) {
        visit(*self.hash());
    }
}

impl EncryptingKey for EcdhPublicKey {
    fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError> {
        const REFUSED: &str = "nothing can be agreed on with it";
        let agreed = self.peer().agree_anew().map_err(|_| EncryptError::Random)?;
        let (public, shared) = agreed.ok_or_else(|| EncryptError::key(REFUSED))?;
        let (algorithm, encryption, _) = self.named();
        let key = derive(algorithm, encryption, shared.as_ref(), [&[], &[]]);
        let key = key.ok_or_else(|| EncryptError::key(REFUSED))?;
        let (content_key, encrypted) = match algorithm {
            KeyManagement::EcdhEs => (key, EncryptedKey::new(&[])),
            _ => {
                let encrypted = WrappingKey::new(key.as_ref()).and_then(|key| key.wrap(&fresh));
                let encrypted = encrypted.ok_or_else(|| EncryptError::key(REFUSED))?;
                (fresh, encrypted)
            }
        };
        Ok(Established {
            content_key,
            encrypted,
            ephemeral_key: Some(ephemeral::write(&public)),
        })
    }
}

impl RecipientInfo for EcdhPrivateKey {
    fn algorithm(&self) -> KeyManagement {
        self.public().algorithm()
    }

    fn encryption(&self) -> ContentEncryption {
        self.public().encryption()
    }

    fn key_id(&self) -> Option<&KeyId> {
        self.public().key_id()
    }

    fn marks(&self, visit: &mut dyn FnMut(&Mark), _: Ours) {
        visit(self.mark());
    }

    fn public_halves(&self, visit: &mut dyn FnMut([u8; 32]), ours: Ours) {
        self.public().public_halves(visit, ours);
        if self.public().parts().curve() == EcdhCurve::X25519 {
            let half = that_signs(&self.agreeing().scalar());
            half.into_iter().for_each(visit);
        }
    }
}

impl EcdhPrivateKey {
    /// The key that is agreed on: of the content for `ECDH-ES`, otherwise the one that wraps it. `None`
    /// if the header has no key on the curve, which everybody can see.
    fn agreed(&self, agreement: Agreement<'_>) -> Option<ContentKey> {
        let Agreement {
            ephemeral_key,
            parties,
        } = agreement;
        let peer = ephemeral::read(ephemeral_key?, self.public().parts().curve())?;
        let shared = self.agreeing().agree(&peer)?;
        let (algorithm, encryption, _) = self.public().named();
        derive(algorithm, encryption, shared.as_ref(), parties)
    }
}

impl DecryptingKey for EcdhPrivateKey {
    fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
        recovered(self, wrapped)
    }

    fn recover_or(
        &self,
        wrapped: &Wrapped<'_>,
        substitute: &[u8],
        _: Ours,
    ) -> Option<(ContentKey, bool)> {
        let encrypted = wrapped.encrypted_key();
        match (self.agreed(wrapped.agreement), self.algorithm()) {
            (None, _) => Some((ContentKey::new(substitute)?, false)),
            (Some(key), KeyManagement::EcdhEs) => encrypted.is_empty().then_some((key, true)),
            (Some(key), _) => WrappingKey::new(key.as_ref())?.unwrap_or(encrypted, substitute),
        }
    }
}

/// A single key is a candidate for every token, whatever its `kid`: the tag decides.
impl DecryptionKeys for EcdhPrivateKey {
    fn candidates(
        &self,
        _wanted: &Wanted<'_>,
        visit: &mut dyn FnMut(&dyn DecryptingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        Ok(visit(self))
    }
}
