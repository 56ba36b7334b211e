use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;
use core::time::Duration;
use std::sync::RwLock;
use std::time::Instant;

use super::address::Address;
use super::error::JwksError;
use super::event::JwksEvent;
use super::fetch::{Fetcher, Place};
use super::inner::{Inner, Listener, Monotonic};
use super::metadata::Issuer;
use super::remote::RemoteKeys;
use super::state::State;
use super::transport::Transport;
use crate::algorithm::Algorithm;
use crate::jwk::JwkSet;
use crate::key::Memo;
use crate::time::IntoDuration;

/// Settings of [`RemoteKeys`], from [`RemoteKeys::builder`].
///
/// ```no_run
/// # use glassbox::jwks::{JwksError, RemoteKeys, Transport};
/// # use glassbox::Algorithm;
/// # fn start(transport: impl Transport) -> Result<(), JwksError> {
/// let keys = RemoteKeys::builder()
///     .rsa_without_alg(&[Algorithm::Rs256, Algorithm::Ps256])
///     .remember_signatures(10_000)
///     .on_event(|event| eprintln!("{event}"))
///     .discover("https://issuer.example", transport)?;
/// # Ok(())
/// # }
/// ```
#[must_use = "end it with .build(url, transport) or .discover(issuer, transport)"]
pub struct RemoteKeysBuilder {
    rsa: Option<Vec<Algorithm>>,
    memo: Option<Arc<Memo>>,
    allows_loopback: bool,
    max_bytes: usize,
    timeout: Duration,
    stale: Duration,
    clock: Monotonic,
    listener: Option<Listener>,
    problem: Option<JwksError>,
}

/// The longest time for one request. A fetch takes up to four.
const LONGEST_TIMEOUT: Duration = Duration::from_secs(15);

impl RemoteKeys {
    /// The keys at an address. Nothing is fetched yet.
    ///
    /// # Errors
    /// [`Address`](JwksError::Address) unless it begins with `https://`, has a host, maybe a port, a path
    /// and a query, and neither user info, a fragment, nor characters that no address has.
    pub fn new(url: &str, transport: impl Transport) -> Result<Self, JwksError> {
        Self::builder().build(url, transport)
    }

    /// The keys of an issuer, found by its metadata: at `/.well-known/openid-configuration` behind its name
    /// (OpenID Connect Discovery 1.0 §4), and if that is not there, at
    /// `/.well-known/oauth-authorization-server` before its path (RFC 8414 §3). Nothing is fetched yet.
    ///
    /// The metadata is asked for at every fetch, since an issuer may move its keys. It must name the same
    /// issuer, byte for byte, and an address that [`new`](Self::new) would take.
    ///
    /// # Errors
    /// [`Address`](JwksError::Address) as for [`new`](Self::new), for an issuer with a query, and for the
    /// address of the metadata itself.
    pub fn discover(issuer: &str, transport: impl Transport) -> Result<Self, JwksError> {
        Self::builder().discover(issuer, transport)
    }

    /// Settings, before the address or the issuer is named.
    pub fn builder() -> RemoteKeysBuilder {
        RemoteKeysBuilder {
            rsa: None,
            memo: None,
            allows_loopback: false,
            max_bytes: 512 * 1024,
            timeout: Duration::from_secs(5),
            stale: Duration::from_secs(60 * 60),
            clock: Box::new(Instant::now),
            listener: None,
            problem: None,
        }
    }
}

impl RemoteKeysBuilder {
    /// RSA keys that name no algorithm are for these, instead of RS256 alone; as
    /// [`JwkSet::rsa_without_alg`].
    pub fn rsa_without_alg(mut self, algorithms: &[Algorithm]) -> Self {
        if let Err(error) = JwkSet::of([]).rsa_without_alg(algorithms) {
            self.problem.get_or_insert(JwksError::Algorithm(error));
        }
        self.rsa = Some(algorithms.to_vec());
        self
    }

    /// The keys remember that a signature held, as [`PublicKey::remember_signatures`](crate::PublicKey)
    /// has it, in one place for all of them. It outlives a set: a new one forgets nothing, and a key that
    /// was withdrawn is asked no more.
    pub fn remember_signatures(mut self, capacity: usize) -> Self {
        self.memo = Some(Arc::new(Memo::new(capacity)));
        self
    }

    /// Also takes `http` to a loopback address, 127.0.0.1 or \[::1\], for tests and for an issuer on the same
    /// machine. A name, `localhost` too, is not taken: it leads to wherever it is resolved to.
    pub const fn allow_http_on_loopback(mut self) -> Self {
        self.allows_loopback = true;
        self
    }

    /// The longest answer in bytes; 512 KiB by default.
    pub const fn max_bytes(mut self, limit: usize) -> Self {
        self.max_bytes = limit;
        self
    }

    /// The longest that one request may take; 5 seconds by default, 15 at most.
    pub fn timeout(mut self, timeout: impl IntoDuration) -> Self {
        let call = "timeout";
        match timeout.into_duration() {
            Ok(timeout) if timeout <= LONGEST_TIMEOUT && !timeout.is_zero() => {
                self.timeout = timeout
            }
            Ok(_) => self.refuse(call, "more than nothing, and at most 15 seconds"),
            Err(_) => self.refuse(call, "a duration such as \"5s\""),
        }
        self
    }

    /// For how long keys are used beyond their freshness while the issuer cannot be asked; an hour by
    /// default. Never longer than a day after they came.
    pub fn max_stale(mut self, stale: impl IntoDuration) -> Self {
        match stale.into_duration() {
            Ok(stale) => self.stale = stale,
            Err(_) => self.refuse("max_stale", "a duration such as \"1h\""),
        }
        self
    }

    /// Keeps the first problem.
    fn refuse(&mut self, call: &'static str, takes: &'static str) {
        self.problem
            .get_or_insert(JwksError::Setting { call, takes });
    }

    /// Is told what happens: mostly on the thread of a fetch, after everybody who waited for it.
    pub fn on_event(mut self, listener: impl Fn(&JwksEvent<'_>) + Send + Sync + 'static) -> Self {
        self.listener = Some(Box::new(listener));
        self
    }

    /// Takes the monotonic time from here: for tests of days.
    pub fn clock(mut self, now: impl Fn() -> Instant + Send + Sync + 'static) -> Self {
        self.clock = Box::new(now);
        self
    }

    /// The keys at an address, as [`RemoteKeys::new`].
    ///
    /// # Errors
    /// As [`RemoteKeys::new`], and [`Algorithm`](JwksError::Algorithm) or
    /// [`Setting`](JwksError::Setting) for a setting.
    pub fn build(self, url: &str, transport: impl Transport) -> Result<RemoteKeys, JwksError> {
        let address = Address::parse(url, self.allows_loopback);
        let address = address.map_err(|problem| JwksError::Address {
            of: "keys",
            problem,
        })?;
        self.at(Place::At(address), transport)
    }

    /// The keys of an issuer, as [`RemoteKeys::discover`].
    ///
    /// # Errors
    /// As [`RemoteKeys::discover`], and [`Algorithm`](JwksError::Algorithm) or
    /// [`Setting`](JwksError::Setting) for a setting.
    pub fn discover(
        self,
        issuer: &str,
        transport: impl Transport,
    ) -> Result<RemoteKeys, JwksError> {
        let issuer = Issuer::new(issuer, self.allows_loopback)?;
        self.at(Place::Of(issuer), transport)
    }

    fn at(self, place: Place, transport: impl Transport) -> Result<RemoteKeys, JwksError> {
        if let Some(problem) = self.problem {
            return Err(problem);
        }
        Ok(RemoteKeys(Arc::new(Inner {
            fetcher: Fetcher {
                transport: Box::new(transport),
                place,
                max_bytes: self.max_bytes,
                timeout: self.timeout,
                rsa: self.rsa,
                memo: self.memo,
            },
            stale: self.stale,
            clock: self.clock,
            listener: self.listener,
            state: RwLock::new(State::default()),
        })))
    }
}

impl fmt::Debug for RemoteKeysBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RemoteKeysBuilder").finish_non_exhaustive()
    }
}
