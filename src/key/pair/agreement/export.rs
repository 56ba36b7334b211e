//! Keys written as the files that other programs read.

use alloc::string::String;
use alloc::vec::Vec;

use zeroize::Zeroizing;

use super::der::spki;
use super::parts::AgreementPublic;
use super::private::EcdhPrivateKey;
use super::public::EcdhPublicKey;
use crate::key::PrivateText;
use crate::key::pair::asn1;
use crate::key::pair::export::pem;
use crate::key::pair::write::{self, Der};

impl EcdhPublicKey {
    /// The key as PEM, `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 7468 §13). That a key on P-256 or P-384 is for
    /// agreement alone, its file does not say, since few readers know the name for it (id-ecDH): a JSON Web
    /// Key does (`use`).
    #[must_use]
    pub fn to_pem(&self) -> String {
        // The wrapper is for the private half.
        core::mem::take(&mut *pem("PUBLIC KEY", &spki(self.parts())))
    }

    /// The key as DER (SubjectPublicKeyInfo, RFC 5280 §4.1.2.7).
    #[must_use]
    pub fn to_der(&self) -> Vec<u8> {
        core::mem::take(&mut *spki(self.parts()))
    }
}

impl EcdhPrivateKey {
    /// The private key as PEM, `PRIVATE KEY` (PKCS#8, RFC 7468 §10), not encrypted.
    #[must_use]
    pub fn to_private_pem(&self) -> PrivateText {
        PrivateText::new(pem("PRIVATE KEY", &self.pkcs8()))
    }

    /// The point of a curve is written beside its scalar, as its peers write it.
    fn pkcs8(&self) -> Der {
        let scalar: Zeroizing<Vec<u8>> = self.agreeing().scalar();
        match self.public().parts() {
            AgreementPublic::Curve(point) => write::pkcs8_of(
                &write::curve_algorithm(point.curve()),
                &write::sec1_of(&scalar, Some(point)),
            ),
            AgreementPublic::X25519(_) => write::pkcs8_of(
                &write::algorithm(asn1::X25519, &[]),
                &write::octets(&scalar),
            ),
        }
    }
}
