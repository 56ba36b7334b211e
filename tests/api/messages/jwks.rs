//! Why the keys of an issuer could not be fetched.

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
    let page = || Ok(fresh(b"<html>".into(), 300));
    let moved =
        || Ok(Response::new(301, Vec::new()).header("Location", "https://other.example/jwks"));
    vec![
        row(
            refused("jwks.json"),
            "the address of the keys is not taken: it has to begin with https://, in lower case",
        ),
        row(
            refused("http://127.0.0.1/"),
            "the address of the keys is not taken: it has to begin with https:// (for a server on this machine, .allow_http_on_loopback() takes http)",
        ),
        row(
            RemoteKeys::discover("https://issuer.example?a", Issuer::new()).unwrap_err(),
            "the address of the issuer is not taken: an issuer has no query (?)",
        ),
        row(
            set(RemoteKeys::builder().rsa_without_alg(&[Algorithm::Es256])),
            ".rsa_without_alg(..): ES256 needs a key on the curve P-256, and this is an RSA key",
        ),
        row(
            set(RemoteKeys::builder().timeout("1m")),
            ".timeout(..) takes more than nothing, and at most 15 seconds",
        ),
        row(
            RemoteKeys::new("https://issuer.example/", Issuer::new())
                .unwrap()
                .verifier()
                .unwrap_err(),
            "whose keys these are was not said, so a verifier cannot pin the issuer: find them by it (RemoteKeys::discover), or name it (Verifier::new(keys).issuer(..))",
        ),
        row(
            fetched(|| Err(TransportError::new("connection refused"))),
            "the keys could not be fetched: connection refused",
        ),
        row(
            fetched(|| panic!("a transport that panics")),
            "the keys could not be fetched: the transport panicked",
        ),
        row(
            JwksError::Overdue,
            "the keys could not be fetched: the transport has not answered, long after its time was over",
        ),
        row(
            JwksError::NoThread,
            "the keys could not be fetched: the system gave no thread for it",
        ),
        row(
            fetched(|| Ok(Response::new(503, Vec::new()))),
            "the server answered with the status 503, and 200 is wanted",
        ),
        row(
            fetched(moved),
            "the server answered with the status 301, a redirect to \"other.example\" that is not followed, and 200 is wanted",
        ),
        row(
            fetched(|| Ok(fresh(vec![b' '; 512 * 1024 + 1], 300))),
            "the answer is longer than 524288 bytes (.max_bytes(..) sets the limit)",
        ),
        row(
            fetched(page),
            "the answer is no set of keys: the text is no JSON Web Key Set, and no JSON: was it cut off, or did the server answer with an error page?",
        ),
        row(
            fetched(|| Ok(fresh(br#"{"keys":[{}]}"#.into(), 300))),
            "the set has no key that can be used, and 1 that cannot: the keys that were known are kept until they are too old",
        ),
        row(
            found("{}"),
            "the answer is not the metadata of an issuer, which is a JSON object with the texts issuer and jwks_uri, each once",
        ),
        row(
            found(r#"{"issuer":"https://issuer.example/a/","jwks_uri":"https://issuer.example/"}"#),
            "the metadata is that of the issuer \"https://issuer.example/a/\", and \"https://issuer.example/a\" was asked for: they have to be equal in every byte, a slash at the end too",
        ),
        row(
            found(r#"{"issuer":"https://issuer.example/a","jwks_uri":"http://issuer.example/"}"#),
            "the address of the keys that the issuer's metadata names (jwks_uri) is not taken: it has to begin with https:// (for a server on this machine, .allow_http_on_loopback() takes http)",
        ),
    ]
}
