//! Why the keys of an issuer could not be fetched.

use std::error::Error;
use std::iter::successors;

use glassbox::Algorithm;
use glassbox::jwks::{JwksError, RemoteKeys, RemoteKeysBuilder, Response, TransportError};

use super::{Row, row};
use crate::jwks::{Answer, Issuer, fresh};

fn fetched(mut answer: impl FnMut() -> Answer + Send + 'static) -> JwksError {
    let issuer = Issuer::new();
    issuer.answers(move |_| answer());
    let keys = RemoteKeys::new("https://issuer.example/jwks", issuer).unwrap();
    keys.refresh().wait().unwrap_err()
}

fn found(metadata: &'static str) -> JwksError {
    let issuer = Issuer::new();
    issuer.answers(|_| Ok(fresh(metadata.into(), 300)));
    let keys = RemoteKeys::discover("https://issuer.example/a", issuer).unwrap();
    keys.refresh().wait().unwrap_err()
}

fn refused(url: &str) -> JwksError {
    RemoteKeys::new(url, Issuer::new()).unwrap_err()
}

fn set(builder: RemoteKeysBuilder) -> JwksError {
    builder
        .build("https://issuer.example/", Issuer::new())
        .unwrap_err()
}

pub fn errors() -> Vec<Row> {
    let rows = cases().into_iter();
    rows.map(|(error, text)| row(error, text)).collect()
}

/// As programs print an error: its text, and that of each source behind it.
#[test]
fn no_chain_says_a_thing_twice() {
    for (error, text) in cases() {
        let causes = successors(error.source(), |&cause| cause.source());
        let chain: Vec<String> = causes.map(ToString::to_string).collect();
        assert!(
            chain.iter().all(|cause| !text.contains(cause.as_str())),
            "{text}: {chain:?}"
        );
    }
}

fn cases() -> Vec<(JwksError, &'static str)> {
    let page = || Ok(fresh(b"<html>".into(), 300));
    let moved =
        || Ok(Response::new(301, Vec::new()).header("Location", "https://other.example/jwks"));
    vec![
        (
            refused("jwks.json"),
            "the address of the keys is not taken: it has to begin with https://, in lower case",
        ),
        (
            refused(""),
            "the address of the keys is not taken: it is empty (is its setting missing?), and has to begin with https://",
        ),
        (
            refused("http://127.0.0.1/"),
            "the address of the keys is not taken: it has to begin with https:// (for a server on this machine, RemoteKeys::builder().allow_http_on_loopback() takes http)",
        ),
        (
            RemoteKeys::discover("https://issuer.example?a", Issuer::new()).unwrap_err(),
            "the address of the issuer is not taken: an issuer has no query (?)",
        ),
        (
            RemoteKeys::discover(
                "https://issuer.example/.well-known/openid-configuration",
                Issuer::new(),
            )
            .unwrap_err(),
            "the address of the issuer is not taken: it is that of its metadata: give the issuer's name alone, as it stands in its tokens (iss)",
        ),
        (
            set(RemoteKeys::builder().rsa_without_alg(&[Algorithm::Es256])),
            ".rsa_without_alg(..): ES256 needs a key on the curve P-256, and this is an RSA key",
        ),
        (
            set(RemoteKeys::builder().timeout("1m")),
            ".timeout(..) takes more than nothing, and at most 15 seconds",
        ),
        (
            RemoteKeys::new("https://issuer.example/", Issuer::new())
                .unwrap()
                .verifier()
                .unwrap_err(),
            "whose keys these are was not said, so a verifier cannot pin the issuer: find them by it (RemoteKeys::discover), or name it (Verifier::new(keys).issuer(..))",
        ),
        (
            fetched(|| Err(TransportError::new("connection refused"))),
            "the keys could not be fetched: connection refused",
        ),
        (
            fetched(|| panic!("a transport that panics")),
            "the keys could not be fetched: the transport panicked",
        ),
        (
            JwksError::Overdue { threads: 8 },
            "the keys could not be fetched: the transport did not answer in its time, nor long after it (threads that still wait for it: 8; at 8, no fetch is begun)",
        ),
        (
            JwksError::NoThread,
            "the keys could not be fetched: the system gave no thread for it",
        ),
        (
            fetched(|| Ok(Response::new(503, Vec::new()))),
            "the server answered with the status 503, and 200 is wanted: https://issuer.example/jwks",
        ),
        (
            fetched(moved),
            "the server answered with the status 301, a redirect to \"other.example\" that is not followed, and 200 is wanted: https://issuer.example/jwks",
        ),
        (
            fetched(|| Ok(fresh(vec![b' '; 512 * 1024 + 1], 300))),
            "the answer is longer than 524288 bytes (.max_bytes(..) sets the limit)",
        ),
        (
            fetched(page),
            "the answer is no set of keys: the text is no JSON Web Key Set, and no JSON: was it cut off, or did the server answer with an error page?",
        ),
        (
            fetched(|| Ok(fresh(br#"{"keys":[{}]}"#.into(), 300))),
            "the set has no key that can be used, and 1 that cannot: the keys that were known are kept until they are too old",
        ),
        (
            found("{}"),
            "the issuer's metadata was not found: the answer is not the metadata of an issuer, which is a JSON object with the texts issuer and jwks_uri, each once: https://issuer.example/a/.well-known/openid-configuration; the answer is not the metadata of an issuer, which is a JSON object with the texts issuer and jwks_uri, each once: https://issuer.example/.well-known/oauth-authorization-server/a",
        ),
        (
            JwksError::NotMetadata {
                url: "https://issuer.example/a".into(),
            },
            "the answer is not the metadata of an issuer, which is a JSON object with the texts issuer and jwks_uri, each once: https://issuer.example/a",
        ),
        (
            found(r#"{"issuer":"https://issuer.example/a/","jwks_uri":"https://issuer.example/"}"#),
            "the metadata is that of the issuer \"https://issuer.example/a/\", and \"https://issuer.example/a\" was asked for: they have to be equal in every byte, a slash at the end too",
        ),
        (
            found(r#"{"issuer":"https://issuer.example/a","jwks_uri":"http://issuer.example/"}"#),
            "the address of the keys that the issuer's metadata names (jwks_uri) is not taken: it has to begin with https:// (for a server on this machine, RemoteKeys::builder().allow_http_on_loopback() takes http)",
        ),
    ]
}
