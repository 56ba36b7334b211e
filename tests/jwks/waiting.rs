//! Many who wait for one fetch, and those who stop waiting.

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use glassbox::jwks::RemoteKeys;
use serde_json::Value;

use super::{World, key, token};

#[test]
fn fifty_callers_make_one_fetch() {
    let (world, key) = (World::new(), key("a"));
    world.issuer.publishes(&[&key]);
    world.issuer.closes();
    let text = token(&key);
    thread::scope(|scope| {
        let callers: Vec<_> = (0..50)
            .map(|number| {
                let (world_keys, verifier, text) = (&world.keys, &world.verifier, &text);
                scope.spawn(move || match number % 2 {
                    0 => world_keys.verify_blocking::<Value>(verifier, text).is_ok(),
                    _ => pollster::block_on(world_keys.verify::<Value>(verifier, text)).is_ok(),
                })
            })
            .collect();
        world.issuer.opens();
        for caller in callers {
            assert!(caller.join().unwrap());
        }
    });
    assert_eq!(world.issuer.asked(), 1);
    world.told("fetched");
    assert_eq!(world.events().len(), 0);
}

#[test]
fn fifty_callers_with_a_new_key_make_one_fetch() {
    let (old, new) = (key("old"), key("new"));
    let world = World::serving(&[&old]);
    world.issuer.publishes(&[&old, &new]);
    let text = token(&new);
    thread::scope(|scope| {
        for _ in 0..50 {
            scope.spawn(|| world.verify(&text).unwrap());
        }
    });
    assert_eq!(world.issuer.asked(), 2);
}

/// Counts how often it is woken, and may panic.
pub struct Counting {
    pub woken: AtomicUsize,
    panics: bool,
}

impl Wake for Counting {
    fn wake(self: Arc<Self>) {
        self.woken.fetch_add(1, Ordering::SeqCst);
        assert!(!self.panics, "a waker that panics");
    }
}

pub fn counting(panics: bool) -> (Arc<Counting>, Waker) {
    let counting = Arc::new(Counting {
        woken: AtomicUsize::new(0),
        panics,
    });
    (Arc::clone(&counting), Waker::from(counting))
}

/// The client is gone: its handler is dropped, and the fetch that it began goes on for the others.
#[test]
fn a_waiter_that_is_dropped_drops_nothing() {
    let (world, key) = (World::new(), key("a"));
    world.issuer.publishes(&[&key]);
    world.issuer.closes();
    let text = token(&key);
    let (gone, waker) = counting(false);
    {
        let mut waiting = pin!(world.keys.verify::<Value>(&world.verifier, &text));
        let mut context = Context::from_waker(&waker);
        for _ in 0..3 {
            assert!(waiting.as_mut().poll(&mut context).is_pending());
        }
    }
    drop(waker);
    assert_eq!(Arc::strong_count(&gone), 1, "whoever is gone is forgotten");
    world.issuer.opens();
    assert_eq!(world.verify(&text), Ok(()));
    assert_eq!(gone.woken.load(Ordering::SeqCst), 0);
    assert_eq!(world.issuer.asked(), 1);
}

/// A future may be given another waker each time (a `select!`): the last one counts.
#[test]
fn the_last_waker_is_woken_and_one_that_panics_hurts_nobody() {
    let (world, key) = (World::new(), key("a"));
    world.issuer.publishes(&[&key]);
    world.issuer.closes();
    let text = token(&key);
    let ask = || Box::pin(world.keys.verify::<Value>(&world.verifier, &text));
    let (mut one, mut other) = (ask(), ask());
    let (before, before_waker) = counting(false);
    let (panicking, panicking_waker) = counting(true);
    let (last, last_waker) = counting(false);
    let mut poll = |waker: &Waker| one.as_mut().poll(&mut Context::from_waker(waker));
    assert!(poll(&before_waker).is_pending());
    assert!(poll(&panicking_waker).is_pending());
    let mut context = Context::from_waker(&last_waker);
    assert!(other.as_mut().poll(&mut context).is_pending());
    world.issuer.opens();
    world.told("fetched");
    let woken = |counting: &Counting| counting.woken.load(Ordering::SeqCst);
    assert_eq!((woken(&before), woken(&panicking), woken(&last)), (0, 1, 1));
    assert!(matches!(poll(&before_waker), Poll::Ready(Ok(_))));
    assert!(matches!(
        other.as_mut().poll(&mut context),
        Poll::Ready(Ok(_))
    ));
}

#[test]
fn a_listener_that_panics_hurts_nobody() {
    let key = key("a");
    let world = World::with(|builder| builder.on_event(|_| panic!("a listener that panics")));
    world.issuer.publishes(&[&key]);
    for _ in 0..2 {
        world.keys.refresh().wait().unwrap();
    }
    assert_eq!(world.verify(&token(&key)), Ok(()));
}

/// A listener may use the keys that it is told of.
#[test]
fn a_listener_may_ask_for_keys() {
    let known = key("a");
    let slot: Arc<std::sync::OnceLock<RemoteKeys>> = Arc::default();
    let (send, done) = std::sync::mpsc::channel();
    let (seen, send) = (Arc::clone(&slot), std::sync::Mutex::new(send));
    let world = World::with(|builder| {
        builder.on_event(move |event| {
            if let Some(keys) = seen.get().filter(|_| event.code() == "fetched") {
                let keys = keys.clone();
                assert!(format!("{keys:?}").contains("RemoteKeys"));
                let _ = send.lock().unwrap().send(());
            }
        })
    });
    world.issuer.publishes(&[&known]);
    slot.set(world.keys.clone()).unwrap();
    world.keys.refresh().wait().unwrap();
    done.recv_timeout(std::time::Duration::from_secs(30))
        .unwrap();
}

#[test]
fn all_who_refresh_are_told_the_same() {
    let world = World::new();
    world.issuer.is_down();
    world.issuer.closes();
    let errors = thread::scope(|scope| {
        let callers: Vec<_> = (0..10)
            .map(|_| scope.spawn(|| world.keys.refresh().wait().unwrap_err().to_string()))
            .collect();
        // Before all of them joined, a second fetch could begin.
        while world.issuer.asked() == 0 {
            thread::yield_now();
        }
        world.issuer.opens();
        callers
            .into_iter()
            .map(|caller| caller.join().unwrap())
            .collect::<Vec<_>>()
    });
    assert!(
        errors.iter().all(|error| error.contains("the line is cut")),
        "{errors:?}"
    );
}

#[test]
fn what_is_waited_for_crosses_threads() {
    fn check<T: Send>(_: &T) {}
    let world = World::new();
    check(&world.keys.refresh());
    check(&world.keys.verify::<Value>(&world.verifier, "eyJ"));
}
