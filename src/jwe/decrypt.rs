use alloc::vec::Vec;
use std::sync::OnceLock;

use zeroize::Zeroize;

use super::agreement::Agreement;
use super::cipher::{Cipher, LONGEST_IV, LONGEST_TAG};
use super::compact::EncryptedParts;
use super::decrypted::{Decrypted, Encryption};
use super::established::Wrapped;
use super::header::{ContentType, EncryptedHeader};
use super::traits::{DecryptingKey, DecryptionKeys, Wanted};
use crate::codec::base64url;
use crate::encryption::ContentEncryption;
use crate::error::DecryptError;
use crate::jose::{KeyId, MAX_HEADER_BYTES, MAX_TOKEN_BYTES};
use crate::key::sealed::Ours;
use crate::key::{Now, Unavailable};

/// Decrypts a JWE in compact serialization (RFC 7516 §5.2).
///
/// The content is not proved to come from anybody in particular: whoever has the key, and with a public
/// key everybody, may have encrypted it. There is no way from it to a [`Token`](crate::Token): to verify
/// a token that is encrypted, use [`Verifier::decrypt_with`](crate::Verifier).
///
/// # Errors
/// [`TooLarge`](DecryptError::TooLarge) above 256 KiB, [`Malformed`](DecryptError::Malformed),
/// [`Header`](DecryptError::Header), [`UnsupportedAlgorithm`](DecryptError::UnsupportedAlgorithm),
/// [`AlgorithmMismatch`](DecryptError::AlgorithmMismatch), [`UnknownKey`](DecryptError::UnknownKey),
/// [`Decryption`](DecryptError::Decryption); [`Unavailable`](DecryptError::Unavailable) if the source of
/// the keys is unavailable.
pub fn decrypt(
    text: &str,
    keys: &(impl DecryptionKeys + ?Sized),
) -> Result<Decrypted, DecryptError> {
    let decryption = Decryption {
        keys: &keys,
        room_behind: |_| 0,
        max_token_bytes: MAX_TOKEN_BYTES,
        max_header_bytes: MAX_HEADER_BYTES,
    };
    let mut content = Vec::new();
    let opened = decryption.decrypt(text.as_bytes(), &Now::of(None), &mut content)?;
    Ok(Decrypted {
        encryption: opened.encryption,
        content,
    })
}

/// The keys and the limits for an encrypted token.
#[derive(Clone, Copy)]
pub(crate) struct Decryption<'a> {
    pub(crate) keys: &'a dyn DecryptionKeys,
    /// How much room is reserved behind a content of so many bytes.
    pub(crate) room_behind: fn(usize) -> usize,
    pub(crate) max_token_bytes: usize,
    pub(crate) max_header_bytes: usize,
}

/// What is known of a token that was decrypted.
pub(crate) struct Opened {
    pub(crate) encryption: Encryption,
    /// How many candidates were tried before the key that opened it.
    pub(crate) tried_before: usize,
    pub(crate) content_type: ContentType,
    /// The header's JSON; empty if the key itself would write it so.
    pub(crate) header: Vec<u8>,
}

/// How many keys are tried for one token.
pub(crate) const MAX_CANDIDATES: usize = 4;

impl Decryption<'_> {
    /// Decrypts into `content`, which has nothing else afterwards, and nothing of the token if it is
    /// refused.
    pub(crate) fn decrypt(
        &self,
        text: &[u8],
        now: &Now<'_>,
        content: &mut Vec<u8>,
    ) -> Result<Opened, DecryptError> {
        if text.len() > self.max_token_bytes {
            return Err(DecryptError::TooLarge {
                limit: self.max_token_bytes,
            });
        }
        // Most tokens begin with exactly the header that the key itself would write.
        if let Some(usual) = self.keys.usual_header(text, Ours(()))
            && usual.header_len <= base64url::encoded_len(self.max_header_bytes)
            && let Some((header, rest)) = text.split_at_checked(usual.header_len)
        {
            // The header is right; foreign characters elsewhere are found when the parts are decoded.
            let parts = EncryptedParts::behind(header, rest.get(1..).unwrap_or_default());
            let wanted = Wanted {
                algorithm: usual.algorithm,
                encryption: usual.encryption,
                key_id: usual.key_id.map(KeyId::as_str),
                now,
            };
            let parts = parts.ok_or(DecryptError::Malformed)?;
            let (encryption, tried_before) =
                self.try_keys(&parts, Agreement::default(), &wanted, content)?;
            return Ok(Opened {
                encryption,
                tried_before,
                content_type: match usual.is_nested {
                    true => ContentType::Jwt,
                    false => ContentType::Absent,
                },
                header: Vec::new(),
            });
        }
        let parts = EncryptedParts::split(text, self.max_header_bytes)?;
        let json = base64url::decode_vec(parts.header).map_err(|_| DecryptError::Malformed)?;
        let header = EncryptedHeader::parse(&json)?;
        let wanted = Wanted {
            algorithm: header.algorithm,
            encryption: header.encryption,
            key_id: header.view.key_id.as_deref(),
            now,
        };
        let (encryption, tried_before) =
            self.try_keys(&parts, header.agreement(), &wanted, content)?;
        Ok(Opened {
            encryption,
            tried_before,
            content_type: header.content_type,
            header: json,
        })
    }

    fn try_keys(
        &self,
        parts: &EncryptedParts<'_>,
        agreement: Agreement<'_>,
        wanted: &Wanted<'_>,
        content: &mut Vec<u8>,
    ) -> Result<(Encryption, usize), DecryptError> {
        let (algorithm, encryption) = (wanted.algorithm, wanted.encryption);
        if !parts.fit(algorithm, encryption) {
            return Err(DecryptError::Malformed);
        }
        let (mut small, mut large) = ([0; 72], None);
        let room = match parts.key.len() <= base64url::encoded_len(small.len()) {
            true => small.as_mut_slice(),
            false => large.insert([0; 1026]).as_mut_slice(),
        };
        let (mut iv, mut tag) = (
            [0; LONGEST_IV.div_ceil(3) * 3],
            [0; LONGEST_TAG.div_ceil(3) * 3],
        );
        let sealed = Sealed {
            wrapped: Wrapped {
                encrypted_key: decoded(parts.key, room)?,
                agreement,
            },
            iv: decoded(parts.iv, &mut iv)?,
            header: parts.header,
            tag: decoded(parts.tag, &mut tag)?,
            encryption,
        };
        let room = parts.content_len();
        let whole = room.saturating_add((self.room_behind)(room));
        if content.capacity() < whole {
            // Whatever it has is not left behind where it stood.
            content.zeroize();
        }
        content.clear();
        content.reserve(whole);
        content.resize(room, 0);
        let len = decoded(parts.content, content).map(<[u8]>::len);
        content.truncate(len.unwrap_or_default());
        len?;

        let mut tried = 0_usize;
        let mut verdict = Err(DecryptError::UnknownKey);
        let asked = self.keys.candidates(wanted, &mut |key| {
            // A source that does not stop when `visit` says so is ignored.
            if verdict.is_ok() || tried == MAX_CANDIDATES {
                return true;
            }
            let (key_algorithm, key_encryption) = (key.algorithm(), key.encryption());
            if (key_algorithm, key_encryption) != (algorithm, encryption) {
                if tried == 0 {
                    verdict = Err(DecryptError::AlgorithmMismatch {
                        algorithm,
                        encryption,
                        key_algorithm,
                        key_encryption,
                    });
                }
                return false;
            }
            tried = tried.saturating_add(1);
            verdict = match sealed.open_with(key, content) {
                Some(len) => Ok((len, key.key_id().cloned())),
                None => Err(DecryptError::Decryption),
            };
            verdict.is_ok() || tried == MAX_CANDIDATES
        });
        let (len, key_id) = match verdict {
            Ok(opened) => opened,
            Err(error) => {
                // It may have been decrypted, and found to be badly padded.
                content.zeroize();
                return Err(match asked {
                    Err(Unavailable) => DecryptError::Unavailable,
                    Ok(_) => error,
                });
            }
        };
        content.truncate(len);
        let encryption = Encryption {
            algorithm,
            encryption,
            key_id,
        };
        Ok((encryption, tried.saturating_sub(1)))
    }
}

fn decoded<'a>(part: &[u8], room: &'a mut [u8]) -> Result<&'a [u8], DecryptError> {
    base64url::decode(part, room).map_err(|_| DecryptError::Malformed)
}

/// What a content is opened with, besides a key.
struct Sealed<'a> {
    wrapped: Wrapped<'a>,
    iv: &'a [u8],
    header: &'a [u8],
    tag: &'a [u8],
    encryption: ContentEncryption,
}

impl Sealed<'_> {
    /// The length of the content, if the key opened it. Otherwise the content is unchanged.
    fn open_with(&self, key: &dyn DecryptingKey, content: &mut [u8]) -> Option<usize> {
        if let Some(cipher) = key.own_cipher(Ours(())) {
            return cipher.open(self.iv, self.header, content, self.tag);
        }
        // Without its key the content is checked all the same, with one that opens nothing, so that
        // neither the answer nor its time says which of the two failed (RFC 7516 §11.5).
        let substitute = substitute()?.get(..self.encryption.key_len())?;
        let (key, is_recovered) = key.recover_or(&self.wrapped, substitute, Ours(()))?;
        let cipher = Cipher::new(self.encryption, &key)?;
        let opened = cipher.open(self.iv, self.header, content, self.tag);
        opened.filter(|_| is_recovered)
    }
}

/// Bytes that nobody knows and no key was ever made of, drawn once in the life of the process.
fn substitute() -> Option<&'static [u8; 64]> {
    static DRAWN: OnceLock<Option<[u8; 64]>> = OnceLock::new();
    let draw = || {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes).ok().map(|()| bytes)
    };
    DRAWN.get_or_init(draw).as_ref()
}

#[cfg(test)]
mod tests {
    use alloc::borrow::ToOwned;
    use alloc::string::String;

    use super::*;
    use crate::encryption::KeyManagement;
    use crate::jwe::key_wrap::tests::steps;
    use crate::jwe::{AesKey, EncryptingKey, encrypt};

    const ENCRYPTIONS: [ContentEncryption; 4] = [
        ContentEncryption::A128Gcm,
        ContentEncryption::A256Gcm,
        ContentEncryption::A128CbcHs256,
        ContentEncryption::A256CbcHs512,
    ];

    /// The steps of unwrapping, and the code, after a character of one part was changed.
    fn steps_with(text: &str, part: usize, keys: &impl DecryptionKeys) -> (String, &'static str) {
        let mut parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        let other = if parts[part].starts_with('A') {
            "B"
        } else {
            "A"
        };
        parts[part].replace_range(..1, other);
        steps();
        let error = decrypt(&parts.join("."), keys).unwrap_err();
        (steps(), error.code())
    }

    /// Whether its encrypted key is wrong, or its IV, its content or its tag: the same blocks are
    /// decrypted, and the choice between the key and the substitute is made in the same place.
    fn check(to: &impl EncryptingKey, keys: &impl DecryptionKeys) {
        let text = encrypt(b"any bytes", to).unwrap();
        let blocks = "bbbbbb".repeat(to.encryption().key_len() / 8);
        let expected = (blocks + "r", "decryption_failed");
        for part in 1..5 {
            assert_eq!(steps_with(&text, part, keys), expected, "{part}");
        }
        steps();
        assert!(decrypt(&text, keys).is_ok());
        assert_eq!(steps(), expected.0);
    }

    #[test]
    fn a_wrong_wrapped_key_takes_the_steps_of_a_wrong_tag() {
        for algorithm in [KeyManagement::A128Kw, KeyManagement::A256Kw] {
            for encryption in ENCRYPTIONS {
                let key = AesKey::generate(algorithm, encryption).unwrap();
                check(&key, &key);
            }
        }
    }

    #[cfg(feature = "public-keys")]
    #[test]
    fn so_it_does_where_the_wrapping_key_is_agreed_on() {
        use crate::jwe::{EcdhCurve, EcdhPrivateKey};

        for algorithm in [KeyManagement::EcdhEsA128Kw, KeyManagement::EcdhEsA256Kw] {
            for curve in [EcdhCurve::P256, EcdhCurve::P384, EcdhCurve::X25519] {
                for encryption in ENCRYPTIONS {
                    let key = EcdhPrivateKey::generate(algorithm, encryption, curve).unwrap();
                    check(&key.public_key(), &key);
                }
            }
        }
    }
}
