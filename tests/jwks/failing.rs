//! What a failure does: the keys that are known stay, for a time that ends.

use std::collections::BTreeSet;

use glassbox::VerifyError;
use glassbox::jwks::{JwksError, Response, TransportError};
use serde_json::json;

use super::{Answer, World, fresh, key, published, token};

/// What servers say that is no set of keys; each with its code, and a part of its text.
fn failures() -> Vec<(Answer, &'static str, &'static str)> {
    let page = b"<!doctype html><title>Sign in</title>";
    let redirect = |to| Ok(Response::new(302, Vec::new()).header("location", to));
    let keys = |keys: serde_json::Value| Ok(fresh(json!({ "keys": keys }).to_string().into(), 300));
    let status = |status| Ok(Response::new(status, published(&[&key("evil")])));
    let mut large = published(&[&key("evil")]);
    large.resize(600 * 1024, b' ');
    vec![
        (
            Err(TransportError::new("the line is cut")),
            "transport_failed",
            "the line is cut",
        ),
        (status(500), "unexpected_status", "500"),
        (status(404), "unexpected_status", "404"),
        (status(201), "unexpected_status", "201"),
        (status(206), "unexpected_status", "206"),
        (status(304), "unexpected_status", "304"),
        (
            redirect("https://evil.example/jwks"),
            "unexpected_status",
            "to \"evil.example\"",
        ),
        (
            redirect("//evil.example:8443"),
            "unexpected_status",
            "to \"evil.example:8443\"",
        ),
        (
            redirect("https://issuer.example@evil.example/"),
            "unexpected_status",
            "to \"evil.example\"",
        ),
        (
            redirect("/elsewhere"),
            "unexpected_status",
            "to \"/elsewhere\"",
        ),
        (
            redirect("https://a\u{1b}[31m/"),
            "unexpected_status",
            "\\u001b",
        ),
        (
            Ok(fresh(page.into(), 300)),
            "not_a_key_set",
            "an error page",
        ),
        (Ok(fresh(Vec::new(), 300)), "not_a_key_set", "it is empty"),
        (Ok(fresh(vec![0xff, 0xfe], 300)), "not_a_key_set", "no JSON"),
        (Ok(fresh(b"[]".into(), 300)), "not_a_key_set", "an array"),
        (
            Ok(fresh(b"{\"keys\":[],\"keys\":[]}".into(), 300)),
            "not_a_key_set",
            "twice",
        ),
        (keys(json!([])), "no_usable_key", "0 that cannot"),
        (
            keys(json!([{"kty": "AKP"}, {"kty": "oct", "k": "AAAA"}])),
            "no_usable_key",
            "2 that cannot",
        ),
        (Ok(fresh(large, 300)), "answer_too_large", "524288 bytes"),
    ]
}

#[test]
fn the_keys_before_it_stay() {
    let known = key("a");
    for (answer, code, part) in failures() {
        let world = World::serving(&[&known]);
        world.issuer.answers(move |_| answer.clone());
        let error = world.keys.refresh().wait().unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        assert!(error.to_string().contains(part), "{error}");
        assert!(!error.to_string().contains('\u{1b}'), "{error}");
        let told = world.told("failed");
        assert!(told.starts_with(&format!("failed: {error}")), "{told}");
        assert_eq!(world.verify(&token(&known)), Ok(()));
        assert_eq!(world.look(&token(&known)), Ok(()));
    }
}

#[test]
fn without_keys_it_is_no_token_that_is_at_fault() {
    for (answer, code, _) in failures() {
        let world = World::new();
        world.issuer.answers(move |_| answer.clone());
        assert_eq!(
            world.verify(&token(&key("a"))),
            Err(VerifyError::Unavailable)
        );
        assert!(world.told("failed").len() > code.len());
    }
}

/// Two hours without the issuer: an hour and five minutes with the keys that are known, then 503, and as
/// soon as it is there, all is well.
#[test]
fn an_outage_logs_nobody_out_for_an_hour() {
    let known = key("a");
    let world = World::serving(&[&known]);
    let text = token(&known);
    world.issuer.is_down();
    let mut stale = false;
    for second in (0..7200).step_by(10) {
        let verdict = world.verify(&text);
        world.lands();
        if second < 300 + 3600 {
            assert_eq!(verdict, Ok(()), "at {second}");
        } else {
            assert_eq!(verdict, Err(VerifyError::Unavailable), "at {second}");
            assert_eq!(world.look(&text), Err(VerifyError::Unavailable));
        }
        stale |= world
            .events()
            .iter()
            .any(|event| event.starts_with("serving_stale: "));
        world.clock.pass(10);
    }
    assert!(stale, "nobody was told");
    // A second, two, and so on up to a minute, give or take a fifth: never a request of every token.
    let asked = world.issuer.asked();
    assert!((90..=150).contains(&asked), "{asked}");
    world.issuer.publishes(&[&known]);
    world.clock.pass(72);
    assert_eq!(world.verify(&text), Ok(()));
}

#[cfg(feature = "web")]
#[test]
fn what_is_unavailable_is_answered_with_503() {
    use glassbox::web::Why;
    let world = World::new();
    world.issuer.is_down();
    let error = world.verify(&token(&key("a"))).unwrap_err();
    assert!(error.is_unavailable() && error.code() == "keys_unavailable");
    assert_eq!(Why::from(error).status(), 503);
}

#[test]
fn how_long_stale_keys_are_used_is_a_setting() {
    let known = key("a");
    for (stale, used) in [("1s", 1), ("10m", 600), ("2 days", 24 * 60 * 60 - 300)] {
        let world = World::with(|builder| builder.max_stale(stale));
        world.issuer.publishes(&[&known]);
        assert_eq!(world.verify(&token(&known)), Ok(()));
        world.issuer.is_down();
        world.clock.pass(300 + used - 1);
        assert_eq!(world.verify(&token(&known)), Ok(()), "{stale}");
        world.clock.pass(73);
        assert_eq!(world.verify(&token(&known)), Err(VerifyError::Unavailable));
    }
}

/// After a failure nobody asks for a while, however many tokens come.
#[test]
fn pauses_grow_and_are_kept() {
    let world = World::new();
    world.issuer.is_down();
    let text = token(&key("a"));
    let mut pauses = BTreeSet::new();
    for failures in 1..10 {
        for _ in 0..20 {
            assert_eq!(world.verify(&text), Err(VerifyError::Unavailable));
            assert_eq!(world.look(&text), Err(VerifyError::Unavailable));
        }
        assert_eq!(world.issuer.asked(), failures);
        let told = world.told("failed");
        pauses.insert(told.rsplit_once("next in ").unwrap().1.to_string());
        world.clock.pass(73);
    }
    assert!(pauses.len() > 4, "{pauses:?}");
    // One that is asked for goes out all the same.
    world.keys.refresh().wait().unwrap_err();
    world.keys.refresh().wait().unwrap_err();
    assert_eq!(world.issuer.asked(), 11);
}

#[test]
fn a_transport_that_panics_has_failed() {
    let known = key("a");
    let world = World::new();
    world.issuer.answers(|_| panic!("a transport that panics"));
    assert_eq!(world.verify(&token(&known)), Err(VerifyError::Unavailable));
    let error = pollster::block_on(world.keys.refresh()).unwrap_err();
    assert!(matches!(error, JwksError::Panic), "{error:?}");
    world.issuer.publishes(&[&known]);
    world.clock.pass(73);
    assert_eq!(world.verify(&token(&known)), Ok(()));
}

#[test]
fn settings_are_judged_at_start_up() {
    use glassbox::Algorithm;
    use glassbox::jwks::{RemoteKeys, RemoteKeysBuilder};
    type Set = fn(RemoteKeysBuilder) -> RemoteKeysBuilder;
    let cases: [(Set, &str, &str); 5] = [
        (
            |builder| builder.timeout("16s"),
            "invalid_setting",
            "15 seconds",
        ),
        (
            |builder| builder.timeout("0s"),
            "invalid_setting",
            ".timeout(..) takes",
        ),
        (
            |builder| builder.timeout("soon"),
            "invalid_setting",
            "\"5s\"",
        ),
        (
            |builder| builder.max_stale("later"),
            "invalid_setting",
            ".max_stale(..) takes",
        ),
        (
            |builder| builder.rsa_without_alg(&[Algorithm::Es256]).timeout("soon"),
            "invalid_algorithm",
            "ES256",
        ),
    ];
    for (set, code, part) in cases {
        let error = set(RemoteKeys::builder())
            .build(super::URL, super::Issuer::new())
            .unwrap_err();
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(part), "{error}");
    }
}
