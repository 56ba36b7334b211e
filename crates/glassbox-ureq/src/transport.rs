//! One request for keys.

use std::fmt;
use std::io::Read;
use std::sync::Arc;

use glassbox::KeyError;
use glassbox::jwks::{Request, Response, Transport, TransportError};
use ureq::config::ConfigBuilder;
use ureq::http::{StatusCode, header};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::typestate::AgentScope;
use ureq::{Agent, Error};

use crate::{RootsError, reason, roots};

/// The longest headers of an answer, in bytes.
const HEADERS: usize = 64 * 1024;

/// Who fetches keys over HTTPS, for [`RemoteKeys`](glassbox::jwks::RemoteKeys).
///
/// Whatever the agent, each request keeps to the bounds that it is given: no redirect is followed, the answer is
/// complete in time (5 s, body included), and no more of it is read than 64 KiB of headers and 512 KiB of body.
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
}

impl Ureq {
    /// Trusts the certification authorities of the operating system, reads no proxy from the environment, and
    /// keeps no connection open between two requests, which are minutes apart.
    #[must_use]
    pub fn new() -> Self {
        Self::with_agent(Self::config().build())
    }

    /// As [`new`](Self::new), but trusts the certification authorities of a file alone: for an issuer
    /// inside a company, whose authority the operating system does not know. `pem` is one certificate or more.
    ///
    /// ```no_run
    /// use glassbox::jwks::RemoteKeys;
    /// use glassbox_ureq::Ureq;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let transport = Ureq::with_roots(std::fs::read("/etc/company/ca.pem")?)?;
    /// let keys = RemoteKeys::new("https://login.company.internal/jwks", transport)?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// [`RootsError`] if `pem` holds no certificate, or one that cannot be read.
    pub fn with_roots(pem: impl AsRef<[u8]>) -> Result<Self, RootsError> {
        let tls = tls(roots::read(pem.as_ref())?);
        Ok(Self::with_agent(Self::config().tls_config(tls).build()))
    }

    /// Uses an agent of your own, or a configuration of one, with its TLS, proxy and middleware. Begin with
    /// [`config`](Self::config): ureq's own defaults read a proxy from the environment, and name neither a
    /// TLS provider nor roots, without which an agent panics at its first request (the fetch is then
    /// [`JwksError::Panic`](glassbox::jwks::JwksError::Panic)).
    #[must_use]
    pub fn with_agent(agent: impl Into<Agent>) -> Self {
        Self {
            agent: agent.into(),
        }
    }

    /// The configuration of [`new`](Self::new), to go on from.
    ///
    /// ```
    /// use glassbox_ureq::Ureq;
    /// use glassbox_ureq::ureq::Proxy;
    ///
    /// let proxy = Proxy::new("http://proxy.company.internal:3128")?;
    /// let transport = Ureq::with_agent(Ureq::config().proxy(Some(proxy)).build());
    /// # Ok::<(), glassbox_ureq::ureq::Error>(())
    /// ```
    #[must_use]
    pub fn config() -> ConfigBuilder<AgentScope> {
        Agent::config_builder()
            .tls_config(tls(RootCerts::PlatformVerifier))
            .proxy(None)
            .max_idle_connections(0)
            .user_agent(concat!("glassbox-ureq/", env!("CARGO_PKG_VERSION")))
    }

    fn ask(&self, request: &Request<'_>) -> Result<Response, Error> {
        let mut asking = self
            .agent
            .get(request.url())
            .header(header::ACCEPT, "application/json")
            // A short text that is decompressed could be a long one.
            .header(header::ACCEPT_ENCODING, "identity");
        if let Some(etag) = request.etag() {
            asking = asking.header(header::IF_NONE_MATCH, etag);
        }
        let asking = asking
            .config()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_response_header_size(HEADERS)
            .timeout_global(Some(request.timeout()))
            .build();
        let (head, mut body) = asking.call()?.into_parts();
        let mut text = Vec::new();
        // What another status comes with is for people, and can be of any length.
        if head.status == StatusCode::OK {
            // One byte more than is taken, which shows that it is too long.
            let most = u64::try_from(request.max_bytes()).unwrap_or(u64::MAX);
            let mut body = body.as_reader().take(most.saturating_add(1));
            body.read_to_end(&mut text)?;
        }
        let mut answer = Response::new(head.status.as_u16(), text);
        for (name, value) in &head.headers {
            if let Ok(value) = value.to_str() {
                answer = answer.header(name.as_str(), value);
            }
        }
        Ok(answer)
    }
}

fn tls(trusted: RootCerts) -> TlsConfig {
    TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .unversioned_rustls_crypto_provider(Arc::new(rustls_graviola::default_provider()))
        .root_certs(trusted)
        .build()
}

impl Default for Ureq {
    fn default() -> Self {
        Self::new()
    }
}

/// Without the agent, which can know a proxy's password.
impl fmt::Debug for Ureq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ureq").finish_non_exhaustive()
    }
}

impl Transport for Ureq {
    fn get(&self, request: &Request<'_>) -> Result<Response, TransportError> {
        // The engine panics where it cannot work.
        if !graviola::util::is_cpu_supported() {
            return Err(TransportError::new(KeyError::UnsupportedCpu));
        }
        self.ask(request)
            .map_err(|error| TransportError::new(reason::of(&error)))
    }
}
