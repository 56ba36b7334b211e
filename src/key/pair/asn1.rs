//! A walk over DER (X.690 §8, §10): what is not canonical, or followed by more, is no key.

use der::asn1::{AnyRef, ObjectIdentifier, UintRef};
use der::{Decode, Reader, SliceReader, Tag, TagNumber, Tagged};

use crate::error::KeyError;

/// What is left of a SEQUENCE.
#[derive(Clone)]
pub(super) struct Walk<'a> {
    reader: SliceReader<'a>,
    /// What is said where it is not as it should be.
    what: &'static str,
}

impl<'a> Walk<'a> {
    /// Walks into the one SEQUENCE that the bytes are.
    pub(super) fn of(der: &'a [u8], what: &'static str) -> Result<Self, KeyError> {
        let reader = SliceReader::new(der).map_err(|_| KeyError::Der { what })?;
        let mut outside = Self { reader, what };
        let inside = outside.sequence()?;
        outside.end()?;
        Ok(inside)
    }

    pub(super) const fn error(&self) -> KeyError {
        KeyError::Der { what: self.what }
    }

    /// The next value, whatever it is.
    pub(super) fn any(&mut self) -> Result<AnyRef<'a>, KeyError> {
        AnyRef::decode(&mut self.reader).map_err(|_| self.error())
    }

    /// The content of the next value, which has this tag.
    pub(super) fn value(&mut self, tag: Tag) -> Result<&'a [u8], KeyError> {
        let any = self.any()?;
        match any.tag() == tag {
            true => Ok(any.value()),
            false => Err(self.error()),
        }
    }

    /// The same, if the next value has that tag.
    pub(super) fn optional(&mut self, tag: Tag) -> Result<Option<&'a [u8]>, KeyError> {
        match self.next_tag() == Some(tag) {
            true => self.value(tag).map(Some),
            false => Ok(None),
        }
    }

    /// NULL, if that is next: it has no content (X.690 §8.8.2).
    pub(super) fn optional_null(&mut self) -> Result<(), KeyError> {
        match self.optional(Tag::Null)? {
            None | Some([]) => Ok(()),
            Some(_) => Err(self.error()),
        }
    }

    pub(super) fn next_tag(&self) -> Option<Tag> {
        Tag::peek(&self.reader).ok()
    }

    pub(super) fn sequence(&mut self) -> Result<Self, KeyError> {
        let content = self.value(Tag::Sequence)?;
        self.within(content)
    }

    /// A walk over the content of a value that was met here.
    pub(super) fn within(&self, content: &'a [u8]) -> Result<Self, KeyError> {
        let reader = SliceReader::new(content).map_err(|_| self.error())?;
        Ok(Self {
            reader,
            what: self.what,
        })
    }

    /// An INTEGER that is not negative, without the zero that only says so. Zero is one byte.
    pub(super) fn number(&mut self) -> Result<&'a [u8], KeyError> {
        let number = UintRef::decode(&mut self.reader).map_err(|_| self.error())?;
        Ok(number.as_bytes())
    }

    pub(super) fn identifier(&mut self) -> Result<ObjectIdentifier, KeyError> {
        ObjectIdentifier::decode(&mut self.reader).map_err(|_| self.error())
    }

    /// The bytes of a BIT STRING.
    pub(super) fn bits(&mut self) -> Result<&'a [u8], KeyError> {
        let content = self.value(Tag::BitString)?;
        whole_bytes(content).ok_or(self.error())
    }

    pub(super) fn end(&self) -> Result<(), KeyError> {
        match self.reader.is_finished() {
            true => Ok(()),
            false => Err(self.error()),
        }
    }
}

/// What a BIT STRING holds, if that is whole bytes.
pub(super) const fn whole_bytes(content: &[u8]) -> Option<&[u8]> {
    match content {
        [0, bytes @ ..] => Some(bytes),
        _ => None,
    }
}

/// The tag `[number]`, of a value within or in the place of another.
pub(super) const fn context(number: u32, constructed: bool) -> Tag {
    Tag::ContextSpecific {
        constructed,
        number: TagNumber(number),
    }
}

const fn oid(numbers: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(numbers)
}

/// Names of kinds of keys (RFC 8017 §C, RFC 5480 §2.1.1, RFC 8410 §3).
pub(super) const RSA: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
pub(super) const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
pub(super) const MGF1: ObjectIdentifier = oid("1.2.840.113549.1.1.8");
pub(super) const SHA256: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.1");
pub(super) const SHA384: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.2");
pub(super) const SHA512: ObjectIdentifier = oid("2.16.840.1.101.3.4.2.3");
pub(super) const EC: ObjectIdentifier = oid("1.2.840.10045.2.1");
pub(super) const P256: ObjectIdentifier = oid("1.2.840.10045.3.1.7");
pub(super) const P384: ObjectIdentifier = oid("1.3.132.0.34");
pub(super) const ED25519: ObjectIdentifier = oid("1.3.101.112");
pub(super) const X25519: ObjectIdentifier = oid("1.3.101.110");
/// A curve's key that signs nothing (id-ecDH, RFC 5480 §2.1.2).
pub(super) const EC_DH: ObjectIdentifier = oid("1.3.132.1.12");

/// Kinds and curves that are not supported, with the names that people know.
const FOREIGN: [(ObjectIdentifier, &str); 15] = [
    (X25519, "X25519"),
    (EC_DH, "ECDH alone"),
    (oid("1.3.101.111"), "X448"),
    (oid("1.3.101.113"), "Ed448"),
    (oid("1.3.132.0.35"), "the curve P-521"),
    (oid("1.3.132.0.10"), "the curve secp256k1"),
    (oid("1.3.132.0.33"), "the curve P-224"),
    (oid("1.2.840.10045.3.1.1"), "the curve P-192"),
    (oid("1.2.840.10040.4.1"), "DSA"),
    (oid("1.2.840.113549.1.3.1"), "Diffie-Hellman"),
    (oid("1.2.840.10046.2.1"), "Diffie-Hellman"),
    (oid("2.16.840.1.101.3.4.3.17"), "ML-DSA"),
    (oid("2.16.840.1.101.3.4.3.18"), "ML-DSA"),
    (oid("2.16.840.1.101.3.4.3.19"), "ML-DSA"),
    (oid("1.2.156.10197.1.301"), "SM2"),
];

/// The error for a kind or a curve that is not there.
pub(super) fn unsupported(name: ObjectIdentifier) -> KeyError {
    let known = FOREIGN.iter().find(|(foreign, _)| *foreign == name);
    let found = known.map(|(_, found)| *found);
    KeyError::UnsupportedKey {
        found: found.unwrap_or("an algorithm or a curve that is not known here"),
    }
}
