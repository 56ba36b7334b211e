use alloc::boxed::Box;
use alloc::string::String;
use alloc::sync::Arc;
use core::any::Any;

use super::{KeyId, Lookup, Signature};
use crate::algorithm::Algorithm;
use crate::error::{SignError, error_debug};

/// What anybody may know about a key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key",
    note = "making a key may fail: write `?` or `.unwrap()` behind the call that makes it"
)]
pub trait KeyInfo {
    /// Its one algorithm. A verifier compares a token's `alg` with it; `alg` never chooses anything
    /// (RFC 8725 §3.1).
    fn algorithm(&self) -> Algorithm;

    /// Its id (`kid`), if it has one.
    fn key_id(&self) -> Option<&KeyId>;

    /// The characters of the usual header, made once with the key: as this crate writes it, and as
    /// others do. A hook for this crate's own keys: nobody else can name its argument.
    #[doc(hidden)]
    fn usual_headers(&self, _: sealed::Ours) -> Option<[&[u8]; 2]> {
        None
    }

    /// How many bytes its signatures have, if its algorithm does not say it (RSA, EdDSA). A hook like the
    /// one above, and so are the others.
    #[doc(hidden)]
    fn own_signature_len(&self, _: sealed::Ours) -> Option<usize> {
        None
    }

    /// What kind of key it is, for people, if its algorithm does not say it all.
    #[doc(hidden)]
    fn own_kind(&self, _: sealed::Ours) -> Option<String> {
        None
    }

    /// A hash that is equal for one public key under several algorithms.
    #[doc(hidden)]
    fn own_material(&self, _: sealed::Ours) -> Option<[u8; 32]> {
        None
    }

    /// That hash of each public half there is: of every key of a ring, and of Ed25519 also the one that its
    /// number has where keys agree.
    #[doc(hidden)]
    fn public_halves(&self, visit: &mut dyn FnMut([u8; 32]), ours: sealed::Ours) {
        self.own_material(ours).into_iter().for_each(visit);
    }

    /// What is known about each secret of the key.
    #[doc(hidden)]
    fn marks(&self, _visit: &mut dyn FnMut(&sealed::Mark), _: sealed::Ours) {}
}

/// A key that signs.
///
/// ```
/// use glassbox::key::{KeyId, KeyInfo, Signature, SigningKey};
/// use glassbox::{Algorithm, SignError};
///
/// # fn ask_the_token(_: &[u8]) -> Option<[u8; 64]> { None }
/// struct SmartCard;
///
/// impl KeyInfo for SmartCard {
///     fn algorithm(&self) -> Algorithm {
///         Algorithm::Es256
///     }
///     fn key_id(&self) -> Option<&KeyId> {
///         None
///     }
/// }
///
/// impl SigningKey for SmartCard {
///     fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
///         let signature = ask_the_token(message).ok_or_else(|| SignError::key("no card"))?;
///         Ok(Signature::new(&signature))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not sign",
    note = "a public key signs nothing: sign with its `PrivateKey`",
    note = "a `RemoteKey` cannot sign: call `Signer::prepare`, sign what \
            `Unsigned::signing_input` gives, and `Unsigned::attach` the signature",
    note = "making a key may fail: write `?` or `.unwrap()` behind the call that makes it"
)]
pub trait SigningKey: KeyInfo {
    /// Signs a message.
    ///
    /// # Errors
    /// [`SignError::Key`] if the key cannot be used now.
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError>;
}

/// A key that verifies. [`One`] makes a [`KeySource`] of it.
pub trait VerifyingKey: KeyInfo {
    /// Whether `signature` is this key's signature of `message`. An implementation compares MACs in
    /// constant time; the length of a signature is not secret.
    #[must_use]
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool;
}

/// Where a verifier finds the keys that a token may have been signed with.
///
/// A source offers candidates. The algorithm and the signature decide whether one fits, so a
/// careless source cannot make a verifier accept a forged token.
///
/// ```
/// use std::sync::RwLock;
/// use glassbox::HmacKey;
/// use glassbox::key::{KeySource, Lookup, Unavailable, VerifyingKey};
///
/// struct Reloadable(RwLock<HmacKey>);
///
/// impl KeySource for Reloadable {
///     fn candidates(
///         &self,
///         _wanted: &Lookup<'_>,
///         visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
///     ) -> Result<bool, Unavailable> {
///         let key = self.0.read().map_err(|_| Unavailable)?;
///         Ok(visit(&*key))
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a key source",
    note = "make an `HmacKey` of a secret, or a `PublicKey` of a key file; of a `PrivateKey` give \
            `.public_key()`; several keys are a `KeyRing`; wrap a key of your own: `glassbox::key::One(key)`",
    note = "an `AesKey` encrypts, and proves nothing about who made a token: verify with another key",
    note = "making a key may fail: write `?` or `.unwrap()` behind the call that makes it"
)]
pub trait KeySource: Send + Sync {
    /// Shows each key that may fit to `visit` until `visit` returns `true` (enough), and returns
    /// whether it did.
    ///
    /// For a token, a verifier tries at most sixteen candidates of one algorithm.
    ///
    /// # Errors
    /// [`Unavailable`] if the source cannot get its keys, so that the token cannot be judged.
    fn candidates(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable>;

    /// The key whose usual header the token begins with. A hook for this crate's own keys: nobody
    /// else can name its argument.
    #[doc(hidden)]
    fn usual_header(&self, _token: &[u8], _: sealed::Ours) -> Option<sealed::UsualHeader> {
        None
    }

    /// Every key of the source, and what happens with it in a lookup: for explanations. A hook like
    /// the one above; a source without it shows its candidates.
    #[doc(hidden)]
    fn show_every_key(
        &self,
        wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey, sealed::Eligibility),
        _: sealed::Ours,
    ) -> Result<(), Unavailable> {
        let asked = self.candidates(wanted, &mut |key| {
            visit(key, sealed::Eligibility::Candidate);
            false
        });
        asked.map(drop)
    }

    /// What a reviewer should know of the source, beside its keys. A hook like the ones above.
    #[doc(hidden)]
    fn remarks(&self, _say: &mut dyn FnMut(sealed::Remark<'_>), _: sealed::Ours) {}

    /// The source itself, if it fetches its keys: then whoever can wait waits for them. A hook like the
    /// ones above.
    #[doc(hidden)]
    fn as_fetched(&self, _: sealed::Ours) -> Option<&dyn Any> {
        None
    }
}

/// The source cannot get its keys (a network, a lock). The verifier returns
/// [`VerifyError::Unavailable`](crate::VerifyError), and the server answers 503.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the key source is unavailable")]
pub struct Unavailable;

error_debug! { Unavailable }

/// A single verifying key of any kind as a [`KeySource`].
///
/// ```
/// use glassbox::key::One;
/// use glassbox::{HmacKey, Verifier};
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let verifier = Verifier::new(One(key));
/// # Ok::<(), glassbox::KeyError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct One<K>(pub K);

impl<K: VerifyingKey + Send + Sync> KeySource for One<K> {
    fn candidates(
        &self,
        _wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        Ok(visit(&self.0))
    }
}

macro_rules! behind_a_pointer {
    ($($pointer:ty),+) => {
        $(impl<S: KeySource + ?Sized> KeySource for $pointer {
            fn candidates(
                &self,
                wanted: &Lookup<'_>,
                visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
            ) -> Result<bool, Unavailable> {
                (**self).candidates(wanted, visit)
            }

            fn usual_header(&self, token: &[u8], ours: sealed::Ours) -> Option<sealed::UsualHeader> {
                (**self).usual_header(token, ours)
            }

            fn show_every_key(
                &self,
                wanted: &Lookup<'_>,
                visit: &mut dyn FnMut(&dyn VerifyingKey, sealed::Eligibility),
                ours: sealed::Ours,
            ) -> Result<(), Unavailable> {
                (**self).show_every_key(wanted, visit, ours)
            }

            fn remarks(&self, say: &mut dyn FnMut(sealed::Remark<'_>), ours: sealed::Ours) {
                (**self).remarks(say, ours);
            }

            fn as_fetched(&self, ours: sealed::Ours) -> Option<&dyn Any> {
                (**self).as_fetched(ours)
            }
        })+
    };
}

behind_a_pointer!(&S, Arc<S>, Box<S>);

/// Types that other crates cannot name, so that they cannot implement the hooks which take them.
pub(crate) mod sealed {
    pub(crate) use super::super::form::Form;
    pub(crate) use super::super::mark::Mark;
    use super::{Algorithm, KeyId, KeyInfo};
    use crate::time::NumericDate;

    #[derive(Clone, Copy, Debug)]
    pub struct Ours(pub(crate) ());

    /// A token begins with a key's usual header. It borrows nothing of the key, which may stand behind a
    /// lock.
    #[derive(Clone, Debug)]
    pub struct UsualHeader {
        pub(crate) header_len: usize,
        pub(crate) algorithm: Algorithm,
        pub(crate) key_id: Option<KeyId>,
        pub(crate) signature_len: usize,
    }

    impl UsualHeader {
        pub(crate) fn of(key: &(impl KeyInfo + ?Sized), token: &[u8], ours: Ours) -> Option<Self> {
            let mut headers = key.usual_headers(ours)?.into_iter();
            let header = headers.find(|header| token.starts_with(header))?;
            let algorithm = key.algorithm();
            let signature_len = match algorithm.signature_len() {
                None => key.own_signature_len(ours)?,
                Some(known) => known,
            };
            Some(Self {
                header_len: header.len().checked_sub(1)?,
                algorithm,
                key_id: key.key_id().cloned(),
                signature_len,
            })
        }
    }

    /// What there is to say of a source, beside its keys.
    #[derive(Clone, Copy, Debug)]
    pub enum Remark<'a> {
        /// A key that is not used: which one, and why.
        NotUsed(core::fmt::Arguments<'a>),
        /// The secrets of a key stand where its public half belongs.
        PrivateKey(core::fmt::Arguments<'a>),
        /// Different keys have this id.
        DuplicateKeyId(&'a KeyId),
        /// No key is used: there is none, or none that can be.
        NoKey,
    }

    /// What happens with a key in a lookup.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Eligibility {
        Candidate,
        OtherKeyId,
        Retired(NumericDate),
    }
}
