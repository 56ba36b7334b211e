use core::fmt;

/// A signature algorithm of JSON Web Signature, by its registered name.
///
/// These are the names of the IANA registry "JSON Web Signature and Encryption Algorithms" (RFC
/// 7518 §3.1, RFC 8037 §3.1, RFC 8812 §3.2, RFC 9864 §2.2). There is no value for `none`, so no
/// code can ask for a token without a signature.
///
/// `HS256`, `HS384` and `HS512` are made and checked by [`HmacKey`](crate::HmacKey); with the feature
/// `public-keys`, `RS256` to `ES384`, `EdDSA` and `Ed25519` by `PrivateKey` and `PublicKey`. The other names
/// exist so that keys of your own ([`SigningKey`](crate::key::SigningKey),
/// [`VerifyingKey`](crate::key::VerifyingKey)) can carry them.
///
/// ```
/// use glassbox::Algorithm;
///
/// assert_eq!(Algorithm::Hs256.name(), "HS256");
/// assert_eq!(Algorithm::from_name("HS256"), Some(Algorithm::Hs256));
/// assert_eq!(Algorithm::from_name("hs256"), None); // names are compared byte for byte
/// assert_eq!(Algorithm::from_name("none"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Algorithm {
    /// HMAC with SHA-256 (RFC 7518 §3.2).
    Hs256,
    /// HMAC with SHA-384 (RFC 7518 §3.2).
    Hs384,
    /// HMAC with SHA-512 (RFC 7518 §3.2).
    Hs512,
    /// RSASSA-PKCS1-v1_5 with SHA-256 (RFC 7518 §3.3).
    Rs256,
    /// RSASSA-PKCS1-v1_5 with SHA-384 (RFC 7518 §3.3).
    Rs384,
    /// RSASSA-PKCS1-v1_5 with SHA-512 (RFC 7518 §3.3).
    Rs512,
    /// RSASSA-PSS with SHA-256 (RFC 7518 §3.5).
    Ps256,
    /// RSASSA-PSS with SHA-384 (RFC 7518 §3.5).
    Ps384,
    /// RSASSA-PSS with SHA-512 (RFC 7518 §3.5).
    Ps512,
    /// ECDSA on P-256 with SHA-256 (RFC 7518 §3.4).
    Es256,
    /// ECDSA on P-384 with SHA-384 (RFC 7518 §3.4).
    Es384,
    /// ECDSA on P-521 with SHA-512 (RFC 7518 §3.4).
    Es512,
    /// ECDSA on secp256k1 with SHA-256 (RFC 8812 §3.2).
    Es256k,
    /// EdDSA on the curve of the key, Ed25519 or Ed448 (RFC 8037 §3.1).
    EdDsa,
    /// EdDSA on Ed25519 (RFC 9864 §2.2).
    Ed25519,
    /// EdDSA on Ed448 (RFC 9864 §2.2).
    Ed448,
}

impl Algorithm {
    pub(crate) const ALL: [Self; 16] = [
        Self::Hs256,
        Self::Hs384,
        Self::Hs512,
        Self::Rs256,
        Self::Rs384,
        Self::Rs512,
        Self::Ps256,
        Self::Ps384,
        Self::Ps512,
        Self::Es256,
        Self::Es384,
        Self::Es512,
        Self::Es256k,
        Self::EdDsa,
        Self::Ed25519,
        Self::Ed448,
    ];

    /// The name, as a token's `alg` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Hs256 => "HS256",
            Self::Hs384 => "HS384",
            Self::Hs512 => "HS512",
            Self::Rs256 => "RS256",
            Self::Rs384 => "RS384",
            Self::Rs512 => "RS512",
            Self::Ps256 => "PS256",
            Self::Ps384 => "PS384",
            Self::Ps512 => "PS512",
            Self::Es256 => "ES256",
            Self::Es384 => "ES384",
            Self::Es512 => "ES512",
            Self::Es256k => "ES256K",
            Self::EdDsa => "EdDSA",
            Self::Ed25519 => "Ed25519",
            Self::Ed448 => "Ed448",
        }
    }

    /// The algorithm with exactly this name. `None` for every other text, `none` included.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The length of a signature in bytes, if the algorithm alone decides it.
    ///
    /// `None` for RSA, whose modulus decides it, and for EdDSA, whose curve does: the key knows.
    #[must_use]
    pub const fn signature_len(self) -> Option<usize> {
        match self {
            Self::Hs256 => Some(32),
            Self::Hs384 => Some(48),
            Self::Hs512 | Self::Es256 | Self::Es256k | Self::Ed25519 => Some(64),
            Self::Es384 => Some(96),
            Self::Es512 => Some(132),
            Self::Ed448 => Some(114),
            Self::Rs256
            | Self::Rs384
            | Self::Rs512
            | Self::Ps256
            | Self::Ps384
            | Self::Ps512
            | Self::EdDsa => None,
        }
    }

    /// The minimum length of a secret in bytes: the size of the hash (RFC 7518 §3.2). `None` for an
    /// algorithm that uses no shared secret.
    #[must_use]
    pub const fn min_secret_len(self) -> Option<usize> {
        match self {
            Self::Hs256 => Some(32),
            Self::Hs384 => Some(48),
            Self::Hs512 => Some(64),
            _ => None,
        }
    }
}

impl fmt::Display for Algorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
