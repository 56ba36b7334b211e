//! Keys that are new where a fetch is on its way, or where another key has no id.

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::thread;

use glassbox::{Algorithm, PrivateKey, VerifyError};
use serde_json::Value;

use super::{World, fresh, key, published, token};

/// The fetch that is on its way began before the issuer published the key: the next one has it.
#[test]
fn a_new_key_is_found_after_a_fetch_that_began_before_it() {
    let (old, new) = (key("old"), key("new"));
    for is_async in [true, false] {
        let world = World::serving(&[&old]);
        let (before, after) = (published(&[&old]), published(&[&old, &new]));
        let mut bodies = vec![after, before];
        world.issuer.answers(move |_| {
            let body = if bodies.len() > 1 { bodies.pop() } else { None };
            Ok(fresh(body.unwrap_or_else(|| bodies[0].clone()), 300))
        });
        world.issuer.closes();
        world.clock.pass(250);
        assert_eq!(world.look(&token(&old)), Ok(()), "and it begins a fetch");
        let text = token(&new);
        if is_async {
            let mut waiting = Box::pin(world.keys.verify::<Value>(&world.verifier, &text));
            let mut context = Context::from_waker(Waker::noop());
            assert!(waiting.as_mut().poll(&mut context).is_pending());
            world.issuer.opens();
            assert!(pollster::block_on(waiting).is_ok());
        } else {
            thread::scope(|scope| {
                let caller = scope.spawn(|| world.verify(&text));
                while world.issuer.asked() < 2 {
                    thread::yield_now();
                }
                world.issuer.opens();
                assert_eq!(caller.join().unwrap(), Ok(()));
            });
        }
        assert_eq!(world.issuer.asked(), 3);
    }
}

/// A key without an id is asked for every token. That makes no id known.
#[test]
fn a_key_without_an_id_hides_no_new_one() {
    let nameless = PrivateKey::generate(Algorithm::EdDsa).unwrap();
    let other = PrivateKey::generate(Algorithm::Es256).unwrap();
    let new = key("new");
    for held in [&nameless, &other] {
        let world = World::serving(&[held]);
        // Their tokens name a key, too, as the issuer will.
        let named = held.clone().with_key_id("theirs");
        for _ in 0..3 {
            assert_eq!(world.verify(&token(&named)), Ok(()));
        }
        assert_eq!(world.issuer.asked(), 1, "what holds fetches nothing");
        world.issuer.publishes(&[held, &new]);
        assert_eq!(world.verify(&token(&new)), Ok(()));
        assert_eq!(world.issuer.asked(), 2);
        // The cool-down is that of every unknown key.
        let forged = token(&key("other"));
        assert!(world.verify(&forged).is_err());
        assert_eq!(world.issuer.asked(), 2);
    }
}

/// Its own key has judged it, or it names none: no fetch makes it genuine.
#[test]
fn a_forged_token_of_a_known_key_waits_for_nothing() {
    let known = key("a");
    let world = World::serving(&[&known]);
    world.issuer.closes();
    world.clock.pass(250);
    assert_eq!(world.look(&token(&known)), Ok(()), "and it begins a fetch");
    let nameless = PrivateKey::generate(Algorithm::EdDsa).unwrap();
    for forger in [key("a"), nameless] {
        let forged = token(&forger);
        let verdict = pin!(world.keys.verify::<Value>(&world.verifier, &forged))
            .poll(&mut Context::from_waker(Waker::noop()));
        let refused = VerifyError::InvalidSignature;
        assert!(matches!(verdict, Poll::Ready(Err(error)) if error == refused));
    }
    world.issuer.opens();
}

/// The fetch that is on its way began before the issuer withdrew the key.
#[test]
fn a_refresh_knows_what_was_withdrawn_before_it() {
    let (kept, withdrawn) = (key("a"), key("b"));
    let text = token(&withdrawn);
    for is_async in [true, false] {
        let world = World::serving(&[&kept, &withdrawn]);
        let mut bodies = vec![published(&[&kept]), published(&[&kept, &withdrawn])];
        world
            .issuer
            .answers(move |_| Ok(fresh(bodies.pop().unwrap_or_default(), 300)));
        world.issuer.closes();
        world.clock.pass(250);
        assert_eq!(world.look(&text), Ok(()), "and it begins a fetch");
        if is_async {
            let mut refresh = world.keys.refresh();
            let mut context = Context::from_waker(Waker::noop());
            assert!(Pin::new(&mut refresh).poll(&mut context).is_pending());
            world.issuer.opens();
            pollster::block_on(refresh).unwrap();
        } else {
            thread::scope(|scope| {
                let caller = scope.spawn(|| world.keys.refresh().wait());
                while world.issuer.asked() < 2 {
                    thread::yield_now();
                }
                world.issuer.opens();
                caller.join().unwrap().unwrap();
            });
        }
        // The look begins another one, for the key that is unknown now.
        assert_eq!(world.issuer.asked(), 3);
        assert_eq!(world.look(&text), Err(VerifyError::UnknownKey));
    }
}
