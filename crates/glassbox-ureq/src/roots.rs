//! Which certification authorities are trusted: those of a file, and no others.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use ureq::tls::{Certificate, RootCerts};

/// Why a file is no list of root certificates.
#[derive(Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum RootsError {
    /// No block of PEM is a certificate.
    #[error(
        "the text holds no certificate: one begins with -----BEGIN CERTIFICATE----- (give what the file \
         holds, and not its name)"
    )]
    Missing,
    /// A block is not complete, or is no base64.
    #[error("certificate #{number} is no PEM: was it cut off?")]
    Pem {
        /// Counted from one.
        number: usize,
    },
    /// What a block holds is no certificate of an authority (X.509).
    #[error("certificate #{number} cannot be read (X.509)")]
    Certificate {
        /// Counted from one.
        number: usize,
    },
}

glassbox::error_debug! { RootsError: Missing, Pem, Certificate }

/// The certificates of `pem`. Each is read here, since a TLS client passes over one that it cannot read, and
/// says at the first request that it trusts nobody.
pub(crate) fn read(pem: &[u8]) -> Result<RootCerts, RootsError> {
    let mut trusted = RootCertStore::empty();
    let mut certificates = Vec::new();
    for (number, found) in (1_usize..).zip(CertificateDer::pem_slice_iter(pem)) {
        let found = found.map_err(|_| RootsError::Pem { number })?;
        certificates.push(Certificate::from_der(&found).to_owned());
        let refused = |_| RootsError::Certificate { number };
        trusted.add(found).map_err(refused)?;
    }
    if certificates.is_empty() {
        return Err(RootsError::Missing);
    }
    Ok(certificates.into())
}
