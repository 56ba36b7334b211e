use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroize;

use super::compact::{LONGEST_SIGNATURE, MAX_SIGNATURE_BYTES, Parts, check_length, into_text};
use crate::algorithm::Algorithm;
use crate::codec::base64url;
use crate::error::{SignError, VerifyError};
use crate::jose::{
    Header, HeaderMembers, HeaderView, KeyId, MAX_HEADER_BYTES, MAX_TOKEN_BYTES, TYP_JWT,
    header_segment,
};
use crate::key::sealed::{Ours, UsualHeader};
use crate::key::{KeySource, Lookup, Now, SigningKey, Unavailable};

/// Signs bytes of any kind as a JWS in compact serialization (RFC 7515 §5.1). It adds neither dates
/// nor an audience: to sign claims, use [`Signer`](crate::Signer).
///
/// ```
/// use glassbox::{HmacKey, jws};
///
/// let key = HmacKey::hs256(b"a secret of at least thirty-two bytes")?;
/// let text = jws::sign(b"any bytes", &key).unwrap();
/// assert_eq!(jws::verify(&text, &key).unwrap(), b"any bytes");
/// # Ok::<(), glassbox::KeyError>(())
/// ```
///
/// # Errors
/// Only those of the key: [`SignError::Key`], [`SignError::SignatureLength`].
pub fn sign(payload: &[u8], key: &impl SigningKey) -> Result<String, SignError> {
    let members = HeaderMembers {
        typ: None,
        ..HeaderMembers::jwt()
    };
    let json = members.to_json(key.algorithm(), key.key_id())?;
    sign_compact(&header_segment(&json), payload, key)
}

/// Verifies a JWS in compact serialization (RFC 7515 §5.2) and returns the bytes that were signed,
/// whatever they are. It judges no claim: to verify tokens, use [`Verifier`](crate::Verifier).
///
/// # Errors
/// [`TooLarge`](VerifyError::TooLarge) above 256 KiB, [`Malformed`](VerifyError::Malformed),
/// [`Encrypted`](VerifyError::Encrypted),
/// [`Header`](VerifyError::Header), [`UnsupportedAlgorithm`](VerifyError::UnsupportedAlgorithm),
/// [`AlgorithmMismatch`](VerifyError::AlgorithmMismatch), [`UnknownKey`](VerifyError::UnknownKey),
/// [`InvalidSignature`](VerifyError::InvalidSignature), in that order;
/// [`Unavailable`](VerifyError::Unavailable) if the key source is unavailable.
pub fn verify(text: &str, keys: &(impl KeySource + ?Sized)) -> Result<Vec<u8>, VerifyError> {
    let verification = Verification {
        keys: &keys,
        max_token_bytes: MAX_TOKEN_BYTES,
        max_header_bytes: MAX_HEADER_BYTES,
    };
    let now = Now::of(None);
    let verified = verify_compact(text.as_bytes(), &verification, &now, |_| Ok(()))?;
    base64url::decode_vec(verified.payload).map_err(|_| VerifyError::Malformed)
}

/// The whole token: header and payload, signed. `header` is its characters and the dot.
///
/// Compiled for each kind of key: called through a pointer, HMAC takes a twentieth more for a small token
/// in a program that has keys of several kinds.
pub(crate) fn sign_compact(
    header: &[u8],
    payload: &[u8],
    key: &(impl SigningKey + ?Sized),
) -> Result<String, SignError> {
    let algorithm = key.algorithm();
    let signature_len = match algorithm.signature_len() {
        None => key.own_signature_len(Ours(())),
        known => known,
    };
    // It never grows: what it left behind would not be wiped.
    let mut token = signing_input(
        header,
        payload,
        signature_len.unwrap_or(MAX_SIGNATURE_BYTES),
    );
    let signature = key.sign(&token).and_then(|signature| {
        check_length(algorithm, signature.as_ref())?;
        Ok(signature)
    });
    // Nobody gets this one, and it may be one that was to be encrypted.
    let signature = signature.inspect_err(|_| token.zeroize())?;
    token.push(b'.');
    base64url::encode(signature.as_ref(), &mut token);
    into_text(token)
}

/// Header and payload, with room for a signature of that many bytes.
pub(crate) fn signing_input(header: &[u8], payload: &[u8], signature_len: usize) -> Vec<u8> {
    let parts = [payload.len(), signature_len];
    let len = parts.into_iter().map(base64url::encoded_len);
    let mut token = Vec::with_capacity(
        len.fold(header.len(), usize::saturating_add)
            .saturating_add(1),
    );
    token.extend_from_slice(header);
    base64url::encode(payload, &mut token);
    token
}

/// The keys and the limits for a token. Its signature is verified with them before its payload is
/// read.
pub(crate) struct Verification<'a> {
    pub(crate) keys: &'a dyn KeySource,
    pub(crate) max_token_bytes: usize,
    pub(crate) max_header_bytes: usize,
}

/// A token whose signature is valid.
pub(crate) struct Verified<'t> {
    pub(crate) header: Header,
    /// Its payload, still encoded.
    pub(crate) payload: &'t [u8],
}

/// Checks shape, header (with `typ`), key and signature, in that order.
pub(crate) fn verify_compact<'t>(
    text: &'t [u8],
    verification: &Verification<'_>,
    now: &Now<'_>,
    accepts_typ: impl Fn(Option<&str>) -> Result<(), VerifyError>,
) -> Result<Verified<'t>, VerifyError> {
    if text.len() > verification.max_token_bytes {
        return Err(VerifyError::TooLarge {
            limit: verification.max_token_bytes,
        });
    }
    // Most tokens begin with exactly the header that the key itself would write, and end with a
    // signature of its length. Then nothing has to be searched or parsed.
    if let Some(usual) = verification.keys.usual_header(text, Ours(()))
        && usual.header_len <= base64url::encoded_len(verification.max_header_bytes)
        && let Some(parts) = split_behind(text, &usual)
    {
        let key_id = usual.key_id;
        let wanted = Lookup {
            algorithm: usual.algorithm,
            key_id: key_id.as_ref().map(KeyId::as_str),
            now,
        };
        let accepts_typ = || accepts_typ(Some(TYP_JWT));
        return match check_signature(&parts, &wanted, verification.keys, accepts_typ) {
            Ok(()) => Ok(Verified {
                header: Header::usual(usual.algorithm, key_id),
                payload: parts.payload,
            }),
            // The shape comes first in the order, but was not checked in full yet: dots may stand in the
            // payload, and in a signature that is malformed.
            Err(error)
                if !matches!(error, VerifyError::Malformed)
                    && base64url::is_well_formed(parts.payload) =>
            {
                Err(error)
            }
            Err(error) => Err(Parts::split(text, verification.max_header_bytes)
                .err()
                .unwrap_or(error)),
        };
    }
    let parts = Parts::split(text, verification.max_header_bytes)?;
    let header = verify_unusual(&parts, verification, now, accepts_typ)?;
    Ok(Verified {
        header,
        payload: parts.payload,
    })
}

fn split_behind<'t>(text: &'t [u8], usual: &UsualHeader) -> Option<Parts<'t>> {
    let signature = base64url::encoded_len(usual.signature_len);
    let second_dot = text.len().checked_sub(signature)?.checked_sub(1)?;
    Parts::at(text, usual.header_len, second_dot)
}

/// The longer way, for a header that has to be parsed.
fn verify_unusual(
    parts: &Parts<'_>,
    verification: &Verification<'_>,
    now: &Now<'_>,
    accepts_typ: impl Fn(Option<&str>) -> Result<(), VerifyError>,
) -> Result<Header, VerifyError> {
    let mut small = [0; 384];
    let mut large;
    let room = match small.len() >= base64url::decoded_len(parts.header.len()) {
        true => small.as_mut_slice(),
        false => {
            large = alloc::vec![0; base64url::decoded_len(parts.header.len())];
            large.as_mut_slice()
        }
    };
    let json = base64url::decode(parts.header, room).map_err(|_| VerifyError::Malformed)?;
    let view = HeaderView::parse(json)?;
    let wanted = Lookup {
        algorithm: Algorithm::from_name(&view.alg).ok_or(VerifyError::UnsupportedAlgorithm)?,
        key_id: view.key_id.as_deref(),
        now,
    };
    let accepts_typ = || accepts_typ(view.typ.as_deref());
    check_signature(parts, &wanted, verification.keys, accepts_typ)?;
    Ok(view.to_header())
}

/// How many keys are tried for one token.
pub(crate) const MAX_CANDIDATES: usize = 16;

/// The signature's shape, `typ`, key and signature, in that order.
fn check_signature(
    parts: &Parts<'_>,
    wanted: &Lookup<'_>,
    keys: &dyn KeySource,
    accepts_typ: impl FnOnce() -> Result<(), VerifyError>,
) -> Result<(), VerifyError> {
    let mut small = [0; 66];
    let mut large;
    let room = match small.len() >= base64url::decoded_len(parts.signature.len()) {
        true => small.as_mut_slice(),
        false => {
            large = [0; base64url::decoded_len(LONGEST_SIGNATURE)];
            large.as_mut_slice()
        }
    };
    let signature = base64url::decode(parts.signature, room).map_err(|_| VerifyError::Malformed)?;
    accepts_typ()?;
    let algorithm = wanted.algorithm;
    let mut tried = 0_usize;
    let mut verdict = Err(VerifyError::UnknownKey);
    let asked = keys.candidates(wanted, &mut |key| {
        // A source that does not stop when `visit` says so is ignored.
        if verdict.is_ok() || tried == MAX_CANDIDATES {
            return true;
        }
        if key.algorithm() != algorithm {
            if tried == 0 {
                verdict = Err(VerifyError::AlgorithmMismatch {
                    token: algorithm,
                    key: key.algorithm(),
                });
            }
            return false;
        }
        tried = tried.saturating_add(1);
        verdict = if key.verify(parts.signing_input, signature) {
            Ok(())
        } else {
            Err(VerifyError::InvalidSignature)
        };
        verdict.is_ok() || tried == MAX_CANDIDATES
    });
    if asked == Err(Unavailable) && verdict.is_err() {
        return Err(VerifyError::Unavailable);
    }
    verdict
}
