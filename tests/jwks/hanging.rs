//! Transports that do not keep to their time: a fetch that hangs is given up, and so are not too many.

use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::atomic::Ordering;
use std::task::{Context, Poll, Waker};
use std::thread;

use glassbox::VerifyError;
use glassbox::jwks::{JwksError, Refresh, RemoteKeys};

use super::waiting::counting;
use super::{Issuer, URL, World, key, token};

/// Twice the time of a request with a tag, and of the same without one.
const PATIENCE: u64 = 20;

/// How many threads are left behind.
const MOST: usize = 8;

fn poll(refresh: &mut Refresh) -> Poll<Result<(), JwksError>> {
    Pin::new(refresh).poll(&mut Context::from_waker(Waker::noop()))
}

/// Whoever waits is let go, and the key is found by another fetch, whatever the first one brings later.
#[test]
fn a_fetch_that_hangs_is_given_up_and_another_begins() {
    let (known, new, late) = (key("a"), key("b"), key("c"));
    let world = World::serving(&[&known]);
    world.issuer.publishes(&[&known, &new]);
    world.issuer.holds(1);
    let (woken, waker) = counting(false);
    let mut context = Context::from_waker(&waker);
    let mut refresh = pin!(world.keys.refresh());
    assert!(refresh.as_mut().poll(&mut context).is_pending());
    world.issuer.is_asked(2);
    world.clock.pass(PATIENCE - 1);
    assert_eq!(world.look(&token(&new)), Err(VerifyError::UnknownKey));
    assert!(refresh.as_mut().poll(&mut context).is_pending());
    assert_eq!(world.issuer.asked(), 2, "it is still waited for");
    world.clock.pass(1);
    assert_eq!(world.verify(&token(&new)), Ok(()));
    assert_eq!(world.issuer.asked(), 3);
    assert_eq!(woken.woken.load(Ordering::SeqCst), 1);
    let outcome = refresh.as_mut().poll(&mut context);
    let overdue = matches!(outcome, Poll::Ready(Err(JwksError::Overdue { threads: 1 })));
    assert!(overdue, "{outcome:?}");
    let told = world.told("failed");
    assert!(
        told.contains("threads that still wait for it: 1;"),
        "{told}"
    );
    world.told("key_added");

    world.issuer.publishes(&[&late]);
    world.shows("threads_left_behind: 1");
    world.issuer.opens();
    world.shows("threads_left_behind: 0");
    assert_eq!(world.look(&token(&new)), Ok(()));
    assert_eq!(world.look(&token(&late)), Err(VerifyError::UnknownKey));
    let told = world.events();
    assert!(
        told.iter()
            .all(|event| event.starts_with("unknown_key_refused")),
        "{told:?}"
    );
}

/// Between them nobody came who could give it up. It says what was true when it was asked for.
#[test]
fn a_late_answer_is_not_taken_though_nobody_gave_it_up() {
    let (known, late) = (key("a"), key("b"));
    let world = World::serving(&[&known]);
    world.issuer.publishes(&[&late]);
    world.issuer.closes();
    let mut refresh = world.keys.refresh();
    assert!(poll(&mut refresh).is_pending());
    world.issuer.is_asked(2);
    world.clock.pass(PATIENCE);
    world.issuer.opens();
    world.lands();
    let told = world.told("failed");
    assert!(
        told.contains("threads that still wait for it: 0;"),
        "{told}"
    );
    let outcome = poll(&mut refresh);
    let overdue = matches!(outcome, Poll::Ready(Err(JwksError::Overdue { threads: 0 })));
    assert!(overdue, "{outcome:?}");
    assert_eq!(world.look(&token(&known)), Ok(()));
    assert_eq!(world.look(&token(&late)), Err(VerifyError::UnknownKey));
}

/// Without keys it is as with every failure: 503, a pause, and another fetch.
#[test]
fn the_first_fetch_may_hang() {
    let key = key("a");
    let world = World::new();
    world.issuer.publishes(&[&key]);
    world.issuer.holds(1);
    assert_eq!(world.look(&token(&key)), Err(VerifyError::Unavailable));
    world.issuer.is_asked(1);
    world.clock.pass(PATIENCE);
    assert_eq!(world.verify(&token(&key)), Err(VerifyError::Unavailable));
    assert_eq!(world.issuer.asked(), 1);
    world.clock.pass(2);
    assert_eq!(world.verify(&token(&key)), Ok(()));
    world.issuer.opens();
}

#[test]
fn who_blocks_is_let_go_too() {
    let world = World::serving(&[&key("a")]);
    world.issuer.closes();
    thread::scope(|scope| {
        let caller = scope.spawn(|| world.keys.refresh().wait());
        world.issuer.is_asked(2);
        world.clock.pass(PATIENCE);
        assert_eq!(world.look(&token(&key("b"))), Err(VerifyError::UnknownKey));
        let error = caller.join().unwrap().unwrap_err();
        assert_eq!(error.code(), "transport_overdue");
    });
    world.issuer.opens();
}

/// Nobody else comes, and a future cannot look at the time by itself. This time is not given: it passes.
#[test]
fn who_awaits_alone_is_let_go() {
    let issuer = Issuer::new();
    issuer.closes();
    let builder = || RemoteKeys::builder().timeout("1s");
    let build = || builder().build(URL, issuer.clone()).unwrap();
    thread::scope(|scope| {
        let one = scope.spawn(|| pollster::block_on(build().refresh()));
        let other = scope.spawn(|| build().refresh().wait());
        for caller in [one, other] {
            let error = caller.join().unwrap().unwrap_err();
            assert_eq!(error.code(), "transport_overdue");
        }
    });
    issuer.opens();
}

/// A refresh does not join a fetch that hangs.
#[test]
fn so_many_are_left_behind_and_no_more() {
    let key = key("a");
    let world = World::new();
    world.issuer.publishes(&[&key]);
    world.issuer.closes();
    for count in 1..=MOST {
        assert!(poll(&mut world.keys.refresh()).is_pending(), "{count}");
        world.issuer.is_asked(count);
        world.clock.pass(PATIENCE);
    }
    for _ in 0..3 {
        let outcome = poll(&mut world.keys.refresh());
        let stuck = matches!(outcome, Poll::Ready(Err(JwksError::Overdue { threads: 8 })));
        assert!(stuck, "{outcome:?}");
        assert!(world.keys.refresh().wait().is_err());
        assert_eq!(world.verify(&token(&key)), Err(VerifyError::Unavailable));
        assert_eq!(world.look(&token(&key)), Err(VerifyError::Unavailable));
        world.clock.pass(3600);
    }
    let failed = world.events().len();
    assert_eq!((world.issuer.asked(), failed), (MOST, MOST));
    // Who comes back makes room.
    world.issuer.opens();
    world.shows("threads_left_behind: 0");
    assert_eq!(world.verify(&token(&key)), Ok(()));
    assert_eq!(world.issuer.asked(), MOST + 1);
}

/// Tokens alone, of known keys and of unknown ones, over two hours.
#[test]
fn known_keys_are_used_up_to_their_end_while_a_transport_hangs() {
    let known = key("a");
    let (text, made_up) = (token(&known), token(&key("b")));
    let world = World::serving(&[&known]);
    world.issuer.closes();
    let mut begun = 1;
    for second in (0..7200).step_by(100) {
        let (expected, unknown) = match second < 3900 {
            true => (Ok(()), VerifyError::UnknownKey),
            false => (Err(VerifyError::Unavailable), VerifyError::Unavailable),
        };
        assert_eq!(world.look(&text), expected, "at {second}");
        assert_eq!(world.look(&made_up), Err(unknown), "at {second}");
        if format!("{:?}", world.keys).contains("is_fetching: true") {
            begun += 1;
            world.issuer.is_asked(begun);
        }
        world.clock.pass(100);
    }
    assert_eq!(begun, 1 + MOST);
    world.issuer.opens();
}
