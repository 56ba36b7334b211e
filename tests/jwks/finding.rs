//! Discovery: where the metadata of an issuer is, and what of it is believed.

use std::sync::{Arc, Mutex};

use glassbox::jwks::{JwksError, RemoteKeys, Response, TransportError};
use glassbox::time::FixedClock;
use glassbox::{Claims, PrivateKey, Signer};
use serde_json::{Value, json};

use super::{Answer, Issuer, fresh, key, published};
use crate::support::{NOW, at};

/// A server of pages, each with its address; whatever else is asked for is not there.
fn pages(pages: Vec<(String, Answer)>) -> (Issuer, Arc<Mutex<Vec<String>>>) {
    let (issuer, asked) = (Issuer::new(), Arc::default());
    let log: Arc<Mutex<Vec<String>>> = Arc::clone(&asked);
    issuer.answers(move |request| {
        log.lock().unwrap().push(request.url().into());
        let page = pages.iter().find(|(url, _)| url == request.url());
        page.map_or(Ok(Response::new(404, Vec::new())), |(_, answer)| {
            answer.clone()
        })
    });
    (issuer, asked)
}

fn page(url: &str, answer: Answer) -> (String, Answer) {
    (url.into(), answer)
}

fn metadata(issuer: &str, keys: &str) -> Answer {
    let metadata = json!({"issuer": issuer, "jwks_uri": keys, "scopes_supported": ["openid"]});
    Ok(Response::new(200, metadata.to_string().into()))
}

fn keys(key: &PrivateKey) -> Answer {
    Ok(fresh(published(&[key]), 300))
}

const KEYS: &str = "https://keys.example/v1/jwks?tenant=1";

/// Issuer, and where its metadata may be, in the order in which it is asked for.
const PLACES: [(&str, [&str; 2]); 5] = [
    (
        "https://issuer.example",
        [
            "https://issuer.example/.well-known/openid-configuration",
            "https://issuer.example/.well-known/oauth-authorization-server",
        ],
    ),
    (
        "https://issuer.example/",
        [
            "https://issuer.example/.well-known/openid-configuration",
            "https://issuer.example/.well-known/oauth-authorization-server",
        ],
    ),
    (
        "https://issuer.example:8443/realms/one",
        [
            "https://issuer.example:8443/realms/one/.well-known/openid-configuration",
            "https://issuer.example:8443/.well-known/oauth-authorization-server/realms/one",
        ],
    ),
    (
        "https://issuer.example/realms/one/",
        [
            "https://issuer.example/realms/one/.well-known/openid-configuration",
            "https://issuer.example/.well-known/oauth-authorization-server/realms/one",
        ],
    ),
    (
        "https://[2001:db8::1]/a",
        [
            "https://[2001:db8::1]/a/.well-known/openid-configuration",
            "https://[2001:db8::1]/.well-known/oauth-authorization-server/a",
        ],
    ),
];

#[test]
fn metadata_is_found_at_both_places() {
    let key = key("a");
    for (name, places) in PLACES {
        for (number, place) in places.iter().enumerate() {
            let all = vec![page(place, metadata(name, KEYS)), page(KEYS, keys(&key))];
            let (issuer, asked) = pages(all);
            let remote = RemoteKeys::discover(name, issuer).unwrap();
            remote.refresh().wait().unwrap();
            let asked = asked.lock().unwrap();
            assert_eq!(asked[..=number], places[..=number]);
            assert_eq!(asked[number + 1..], [KEYS]);
        }
    }
}

#[test]
fn a_verifier_pins_the_issuer() {
    let (name, key) = ("https://issuer.example/", key("a"));
    let place = PLACES[1].1[0];
    let (issuer, _) = pages(vec![
        page(place, metadata(name, KEYS)),
        page(KEYS, keys(&key)),
    ]);
    let remote = RemoteKeys::discover(name, issuer).unwrap();
    let verifier = remote.verifier().unwrap().clock(FixedClock::new(at(NOW)));
    verifier.check_configuration().unwrap();
    for (iss, code) in [
        (Some("https://issuer.example/"), "accepted"),
        (Some("https://issuer.example"), "invalid_issuer"),
        (Some("https://other.example/"), "invalid_issuer"),
        (None, "missing_claim"),
    ] {
        let signer = Signer::new(key.clone()).validity("15m");
        let signer = match iss {
            Some(iss) => signer.issuer(iss),
            None => signer,
        };
        let text = signer.at(at(NOW)).sign(&Claims::new(())).unwrap();
        let verdict = remote.verify_blocking::<Value>(&verifier, &text);
        assert_eq!(
            verdict.map_or_else(|error| error.code(), |_| "accepted"),
            code
        );
    }
}

#[test]
fn keys_of_an_address_have_no_issuer_to_pin() {
    let keys = RemoteKeys::new(KEYS, Issuer::new()).unwrap();
    let error = keys.verifier().unwrap_err();
    assert!(matches!(error, JwksError::UnknownIssuer), "{error:?}");
    assert!(
        error.to_string().contains("RemoteKeys::discover"),
        "{error}"
    );
}

/// Whoever can write one page of a host must not speak for another issuer.
#[test]
fn metadata_of_another_issuer_is_refused() {
    let name = "https://issuer.example/a";
    let place = "https://issuer.example/a/.well-known/openid-configuration";
    let key = key("a");
    for found in [
        "https://issuer.example/a/",
        "https://issuer.example/A",
        "https://issuer.example/%61",
        "https://ISSUER.example/a",
        "https://issuer.example:443/a",
        "https://issuer.example",
        "https://evil.example/a",
        " https://issuer.example/a",
        "",
    ] {
        let (issuer, asked) = pages(vec![
            page(place, metadata(found, KEYS)),
            page(KEYS, keys(&key)),
        ]);
        let remote = RemoteKeys::discover(name, issuer).unwrap();
        let error = remote.refresh().wait().unwrap_err();
        assert_eq!(error.code(), "issuer_mismatch", "{found}");
        assert!(
            error.to_string().contains(&format!("\"{found}\"")),
            "{error}"
        );
        assert_eq!(asked.lock().unwrap().len(), 1, "nothing else is asked for");
    }
}

/// What the metadata says goes by the same rules as what a configuration says.
#[test]
fn addresses_of_metadata_are_judged() {
    let (name, place) = (PLACES[0].0, PLACES[0].1[0]);
    for (url, part) in [
        ("http://keys.example/jwks", "https"),
        ("http://127.0.0.1/jwks", "https"),
        ("https://user@keys.example/jwks", "user info"),
        ("https://keys.example/jwks#a", "fragment"),
        ("/jwks", "https"),
        ("file:///etc/passwd", "https"),
        ("", "https"),
    ] {
        let (issuer, asked) = pages(vec![page(place, metadata(name, url))]);
        // An issuer elsewhere has no say over this machine, even where the address of one on it is taken.
        let builder = RemoteKeys::builder().allow_http_on_loopback();
        let remote = builder.discover(name, issuer).unwrap();
        let error = remote.refresh().wait().unwrap_err();
        assert_eq!(error.code(), "invalid_address");
        assert!(error.to_string().contains("jwks_uri"), "{error}");
        assert!(error.to_string().contains(part), "{url}: {error}");
        assert_eq!(asked.lock().unwrap().len(), 1);
    }
    let name = "http://127.0.0.1:8080";
    let place = "http://127.0.0.1:8080/.well-known/openid-configuration";
    let url = "http://[::1]:8080/jwks";
    let (issuer, _) = pages(vec![
        page(place, metadata(name, url)),
        page(url, keys(&key("a"))),
    ]);
    let builder = RemoteKeys::builder().allow_http_on_loopback();
    builder
        .discover(name, issuer)
        .unwrap()
        .refresh()
        .wait()
        .unwrap();
}

#[test]
fn what_is_no_metadata_is_refused() {
    let (name, places) = PLACES[0];
    let both = |answer: &Answer| pages(places.map(|place| page(place, answer.clone())).into());
    let json = |json: &str| Ok(Response::new(200, json.as_bytes().to_vec()));
    for (answer, code, asked) in [
        (json("<!doctype html>"), "no_metadata", 2),
        (json("{}"), "no_metadata", 2),
        (json("[]"), "no_metadata", 2),
        (
            json(r#"{"issuer":"https://issuer.example"}"#),
            "no_metadata",
            2,
        ),
        (
            json(r#"{"issuer":["https://issuer.example"],"jwks_uri":"https://a/"}"#),
            "no_metadata",
            2,
        ),
        (
            json(
                r#"{"issuer":"https://issuer.example","issuer":"https://issuer.example","jwks_uri":"https://a/"}"#,
            ),
            "no_metadata",
            2,
        ),
        (Ok(Response::new(404, Vec::new())), "no_metadata", 2),
        (Ok(Response::new(403, Vec::new())), "no_metadata", 2),
        // A server that is down, or sends elsewhere, is not asked for something else.
        (Ok(Response::new(500, Vec::new())), "unexpected_status", 1),
        (Ok(Response::new(302, Vec::new())), "unexpected_status", 1),
        (Ok(Response::new(304, Vec::new())), "unexpected_status", 1),
        (Err(TransportError::new("down")), "transport_failed", 1),
        (
            Ok(Response::new(200, vec![b' '; 600 * 1024])),
            "answer_too_large",
            1,
        ),
    ] {
        let (issuer, log) = both(&answer);
        let remote = RemoteKeys::discover(name, issuer).unwrap();
        let error = remote.refresh().wait().unwrap_err();
        assert_eq!(error.code(), code, "{answer:?}");
        let log = log.lock().unwrap();
        assert_eq!(*log, places[..asked], "{answer:?}");
        if matches!(code, "no_metadata" | "unexpected_status") {
            let names = |url: &String| error.to_string().contains(&format!(": {url}"));
            assert!(log.iter().all(names), "{error}");
        }
    }
}

/// The second place is another server's page: that it is not well is said, and where.
#[test]
fn the_place_that_fails_is_named() {
    let (name, [first, second]) = PLACES[2];
    let down = || Ok(Response::new(500, Vec::new()));
    let good = || page(first, metadata(name, KEYS));
    let moved = format!("{KEYS}&key=hunter2");
    for (pages_there, url) in [
        (vec![page(second, down())], second),
        (vec![page(first, down())], first),
        (vec![good()], "https://keys.example/v1/jwks"),
        (
            vec![page(first, metadata(name, &moved))],
            "https://keys.example/v1/jwks",
        ),
    ] {
        let (issuer, _) = pages(pages_there);
        let remote = RemoteKeys::discover(name, issuer).unwrap();
        let error = remote.refresh().wait().unwrap_err().to_string();
        assert!(error.ends_with(&format!("200 is wanted: {url}")), "{error}");
    }
}

#[test]
fn an_issuers_name_is_judged_at_start_up() {
    for (name, part) in [
        ("https://issuer.example?tenant=1", "no query"),
        ("https://issuer.example/#a", "fragment"),
        ("http://issuer.example", "https"),
        ("issuer.example", "https"),
        ("", "empty"),
        (PLACES[0].1[0], "metadata"),
        (PLACES[0].1[1], "metadata"),
    ] {
        let error = RemoteKeys::discover(name, Issuer::new()).unwrap_err();
        assert_eq!(error.code(), "invalid_address");
        let text = error.to_string();
        assert!(
            text.contains("of the issuer") && text.contains(part),
            "{text}"
        );
    }
}

/// An issuer may move its keys: a tag of one address is not sent to another.
#[test]
fn keys_that_move_are_found_again() {
    let (name, place) = (PLACES[0].0, PLACES[0].1[0]);
    let (issuer, key) = (Issuer::new(), key("a"));
    let moved = Arc::new(Mutex::new("https://one.example/"));
    let (uri, body) = (Arc::clone(&moved), published(&[&key]));
    issuer.answers(move |request| {
        let uri = *uri.lock().unwrap();
        match request.url() {
            url if url == place => metadata(name, uri),
            url if url == uri && request.etag().is_some() => Ok(Response::new(304, Vec::new())),
            url if url == uri => Ok(fresh(body.clone(), 300).header("ETag", "\"1\"")),
            url => panic!("{url}"),
        }
    });
    let (send, events) = std::sync::mpsc::channel();
    let send = Mutex::new(send);
    let builder = RemoteKeys::builder().on_event(move |event| {
        send.lock().unwrap().send(event.code()).unwrap();
    });
    let remote = builder.discover(name, issuer).unwrap();
    for (url, told) in [
        ("https://one.example/", "fetched"),
        ("https://one.example/", "not_modified"),
        ("https://two.example/", "fetched"),
        ("https://two.example/", "not_modified"),
    ] {
        *moved.lock().unwrap() = url;
        remote.refresh().wait().unwrap();
        assert_eq!(events.recv().unwrap(), told, "{url}");
    }
}
