//! Which form of a key DER is, told from its first values: no form of them is read as another.

use der::Tag;

use super::asn1::Walk;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Public,
    Private,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// SubjectPublicKeyInfo (RFC 5280 §4.1).
    Spki,
    /// RSAPublicKey (RFC 8017 §A.1.1).
    RsaPublic,
    /// Certificate (RFC 5280 §4.1).
    Certificate,
    /// OneAsymmetricKey, PKCS#8 (RFC 5958 §2).
    Pkcs8,
    /// RSAPrivateKey, PKCS#1 (RFC 8017 §A.1.2).
    RsaPrivate,
    /// ECPrivateKey, SEC 1 (RFC 5915 §3).
    Sec1,
    /// EncryptedPrivateKeyInfo (RFC 5958 §3).
    Encrypted,
}

impl Form {
    pub(super) fn of(der: &[u8]) -> Option<Self> {
        let mut walk = Walk::of(der, "").ok()?;
        let mut tag = || walk.any().ok().map(|any| der::Tagged::tag(&any));
        match [tag(), tag(), tag()].map(|tag| tag.map(Shape::of)) {
            [Some(Shape::Sequence), Some(Shape::Bits), None] => Some(Self::Spki),
            [
                Some(Shape::Sequence),
                Some(Shape::Sequence),
                Some(Shape::Bits),
            ] => Some(Self::Certificate),
            [Some(Shape::Sequence), Some(Shape::Bytes), None] => Some(Self::Encrypted),
            [Some(Shape::Number), Some(Shape::Number), None] => Some(Self::RsaPublic),
            [
                Some(Shape::Number),
                Some(Shape::Number),
                Some(Shape::Number),
            ] => Some(Self::RsaPrivate),
            [Some(Shape::Number), Some(Shape::Bytes), _] => Some(Self::Sec1),
            [
                Some(Shape::Number),
                Some(Shape::Sequence),
                Some(Shape::Bytes),
            ] => Some(Self::Pkcs8),
            _ => None,
        }
    }

    pub(super) const fn half(self) -> Half {
        match self {
            Self::Spki | Self::RsaPublic | Self::Certificate => Half::Public,
            Self::Pkcs8 | Self::RsaPrivate | Self::Sec1 | Self::Encrypted => Half::Private,
        }
    }
}

/// What DER is that is no key.
pub(super) fn other(der: &[u8]) -> &'static str {
    let first = |mut walk: Walk<'_>| Some((walk.number().ok()?.first().copied(), walk.next_tag()));
    match Walk::of(der, "").ok().and_then(first) {
        // PFX (RFC 7292 §4).
        Some((Some(3), Some(Tag::Sequence))) => {
            "this is PKCS#12 (.p12, .pfx), which `openssl pkcs12 -nodes -in FILE -out NEW` opens"
        }
        _ => "no key has this form",
    }
}

enum Shape {
    Sequence,
    Number,
    Bytes,
    Bits,
    Other,
}

impl Shape {
    const fn of(tag: Tag) -> Self {
        match tag {
            Tag::Sequence => Self::Sequence,
            Tag::Integer => Self::Number,
            Tag::OctetString => Self::Bytes,
            Tag::BitString => Self::Bits,
            _ => Self::Other,
        }
    }
}
