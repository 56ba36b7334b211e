//! What holds when nothing is said, as the documentation of the builder promises, and one thing that
//! is refused whatever is said.

use std::sync::Arc;
use std::time::Duration;

use glassbox::session::{BuildError, MemoryStore, RefreshKind, Sessions};
use glassbox::time::FixedClock;
use glassbox::{Algorithm, HmacKey};

use super::support::{DAY, Server, block_on, code, refresh_key, signer};
use crate::support::{NOW, at};

/// Nothing but a clock is given.
fn server() -> Server {
    let (store, clock) = (Arc::<MemoryStore>::default(), FixedClock::new(at(NOW)));
    let builder = Sessions::builder(signer(), refresh_key(), Arc::clone(&store));
    Server {
        sessions: builder.clock(clock.clone()).build().unwrap(),
        clock,
        store,
    }
}

#[test]
fn a_session_ends_after_two_weeks_unused_and_ninety_days_in_all() {
    let server = server();
    let login = server.login();
    assert_eq!(login.session().idle(), Duration::from_secs(14 * DAY));
    assert_eq!(login.session().expires_at(), at(NOW + 90 * DAY as i64));
    let mut latest = login;
    for _ in 0..6 {
        server.pass(14 * DAY - 1);
        latest = server.refresh(latest.refresh_token()).unwrap();
    }
    assert_eq!(latest.refresh_expires_at(), at(NOW + 90 * DAY as i64));

    let unused = server.login();
    server.pass(14 * DAY);
    assert_eq!(
        code(server.refresh(unused.refresh_token())),
        "session_expired"
    );
}

#[test]
fn a_predecessor_is_good_for_thirty_seconds() {
    let server = server();
    let login = server.login();
    server.rotate(login.refresh_token());
    server.pass(29);
    let again = server.refresh(login.refresh_token()).unwrap();
    assert_eq!(again.kind(), RefreshKind::Replayed);
    server.pass(1);
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "refresh_token_reuse"
    );
    assert!(server.is_revoked(&login));
}

#[test]
fn a_subject_keeps_a_hundred_sessions() {
    let server = server();
    let logins: Vec<_> = (0..101)
        .map(|_| {
            server.pass(1);
            server.login()
        })
        .collect();
    let revoked: Vec<_> = logins.iter().map(|it| server.is_revoked(it)).collect();
    assert!(revoked[0]);
    assert!(!revoked[1..].contains(&true));
    let live = block_on(server.sessions.sessions("42")).unwrap();
    assert_eq!(live.len(), 100);
}

/// One token of an old key would be enough to find its secret, and to make any other.
#[test]
fn a_key_that_is_only_accepted_is_no_shorter() {
    for algorithm in [Algorithm::Hs256, Algorithm::Hs384, Algorithm::Hs512] {
        let short = HmacKey::with_short_secret(algorithm, [3; 31]).unwrap();
        let builder = || Sessions::builder(signer(), refresh_key(), MemoryStore::new());
        let built = builder().also_accept(short.clone().with_key_id("old"));
        assert_eq!(built.build().err(), Some(BuildError::ShortSecret));
        // Wherever it stands.
        let other = HmacKey::hs256([4; 32]).unwrap().with_key_id("other");
        for keys in [[short.clone(), other.clone()], [other, short]] {
            let [one, two] = keys;
            let built = builder().also_accept(one).also_accept(two).build();
            assert_eq!(built.err(), Some(BuildError::ShortSecret));
        }
    }
}
