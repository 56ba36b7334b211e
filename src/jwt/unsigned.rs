use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::envelope::Outgoing;
use crate::algorithm::Algorithm;
use crate::codec::base64url;
use crate::error::SignError;
use crate::jws::{check_length, into_text};

/// A token without its signature: for keys that are elsewhere (a KMS, an HSM, another process).
///
/// [`Signer::prepare`](crate::Signer::prepare) makes it. Sign
/// [`signing_input`](Self::signing_input) where the key is, synchronously or not, and
/// [`attach`](Self::attach) the signature that comes back.
#[derive(Clone, PartialEq, Eq)]
pub struct Unsigned {
    text: String,
    algorithm: Algorithm,
    outgoing: Outgoing,
}

impl Unsigned {
    pub(super) const fn new(text: String, algorithm: Algorithm, outgoing: Outgoing) -> Self {
        Self {
            text,
            algorithm,
            outgoing,
        }
    }

    /// The algorithm in the header.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// The characters that are signed: header and payload with a dot between (RFC 7515 §5.1).
    #[must_use]
    pub const fn signing_input(&self) -> &[u8] {
        self.text.as_bytes()
    }

    /// The whole token, encrypted if the signer encrypts. Whether the signature is right is not checked:
    /// there is no key here. What a key service answers in DER goes to `attach_der` (feature `public-keys`).
    ///
    /// # Errors
    /// [`SignatureLength`](SignError::SignatureLength) for a signature of another size than the
    /// algorithm makes (for example in DER, where JOSE wants r and s). For RSA and EdDSA, where the
    /// key decides the size, only for an empty one, and for one of more than 1024 bytes (RSA with 8192 bits).
    pub fn attach(&self, signature: &[u8]) -> Result<String, SignError> {
        check_length(self.algorithm, signature)?;
        let mut token = Vec::with_capacity(
            base64url::encoded_len(signature.len())
                .saturating_add(self.text.len())
                .saturating_add(1),
        );
        token.extend_from_slice(self.text.as_bytes());
        token.push(b'.');
        base64url::encode(signature, &mut token);
        self.outgoing.encrypt(into_text(token)?)
    }

    /// As [`attach`](Self::attach), for an ECDSA signature in DER (RFC 3279 §2.2.3): the key services of
    /// AWS and Google answer so.
    ///
    /// # Errors
    /// [`NotDer`](SignError::NotDer) for what is no DER signature, and for algorithms other than ES256,
    /// ES384, ES512 and ES256K.
    #[cfg(feature = "public-keys")]
    pub fn attach_der(&self, signature: &[u8]) -> Result<String, SignError> {
        let algorithm = self.algorithm;
        let signature = crate::key::signature_of_der(algorithm, signature);
        self.attach(&signature.ok_or(SignError::NotDer { algorithm })?)
    }
}

impl fmt::Debug for Unsigned {
    /// Without the text: a signer that encrypts hides its claims.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unsigned")
            .field("algorithm", &self.algorithm)
            .field("outgoing", &self.outgoing)
            .field("bytes", &self.text.len())
            .finish_non_exhaustive()
    }
}
