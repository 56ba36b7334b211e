//! When keys are fetched: first, ahead, when stale, for an unknown key; and when they are not.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use glassbox::VerifyError;
use glassbox::jwks::Response;
use serde_json::Value;

use super::{World, fresh, key, published, token};

#[test]
fn nothing_is_fetched_before_it_is_needed() {
    let (world, key) = (World::new(), key("a"));
    world.issuer.publishes(&[&key]);
    let refresh = world.keys.refresh();
    assert_eq!(world.issuer.asked(), 0, "a value that nobody waits for");
    drop(refresh);
    assert_eq!(world.verify(&token(&key)), Ok(()));
    assert_eq!(world.look(&token(&key)), Ok(()));
    assert_eq!(world.issuer.asked(), 1);
}

/// A verifier alone cannot wait: it begins the fetch, and the server answers 503.
#[test]
fn a_look_begins_the_fetch() {
    let (world, key) = (World::new(), key("a"));
    world.issuer.publishes(&[&key]);
    assert_eq!(world.look(&token(&key)), Err(VerifyError::Unavailable));
    world.told("fetched");
    assert_eq!(world.look(&token(&key)), Ok(()));
    assert_eq!(world.issuer.asked(), 1);
}

#[test]
fn keys_are_refreshed_ahead_and_nobody_is_delayed() {
    let key = key("a");
    let world = World::serving(&[&key]);
    let token = token(&key);
    world.clock.pass(239);
    assert_eq!(world.verify(&token), Ok(()));
    assert_eq!(world.issuer.asked(), 1);
    world.issuer.closes();
    world.clock.pass(1);
    // It comes back although the issuer has not answered.
    for _ in 0..3 {
        assert_eq!(world.verify(&token), Ok(()));
        assert_eq!(world.look(&token), Ok(()));
    }
    world.issuer.opens();
    world.told("fetched");
    assert_eq!(world.issuer.asked(), 2);
    world.clock.pass(239);
    assert_eq!(world.verify(&token), Ok(()));
    assert_eq!(world.issuer.asked(), 2);
}

/// After a time in which nobody came, a key may have been withdrawn long ago.
#[test]
fn whoever_can_wait_waits_for_what_is_stale() {
    let (old, new) = (key("old"), key("new"));
    let world = World::serving(&[&old]);
    world.issuer.publishes(&[&new]);
    world.clock.pass(300);
    assert_eq!(world.verify(&token(&old)), Err(VerifyError::UnknownKey));
    assert_eq!(world.verify(&token(&new)), Ok(()));

    let world = World::serving(&[&old]);
    world.issuer.publishes(&[&new]);
    world.clock.pass(300);
    assert_eq!(world.look(&token(&old)), Ok(()), "it cannot wait");
    world.told("fetched");
    assert_eq!(world.look(&token(&old)), Err(VerifyError::UnknownKey));
}

#[test]
fn a_new_key_is_found_by_its_first_token() {
    let (old, new) = (key("old"), key("new"));
    let world = World::serving(&[&old]);
    world.issuer.publishes(&[&old, &new]);
    assert_eq!(world.verify(&token(&new)), Ok(()));
    assert_eq!(world.verify(&token(&old)), Ok(()));
    assert_eq!(world.issuer.asked(), 2);
}

#[test]
fn an_async_caller_finds_it_too() {
    let (old, new) = (key("old"), key("new"));
    let world = World::serving(&[&old]);
    world.issuer.publishes(&[&new]);
    let text = token(&new);
    let verified = world.keys.verify::<Value>(&world.verifier, &text);
    assert!(pollster::block_on(verified).is_ok());
    assert_eq!(
        world.look(&token(&old)),
        Err(VerifyError::UnknownKey),
        "withdrawn"
    );
    assert_eq!(world.issuer.asked(), 2);
}

/// A flood of ids that somebody made up.
#[test]
fn unknown_keys_cost_one_fetch_in_thirty_seconds() {
    let (known, unknown) = (key("a"), key("b"));
    for is_down in [false, true] {
        let world = World::serving(&[&known]);
        if is_down {
            world.issuer.is_down();
        }
        let flood = |count: usize| {
            for id in 0..count {
                let text = token(&unknown.clone().with_key_id(format!("{id}")));
                assert_eq!(world.verify(&text), Err(VerifyError::UnknownKey));
                assert_eq!(world.look(&text), Err(VerifyError::UnknownKey));
            }
        };
        flood(5000);
        assert_eq!(world.issuer.asked(), 2);
        world.clock.pass(29);
        flood(10);
        assert_eq!(world.issuer.asked(), 2);
        world.clock.pass(1);
        flood(10);
        assert_eq!(world.issuer.asked(), 3);
        assert_eq!(world.verify(&token(&known)), Ok(()));
    }
}

#[test]
fn a_refresh_in_time_does_not_shut_a_new_key_out() {
    let (old, new) = (key("old"), key("new"));
    let world = World::serving(&[&old]);
    world.clock.pass(240);
    assert_eq!(world.verify(&token(&old)), Ok(()));
    world.told("fetched");
    world.issuer.publishes(&[&old, &new]);
    assert_eq!(world.verify(&token(&new)), Ok(()));
    assert_eq!(world.issuer.asked(), 3);
}

/// A token without an id names no key, so it names no new one. Neither does one with a known id whose
/// signature does not hold, or that is of another algorithm.
#[test]
fn other_refusals_fetch_nothing() {
    let known = key("a");
    let world = World::serving(&[&known]);
    let other = glassbox::PrivateKey::generate(glassbox::Algorithm::Es256).unwrap();
    let same = key("a");
    for (text, code) in [
        (token(&other), "algorithm_mismatch"),
        (token(&other.with_key_id("a")), "algorithm_mismatch"),
        (token(&same), "invalid_signature"),
        (String::from("eyJ"), "malformed"),
    ] {
        assert_eq!(world.verify(&text).unwrap_err().code(), code);
        assert_eq!(world.look(&text).unwrap_err().code(), code);
    }
    assert_eq!(world.issuer.asked(), 1);
}

#[test]
fn a_token_without_an_id_fetches_what_is_stale_alone() {
    let key = glassbox::PrivateKey::generate(glassbox::Algorithm::EdDsa).unwrap();
    let world = World::serving(&[&super::key("other"), &key.clone().with_key_id("a")]);
    let text = token(&key);
    assert_eq!(world.verify(&text), Ok(()));
    assert_eq!(world.issuer.asked(), 1);
    let stranger = glassbox::PrivateKey::generate(glassbox::Algorithm::EdDsa).unwrap();
    assert_eq!(
        world.verify(&token(&stranger)),
        Err(VerifyError::InvalidSignature)
    );
    assert_eq!(world.issuer.asked(), 1);
    world.clock.pass(300);
    assert_eq!(world.verify(&text), Ok(()));
    assert_eq!(world.issuer.asked(), 2);
}

/// The tag goes back as it came, and 304 makes the same keys fresh again.
#[test]
fn what_has_not_changed_is_not_sent_again() {
    let (world, key) = (World::new(), key("a"));
    let body = published(&[&key]);
    let seen = Arc::new(AtomicUsize::new(0));
    let bodies = Arc::clone(&seen);
    world.issuer.answers(move |request| {
        Ok(match request.etag() {
            Some(etag) => {
                assert_eq!(etag, "W/\"1,a\"");
                Response::new(304, Vec::new())
            }
            None => {
                bodies.fetch_add(1, Ordering::SeqCst);
                fresh(body.clone(), 600).header("etag", " W/\"1,a\" ")
            }
        })
    });
    for round in 0..5 {
        assert_eq!(world.verify(&token(&key)), Ok(()));
        world.told(if round == 0 {
            "fetched"
        } else {
            "not_modified"
        });
        world.clock.pass(479);
        assert_eq!(world.verify(&token(&key)), Ok(()));
        assert_eq!(world.issuer.asked(), round + 1);
        world.clock.pass(1);
    }
    assert_eq!(seen.load(Ordering::SeqCst), 1);
    // One that says for how long is believed.
    world
        .issuer
        .answers(|_| Ok(Response::new(304, Vec::new()).header("Cache-Control", "max-age=100")));
    world.keys.refresh().wait().unwrap();
    let asked = world.issuer.asked();
    world.clock.pass(79);
    assert_eq!(world.verify(&token(&key)), Ok(()));
    assert_eq!(world.issuer.asked(), asked);
    world.clock.pass(1);
    assert_eq!(world.verify(&token(&key)), Ok(()));
    world.told("not_modified");
    world.told("not_modified");
    assert_eq!(world.issuer.asked(), asked + 1);
}

/// It speaks of another set than the one that is held (RFC 9111 §4.3.4), which is asked for, then.
#[test]
fn not_modified_with_another_tag_is_asked_again_without_one() {
    let (old, new) = (key("old"), key("new"));
    for (tag, is_same) in [
        ("\"1\"", true),
        ("W/\"1\"", true),
        ("\"2\"", false),
        ("\"1-gzip\"", false),
    ] {
        let world = World::new();
        let (before, after) = (published(&[&old]), published(&[&new]));
        let mut first = Some(fresh(before, 300).header("ETag", "\"1\""));
        world.issuer.answers(move |request| {
            let unchanged = Response::new(304, Vec::new()).header("ETag", tag);
            let whole = || first.take().unwrap_or_else(|| fresh(after.clone(), 300));
            Ok(request.etag().map_or_else(whole, |_| unchanged))
        });
        world.keys.refresh().wait().unwrap();
        world.keys.refresh().wait().unwrap();
        assert_eq!(world.issuer.asked(), if is_same { 2 } else { 3 });
        let used = if is_same { &old } else { &new };
        assert_eq!(world.verify(&token(used)), Ok(()), "{tag}");
    }
}

/// What could break out of the header's line, or is too long, is not sent back.
#[test]
fn a_tag_that_cannot_be_sent_is_not_kept() {
    let long = format!("\"{}\"", "a".repeat(1023));
    for etag in ["\"a\r\nHost: b\"", "\"a b\"", "\"ä\"", "", &long] {
        let (world, key) = (World::new(), key("a"));
        let (body, etag) = (published(&[&key]), etag.to_string());
        world.issuer.answers(move |request| {
            assert_eq!(request.etag(), None);
            Ok(fresh(body.clone(), 300).header("ETag", &etag))
        });
        for _ in 0..2 {
            world.keys.refresh().wait().unwrap();
        }
    }
}

#[test]
fn a_request_says_its_limits() {
    let world = World::new();
    world.issuer.answers(|request| {
        assert_eq!(request.url(), super::URL);
        assert_eq!(request.max_bytes(), 512 * 1024);
        assert_eq!(request.timeout().as_secs(), 5);
        Ok(fresh(published(&[&key("a")]), 300))
    });
    world.keys.refresh().wait().unwrap();
    let world = World::with(|builder| builder.max_bytes(1000).timeout("2s"));
    world.issuer.answers(|request| {
        assert_eq!(request.max_bytes(), 1000);
        assert_eq!(request.timeout().as_secs(), 2);
        Ok(fresh(published(&[&key("a")]), 300))
    });
    world.keys.refresh().wait().unwrap();
}
