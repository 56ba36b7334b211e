//! Keys written as the files that other programs read.

use alloc::string::String;
use alloc::vec::Vec;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::private::PrivateKey;
use super::private_text::PrivateText;
use super::public::PublicKey;
use super::write;

impl PublicKey {
    /// The key as PEM, `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 7468 §13). An RSA key that its file had for
    /// PSS alone stays so.
    #[must_use]
    pub fn to_pem(&self) -> String {
        // The wrapper is for the private half.
        core::mem::take(&mut *pem("PUBLIC KEY", &write::spki(self.parts())))
    }

    /// The key as DER (SubjectPublicKeyInfo, RFC 5280 §4.1.2.7).
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        core::mem::take(&mut *write::spki(self.parts()))
    }
}

impl PrivateKey {
    /// The private key as PEM, `PRIVATE KEY` (PKCS#8, RFC 7468 §10), not encrypted.
    #[must_use]
    pub fn to_private_pem(&self) -> PrivateText {
        let der = write::pkcs8(self.parts(), self.public_key().parts());
        PrivateText::new(pem("PRIVATE KEY", &der))
    }
}

/// A block of PEM, in a buffer that never grows.
pub(super) fn pem(label: &str, der: &[u8]) -> Zeroizing<String> {
    /// How many bytes make a line of 64 characters (RFC 7468 §2).
    const LINE: usize = 48;
    let lines = der.chunks(LINE);
    let room = lines.len().saturating_mul(65).saturating_add(128);
    let mut text = Zeroizing::new(String::with_capacity(room));
    for part in ["-----BEGIN ", label, "-----\n"] {
        text.push_str(part);
    }
    for line in lines {
        STANDARD.encode_string(line, &mut text);
        text.push('\n');
    }
    for part in ["-----END ", label, "-----\n"] {
        text.push_str(part);
    }
    text
}
