//! Key files: PEM or DER, whichever of the usual forms is in them.

use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::curve::Point;
use super::ed25519::EdPublic;
use super::form::{self, Form, Half};
use super::parts::{Kind, PrivateParts, PublicParts, kind};
use super::{pem, pkcs8, spki};
use crate::algorithm::Algorithm;
use crate::error::{KeyError, PemProblem};

/// The public key that bytes are, for an algorithm.
pub(super) fn public(algorithm: Algorithm, bytes: &[u8]) -> Result<PublicParts, KeyError> {
    let kind = kind(algorithm)?;
    let parts = match bare(kind, bytes) {
        Some(parts) => parts?,
        None => {
            let (der, form) = unwrap(bytes, Half::Public)?;
            spki::public(&der, form)?
        }
    };
    parts.check(algorithm)?;
    Ok(parts)
}

/// The private key that bytes are, for an algorithm.
pub(super) fn private(algorithm: Algorithm, bytes: &[u8]) -> Result<PrivateParts, KeyError> {
    kind(algorithm)?;
    let (der, form) = unwrap(bytes, Half::Private)?;
    let parts = pkcs8::private(&der, form)?;
    parts.check(algorithm)?;
    Ok(parts)
}

/// A point without anything around it: no DER has its length and its first byte.
fn bare(kind: Kind, bytes: &[u8]) -> Option<Result<PublicParts, KeyError>> {
    match kind {
        // 32 bytes of text are the name of a file, or a secret, before they are a point.
        Kind::Ed25519 if bytes.len() == 32 && text(bytes).is_none() => {
            Some(EdPublic::new(bytes).map(PublicParts::Ed25519))
        }
        Kind::Curve(_) => Some(Point::bare(bytes)?.map(PublicParts::Curve)),
        _ => None,
    }
}

/// The DER of the one key, and its form.
pub(super) fn unwrap(bytes: &[u8], wanted: Half) -> Result<(Zeroizing<Vec<u8>>, Form), KeyError> {
    // First DER, whose random numbers might have the begin of a block in them: no text is DER as a whole.
    let der = match Form::of(bytes) {
        None if pem::is_pem(bytes) => block(bytes, wanted)?.decode()?,
        // Another text (the path of a file, a secret, a key in another notation) is told what PEM is.
        None if let Some(text) = text(bytes) => return Err(pem::broken(other_text(text))),
        None if let [0xff, 0xfe, ..] | [0xfe, 0xff, ..] = bytes => {
            return Err(pem::broken(PemProblem::Utf16));
        }
        _ => Zeroizing::new(bytes.to_vec()),
    };
    let form = Form::of(&der).ok_or_else(|| KeyError::Der {
        what: form::other(&der),
    })?;
    match (form.half(), wanted) {
        (Half::Private, Half::Public) => Err(KeyError::PrivateGiven),
        (Half::Public, Half::Private) if form == Form::Certificate => {
            Err(KeyError::CertificateGiven)
        }
        (Half::Public, Half::Private) => Err(KeyError::PublicGiven),
        _ => Ok((der, form)),
    }
}

/// What bytes are as text, if they are some.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = core::str::from_utf8(bytes).ok()?;
    let mut characters = text.chars();
    let is_text = |character: char| !character.is_control() || character.is_ascii_whitespace();
    characters.all(is_text).then_some(text)
}

/// What a text is in which no block begins.
fn other_text(text: &str) -> PemProblem {
    // With what follows, or it might be the name of a file.
    const OPEN_SSH: [&str; 3] = ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-nistp"];
    let is_key = |bytes: Zeroizing<Vec<u8>>| pem::is_pem(&bytes) || Form::of(&bytes).is_some();
    let text = text.trim();
    match text.as_bytes() {
        [] => PemProblem::Empty,
        [b'{', ..] => PemProblem::Json,
        _ if OPEN_SSH.iter().any(|kind| text.starts_with(kind)) => PemProblem::OpenSsh,
        _ if pem::decode(text).is_ok_and(is_key) => PemProblem::Body,
        _ => PemProblem::NoBegin,
    }
}

/// What the label of a block says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Label {
    Private,
    Public,
    Certificate,
    Other,
}

fn label(block: &pem::Block<'_>) -> Label {
    match block.label {
        "PRIVATE KEY" | "RSA PRIVATE KEY" | "EC PRIVATE KEY" | "ENCRYPTED PRIVATE KEY" => {
            Label::Private
        }
        "PUBLIC KEY" | "RSA PUBLIC KEY" => Label::Public,
        "CERTIFICATE" | "X509 CERTIFICATE" => Label::Certificate,
        _ => Label::Other,
    }
}

/// The block that is meant: the only key of its half. Of certificates, which stand as a chain, the
/// first.
fn block(bytes: &[u8], wanted: Half) -> Result<pem::Block<'_>, KeyError> {
    let blocks = pem::blocks(bytes)?;
    let of = |wanted| blocks.iter().filter(move |block| label(block) == wanted);
    let [private, public] = [Label::Private, Label::Public].map(|half| of(half).count());
    let certificate = of(Label::Certificate).next();
    let found = match wanted {
        Half::Private => of(Label::Private).next(),
        Half::Public => of(Label::Public).next().or(certificate),
    };
    match (wanted, found) {
        (Half::Private, Some(_)) if private > 1 => Err(KeyError::ManyKeys),
        (Half::Public, Some(_)) if public > 1 || public == 1 && certificate.is_some() => {
            Err(KeyError::ManyKeys)
        }
        (_, Some(block)) if block.label == "ENCRYPTED PRIVATE KEY" || block.is_encrypted() => {
            Err(KeyError::Encrypted)
        }
        (_, Some(block)) => Ok(*block),
        (Half::Private, None) if public > 0 => Err(KeyError::PublicGiven),
        (Half::Private, None) if certificate.is_some() => Err(KeyError::CertificateGiven),
        (Half::Public, None) if private > 0 => Err(KeyError::PrivateGiven),
        (_, None) => {
            // Parameters may stand before what looks like a key.
            let mut labels = blocks.iter().map(|block| block.label);
            let key = labels.clone().find(|label| label.contains("KEY"));
            Err(KeyError::NoKey {
                found: key.or(labels.next()).unwrap_or_default().into(),
                is_private: wanted == Half::Private,
            })
        }
    }
}
