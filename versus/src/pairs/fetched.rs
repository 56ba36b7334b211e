//! The keys of an issuer: as a set, and as the same set fetched.

use glassbox::jwk::JwkSet;
use glassbox::jwks::{RemoteKeys, Request, Response, Transport, TransportError};

use super::glassbox::public;
use super::pair::Pair;

pub fn set(pair: Pair) -> JwkSet {
    JwkSet::of([&public(pair)])
}

/// Fetched once; fresh for longer than anything is measured.
pub fn remote(pair: Pair, remembered: bool) -> RemoteKeys {
    let builder = RemoteKeys::builder();
    let builder = match remembered {
        true => builder.remember_signatures(1),
        false => builder,
    };
    let written = Written(serde_json::to_vec(&set(pair)).expect("plain fields"));
    let keys = builder.build("https://issuer.example/jwks", written);
    let keys = keys.expect("an address");
    keys.refresh().wait().expect("a set");
    keys
}

/// Answers at once: what is measured is what is done with the keys.
struct Written(Vec<u8>);

impl Transport for Written {
    fn get(&self, _: &Request<'_>) -> Result<Response, TransportError> {
        let response = Response::new(200, self.0.clone());
        Ok(response.header("Cache-Control", "max-age=86400"))
    }
}
