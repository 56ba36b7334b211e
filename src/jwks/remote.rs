use alloc::sync::Arc;
use core::fmt;

use serde::de::DeserializeOwned;

use super::attempt::{Attempt, Step};
use super::error::JwksError;
use super::fetch::Place;
use super::inner::Inner;
use super::refresh::Refresh;
use crate::error::VerifyError;
use crate::jwt::{Token, Verifier};

/// The keys that an issuer publishes at an address, kept up to date: a verifier's source of keys.
///
/// They are fetched when they are first needed, again before they are old, and when a token names a key
/// that is not among them; one fetch at a time, on a short thread, whoever else waits. An issuer that cannot
/// be reached logs nobody out: the keys that are known are used for up to an hour beyond their freshness.
/// Then tokens are refused with [`Unavailable`](VerifyError::Unavailable), to be answered with 503.
///
/// ```no_run
/// # use glassbox::jwks::{RemoteKeys, Transport};
/// # use glassbox::{Token, Verifier};
/// # async fn serve(transport: impl Transport, bearer: &str) -> Result<(), Box<dyn std::error::Error>> {
/// // At start-up. `transport` is one of yours, or that of the crate glassbox-ureq.
/// let keys = RemoteKeys::new("https://issuer.example/jwks", transport)?;
/// keys.refresh().await?; // fails early
/// let verifier = Verifier::new(keys.clone()).issuer("https://issuer.example").audience("api");
///
/// // With each request.
/// let token: Token<serde_json::Value> = keys.verify(&verifier, bearer).await?;
/// # Ok(())
/// # }
/// ```
///
/// [`discover`](Self::discover) finds the address by the issuer's name, and [`verifier`](Self::verifier)
/// pins that name. One value is for one issuer: keys of one must not speak for another. Clones share
/// everything.
///
/// # When keys are fetched
///
/// - A set is fresh for as long as `Cache-Control: max-age` says, less `Age`: for a minute at least and a
///   day at most, for five minutes if nothing is said, and for a minute with `no-store` or `no-cache`.
/// - From four fifths of that time on, the next token begins a fetch, and is not delayed. `If-None-Match`
///   and 304 are used.
/// - A stale set is fetched before it is used by [`verify`](Self::verify). If that fails, it is used for up
///   to an hour ([`max_stale`](super::RemoteKeysBuilder::max_stale)), but never longer than a day after it came.
/// - A token whose `kid` is unknown begins a fetch, if none began for such a token in the last 30 seconds.
///   Otherwise it is refused at once. [`verify`](Self::verify) waits for that fetch, also after one that
///   was already on its way.
/// - After a failure none is begun because of age for one second, then two, and so on up to a minute.
/// - A fetch that takes more than twice its time has failed; see [`Transport`](super::Transport).
/// - A key that is not in a new set is gone at once. An answer that is no set, or has no key that can be
///   used, is a failure, and the set before it stays.
#[derive(Clone)]
pub struct RemoteKeys(pub(super) Arc<Inner>);

impl RemoteKeys {
    /// Verifies a token, and waits for the keys if it has to: for the first fetch, for one of a stale set,
    /// for one because its key is unknown. A token whose key is known does not wait.
    ///
    /// The verifier is one that was given a clone of these keys. If the future is dropped, the fetch goes
    /// on.
    ///
    /// # Errors
    /// As [`Verifier::verify`]. [`Unavailable`](VerifyError::Unavailable) if no keys are known and they
    /// cannot be fetched.
    pub async fn verify<C: DeserializeOwned>(
        &self,
        verifier: &Verifier,
        token: &str,
    ) -> Result<Token<C>, VerifyError> {
        let mut attempt = Attempt::new(&self.0, verifier, token);
        loop {
            match attempt.step() {
                Step::Judged(verdict) => return verdict,
                // Whether it failed, the keys themselves tell.
                Step::Wait(waiting) => drop(waiting.await),
            }
        }
    }

    /// As [`verify`](Self::verify), for callers that are not async: it blocks where that waits.
    ///
    /// # Errors
    /// As [`verify`](Self::verify).
    pub fn verify_blocking<C: DeserializeOwned>(
        &self,
        verifier: &Verifier,
        token: &str,
    ) -> Result<Token<C>, VerifyError> {
        let mut attempt = Attempt::new(&self.0, verifier, token);
        loop {
            match attempt.step() {
                Step::Judged(verdict) => return verdict,
                Step::Wait(waiting) => drop(self.0.wait(&waiting)),
            }
        }
    }

    /// Fetches the keys now, whether or not it is time: at start-up, to fail early; or when the issuer
    /// says that it has withdrawn one. A fetch that is on its way may know less than the caller: it is
    /// waited for, and then another.
    pub fn refresh(&self) -> Refresh {
        Refresh::new(Arc::clone(&self.0))
    }

    /// A verifier with these keys that pins their issuer, of keys that were [discovered](Self::discover).
    ///
    /// # Errors
    /// [`UnknownIssuer`](JwksError::UnknownIssuer) for keys that were given by their address.
    pub fn verifier(&self) -> Result<Verifier, JwksError> {
        match &self.0.fetcher.place {
            Place::At(_) => Err(JwksError::UnknownIssuer),
            Place::Of(issuer) => Ok(Verifier::new(self.clone()).issuer(issuer.as_str())),
        }
    }
}

impl fmt::Debug for RemoteKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("RemoteKeys");
        match &self.0.fetcher.place {
            Place::At(address) => {
                shown.field("address", &format_args!("{}", address.without_query()))
            }
            Place::Of(issuer) => shown.field("issuer", &issuer.as_str()),
        };
        if let Ok(state) = self.0.state.read() {
            shown.field("keys", &state.held.as_ref().map(|held| &held.set));
            shown.field("is_fetching", &state.flight.is_some());
            shown.field("threads_left_behind", &state.timing.left_behind);
        }
        shown.finish_non_exhaustive()
    }
}
