//! Pairs whose agreement is published: so a token can be made with exactly this header, and with the key
//! that a lax reader would find.

use aes_gcm::Aes256Gcm;
use aes_gcm::aead::{AeadInOut, KeyInit};
use glassbox::jwe::{ContentEncryption, EcdhPrivateKey, KeyManagement};
use sha2::{Digest, Sha256};

use crate::support::base64url;

/// A recipient's private JSON Web Key, a sender's ephemeral public one, and the secret of both, in
/// hexadecimal digits.
pub struct Known {
    pub recipient: &'static str,
    pub ephemeral: &'static str,
    pub shared: &'static str,
}

/// RFC 7518 appendix C.
pub const P256: Known = Known {
    recipient: r#"{"kty":"EC","crv":"P-256",
        "x":"weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ",
        "y":"e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck",
        "d":"VEmDZpDXXK8p8N0Cndsxs924q6nS1RXFASRl6BfUqdw"}"#,
    ephemeral: r#"{"kty":"EC","crv":"P-256","x":"gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0","y":"SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps"}"#,
    shared: "9e56d91d817135d372834283bf84269cfb316ea3da806a48f6daa7798cfe90c4",
};

/// RFC 7748 §6.1: Bob reads, Alice writes.
pub const X25519: Known = Known {
    recipient: r#"{"kty":"OKP","crv":"X25519",
        "x":"3p7bfXt9wbTTW2HC7OQ1Nz-DQ8hbeGdNrfx-FG-IK08",
        "d":"XasIfmJKikt54X-Lg4AO5m87sSkmGLb9HC-LJ_-I4Os"}"#,
    ephemeral: r#"{"kty":"OKP","crv":"X25519","x":"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo"}"#,
    shared: "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
};

impl Known {
    /// For `ECDH-ES` and `A256GCM`.
    pub fn key(&self) -> EcdhPrivateKey {
        let (algorithm, encryption) = (KeyManagement::EcdhEs, ContentEncryption::A256Gcm);
        EcdhPrivateKey::from_jwk(algorithm, encryption, self.recipient).unwrap()
    }

    /// A token with these members beside `alg` and `enc`, rightly encrypted under the secret.
    pub fn forge(&self, members: &str) -> String {
        forge(&crate::vectors::hex(self.shared), members, [b"", b""])
    }
}

/// Concat KDF for one round, written down from RFC 7518 §4.6.2 once more.
pub fn derived(shared: &[u8], name: &str, bits: u32, parties: [&[u8]; 2]) -> Vec<u8> {
    let sized = |part: &[u8]| [&(part.len() as u32).to_be_bytes(), part].concat();
    let [apu, apv] = parties.map(sized);
    let input = [
        &1_u32.to_be_bytes(),
        shared,
        &sized(name.as_bytes()),
        &apu,
        &apv,
        &bits.to_be_bytes(),
    ]
    .concat();
    Sha256::digest(input)[..bits as usize / 8].to_vec()
}

/// A token for `ECDH-ES` and `A256GCM` with these members, under any secret.
pub fn forge(shared: &[u8], members: &str, parties: [&[u8]; 2]) -> String {
    let header = format!(r#"{{"alg":"ECDH-ES","enc":"A256GCM"{members}}}"#);
    let header = base64url(header.as_bytes());
    let key = derived(shared, "A256GCM", 256, parties);
    let cipher = Aes256Gcm::new_from_slice(&key).unwrap();
    let (iv, mut content) = ([5; 12], b"any".to_vec());
    let buffer = content.as_mut_slice().into();
    let tag = cipher.encrypt_inout_detached((&iv).into(), header.as_bytes(), buffer);
    let [iv, content, tag] = [&iv[..], &content, &tag.unwrap()].map(base64url);
    format!("{header}..{iv}.{content}.{tag}")
}
