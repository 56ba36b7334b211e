//! What an operator is told: events, explanations, an audit; and what nobody is.

use std::error::Error;
use std::fmt;

use glassbox::jwks::{JwksError, RemoteKeys, Response, TransportError};
use glassbox::{Algorithm, PrivateKey, Verifier};

use super::{Issuer, World, fresh, key, token};

#[test]
fn each_outcome_is_an_event() {
    let [a, b] = ["a", "b"].map(key);
    let world = World::serving(&[&a]);
    world.issuer.publishes(&[&a, &b]);
    world.keys.refresh().wait().unwrap();
    assert_eq!(
        world.told("fetched"),
        "fetched: the keys were fetched: 2, and 0 not used"
    );
    assert_eq!(world.told("key_added"), "key_added: a key was added: \"b\"");
    world.issuer.publishes(&[&b]);
    world.keys.refresh().wait().unwrap();
    assert_eq!(
        world.told("key_removed"),
        "key_removed: a key was withdrawn: \"a\""
    );
    for _ in 0..10 {
        assert!(world.verify(&token(&a)).is_err());
    }
    let mut told = world.events();
    while !told.iter().any(|event| event.starts_with("fetched: ")) {
        told.extend(world.events());
    }
    told.retain(|event| event.starts_with("unknown_key_refused: a token named an unknown key"));
    assert_eq!(told.len(), 1, "once in thirty seconds");
    world.issuer.is_down();
    world.clock.pass(301);
    assert!(world.verify(&token(&b)).is_ok());
    let told = world.told("failed");
    let text = "failed: the keys could not be fetched: the line is cut; next in ";
    assert!(told.starts_with(text), "{told}");
    let told = world.told("serving_stale");
    assert!(told.ends_with("for 3599 seconds at most"), "{told}");
}

/// The same id, and another key: withdrawn and added.
#[test]
fn a_key_is_known_by_its_numbers() {
    let world = World::serving(&[&key("a")]);
    world.issuer.publishes(&[&key("a")]);
    world.keys.refresh().wait().unwrap();
    world.told("key_added");
    world.told("key_removed");
    let bare = PrivateKey::generate(Algorithm::EdDsa).unwrap();
    world.issuer.publishes(&[&bare]);
    world.keys.refresh().wait().unwrap();
    let thumbprint = bare.public_key().to_jwk().thumbprint();
    let told = world.told("key_added");
    assert!(
        told.ends_with(&format!("without an id, thumbprint {thumbprint}")),
        "{told}"
    );
}

#[test]
fn a_private_key_that_was_published() {
    let (world, key) = (World::new(), key("a"));
    let private = key.to_private_jwk();
    let body = format!("{{\"keys\":[{{\"kty\":\"AKP\"}},{}]}}", private.reveal());
    world
        .issuer
        .answers(move |_| Ok(fresh(body.clone().into(), 300)));
    assert_eq!(
        world.verify(&token(&key)),
        Ok(()),
        "the public half is used"
    );
    let told = world.told("private_key_published");
    assert!(told.contains("keys[1] of the set"), "{told}");
    let audit = world.verifier.audit().to_string();
    assert!(
        audit.contains("private_key_published") && audit.contains("skipped_keys"),
        "{audit}"
    );
    let secret: serde_json::Value = serde_json::from_str(private.reveal()).unwrap();
    let secret = secret["d"].as_str().unwrap();
    for shown in [told, audit, format!("{:?} {:#?}", world.keys, world.keys)] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

#[test]
fn an_explanation_tells_the_keys_that_are_known() {
    let [a, b] = ["a", "b"].map(key);
    let world = World::new();
    world.issuer.publishes(&[&a]);
    world.issuer.closes();
    let explain = |key: &PrivateKey| world.verifier.explain(&token(key)).to_string();
    let said = explain(&a);
    assert!(said.contains("the key source is unavailable"), "{said}");
    let audit = world.verifier.audit().to_string();
    assert!(audit.contains("keys_unavailable"), "{audit}");
    world.issuer.opens();
    world.lands();
    let said = explain(&a);
    assert!(
        said.contains("key \"a\"") && said.contains("its signature fits"),
        "{said}"
    );
    let said = explain(&b);
    assert!(said.contains("passed over: another key id"), "{said}");
}

/// An address may have a key in its query, and an answer anything.
#[test]
fn debug_shows_no_secret() {
    let url = "https://issuer.example:8443/jwks?key=hunter2";
    let keys = RemoteKeys::new(url, Issuer::new()).unwrap();
    let shown = format!("{keys:?} {keys:#?} {:?}", keys.refresh());
    assert!(
        shown.contains("https://issuer.example:8443/jwks"),
        "{shown}"
    );
    assert!(!shown.contains("hunter2"), "{shown}");
    let keys = RemoteKeys::discover("https://issuer.example/a", Issuer::new()).unwrap();
    assert!(format!("{keys:?}").contains("issuer: \"https://issuer.example/a\""));
    let response = Response::new(200, b"hunter2".to_vec()).header("ETag", "hunter2");
    assert!(!format!("{response:?}").contains("hunter2"));
    let verifier = Verifier::new(keys);
    assert!(!format!("{verifier:?}").contains("hunter2"));
}

/// A client's error is foreign text: it must begin no line in a log, and not be endless.
#[test]
fn texts_of_a_client_are_escaped_and_cut() {
    let world = World::new();
    world
        .issuer
        .answers(|_| Err(TransportError::new(format!("a\nERROR{}", "b".repeat(9999)))));
    let error = world.keys.refresh().wait().unwrap_err();
    let shown = format!("{error} {error:?} {}", world.told("failed"));
    assert!(!shown.contains('\n') && shown.len() < 3000, "{shown}");
    assert!(shown.contains("a\\nERROR"), "{shown}");
}

/// An error of a client with a cause, as clients of HTTP have it.
#[derive(Debug)]
struct Client(&'static str, Option<Box<Client>>);

impl fmt::Display for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Error for Client {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let cause = self.1.as_deref()?;
        Some(cause)
    }
}

/// An event is one line, in which the first text alone (here "the request failed") would help nobody.
#[test]
fn each_cause_of_a_failure_is_told_once() {
    let cause = Client("out of time", None);
    let cause = Client("cannot connect: out of time", Some(Box::new(cause)));
    let client = Client("the request failed", Some(Box::new(cause)));
    let error = JwksError::Transport(TransportError::new(client));
    let text = "the keys could not be fetched: the request failed: cannot connect: out of time";
    assert_eq!(error.to_string(), text);
    assert_eq!(format!("{error:?}"), format!("Transport: {text}"));
    assert!(error.source().is_none());
}
