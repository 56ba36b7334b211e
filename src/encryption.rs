use core::fmt;

/// How the key that encrypts a content is agreed on: the `alg` of an encrypted token (RFC 7518 §4.1).
///
/// `dir`, `A128KW` and `A256KW` are those of an `AesKey` (feature `jwe`), those of ECDH of an `EcdhPublicKey`
/// (with the feature `public-keys`, too). The other names exist so that keys of your own can carry them.
///
/// ```
/// # #[cfg(feature = "jwe")] {
/// use glassbox::jwe::KeyManagement;
///
/// assert_eq!(KeyManagement::A256Kw.name(), "A256KW");
/// assert_eq!(KeyManagement::from_name("dir"), Some(KeyManagement::Dir));
/// assert_eq!(KeyManagement::from_name("DIR"), None); // names are compared byte for byte
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyManagement {
    /// The shared key encrypts the content itself (RFC 7518 §4.5).
    Dir,
    /// A new key for each content, wrapped with AES and 128 bits (RFC 7518 §4.4).
    A128Kw,
    /// The same with 256 bits (RFC 7518 §4.4).
    A256Kw,
    /// Agreement with an ephemeral key (RFC 7518 §4.6).
    EcdhEs,
    /// The same, and a new key wrapped with what was agreed on, 128 bits (RFC 7518 §4.6).
    EcdhEsA128Kw,
    /// The same with 256 bits (RFC 7518 §4.6).
    EcdhEsA256Kw,
    /// RSAES OAEP with SHA-1 (RFC 7518 §4.3).
    RsaOaep,
    /// RSAES OAEP with SHA-256 (RFC 7518 §4.3).
    RsaOaep256,
    /// RSAES OAEP with SHA-384 (of the IANA registry).
    RsaOaep384,
    /// RSAES OAEP with SHA-512 (of the IANA registry).
    RsaOaep512,
}

impl KeyManagement {
    pub(crate) const ALL: [Self; 10] = [
        Self::Dir,
        Self::A128Kw,
        Self::A256Kw,
        Self::EcdhEs,
        Self::EcdhEsA128Kw,
        Self::EcdhEsA256Kw,
        Self::RsaOaep,
        Self::RsaOaep256,
        Self::RsaOaep384,
        Self::RsaOaep512,
    ];

    /// The name, as the header's `alg` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dir => "dir",
            Self::A128Kw => "A128KW",
            Self::A256Kw => "A256KW",
            Self::EcdhEs => "ECDH-ES",
            Self::EcdhEsA128Kw => "ECDH-ES+A128KW",
            Self::EcdhEsA256Kw => "ECDH-ES+A256KW",
            Self::RsaOaep => "RSA-OAEP",
            Self::RsaOaep256 => "RSA-OAEP-256",
            Self::RsaOaep384 => "RSA-OAEP-384",
            Self::RsaOaep512 => "RSA-OAEP-512",
        }
    }

    /// Whether the key is agreed on with an ephemeral one.
    #[cfg(feature = "jwe")]
    pub(crate) const fn agrees(self) -> bool {
        matches!(self, Self::EcdhEs | Self::EcdhEsA128Kw | Self::EcdhEsA256Kw)
    }

    /// The one with exactly this name. `None` for every other text, `RSA1_5` and `PBES2-…` included.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

impl fmt::Display for KeyManagement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How the content is encrypted: the `enc` of an encrypted token (RFC 7518 §5.1).
///
/// All of them also authenticate the content and the header: who changes a bit of either is noticed.
///
/// ```
/// # #[cfg(feature = "jwe")] {
/// use glassbox::jwe::ContentEncryption;
///
/// assert_eq!(ContentEncryption::A256Gcm.name(), "A256GCM");
/// assert_eq!(ContentEncryption::A256CbcHs512.key_len(), 64);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ContentEncryption {
    /// AES-GCM with 128 bits (RFC 7518 §5.3).
    A128Gcm,
    /// AES-GCM with 256 bits (RFC 7518 §5.3).
    A256Gcm,
    /// AES-CBC with 128 bits and HMAC SHA-256 (RFC 7518 §5.2.3).
    A128CbcHs256,
    /// AES-CBC with 256 bits and HMAC SHA-512 (RFC 7518 §5.2.5).
    A256CbcHs512,
}

impl ContentEncryption {
    pub(crate) const ALL: [Self; 4] = [
        Self::A128Gcm,
        Self::A256Gcm,
        Self::A128CbcHs256,
        Self::A256CbcHs512,
    ];

    /// The name, as the header's `enc` has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::A128Gcm => "A128GCM",
            Self::A256Gcm => "A256GCM",
            Self::A128CbcHs256 => "A128CBC-HS256",
            Self::A256CbcHs512 => "A256CBC-HS512",
        }
    }

    /// The one with exactly this name. `None` for every other text.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }

    /// The length of its key in bytes. In CBC-HS, one half of it is for HMAC, the other for AES.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            Self::A128Gcm => 16,
            Self::A256Gcm | Self::A128CbcHs256 => 32,
            Self::A256CbcHs512 => 64,
        }
    }
}

impl fmt::Display for ContentEncryption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
