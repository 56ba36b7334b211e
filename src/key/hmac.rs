use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::mem::ManuallyDrop;

use ::hmac::EagerHash;
use ::hmac::block_api::HmacCore;
use ::hmac::digest::block_api::{Buffer, FixedOutputCore, UpdateCore};
use ::hmac::digest::{KeyInit, Output};
use sha2::{Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

use super::sealed::{Mark, Ours, UsualHeader};
use super::{KeyId, KeyInfo, KeySource, Lookup, Signature, SigningKey, Unavailable, VerifyingKey};
use crate::algorithm::Algorithm;
use crate::error::SignError;
use crate::jose::usual_headers;

/// A secret shared between issuer and verifier, for HS256, HS384 or HS512 (RFC 7518 §3.2).
///
/// Does your secret look like `wMHA…zI=`? Use [`from_base64`](Self::from_base64). Like digits and the
/// letters a to f? [`from_hex`](Self::from_hex). Otherwise [`hs256`](Self::hs256). Issuer and verifier
/// choose the same one: the wrong one makes another key, without an error.
///
/// It is cheap to clone: the hash states that begin every MAC, and the usual headers, are computed
/// once. `Debug` shows algorithm and key id. The secret is never shown, compared or serialized, and
/// the states are wiped when the last clone is dropped.
///
/// ```
/// use glassbox::HmacKey;
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?.with_key_id("2026-11");
/// assert!(!format!("{key:?}").contains("secret of"));
/// # Ok::<(), glassbox::KeyError>(())
/// ```
#[doc(alias("EncodingKey", "DecodingKey"))]
#[derive(Clone)]
pub struct HmacKey(Arc<Prepared>);

struct Prepared {
    state: State,
    mark: Mark,
    key_id: Option<KeyId>,
    /// The characters of the usual header and the dot after them, in two orders.
    headers: Option<[Vec<u8>; 2]>,
}

/// The hash states after the padded key: all that a MAC needs of the key. Whoever has them can
/// sign, so they are wiped when they are dropped (feature `zeroize` of sha2).
#[derive(Clone)]
enum State {
    Hs256(HmacCore<Sha256>),
    Hs384(HmacCore<Sha384>),
    Hs512(HmacCore<Sha512>),
}

impl HmacKey {
    /// A key with a secret that was checked; `None` if the algorithm is not HMAC.
    pub(super) fn of(
        algorithm: Algorithm,
        secret: &[u8],
        mark: impl FnOnce() -> Mark,
    ) -> Option<Self> {
        let state = State::new(algorithm, secret)?;
        Some(Self(Arc::new(Prepared::new(state, mark(), None))))
    }

    pub(super) fn named(self, key_id: KeyId) -> Self {
        let (state, mark) = (self.0.state.clone(), self.0.mark.clone());
        Self(Arc::new(Prepared::new(state, mark, Some(key_id))))
    }
}

impl Prepared {
    fn new(state: State, mark: Mark, key_id: Option<KeyId>) -> Self {
        // The texts are short, so this cannot fail. Without the headers, tokens are parsed in the
        // longer way.
        let headers = usual_headers(state.algorithm(), key_id.as_ref()).ok();
        Self {
            state,
            mark,
            key_id,
            headers,
        }
    }
}

impl State {
    fn new(algorithm: Algorithm, secret: &[u8]) -> Option<Self> {
        match algorithm {
            Algorithm::Hs256 => HmacCore::new_from_slice(secret).ok().map(Self::Hs256),
            Algorithm::Hs384 => HmacCore::new_from_slice(secret).ok().map(Self::Hs384),
            Algorithm::Hs512 => HmacCore::new_from_slice(secret).ok().map(Self::Hs512),
            _ => None,
        }
    }

    const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Hs256(_) => Algorithm::Hs256,
            Self::Hs384(_) => Algorithm::Hs384,
            Self::Hs512(_) => Algorithm::Hs512,
        }
    }
}

/// HMAC over the whole message at once. For a short message, the block interface takes a seventh
/// less time than the buffered one.
fn mac<D: EagerHash>(state: &HmacCore<D>, message: &[u8]) -> Output<HmacCore<D>>
where
    HmacCore<D>: FixedOutputCore,
{
    // At the end these contain the MAC and the hash that it came from, not the key: nothing to
    // wipe.
    let mut state = ManuallyDrop::new(state.clone());
    let mut buffer = ManuallyDrop::new(Buffer::<HmacCore<D>>::default());
    buffer.digest_blocks(message, |blocks| state.update_blocks(blocks));
    let mut mac = Output::<HmacCore<D>>::default();
    state.finalize_fixed_core(&mut buffer, &mut mac);
    mac
}

impl KeyInfo for HmacKey {
    fn algorithm(&self) -> Algorithm {
        self.0.state.algorithm()
    }

    fn key_id(&self) -> Option<&KeyId> {
        self.0.key_id.as_ref()
    }

    fn usual_headers(&self, _: Ours) -> Option<[&[u8]; 2]> {
        self.0.headers.as_ref().map(|[own, other]| [&**own, other])
    }

    fn marks(&self, visit: &mut dyn FnMut(&Mark), _: Ours) {
        visit(&self.0.mark);
    }
}

impl SigningKey for HmacKey {
    fn sign(&self, message: &[u8]) -> Result<Signature, SignError> {
        Ok(match &self.0.state {
            State::Hs256(state) => Signature::new(mac(state, message)),
            State::Hs384(state) => Signature::new(mac(state, message)),
            State::Hs512(state) => Signature::new(mac(state, message)),
        })
    }
}

impl VerifyingKey for HmacKey {
    fn verify(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.0.state {
            State::Hs256(state) => are_equal(&mac(state, message), signature),
            State::Hs384(state) => are_equal(&mac(state, message), signature),
            State::Hs512(state) => are_equal(&mac(state, message), signature),
        }
    }
}

/// Compares in constant time: it combines the differences of all words before it looks at them.
/// Comparing byte by byte would take a tenth of the time of the MAC itself. Different lengths are
/// unequal at once: a length is not secret.
fn are_equal(mac: &[u8], signature: &[u8]) -> bool {
    let (mac_words, rest) = mac.as_chunks();
    let (words, signature_rest) = signature.as_chunks();
    if mac.len() != signature.len() || !rest.is_empty() || !signature_rest.is_empty() {
        return false;
    }
    let word = |bytes: &[u8; 8]| u64::from_ne_bytes(*bytes);
    let pairs = mac_words.iter().zip(words);
    let difference = pairs.fold(0, |all, (mac, other)| all | (word(mac) ^ word(other)));
    difference.ct_eq(&0).into()
}

/// A single key is a candidate for every token, whatever its `kid`: the signature decides.
impl KeySource for HmacKey {
    fn candidates(
        &self,
        _wanted: &Lookup<'_>,
        visit: &mut dyn FnMut(&dyn VerifyingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        Ok(visit(self))
    }

    fn usual_header(&self, token: &[u8], ours: Ours) -> Option<UsualHeader> {
        UsualHeader::of(self, token, ours)
    }
}

impl fmt::Debug for HmacKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HmacKey")
            .field("algorithm", &self.algorithm())
            .field("key_id", &self.key_id().map(KeyId::as_str))
            .finish_non_exhaustive()
    }
}
