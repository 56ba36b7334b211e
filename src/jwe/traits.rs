use alloc::boxed::Box;
use alloc::sync::Arc;

use super::content_key::ContentKey;
use super::established::{Established, Wrapped};
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::EncryptError;
use crate::jose::KeyId;
use crate::key::sealed::{Eligibility, Mark, Ours};
use crate::key::{Now, One, Unavailable};
use crate::time::NumericDate;

/// What anybody may know about a key that encrypts or decrypts.
pub trait RecipientInfo {
    /// Its one way to the key of a content. A token's `alg` is compared with it, and never chooses
    /// anything (RFC 8725 §3.1).
    fn algorithm(&self) -> KeyManagement;

    /// Its one content encryption. A token's `enc` is compared with it.
    fn encryption(&self) -> ContentEncryption;

    /// Its id (`kid`), if it has one.
    fn key_id(&self) -> Option<&KeyId>;

    /// The characters of the header of a nested token, and of the header of any other content, each
    /// with the dot. A hook for this crate's own keys, as are the others: nobody else can name its
    /// argument.
    #[doc(hidden)]
    fn own_headers(&self, _: Ours) -> Option<[&[u8]; 2]> {
        None
    }

    /// The cipher of a key that encrypts the content itself.
    #[doc(hidden)]
    fn own_cipher(&self, _: Ours) -> Option<&sealed::Cipher> {
        None
    }

    /// Counts a text that the key encrypts itself.
    #[doc(hidden)]
    fn count(&self, _: Ours) -> Result<(), EncryptError> {
        Ok(())
    }

    /// A hash of each public half there is, as of keys that sign: of X25519 also of the one that its number
    /// has there.
    #[doc(hidden)]
    fn public_halves(&self, _visit: &mut dyn FnMut([u8; 32]), _: Ours) {}

    /// What is known about each secret of the key.
    #[doc(hidden)]
    fn marks(&self, _visit: &mut dyn FnMut(&Mark), _: Ours) {}
}

/// A key that encrypts to a recipient: a shared secret, the recipient's public key, or a service that
/// has one of them.
///
/// ```
/// use glassbox::jwe::{
///     ContentEncryption, ContentKey, EncryptError, EncryptingKey, Established, KeyManagement,
///     RecipientInfo,
/// };
/// use glassbox::key::KeyId;
///
/// # fn ask_the_service(_: &[u8]) -> Option<Vec<u8>> { None }
/// struct Service;
///
/// impl RecipientInfo for Service {
///     fn algorithm(&self) -> KeyManagement {
///         KeyManagement::RsaOaep256
///     }
///     fn encryption(&self) -> ContentEncryption {
///         ContentEncryption::A256Gcm
///     }
///     fn key_id(&self) -> Option<&KeyId> {
///         None
///     }
/// }
///
/// impl EncryptingKey for Service {
///     fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError> {
///         let encrypted = ask_the_service(fresh.as_ref());
///         let encrypted = encrypted.ok_or_else(|| EncryptError::key("no answer"))?;
///         Ok(Established::new(fresh, &encrypted))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not encrypt",
    note = "an `HmacKey` signs and does not encrypt: make an `AesKey` with a secret of its own",
    note = "an `EcdhPrivateKey` decrypts: encrypt to its `.public_key()`",
    note = "a `PublicKey` verifies: encrypt to the `EcdhPublicKey` of another pair",
    note = "making a key may fail: write `?` or `.unwrap()` behind the call that makes it"
)]
pub trait EncryptingKey: RecipientInfo {
    /// Establishes the key of one content. `fresh` is a new random key of the length that
    /// [`encryption`](RecipientInfo::encryption) takes, drawn for this call: most keys encrypt it.
    ///
    /// # Errors
    /// [`EncryptError::Key`] if the key cannot be used now.
    fn establish(&self, fresh: ContentKey) -> Result<Established, EncryptError>;
}

/// A key that decrypts. [`One`] makes a source of it.
pub trait DecryptingKey: RecipientInfo {
    /// Recovers the key of a content; `None` if that is not possible, whatever the reason. The token
    /// is then refused in the same words and the same time as one whose content was changed, so
    /// nobody learns which it was (RFC 7516 §11.5).
    #[must_use]
    fn recover(&self, wrapped: &Wrapped<'_>) -> Option<ContentKey>;

    /// The key, or `substitute` in its place, and whether it is the key. A key of this crate chooses
    /// without a branch.
    #[doc(hidden)]
    fn recover_or(
        &self,
        wrapped: &Wrapped<'_>,
        substitute: &[u8],
        _: Ours,
    ) -> Option<(ContentKey, bool)> {
        let recovered = self.recover(wrapped);
        match recovered.filter(|key| key.as_ref().len() == substitute.len()) {
            Some(key) => Some((key, true)),
            None => Some((ContentKey::new(substitute)?, false)),
        }
    }
}

/// What a key of this crate recovers for those who ask it alone: as when a token is decrypted.
pub(super) fn recovered(key: &impl DecryptingKey, wrapped: &Wrapped<'_>) -> Option<ContentKey> {
    let nothing = [0; 64];
    let substitute = nothing.get(..key.encryption().key_len())?;
    let (key, is_recovered) = key.recover_or(wrapped, substitute, Ours(()))?;
    is_recovered.then_some(key)
}

/// Where the keys are found that a token may have been encrypted to. Algorithms and tag decide whether
/// one fits.
#[diagnostic::on_unimplemented(
    message = "`{Self}` decrypts nothing",
    note = "an `HmacKey` verifies and does not decrypt: make an `AesKey` with a secret of its own; wrap \
            a key of your own: `glassbox::key::One(key)`",
    note = "an `EcdhPublicKey` encrypts: its `EcdhPrivateKey` decrypts",
    note = "making a key may fail: write `?` or `.unwrap()` behind the call that makes it"
)]
pub trait DecryptionKeys: Send + Sync {
    /// Shows each key that may fit to `visit` until `visit` returns `true` (enough), and returns
    /// whether it did. At most four keys of a token's algorithms are tried.
    ///
    /// # Errors
    /// [`Unavailable`] if the source cannot get its keys.
    fn candidates(
        &self,
        wanted: &Wanted<'_>,
        visit: &mut dyn FnMut(&dyn DecryptingKey) -> bool,
    ) -> Result<bool, Unavailable>;

    /// The key whose own header the token begins with. A hook, as those above.
    #[doc(hidden)]
    fn usual_header<'k>(&'k self, _token: &[u8], _: Ours) -> Option<sealed::UsualHeader<'k>> {
        None
    }

    /// Every key, and what happens with it in a lookup. A source without it shows its candidates.
    #[doc(hidden)]
    fn show_every_key(
        &self,
        wanted: &Wanted<'_>,
        visit: &mut dyn FnMut(&dyn DecryptingKey, Eligibility),
        _: Ours,
    ) -> Result<(), Unavailable> {
        let asked = self.candidates(wanted, &mut |key| {
            visit(key, Eligibility::Candidate);
            false
        });
        asked.map(drop)
    }
}

/// Which decryption key is wanted.
#[derive(Debug)]
pub struct Wanted<'a> {
    pub(crate) algorithm: KeyManagement,
    pub(crate) encryption: ContentEncryption,
    pub(crate) key_id: Option<&'a str>,
    pub(crate) now: &'a Now<'a>,
}

impl Wanted<'_> {
    /// The token's `alg`.
    #[must_use]
    pub const fn algorithm(&self) -> KeyManagement {
        self.algorithm
    }

    /// The token's `enc`.
    #[must_use]
    pub const fn encryption(&self) -> ContentEncryption {
        self.encryption
    }

    /// The token's key id. Anybody may have written it: only compare it (RFC 8725 §3.10).
    #[must_use]
    pub const fn key_id(&self) -> Option<&str> {
        self.key_id
    }

    /// The instant at which the token is judged.
    #[must_use]
    pub fn now(&self) -> NumericDate {
        self.now.get()
    }
}

impl<K: DecryptingKey + Send + Sync> DecryptionKeys for One<K> {
    fn candidates(
        &self,
        _wanted: &Wanted<'_>,
        visit: &mut dyn FnMut(&dyn DecryptingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        Ok(visit(&self.0))
    }
}

macro_rules! behind_a_pointer {
    ($($pointer:ty),+) => {
        $(impl<S: DecryptionKeys + ?Sized> DecryptionKeys for $pointer {
            fn candidates(
                &self,
                wanted: &Wanted<'_>,
                visit: &mut dyn FnMut(&dyn DecryptingKey) -> bool,
            ) -> Result<bool, Unavailable> {
                (**self).candidates(wanted, visit)
            }

            fn usual_header<'k>(&'k self, token: &[u8], ours: Ours) -> Option<sealed::UsualHeader<'k>> {
                (**self).usual_header(token, ours)
            }

            fn show_every_key(
                &self,
                wanted: &Wanted<'_>,
                visit: &mut dyn FnMut(&dyn DecryptingKey, Eligibility),
                ours: Ours,
            ) -> Result<(), Unavailable> {
                (**self).show_every_key(wanted, visit, ours)
            }
        })+
    };
}

behind_a_pointer!(&S, Arc<S>, Box<S>);

/// Types that other crates cannot name, so that they cannot implement the hooks which take them.
pub(crate) mod sealed {
    pub(crate) use super::super::cipher::Cipher;
    use super::{ContentEncryption, KeyId, KeyManagement, Ours, RecipientInfo};

    /// A token begins with a header that a key writes itself.
    #[derive(Clone, Copy, Debug)]
    pub struct UsualHeader<'k> {
        pub(crate) header_len: usize,
        pub(crate) is_nested: bool,
        pub(crate) algorithm: KeyManagement,
        pub(crate) encryption: ContentEncryption,
        pub(crate) key_id: Option<&'k KeyId>,
    }

    impl<'k> UsualHeader<'k> {
        pub(crate) fn of(key: &'k (impl RecipientInfo + ?Sized), token: &[u8]) -> Option<Self> {
            let headers = key.own_headers(Ours(()))?.into_iter();
            let mut headers = headers.zip([true, false]);
            let (header, is_nested) = headers.find(|(header, _)| token.starts_with(header))?;
            Some(Self {
                header_len: header.len().checked_sub(1)?,
                is_nested,
                algorithm: key.algorithm(),
                encryption: key.encryption(),
                key_id: key.key_id(),
            })
        }
    }
}
