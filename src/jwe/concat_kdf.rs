//! The key that is made of a secret which was agreed on (Concat KDF, NIST SP 800-56A §5.8.1, as
//! RFC 7518 §4.6.2 has it).

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::content_key::ContentKey;
use crate::encryption::{ContentEncryption, KeyManagement};

/// The key of the content for `ECDH-ES`, otherwise the one that wraps it. `None` for other algorithms.
pub(super) fn derive(
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    shared: &[u8],
    parties: [&[u8]; 2],
) -> Option<ContentKey> {
    let (name, len) = match algorithm {
        KeyManagement::EcdhEs => (encryption.name(), encryption.key_len()),
        KeyManagement::EcdhEsA128Kw => (algorithm.name(), 16),
        KeyManagement::EcdhEsA256Kw => (algorithm.name(), 32),
        _ => return None,
    };
    let mut key = Zeroizing::new([0; 64]);
    let (rounds, _) = key.as_chunks_mut::<32>();
    for (number, round) in (1_u32..).zip(rounds) {
        let mut hash = Sha256::new();
        hash.update(number.to_be_bytes());
        hash.update(shared);
        let [apu, apv] = parties;
        for part in [name.as_bytes(), apu, apv] {
            hash.update(u32::try_from(part.len()).ok()?.to_be_bytes());
            hash.update(part);
        }
        let bits = u32::try_from(len.checked_mul(8)?).ok()?;
        hash.update(bits.to_be_bytes());
        hash.finalize_into(round.into());
    }
    ContentKey::new(key.get(..len)?)
}
