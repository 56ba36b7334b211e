use core::fmt;

use memchr::{memchr, memrchr};

use super::cipher::{LONGEST_IV, LONGEST_TAG, iv_len, tag_len};
use crate::codec::base64url;
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::{DecryptError, HeaderError};

/// The longest encrypted key in characters: RSA with 8192 bits.
const LONGEST_KEY: usize = base64url::encoded_len(1024);

/// The five parts of a compact serialization (RFC 7516 §7.1).
#[derive(Clone, Copy)]
pub(crate) struct EncryptedParts<'a> {
    pub(super) header: &'a [u8],
    pub(super) key: &'a [u8],
    pub(super) iv: &'a [u8],
    pub(super) content: &'a [u8],
    pub(super) tag: &'a [u8],
}

impl<'a> EncryptedParts<'a> {
    /// Splits an untrusted text: exactly four dots, and only characters of base64url between.
    ///
    /// It refuses garbage early: it looks for each dot no further than the longest part goes, and
    /// reads the content only if all of them are there.
    pub(super) fn split(text: &'a [u8], max_header_bytes: usize) -> Result<Self, DecryptError> {
        let longest = base64url::encoded_len(max_header_bytes);
        match before_dot(text, longest) {
            Some((header, rest)) => Self::behind(header, rest)
                .filter(Self::is_well_formed)
                .ok_or(DecryptError::Malformed),
            None if text.len() > longest && memchr(b'.', text).is_some() => {
                let limit = max_header_bytes;
                Err(HeaderError::TooLarge { limit }.into())
            }
            None => Err(DecryptError::Malformed),
        }
    }

    /// Splits what stands behind the header and its dot, without checking the characters.
    pub(super) fn behind(header: &'a [u8], rest: &'a [u8]) -> Option<Self> {
        let (key, rest) = before_dot(rest, LONGEST_KEY)?;
        let (iv, rest) = before_dot(rest, base64url::encoded_len(LONGEST_IV))?;
        let tail = base64url::encoded_len(LONGEST_TAG).checked_add(1)?;
        let tail = rest.len().saturating_sub(tail);
        let dot = memrchr(b'.', rest.get(tail..)?)?;
        let (content, tag) = rest.split_at_checked(tail.checked_add(dot)?)?;
        Some(Self {
            header,
            key,
            iv,
            content,
            tag: tag.strip_prefix(b".")?,
        })
    }

    fn is_well_formed(&self) -> bool {
        let all = [self.header, self.key, self.iv, self.tag, self.content];
        !self.header.is_empty() && all.into_iter().all(base64url::is_well_formed)
    }

    /// Whether key, IV and tag have the lengths that the algorithms make. Of canonical texts, each
    /// length is that of one number of bytes.
    pub(super) fn fit(&self, algorithm: KeyManagement, encryption: ContentEncryption) -> bool {
        fits_key(algorithm, encryption, self.key.len())
            && self.iv.len() == base64url::encoded_len(iv_len(encryption))
            && self.tag.len() == base64url::encoded_len(tag_len(encryption))
    }

    /// How many bytes the content has, at most.
    pub(super) const fn content_len(&self) -> usize {
        base64url::decoded_len(self.content.len())
    }
}

/// Whether an encrypted key has as many characters as the algorithms make.
pub(super) fn fits_key(
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    characters: usize,
) -> bool {
    let wrapped = encryption.key_len().saturating_add(8);
    match algorithm {
        KeyManagement::Dir | KeyManagement::EcdhEs => characters == 0,
        KeyManagement::A128Kw
        | KeyManagement::A256Kw
        | KeyManagement::EcdhEsA128Kw
        | KeyManagement::EcdhEsA256Kw => characters == base64url::encoded_len(wrapped),
        KeyManagement::RsaOaep
        | KeyManagement::RsaOaep256
        | KeyManagement::RsaOaep384
        | KeyManagement::RsaOaep512 => (1..=LONGEST_KEY).contains(&characters),
    }
}

/// What stands before the first dot and behind it, if so many characters are at most before it.
fn before_dot(text: &[u8], longest: usize) -> Option<(&[u8], &[u8])> {
    let start = text.get(..=longest).unwrap_or(text);
    let (before, rest) = text.split_at_checked(memchr(b'.', start)?)?;
    Some((before, rest.strip_prefix(b".")?))
}

impl fmt::Debug for EncryptedParts<'_> {
    /// The sizes alone: in a log, the parts would be a token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [header, key, iv, content, tag] =
            [self.header, self.key, self.iv, self.content, self.tag].map(<[u8]>::len);
        write!(
            f,
            "EncryptedParts({header}.{key}.{iv}.{content}.{tag} characters)"
        )
    }
}
