//! Public halves as DER.

use super::parts::AgreementPublic;
use crate::key::pair::asn1;
use crate::key::pair::write::{self, Der};

/// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
pub(super) fn spki(parts: &AgreementPublic) -> Der {
    match parts {
        AgreementPublic::Curve(point) => {
            write::spki_of(&write::curve_algorithm(point.curve()), point.bytes())
        }
        AgreementPublic::X25519(bytes) => {
            write::spki_of(&write::algorithm(asn1::X25519, &[]), bytes.as_slice())
        }
    }
}
