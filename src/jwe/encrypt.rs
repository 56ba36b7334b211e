use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::cipher::{Cipher, LONGEST_IV, LONGEST_TAG, PADDING, iv_len, tag_len};
use super::compact::fits_key;
use super::content_key::ContentKey;
use super::header::segment;
use super::traits::EncryptingKey;
use crate::codec::base64url;
use crate::error::EncryptError;
use crate::key::sealed::Ours;

/// Encrypts bytes of any kind as a JWE in compact serialization (RFC 7516 §5.1).
///
/// Encryption alone does not say who made it: to encrypt a token, sign it
/// ([`Signer::encrypt_to`](crate::Signer)).
///
/// ```
/// use glassbox::jwe::{self, AesKey};
///
/// let key = AesKey::a256kw([7; 32])?;
/// let text = jwe::encrypt(b"any bytes", &key)?;
/// assert_eq!(text.split('.').count(), 5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`KeyExhausted`](EncryptError::KeyExhausted), [`Key`](EncryptError::Key) if the key failed,
/// [`Random`](EncryptError::Random) if the operating system gives no random bytes.
pub fn encrypt(content: &[u8], recipient: &impl EncryptingKey) -> Result<String, EncryptError> {
    encrypt_compact(content, recipient, false)
}

/// The whole token. Content key and IV are drawn anew for each.
pub(crate) fn encrypt_compact(
    content: &[u8],
    recipient: &dyn EncryptingKey,
    is_nested: bool,
) -> Result<String, EncryptError> {
    // A key of somebody else is asked once: it may answer otherwise the next time.
    let (algorithm, encryption) = (recipient.algorithm(), recipient.encryption());
    let own = recipient.own_cipher(Ours(()));
    let key_len = own.map_or(encryption.key_len(), |_| 0);
    let mut random = Zeroizing::new([0; 64 + LONGEST_IV]);
    // One call to the operating system for both.
    let drawn = random.get_mut(..key_len.saturating_add(iv_len(encryption)));
    let drawn = drawn.unwrap_or_default();
    getrandom::fill(drawn).map_err(|_| EncryptError::Random)?;
    let (fresh, iv) = drawn.split_at(key_len);

    let established;
    let made;
    let (cipher, encrypted_key, ephemeral_key) = match own {
        Some(cipher) => {
            recipient.count(Ours(()))?;
            (cipher, &[][..], None)
        }
        None => {
            let fresh = ContentKey::new(fresh).ok_or(EncryptError::Random)?;
            established = recipient.establish(fresh)?;
            let cipher = Cipher::new(encryption, &established.content_key);
            made = cipher.ok_or_else(|| EncryptError::key("its content key has another length"))?;
            let ephemeral_key = established.ephemeral_key.as_deref();
            if algorithm.agrees() && ephemeral_key.is_none() {
                return Err(EncryptError::key("it gave no ephemeral key (epk)"));
            }
            let encrypted_key = established.encrypted.as_ref();
            let characters = base64url::encoded_len(encrypted_key.len());
            if !fits_key(algorithm, encryption, characters) {
                let message = "its encrypted key has not the length that its algorithm makes";
                return Err(EncryptError::key(message));
            }
            (&made, encrypted_key, ephemeral_key)
        }
    };

    let written;
    let header = match recipient.own_headers(Ours(())) {
        Some([nested, _]) if is_nested => nested,
        Some([_, other]) => other,
        None => {
            let key_id = recipient.key_id();
            let header = segment(algorithm, encryption, key_id, is_nested, ephemeral_key);
            written = header.map_err(|_| EncryptError::key("its id cannot be written"))?;
            &written
        }
    };
    let protected = header.strip_suffix(b".").unwrap_or(header);

    let mut sealed = Vec::with_capacity(content.len().saturating_add(PADDING));
    sealed.extend_from_slice(content);
    let mut tag = [0; LONGEST_TAG];
    let tag = tag.get_mut(..tag_len(encryption)).unwrap_or_default();
    let done = cipher.seal(iv, protected, &mut sealed, tag);
    done.ok_or_else(|| EncryptError::key("the content is longer than the cipher takes"))?;

    let parts = [encrypted_key, iv, &sealed, tag];
    let lens = parts.map(|part| base64url::encoded_len(part.len()).saturating_add(1));
    let mut text = Vec::with_capacity(lens.into_iter().fold(header.len(), usize::saturating_add));
    text.extend_from_slice(header);
    for (index, part) in parts.into_iter().enumerate() {
        if index > 0 {
            text.push(b'.');
        }
        base64url::encode(part, &mut text);
    }
    String::from_utf8(text).map_err(|_| EncryptError::key("not ASCII"))
}

#[cfg(test)]
mod tests {
    use core::sync::atomic::Ordering;

    use super::*;
    use crate::encryption::{ContentEncryption, KeyManagement};
    use crate::jwe::AesKey;
    use crate::jwe::material::MOST_TEXTS;

    /// 2³² texts cannot be encrypted in a test.
    #[test]
    fn a_direct_key_of_gcm_ends_and_all_that_share_its_secret() {
        let key = AesKey::direct(ContentEncryption::A256Gcm, [7; 32]).unwrap();
        let renamed = key.clone().with_key_id("a");
        key.texts().store(MOST_TEXTS - 2, Ordering::Relaxed);
        assert!(encrypt(b"", &key).is_ok());
        assert!(encrypt(b"", &renamed).is_ok());
        for key in [&key, &renamed, &key.clone()] {
            assert_eq!(encrypt(b"", key), Err(EncryptError::KeyExhausted));
        }
        // It still decrypts, and other keys have no such end.
        for (algorithm, encryption) in [
            (KeyManagement::Dir, ContentEncryption::A256CbcHs512),
            (KeyManagement::A256Kw, ContentEncryption::A256Gcm),
        ] {
            let key = AesKey::generate(algorithm, encryption).unwrap();
            key.texts().store(MOST_TEXTS, Ordering::Relaxed);
            assert!(encrypt(b"", &key).is_ok());
        }
    }

    /// However many threads encrypt at once, none goes beyond the end.
    #[test]
    fn a_direct_key_ends_for_all_threads_at_once() {
        const LEFT: u64 = 100;
        for encryption in [ContentEncryption::A128Gcm, ContentEncryption::A256Gcm] {
            let key = AesKey::generate(KeyManagement::Dir, encryption).unwrap();
            key.texts().store(MOST_TEXTS - LEFT, Ordering::Relaxed);
            let encrypted = || {
                let key = key.clone().with_key_id("a");
                let texts = (0..LEFT).map(|_| encrypt(b"", &key));
                texts.filter(Result::is_ok).count()
            };
            let counted: usize = std::thread::scope(|scope| {
                let threads = [(); 8].map(|()| scope.spawn(encrypted));
                threads.map(|thread| thread.join().unwrap()).iter().sum()
            });
            assert_eq!(u64::try_from(counted), Ok(LEFT), "{encryption}");
            assert_eq!(key.texts().load(Ordering::Relaxed), MOST_TEXTS);
        }
    }
}
