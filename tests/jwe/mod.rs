//! Encrypted tokens (feature `jwe`): every rule with both sides at its edge.

#[cfg(feature = "public-keys")]
pub mod ecdh;
mod equal_secrets;
mod header;
mod keys;
mod nested;
mod nothing_left;
mod order;
mod own_keys;
mod parts;
mod ring;
mod round_trips;
mod signing;
mod told;

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use glassbox::jwe::{
    self, AesKey, ContentEncryption, DecryptingKey, DecryptionKeys, KeyManagement, Wanted,
};
use glassbox::key::Unavailable;
use glassbox::{Signer, Verifier};

use crate::explained::explained;
use crate::support::{NOW, base64url};
pub use crate::support::{at, key as lock, token};

pub const SECRET: [u8; 32] = *b"another secret, which encrypts.;";

pub const ALGORITHMS: [KeyManagement; 3] = [
    KeyManagement::Dir,
    KeyManagement::A128Kw,
    KeyManagement::A256Kw,
];

pub const ENCRYPTIONS: [ContentEncryption; 4] = [
    ContentEncryption::A128Gcm,
    ContentEncryption::A256Gcm,
    ContentEncryption::A128CbcHs256,
    ContentEncryption::A256CbcHs512,
];

/// Every pair that an `AesKey` has.
pub fn pairs() -> impl Iterator<Item = (KeyManagement, ContentEncryption)> {
    ALGORITHMS
        .into_iter()
        .flat_map(|algorithm| ENCRYPTIONS.map(|encryption| (algorithm, encryption)))
}

/// A key that wraps.
pub fn steel() -> AesKey {
    AesKey::a256kw(SECRET).unwrap()
}

/// A key for `dir` and `A256GCM`, under which [`forge`] encrypts.
pub fn direct() -> AesKey {
    AesKey::direct(ContentEncryption::A256Gcm, SECRET).unwrap()
}

pub fn signer() -> Signer {
    Signer::new(lock()).validity("15m")
}

/// It takes what [`forge`] makes of a token of [`lock`] that need not end.
pub fn verifier() -> Verifier {
    Verifier::new(lock())
        .allow_missing_exp()
        .decrypt_with(direct())
}

/// A token with exactly this header and content, rightly encrypted under [`direct`], by the cipher
/// itself.
pub fn forge(header: &str, content: impl AsRef<[u8]>) -> String {
    forge_bytes(header.as_bytes(), content)
}

pub fn forge_bytes(header: &[u8], content: impl AsRef<[u8]>) -> String {
    forge_under(&base64url(header), "", content)
}

pub fn forge_under(header: &str, encrypted_key: &str, content: impl AsRef<[u8]>) -> String {
    let cipher = Aes256Gcm::new_from_slice(&SECRET).unwrap();
    let (iv, mut content) = ([5; 12], content.as_ref().to_vec());
    let tag = cipher.encrypt_inout_detached(
        (&iv).into(),
        header.as_bytes(),
        content.as_mut_slice().into(),
    );
    let [iv, content, tag] = [&iv[..], &content, &tag.unwrap()].map(base64url);
    format!("{header}.{encrypted_key}.{iv}.{content}.{tag}")
}

/// The usual header of [`forge`].
pub const DIRECT: &str = r#"{"alg":"dir","enc":"A256GCM"}"#;
pub const NESTED: &str = r#"{"alg":"dir","enc":"A256GCM","cty":"JWT"}"#;

/// What becomes of a content that is no token. Where it is taken for one, the verdict is the same, and an
/// explanation says it too.
#[track_caller]
pub fn opened(text: &str, keys: &(impl DecryptionKeys + Clone + 'static)) -> &'static str {
    let verifier = Verifier::new(lock()).decrypt_with(keys.clone());
    let as_token = explained(&verifier, at(NOW), text);
    let code = match jwe::decrypt(text, keys) {
        Ok(_) => "opened",
        Err(error) => error.code(),
    };
    let expected = if code == "opened" { "not_nested" } else { code };
    assert_eq!(as_token, expected);
    code
}

/// A source that cannot be asked.
pub struct Down;

impl DecryptionKeys for Down {
    fn candidates(
        &self,
        _: &Wanted<'_>,
        _: &mut dyn FnMut(&dyn DecryptingKey) -> bool,
    ) -> Result<bool, Unavailable> {
        Err(Unavailable)
    }
}

/// The same text with one part changed.
pub fn with_part(text: &str, index: usize, change: impl FnOnce(&str) -> String) -> String {
    let mut parts: Vec<String> = text.split('.').map(String::from).collect();
    parts[index] = change(&parts[index]);
    parts.join(".")
}
