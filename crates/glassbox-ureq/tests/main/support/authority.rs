//! A certification authority of a company, made for one test. Its keys are of glassbox, so that no build of
//! the tests needs C.

use std::sync::Arc;

use glassbox::key::SigningKey;
use glassbox::{Algorithm, PrivateKey};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, PKCS_ED25519,
    PublicKeyData, SerialNumber, SignatureAlgorithm,
};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

struct Key {
    private: PrivateKey,
    public: Vec<u8>,
}

impl Key {
    fn new() -> Self {
        let private = PrivateKey::generate(Algorithm::EdDsa).unwrap();
        let info = private.public_key().to_der();
        // The last of a SubjectPublicKeyInfo is the point (RFC 8410 section 4).
        let public = info[info.len() - 32..].to_vec();
        Self { private, public }
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ED25519
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        Ok(self.private.sign(message).unwrap().as_ref().to_vec())
    }
}

/// Who vouches for servers.
pub(crate) struct Authority(CertifiedIssuer<'static, Key>);

/// What a server shows.
pub(crate) type Identity = Arc<ServerConfig>;

impl Authority {
    pub(crate) fn new(name: &str) -> Self {
        let mut its = params(&[]);
        its.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        its.distinguished_name.push(DnType::CommonName, name);
        Self(CertifiedIssuer::self_signed(its, Key::new()).unwrap())
    }

    pub(crate) fn pem(&self) -> String {
        self.0.pem()
    }

    /// A certificate for `names`, valid in the years in between.
    pub(crate) fn vouches_for(&self, names: &[&str], years: std::ops::Range<i32>) -> Identity {
        let key = Key::new();
        let mut its = params(names);
        its.not_before = rcgen::date_time_ymd(years.start, 1, 1);
        its.not_after = rcgen::date_time_ymd(years.end, 1, 1);
        let certificate = its.signed_by(&key, &self.0).unwrap();
        let private = key.private.to_private_pem();
        let private = PrivateKeyDer::from_pem_slice(private.reveal().as_bytes()).unwrap();
        let provider = Arc::new(rustls_graviola::default_provider());
        let server = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![CertificateDer::from(certificate)], private);
        Arc::new(server.unwrap())
    }
}

fn params(names: &[&str]) -> CertificateParams {
    let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
    let mut its = CertificateParams::new(names).unwrap();
    its.serial_number = Some(SerialNumber::from(1));
    its
}
