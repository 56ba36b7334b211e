use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use memchr::{memchr, memrchr};
use serde::de::DeserializeOwned;

use crate::algorithm::Algorithm;
use crate::codec::{base64url, json};
use crate::error::{HeaderError, PayloadError, SignError, VerifyError};
use crate::jose::{Header, HeaderView, KeyId, MAX_HEADER_BYTES, MAX_TOKEN_BYTES};

/// The longest signature of any algorithm, in bytes: RSA with 8192 bits.
pub(crate) const MAX_SIGNATURE_BYTES: usize = 1024;

/// The same in characters.
pub(crate) const LONGEST_SIGNATURE: usize = base64url::encoded_len(MAX_SIGNATURE_BYTES);

/// The three parts of a compact serialization (RFC 7515 §7.1), and the first two together, which
/// are signed.
#[derive(Clone, Copy)]
pub(crate) struct Parts<'a> {
    pub(crate) signing_input: &'a [u8],
    pub(crate) header: &'a [u8],
    pub(crate) payload: &'a [u8],
    pub(crate) signature: &'a [u8],
}

impl fmt::Debug for Parts<'_> {
    /// The sizes alone: in a log, the parts with the signature beside them would be a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [header, payload, signature] =
            [self.header, self.payload, self.signature].map(<[u8]>::len);
        write!(f, "Parts({header}.{payload}.{signature} characters)")
    }
}

impl<'a> Parts<'a> {
    /// Splits at two known places, without checking the characters.
    pub(crate) fn at(text: &'a [u8], first_dot: usize, second_dot: usize) -> Option<Self> {
        let (signing_input, signature) = text.split_at_checked(second_dot)?;
        let (header, payload) = signing_input.split_at_checked(first_dot)?;
        Some(Self {
            signing_input,
            header,
            payload: payload.strip_prefix(b".")?,
            signature: signature.strip_prefix(b".")?,
        })
    }

    /// Splits an untrusted text: it must have exactly two dots, only characters of base64url, and a
    /// header of at most `max_header_bytes`.
    ///
    /// It refuses garbage early: it looks for the last dot where a signature would begin and for
    /// the first one where a header would end, and reads the rest only if both are there.
    pub(crate) fn split(text: &'a [u8], max_header_bytes: usize) -> Result<Self, VerifyError> {
        let tail = text
            .len()
            .saturating_sub(LONGEST_SIGNATURE.saturating_add(1));
        let last = text.get(tail..).and_then(|tail| memrchr(b'.', tail));
        let second_dot = tail.saturating_add(last.ok_or(VerifyError::Malformed)?);
        let before = text.get(..second_dot).unwrap_or_default();
        let longest = base64url::encoded_len(max_header_bytes);
        let start = before.get(..=longest).unwrap_or(before);
        let Some(first_dot) = memchr(b'.', start) else {
            // Either there is no other dot, or the header is too long.
            return Err(match memchr(b'.', before) {
                Some(_) => HeaderError::TooLarge {
                    limit: max_header_bytes,
                }
                .into(),
                None => VerifyError::Malformed,
            });
        };
        let parts = Self::at(text, first_dot, second_dot).ok_or(VerifyError::Malformed)?;
        // The ends of a signed token and of an encrypted one have the same form.
        if !parts.has_well_formed_header() || !base64url::is_well_formed(parts.signature) {
            return Err(VerifyError::Malformed);
        }
        if base64url::is_well_formed(parts.payload) {
            return Ok(parts);
        }
        match in_three(parts.payload) {
            Some(three) if three.into_iter().all(base64url::is_well_formed) => {
                Err(VerifyError::Encrypted)
            }
            _ => Err(VerifyError::Malformed),
        }
    }

    /// Splits a text without looking at anything after the second dot: the signature may be
    /// missing.
    fn split_ignoring_signature(text: &'a [u8], limit: usize) -> Result<Self, VerifyError> {
        let mut parts = text.splitn(3, |&byte| byte == b'.');
        let (Some(header), Some(payload)) = (parts.next(), parts.next()) else {
            return Err(VerifyError::Malformed);
        };
        if header.len() > base64url::encoded_len(limit) {
            return Err(HeaderError::TooLarge { limit }.into());
        }
        let signed = header.len().saturating_add(1).saturating_add(payload.len());
        let parts = Self {
            signing_input: text.get(..signed).unwrap_or(text),
            header,
            payload,
            signature: parts.next().unwrap_or_default(),
        };
        match parts.has_well_formed_header() && base64url::is_well_formed(payload) {
            true => Ok(parts),
            false => Err(VerifyError::Malformed),
        }
    }

    fn has_well_formed_header(&self) -> bool {
        !self.header.is_empty() && base64url::is_well_formed(self.header)
    }
}

/// Key, IV and content: the middle of an encrypted token (RFC 7516 §9).
fn in_three(middle: &[u8]) -> Option<[&[u8]; 3]> {
    let (key, rest) = middle.split_at_checked(memchr(b'.', middle)?)?;
    let rest = rest.strip_prefix(b".")?;
    let (iv, content) = rest.split_at_checked(memchr(b'.', rest)?)?;
    Some([key, iv, content.strip_prefix(b".")?])
}

/// A token that was read but not verified: anybody may have written it.
///
/// It shows which issuer to ask for a key, and it shows people what a token contains. No call
/// accepts it in place of a [`Token`](crate::Token).
///
/// ```
/// use glassbox::jws::Unverified;
///
/// let text = "eyJhbGciOiJIUzI1NiIsImtpZCI6IjIwMjYtMTEifQ.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJl";
/// let unverified = Unverified::parse(text)?;
/// assert_eq!(unverified.key_id().map(|id| id.as_str()), Some("2026-11"));
///
/// let claims: serde_json::Value = unverified.dangerous_claims()?; // believe nothing of it
/// assert_eq!(claims["sub"], "42");
/// # Ok::<(), glassbox::VerifyError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Unverified<'a> {
    header: Header,
    parts: Parts<'a>,
}

impl<'a> Unverified<'a> {
    /// Splits a token and reads its header.
    ///
    /// # Errors
    /// [`TooLarge`](VerifyError::TooLarge) above 256 KiB, [`Malformed`](VerifyError::Malformed) for
    /// a text that is not three parts of strict base64url, [`Encrypted`](VerifyError::Encrypted) for
    /// one of five, [`Header`](VerifyError::Header) for a
    /// header that RFC 7515 §4 does not allow, or with `crit`.
    #[doc(alias("decode_header", "insecure_decode"))]
    pub fn parse(text: &'a str) -> Result<Self, VerifyError> {
        Self::parse_within(text, MAX_TOKEN_BYTES, MAX_HEADER_BYTES)
    }

    /// Reads a token's header and payload, whatever follows them: a signature that is cut off or
    /// has foreign characters, or no signature at all, even without the dot before it. It is for
    /// people who inspect a token; it verifies no signature.
    ///
    /// ```
    /// use glassbox::jws::Unverified;
    ///
    /// let cut_off = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbm…";
    /// assert!(Unverified::parse(cut_off).is_err());
    /// let unverified = Unverified::parse_ignoring_signature(cut_off)?;
    /// let claims: serde_json::Value = unverified.dangerous_claims()?; // believe nothing of it
    /// assert_eq!(claims["sub"], "42");
    /// # Ok::<(), glassbox::VerifyError>(())
    /// ```
    ///
    /// # Errors
    /// As [`parse`](Self::parse), for the first two parts.
    pub fn parse_ignoring_signature(text: &'a str) -> Result<Self, VerifyError> {
        check_size(text, MAX_TOKEN_BYTES)?;
        Self::of(Parts::split_ignoring_signature(
            text.as_bytes(),
            MAX_HEADER_BYTES,
        )?)
    }

    pub(crate) fn parse_within(
        text: &'a str,
        max_token_bytes: usize,
        max_header_bytes: usize,
    ) -> Result<Self, VerifyError> {
        check_size(text, max_token_bytes)?;
        Self::of(Parts::split(text.as_bytes(), max_header_bytes)?)
    }

    fn of(parts: Parts<'a>) -> Result<Self, VerifyError> {
        let header = base64url::decode_vec(parts.header).map_err(|_| VerifyError::Malformed)?;
        Ok(Self {
            header: HeaderView::parse(&header)?.to_header(),
            parts,
        })
    }

    /// The header's JSON.
    pub(crate) fn header_json(&self) -> Result<Vec<u8>, VerifyError> {
        base64url::decode_vec(self.parts.header).map_err(|_| VerifyError::Malformed)
    }

    pub(crate) const fn signing_input(&self) -> &'a [u8] {
        self.parts.signing_input
    }

    pub(crate) fn signature(&self) -> Result<Vec<u8>, VerifyError> {
        base64url::decode_vec(self.parts.signature).map_err(|_| VerifyError::Malformed)
    }

    pub(crate) fn payload(&self) -> Result<Vec<u8>, VerifyError> {
        base64url::decode_vec(self.parts.payload).map_err(|_| VerifyError::Malformed)
    }

    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The header's `kid`.
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        self.header.key_id()
    }

    /// The claims, **not verified**. Use them only to decide which key or issuer to verify with.
    ///
    /// # Errors
    /// [`Malformed`](VerifyError::Malformed) or [`Payload`](VerifyError::Payload) for a payload
    /// that is not a JSON object, [`Misfit`](VerifyError::Misfit) for one that does not fit `C`.
    pub fn dangerous_claims<C: DeserializeOwned>(&self) -> Result<C, VerifyError> {
        let payload = self.payload()?;
        let json = core::str::from_utf8(&payload).map_err(|_| PayloadError::NotUtf8)?;
        if json::is_too_deep(json.as_bytes()) {
            return Err(PayloadError::TooDeep.into());
        }
        if json::has_reserved_name(json) {
            return Err(PayloadError::ReservedName.into());
        }
        json::Members::read(json, &|_| None)?;
        json::read_unwatched(json).map_err(|error| json::misfit(json, &error).into())
    }
}

const fn check_size(text: &str, limit: usize) -> Result<(), VerifyError> {
    if text.len() > limit {
        return Err(VerifyError::TooLarge { limit });
    }
    Ok(())
}

/// Whether a signature has a length that the algorithm can make.
pub(crate) fn check_length(algorithm: Algorithm, signature: &[u8]) -> Result<(), SignError> {
    let expected = algorithm.signature_len();
    let fits = match expected {
        Some(len) => signature.len() == len,
        None => (1..=MAX_SIGNATURE_BYTES).contains(&signature.len()),
    };
    if fits {
        return Ok(());
    }
    Err(SignError::SignatureLength {
        algorithm,
        expected,
        actual: signature.len(),
    })
}

/// A finished token as text; it is ASCII.
pub(crate) fn into_text(token: Vec<u8>) -> Result<String, SignError> {
    String::from_utf8(token).map_err(|_| SignError::key("not ASCII"))
}
