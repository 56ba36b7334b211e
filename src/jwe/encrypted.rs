use alloc::format;
use core::fmt;

use super::compact::EncryptedParts;
use super::header::EncryptedHeader;
use crate::codec::base64url;
use crate::encryption::{ContentEncryption, KeyManagement};
use crate::error::DecryptError;
use crate::jose::{Frame, Header, KeyId, MAX_HEADER_BYTES, MAX_TOKEN_BYTES, draw_json, write_rule};

/// An encrypted token that was read and not decrypted: anybody may have written it. Only its header can
/// be seen.
///
/// Its `Display` draws it for people, the header decoded and of each other part the size. Nobody can use
/// the drawing as a token.
///
/// ```
/// use glassbox::jwe::{self, AesKey, Encrypted};
///
/// let key = AesKey::a256kw([7; 32])?.with_key_id("2026-11");
/// let text = jwe::encrypt(b"nobody sees this", &key)?;
///
/// let encrypted = Encrypted::parse(&text)?;
/// assert_eq!(encrypted.key_id().map(|id| id.as_str()), Some("2026-11"));
/// assert_eq!(encrypted.header().alg(), "A256KW");
/// println!("{encrypted}");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Encrypted<'a> {
    header: Header,
    algorithm: KeyManagement,
    encryption: ContentEncryption,
    parts: EncryptedParts<'a>,
}

impl<'a> Encrypted<'a> {
    /// Splits an encrypted token and reads its header.
    ///
    /// # Errors
    /// [`TooLarge`](DecryptError::TooLarge) above 256 KiB, [`Malformed`](DecryptError::Malformed) for a
    /// text that is not five parts of strict base64url, or with a part of a wrong length,
    /// [`Header`](DecryptError::Header) for a header that RFC 7516 §4 does not allow, or with `crit` or
    /// `zip`, [`UnsupportedAlgorithm`](DecryptError::UnsupportedAlgorithm).
    pub fn parse(text: &'a str) -> Result<Self, DecryptError> {
        let limit = MAX_TOKEN_BYTES;
        if text.len() > limit {
            return Err(DecryptError::TooLarge { limit });
        }
        let parts = EncryptedParts::split(text.as_bytes(), MAX_HEADER_BYTES)?;
        let json = base64url::decode_vec(parts.header).map_err(|_| DecryptError::Malformed)?;
        let header = EncryptedHeader::parse(&json)?;
        let (algorithm, encryption) = (header.algorithm, header.encryption);
        match parts.fit(algorithm, encryption) {
            false => Err(DecryptError::Malformed),
            true => Ok(Self {
                header: header.view.to_header(),
                algorithm,
                encryption,
                parts,
            }),
        }
    }

    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// The header's `kid`: which key decrypts it.
    #[must_use]
    pub fn key_id(&self) -> Option<&KeyId> {
        self.header.key_id()
    }

    /// The header's `alg`.
    #[must_use]
    pub const fn algorithm(&self) -> KeyManagement {
        self.algorithm
    }

    /// The header's `enc`.
    #[must_use]
    pub const fn encryption(&self) -> ContentEncryption {
        self.encryption
    }
}

/// Draws the token for people, on 80 columns, or on as many as the format says: `{:60}` is the minimum.
impl fmt::Display for Encrypted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let json = base64url::decode_vec(self.parts.header).unwrap_or_default();
        let text = core::str::from_utf8(&json).unwrap_or_default();
        write_rule(f, "header")?;
        let mut frame = Frame::new(f);
        draw_json(&mut frame, text, &[], &|frame, text| frame.quote(text))?;
        frame.close(json.len())?;
        write_rule(f, "encrypted")?;
        let mut frame = Frame::new(f);
        let bytes = |part: &[u8]| part.len().saturating_mul(3) / 4;
        frame.write(&match self.parts.key {
            [] => "encrypted key: none".into(),
            key => format!("encrypted key: {} bytes", bytes(key)),
        })?;
        frame.new_line(0)?;
        frame.write(&format!("IV: {} bytes", bytes(self.parts.iv)))?;
        frame.new_line(0)?;
        frame.write(&format!(
            "content: {} bytes, {} (not shown)",
            bytes(self.parts.content),
            self.encryption
        ))?;
        frame.new_line(0)?;
        frame.write(&format!("tag: {} bytes", bytes(self.parts.tag)))?;
        frame.close(0)?;
        write_rule(f, "")?;
        f.write_str("   Nothing of the content can be read without its key.")
    }
}
