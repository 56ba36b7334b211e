//! One fetch: from an address, or from the metadata of an issuer, to a set of keys. It knows nothing of
//! time, threads and callers.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::address::Address;
use super::decide::patience;
use super::error::JwksError;
use super::freshness::freshness;
use super::metadata::Issuer;
use super::transport::{Request, Response, Transport};
use crate::algorithm::Algorithm;
use crate::jwk::JwkSet;
use crate::key::Memo;

/// Where the keys are.
#[derive(Clone, Debug)]
pub(super) enum Place {
    At(Address),
    /// Wherever the metadata of the issuer says.
    Of(Issuer),
}

/// What is fetched, how, and what is made of it.
pub(super) struct Fetcher {
    pub(super) transport: Box<dyn Transport>,
    pub(super) place: Place,
    pub(super) max_bytes: usize,
    pub(super) timeout: Duration,
    pub(super) rsa: Option<Vec<Algorithm>>,
    pub(super) memo: Option<Arc<Memo>>,
}

/// What a server called an answer of its, and where that came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tag {
    address: Address,
    etag: Box<str>,
}

impl Tag {
    /// Whether an answer has another tag; weak or not makes no difference (RFC 9110 §8.8.3.2).
    fn is_other(&self, answer: &Response) -> bool {
        let found = answer.etag.as_deref();
        found.is_some_and(|found| opaque(found) != opaque(&self.etag))
    }
}

fn opaque(etag: &str) -> &str {
    etag.strip_prefix("W/").unwrap_or(etag)
}

pub(super) enum Fetched {
    Set {
        set: JwkSet,
        fresh: Duration,
        tag: Option<Tag>,
    },
    NotModified {
        /// If the answer said it.
        fresh: Option<Duration>,
    },
}

impl Fetcher {
    /// How long a fetch is waited for.
    pub(super) fn patience(&self) -> Duration {
        // The keys, and once more without the tag.
        let requests: u32 = match self.place {
            Place::At(_) => 2,
            Place::Of(_) => 4,
        };
        patience(self.timeout.saturating_mul(requests))
    }

    /// `known`: the tag of the set that is held.
    pub(super) fn fetch(&self, known: Option<&Tag>) -> Result<Fetched, JwksError> {
        let address = match &self.place {
            Place::At(address) => address,
            Place::Of(issuer) => &self.find(issuer)?,
        };
        let mut known = known.filter(|tag| tag.address == *address);
        let mut answer = self.get(address, known.map(|tag| &*tag.etag))?;
        // It says nothing of the set that is held (RFC 9111 §4.3.4).
        if answer.status == 304 && known.is_some_and(|tag| tag.is_other(&answer)) {
            known = None;
            answer = self.get(address, None)?;
        }
        let cache_control = answer.cache_control.as_deref();
        let fresh = freshness(cache_control, answer.age.as_deref());
        match answer.status {
            200 => Ok(Fetched::Set {
                set: self.read(&answer.body)?,
                fresh,
                tag: answer.etag.map(|etag| Tag {
                    address: address.clone(),
                    etag,
                }),
            }),
            304 if known.is_some() => Ok(Fetched::NotModified {
                fresh: cache_control.map(|_| fresh),
            }),
            _ => Err(refused(address, &answer)),
        }
    }

    /// Asks for the metadata each time: an issuer may move its keys.
    fn find(&self, issuer: &Issuer) -> Result<Address, JwksError> {
        let ask = |place| match self.get(place, None)? {
            answer if answer.status == 200 => issuer.keys(place, &answer.body),
            answer => Err(refused(place, &answer)),
        };
        let [first, second] = &issuer.places;
        // Only what is not there is looked for elsewhere.
        let is_absent = |error: &JwksError| match error {
            JwksError::Status { status, .. } => (400..500).contains(status),
            JwksError::NotMetadata { .. } => true,
            _ => false,
        };
        match ask(first) {
            Err(error) if is_absent(&error) => match ask(second) {
                Err(other) if is_absent(&other) => Err(JwksError::NoMetadata {
                    openid: Box::new(error),
                    oauth: Box::new(other),
                }),
                verdict => verdict,
            },
            verdict => verdict,
        }
    }

    fn get(&self, address: &Address, etag: Option<&str>) -> Result<Response, JwksError> {
        let request = Request {
            url: address.as_str(),
            etag,
            max_bytes: self.max_bytes,
            timeout: self.timeout,
        };
        let answer = self.transport.get(&request).map_err(JwksError::Transport)?;
        match answer.body.len() > self.max_bytes {
            true => Err(JwksError::TooLarge {
                limit: self.max_bytes,
            }),
            false => Ok(answer),
        }
    }

    fn read(&self, body: &[u8]) -> Result<JwkSet, JwksError> {
        // What is no UTF-8 is no JSON, and is told as that.
        let text = str::from_utf8(body).unwrap_or("\u{fffd}");
        let mut set: JwkSet = text.parse().map_err(JwksError::NotJwks)?;
        if let Some(rsa) = &self.rsa {
            set = set.rsa_without_alg(rsa).map_err(JwksError::Algorithm)?;
        }
        if let Some(memo) = &self.memo {
            set = set.with_memo(Arc::clone(memo));
        }
        match set.candidates().is_empty() {
            true => Err(JwksError::Empty {
                skipped: set.skipped().len(),
            }),
            false => Ok(set),
        }
    }
}

fn refused(address: &Address, answer: &Response) -> JwksError {
    let is_redirect = (300..400).contains(&answer.status);
    let location = answer.location.as_deref().filter(|_| is_redirect);
    JwksError::Status {
        url: address.without_query().into(),
        status: answer.status,
        host: location.map(|location| host(location).into()),
    }
}

/// The host of an address that nobody goes to, or the whole of it: for people.
fn host(location: &str) -> &str {
    let Some((_, rest)) = location.split_once("//") else {
        return location;
    };
    let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    authority.rsplit('@').next().unwrap_or(authority)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::PrivateKey;

    struct Never;

    impl Transport for Never {
        fn get(&self, _: &Request<'_>) -> Result<Response, super::super::TransportError> {
            unreachable!("nothing is fetched here")
        }
    }

    #[test]
    fn one_memory_outlives_every_set() {
        let memo = Arc::new(Memo::new(1));
        let fetcher = Fetcher {
            transport: Box::new(Never),
            place: Place::At(Address::parse("https://issuer.example/", false).unwrap()),
            max_bytes: 1,
            timeout: Duration::ZERO,
            rsa: Some(alloc::vec![Algorithm::Rs256, Algorithm::Ps256]),
            memo: Some(Arc::clone(&memo)),
        };
        let key = PrivateKey::generate(Algorithm::Es256).unwrap();
        let body = serde_json::to_vec(&JwkSet::of([&key.public_key()])).unwrap();
        let before = Arc::strong_count(&memo);
        let first = fetcher.read(&body).unwrap();
        let with_one = Arc::strong_count(&memo);
        // The set and its one key.
        assert_eq!(with_one, before + 2);
        drop(first);
        let _second = fetcher.read(&body).unwrap();
        assert_eq!(Arc::strong_count(&memo), with_one);
    }
}
