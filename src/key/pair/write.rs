//! Keys as DER, canonical, in buffers that are wiped: some of them hold secrets.

use alloc::vec::Vec;

use der::asn1::ObjectIdentifier;
use zeroize::Zeroizing;

use super::asn1;
use super::curve::{Curve, CurvePrivate, Point};
use super::parts::{PrivateParts, PublicParts};
use super::rsa::{RsaPrivate, RsaPublic, RsaUse};
use crate::algorithm::Algorithm;

pub(super) type Der = Zeroizing<Vec<u8>>;

const INTEGER: u8 = 0x02;
const BIT_STRING: u8 = 0x03;
const OCTET_STRING: u8 = 0x04;
const NULL: &[u8] = &[0x05, 0];
const OBJECT_IDENTIFIER: u8 = 0x06;
const SEQUENCE: u8 = 0x30;
/// `[0]`, with a value within, and those that follow.
const CONTEXT_0: u8 = 0xa0;
const CONTEXT_1: u8 = 0xa1;
const CONTEXT_2: u8 = 0xa2;

/// Which key it is, whatever an RSA key says that it may be used for.
pub(super) fn numbers(parts: &PublicParts) -> Der {
    match parts {
        PublicParts::Rsa(key, _) => rsa_public(key),
        PublicParts::Curve(_) | PublicParts::Ed25519(_) => spki(parts),
    }
}

/// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
pub(super) fn spki(parts: &PublicParts) -> Der {
    match parts {
        PublicParts::Rsa(key, allowed) => spki_of(&rsa_algorithm(*allowed), &rsa_public(key)),
        PublicParts::Curve(point) => spki_of(&curve_algorithm(point.curve()), point.bytes()),
        PublicParts::Ed25519(key) => spki_of(&algorithm(asn1::ED25519, &[]), key.bytes()),
    }
}

pub(super) fn spki_of(algorithm: &[u8], key: &[u8]) -> Der {
    value(SEQUENCE, &[algorithm, &value(BIT_STRING, &[&[0], key])])
}

/// OneAsymmetricKey of version 1, PKCS#8 (RFC 5958 §2). A curve's has the point, as its peers write it.
pub(super) fn pkcs8(parts: &PrivateParts, public: &PublicParts) -> Der {
    let (algorithm, key) = match (parts, public) {
        (PrivateParts::Rsa(key, allowed), _) => (rsa_algorithm(*allowed), rsa_private(key)),
        (PrivateParts::Curve(key), PublicParts::Curve(point)) => {
            (curve_algorithm(key.curve()), sec1(key, Some(point)))
        }
        (PrivateParts::Curve(key), _) => (curve_algorithm(key.curve()), sec1(key, None)),
        (PrivateParts::Ed25519(key), _) => (algorithm(asn1::ED25519, &[]), octets(key.seed())),
    };
    pkcs8_of(&algorithm, &key)
}

pub(super) fn pkcs8_of(algorithm: &[u8], key: &[u8]) -> Der {
    value(SEQUENCE, &[&integer(&[]), algorithm, &octets(key)])
}

/// RSAPublicKey (RFC 8017 §A.1.1).
pub(super) fn rsa_public(key: &RsaPublic) -> Der {
    let exponent = integer(&key.exponent().to_be_bytes());
    value(SEQUENCE, &[&integer(key.modulus()), &exponent])
}

/// RSAPrivateKey (RFC 8017 §A.1.2).
pub(super) fn rsa_private(key: &RsaPrivate) -> Der {
    let (version, modulus) = (integer(&[]), integer(key.public().modulus()));
    let exponent = integer(&key.public().exponent().to_be_bytes());
    let [d, p, q, dp, dq, qi] = key.secrets().map(integer);
    let parts: [&[u8]; 9] = [&version, &modulus, &exponent, &d, &p, &q, &dp, &dq, &qi];
    value(SEQUENCE, &parts)
}

/// ECPrivateKey (RFC 5915 §3), without the curve's name, which stands around it.
pub(super) fn sec1(key: &CurvePrivate, point: Option<&Point>) -> Der {
    sec1_of(key.scalar(), point)
}

pub(super) fn sec1_of(scalar: &[u8], point: Option<&Point>) -> Der {
    let public = point.map(|point| {
        let bits = value(BIT_STRING, &[&[0], point.bytes()]);
        value(CONTEXT_1, &[&bits])
    });
    let public = public.as_ref().map_or(&[][..], |public| public);
    value(SEQUENCE, &[&integer(&[1]), &octets(scalar), public])
}

fn rsa_algorithm(allowed: RsaUse) -> Der {
    match allowed {
        RsaUse::Any => algorithm(asn1::RSA, NULL),
        RsaUse::Pss => algorithm(asn1::RSA_PSS, &[]),
        RsaUse::PssOf(only) => algorithm(asn1::RSA_PSS, &pss_parameters(only)),
    }
}

/// RSASSA-PSS-params (RFC 4055 §3.1) of an algorithm of JOSE (RFC 7518 §3.5): without them, the next reader
/// would take the key for the other hashes too.
fn pss_parameters(only: Algorithm) -> Der {
    let (hash, salt_len) = match only {
        Algorithm::Ps256 => (asn1::SHA256, 32),
        Algorithm::Ps384 => (asn1::SHA384, 48),
        _ => (asn1::SHA512, 64),
    };
    let hash = algorithm(hash, NULL);
    let mask = algorithm(asn1::MGF1, &hash);
    let members = [
        value(CONTEXT_0, &[&hash]),
        value(CONTEXT_1, &[&mask]),
        value(CONTEXT_2, &[&integer(&[salt_len])]),
    ];
    value(
        SEQUENCE,
        &members.each_ref().map(|member| member.as_slice()),
    )
}

pub(super) fn curve_algorithm(curve: Curve) -> Der {
    let name = match curve {
        Curve::P256 => asn1::P256,
        Curve::P384 => asn1::P384,
    };
    algorithm(asn1::EC, &value(OBJECT_IDENTIFIER, &[name.as_bytes()]))
}

pub(super) fn algorithm(name: ObjectIdentifier, parameters: &[u8]) -> Der {
    let name = value(OBJECT_IDENTIFIER, &[name.as_bytes()]);
    value(SEQUENCE, &[&name, parameters])
}

/// An INTEGER that is not negative, of its bytes in network order.
fn integer(number: &[u8]) -> Der {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    let number = number.get(zeros..).unwrap_or_default();
    let sign: &[u8] = match number.first() {
        Some(..=0x7f) => &[],
        Some(_) | None => &[0],
    };
    value(INTEGER, &[sign, number])
}

pub(super) fn octets(bytes: &[u8]) -> Der {
    value(OCTET_STRING, &[bytes])
}

/// Tag, length and content, in a buffer that never grows.
fn value(tag: u8, content: &[&[u8]]) -> Der {
    let lengths = content.iter().map(|part| part.len());
    let len = lengths.fold(0, usize::saturating_add);
    let mut der = Zeroizing::new(Vec::with_capacity(len.saturating_add(6)));
    der.push(tag);
    // No key has more than 65535 bytes (8192 bits make 4.8 KB).
    match u16::try_from(len).unwrap_or(u16::MAX).to_be_bytes() {
        [0, short @ ..=0x7f] => der.push(short),
        [0, long] => der.extend([0x81, long]),
        [high, low] => der.extend([0x82, high, low]),
    }
    for part in content {
        der.extend_from_slice(part);
    }
    der
}
