//! A policy whose verifier has remote keys: who waits for them, and who does not.

use std::cell::Cell;

use glassbox::Token;
use glassbox::web::{Head, Protect, Refusal};
use serde_json::Value;

use super::{Request, asks, bearer, good, protect, with_cookie};
use crate::jwks::{World, key, token};

fn protecting(world: &World) -> Protect {
    let protect = Protect::new("app-01", world.verifier.clone());
    protect.or_cookie("__Host-at").build().unwrap()
}

fn status(checked: Result<Token<Value>, Refusal>) -> u16 {
    checked.map_or_else(|refusal| refusal.why().status(), |_| 200)
}

fn looks(protect: &Protect, request: &Request) -> u16 {
    status(protect.check(request))
}

fn waits(protect: &Protect, request: &Request) -> u16 {
    status(pollster::block_on(protect.check_async(request)))
}

/// A token in the header, and in the cookie.
fn requests(token: &str) -> [Request; 2] {
    let cookie = Request::new("GET").with("cookie", format!("__Host-at={token}"));
    [asks(bearer(token)), cookie]
}

#[test]
fn a_new_key_is_waited_for() {
    let (first, second) = (key("1"), key("2"));
    for place in 0..2 {
        let [old, new] = [&first, &second].map(|key| requests(&token(key))[place].clone());
        let world = World::serving(&[&first]);
        let protect = protecting(&world);
        assert_eq!(looks(&protect, &old), 200);
        world.issuer.publishes(&[&first, &second]);
        assert_eq!(
            [&new, &old].map(|request| waits(&protect, request)),
            [200; 2]
        );
        assert_eq!(world.issuer.asked(), 2);
    }
}

#[test]
fn who_cannot_wait_is_refused_and_begins_the_fetch() {
    let key = key("1");
    for request in requests(&token(&key)) {
        let world = World::new();
        world.issuer.publishes(&[&key]);
        let protect = protecting(&world);
        assert_eq!(looks(&protect, &request), 503);
        world.told("fetched");
        assert_eq!(looks(&protect, &request), 200);
        assert_eq!(world.issuer.asked(), 1);
    }
}

#[test]
fn only_a_token_is_waited_for() {
    let world = World::new();
    let protect = protecting(&world);
    for (request, expected) in [
        (Request::new("GET"), 401),
        (asks("Bearer x"), 401), // its shape is judged first
        (asks("Bearer a").with("authorization", "Bearer b"), 400),
        (Request::new("POST").with("cookie", "__Host-at=a.b.c"), 403),
    ] {
        assert_eq!(waits(&protect, &request), expected, "{request:?}");
    }
}

#[test]
fn other_keys_are_never_waited_for() {
    for (protect, request) in [
        (protect(), asks(bearer(&good()))),
        (protect(), asks("Bearer x")),
        (protect(), Request::new("GET")),
        (
            with_cookie(),
            Request::new("POST").with("cookie", "__Host-at=a"),
        ),
    ] {
        assert!(!protect.fetches_keys());
        let (now, later) = (looks(&protect, &request), waits(&protect, &request));
        assert_eq!(now, later, "{request:?}");
    }
    assert!(protecting(&World::new()).fetches_keys());
}

/// A request of a framework whose requests stay on one thread.
struct Local(Cell<u8>, Request);

impl Head for Local {
    fn method(&self) -> &str {
        self.1.method()
    }

    fn values<'h>(&'h self, name: &'static str) -> impl Iterator<Item = &'h [u8]> {
        self.1.values(name)
    }
}

#[test]
fn what_waits_crosses_threads_whatever_the_request_is() {
    let request = Local(Cell::new(0), asks(bearer(&good())));
    let protect = protect();
    let checked = protect.check_async::<Value>(&request);
    let status = std::thread::scope(|scope| {
        let checking = scope.spawn(|| status(pollster::block_on(checked)));
        checking.join().unwrap()
    });
    assert_eq!(status, 200);
}
