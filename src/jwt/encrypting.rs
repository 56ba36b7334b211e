//! Signed tokens that are encrypted as well (RFC 7519 §11.2): the calls of signers and verifiers.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::envelope::Outgoing;
use super::signer::Signer;
use super::token::Token;
use super::verifier::Verifier;
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::{ConfigurationError, EncryptError, SignError};
use crate::jwe::{DecryptingKey, DecryptionKeys, EncryptingKey, Encryption, Wanted};
use crate::key::sealed::{Mark, Ours};
use crate::key::{KeyInfo, Now, Unavailable};
use crate::time::NumericDate;

impl<K: KeyInfo> Signer<K> {
    /// Encrypts every token to this recipient, after it was signed. Nobody else can read its claims.
    ///
    /// The recipient can: whoever decrypts it holds a signed token, and could pass it on. So name an
    /// [`audience`](Self::audience). The key must be another one than the key that signs: otherwise
    /// signing is an error ([`EncryptError::SharedSecret`]).
    ///
    /// ```
    /// use glassbox::jwe::AesKey;
    /// use glassbox::{HmacKey, Signer, Verifier};
    ///
    /// let signing_key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
    /// let encryption_key = AesKey::a256kw(b"another one, of exactly 32 bytes")?;
    /// let signer = Signer::new(signing_key.clone()).validity("15m").encrypt_to(encryption_key.clone());
    /// let text = signer.sign(&serde_json::json!({"sub": "42", "salary": 90_000}))?;
    /// assert_eq!(text.split('.').count(), 5);
    ///
    /// let verifier = Verifier::new(signing_key).decrypt_with(encryption_key);
    /// let token = verifier.verify::<serde_json::Value>(&text)?;
    /// assert_eq!(token.claims()["salary"], 90_000);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn encrypt_to(mut self, recipient: impl EncryptingKey + Send + Sync + 'static) -> Self {
        let (mut known, mut halves) = (Vec::new(), Vec::new());
        self.key
            .marks(&mut |mark| known.push(mark.clone()), Ours(()));
        self.key
            .public_halves(&mut |half| halves.push(half), Ours(()));
        let mut is_shared = false;
        recipient.marks(&mut |mark| is_shared |= is_among(mark, &known), Ours(()));
        recipient.public_halves(&mut |half| is_shared |= halves.contains(&half), Ours(()));
        if is_shared {
            self.header = Err(SignError::Encrypt(EncryptError::SharedSecret));
        }
        self.outgoing = Outgoing::to(recipient);
        self
    }
}

impl Verifier {
    /// Takes encrypted tokens, and from now on no others: each is decrypted with one of these keys, and
    /// then verified as every token is, signature, claims and all. What is within has to be signed:
    /// there is no call that takes a token which is only encrypted.
    ///
    /// [`Signer::encrypt_to`] has an example. A key that decrypts must have another secret than those
    /// that verify: otherwise the configuration contradicts itself.
    #[must_use]
    pub fn decrypt_with(mut self, keys: impl DecryptionKeys + 'static) -> Self {
        if self.incoming.keys.is_some() {
            return self.contradiction("decrypt_with", "decrypt_with");
        }
        self.incoming.keys = Some(Arc::new(keys));
        if self.shares_a_secret() {
            self.problem(ConfigurationError::SharedSecret);
        }
        self
    }

    /// Also takes tokens that are not encrypted: while issuers change over to
    /// [`decrypt_with`](Self::decrypt_with). They are verified as without it.
    #[must_use]
    pub const fn or_unencrypted(mut self) -> Self {
        self.incoming.or_unencrypted = true;
        self
    }

    /// Takes encrypted tokens whose header does not say that a token is within (`cty`, RFC 7519 §5.2), for
    /// issuers that leave it out. What is within still has to be a signed token.
    #[must_use]
    pub const fn allow_missing_cty(mut self) -> Self {
        self.incoming.allows_missing_cty = true;
        self
    }

    /// Whether a secret that verifies, or a pair, also decrypts.
    pub(super) fn shares_a_secret(&self) -> bool {
        let (mut known, mut halves) = (Vec::new(), Vec::new());
        // Of a source that is unavailable, an audit says so.
        let _ = self.visit_keys(&mut |key| {
            key.marks(&mut |mark| known.push(mark.clone()), Ours(()));
            key.public_halves(&mut |half| halves.push(half), Ours(()));
        });
        let mut is_shared = false;
        let _ = self.visit_decryption_keys(&mut |key| {
            key.marks(&mut |mark| is_shared |= is_among(mark, &known), Ours(()));
            key.public_halves(&mut |half| is_shared |= halves.contains(&half), Ours(()));
        });
        is_shared
    }

    /// Each key that decrypts, as [`Self::visit_keys`] does it.
    ///
    /// # Errors
    /// If their source is unavailable.
    pub(super) fn visit_decryption_keys(
        &self,
        visit: &mut dyn FnMut(&dyn DecryptingKey),
    ) -> Result<(), Unavailable> {
        let now = Now::at(NumericDate::MIN);
        let Some(keys) = &self.incoming.keys else {
            return Ok(());
        };
        for algorithm in KeyManagement::ALL {
            for encryption in ContentEncryption::ALL {
                let wanted = Wanted {
                    algorithm,
                    encryption,
                    key_id: None,
                    now: &now,
                };
                let visit = &mut |key: &dyn DecryptingKey, _| {
                    if (key.algorithm(), key.encryption()) == (algorithm, encryption) {
                        visit(key);
                    }
                };
                keys.show_every_key(&wanted, visit, Ours(()))?;
            }
        }
        Ok(())
    }
}

fn is_among(mark: &Mark, known: &[Mark]) -> bool {
    // Every one is compared, so that the time does not say which.
    known.iter().fold(false, |any, known| any | known.is(mark))
}

impl<C> Token<C> {
    /// How it was encrypted, and which key opened it; `None` if it was not.
    #[must_use]
    pub const fn encryption(&self) -> Option<&Encryption> {
        self.origin.0.as_ref()
    }
}
