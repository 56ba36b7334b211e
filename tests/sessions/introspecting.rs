//! A look at a refresh token that changes nothing (RFC 7662).

use glassbox::session::{Grace, NewSession, Presenter, RefreshError, Refreshed, SessionStore};
use glassbox::time::Clock;

use super::failing::Failing;
use super::support::{
    DAY, Server, block_on, browser, code, server, server_over, server_with, with_grace,
};
use crate::support::NOW;

/// Whether it is active, which a look says twice, of a row that stays as it is.
#[track_caller]
fn is_active<S: SessionStore>(server: &Server<S>, of: &Refreshed, token: &str) -> bool {
    let load = || block_on(server.store.load(of.session().id())).unwrap();
    let before = load();
    let active = block_on(server.sessions.introspect(token)).unwrap();
    assert_eq!(block_on(server.sessions.introspect(token)).unwrap(), active);
    assert_eq!(load(), before);
    if let Some(session) = &active {
        assert_eq!(Some(session), before.as_ref().map(|loaded| &loaded.session));
    }
    active.is_some()
}

#[test]
fn the_newest_is_active_and_is_still_good_after_a_look() {
    let server = server();
    let login = server.login();
    for passed in [0, 1, 60, 9 * DAY] {
        server.pass(passed);
        assert!(is_active(&server, &login, login.refresh_token()));
    }
    let next = server.refresh(login.refresh_token()).unwrap();
    assert_eq!(next.session().generation(), 1);
}

/// What a refresh would do at the same moment is what a look tells, and only that does it.
#[test]
fn a_look_at_what_would_be_reuse_revokes_nothing() {
    for (grace, passed, expected) in [
        (Grace::default(), 0, true),
        (Grace::default(), 29, true),
        (Grace::default(), 30, false),
        (Grace::Strict, 0, false),
    ] {
        let server = with_grace(grace);
        let login = server.login();
        let next = server.rotate(login.refresh_token());
        server.pass(passed);
        let old = login.refresh_token();
        assert_eq!(
            is_active(&server, &login, old),
            expected,
            "{grace:?} {passed}"
        );
        assert!(is_active(&server, &login, next.refresh_token()));
        assert!(!server.is_revoked(&login));
        let refreshed = server.refresh(old);
        assert_eq!(refreshed.is_ok(), expected);
        assert_eq!(server.is_revoked(&login), !expected);
        assert_eq!(is_active(&server, &login, next.refresh_token()), expected);
    }
    // Two behind, and ahead of what the store knows.
    let server = server();
    let login = server.login();
    let before = server.row(&login);
    let first = server.rotate(login.refresh_token());
    let second = server.rotate(first.refresh_token());
    assert!(!is_active(&server, &login, login.refresh_token()));
    let seen = server.row(&login).version();
    assert!(block_on(server.store.swap(seen, &before)).unwrap());
    assert!(!is_active(&server, &login, second.refresh_token()));
    assert!(is_active(&server, &login, login.refresh_token()));
    assert!(!server.is_revoked(&login));
    let adopting = server_over(server.store.clone(), |builder| builder.adopt_ahead());
    assert!(is_active(&adopting, &login, second.refresh_token()));
}

#[test]
fn what_ended_is_not_active() {
    type End = fn(&Server, &Refreshed);
    let ends: [End; 6] = [
        |server, of| {
            assert!(
                block_on(server.sessions.logout(of.refresh_token()))
                    .unwrap()
                    .is_some()
            )
        },
        |server, _| block_on(server.sessions.revoke_subject("42")).unwrap(),
        |server, of| {
            let revoked = server.sessions.revoke_session("42", of.session().id());
            assert!(block_on(revoked).unwrap());
        },
        |server, _| server.set(NOW + (10 * DAY) as i64),
        |server, _| server.set(NOW + (30 * DAY) as i64),
        |server, _| {
            server.pass(20 * DAY);
            assert_eq!(block_on(server.sessions.prune(10)).unwrap(), 1);
        },
    ];
    for end in ends {
        let server = server();
        let login = server.login();
        end(&server, &login);
        assert!(!is_active(&server, &login, login.refresh_token()));
    }
    // The last second counts.
    let server = server();
    let login = server.login();
    server.set(login.refresh_expires_at().seconds() - 1);
    assert!(is_active(&server, &login, login.refresh_token()));
    assert_eq!(server.clock.now().seconds(), NOW + (10 * DAY) as i64 - 1);
}

/// Of other keys, of other kinds, and no token at all: the store is not even asked.
#[test]
fn a_foreign_text_is_not_active() {
    let server = server_over(Failing::new(false), |builder| builder);
    let login = server.login();
    let other = glassbox::HmacKey::hs256([9; 32]).unwrap();
    let foreign = glassbox::session::Sessions::builder(
        super::support::signer(),
        other,
        glassbox::session::MemoryStore::new(),
    );
    let foreign = foreign.clock(server.clock.clone()).build().unwrap();
    let foreign = block_on(foreign.login(NewSession::new("42", browser()))).unwrap();
    server.store.fail_after(0);
    for text in [
        "",
        "x",
        "a.b.c",
        login.access_token(),
        foreign.refresh_token(),
    ] {
        assert_eq!(block_on(server.sessions.introspect(text)).unwrap(), None);
    }
    // A genuine one of a store that is gone.
    let elsewhere = super::support::server();
    assert_eq!(
        block_on(elsewhere.sessions.introspect(login.refresh_token())).unwrap(),
        None
    );
}

/// `"active": false` would log everybody out.
#[test]
fn a_store_that_fails_is_an_error() {
    let server = server_over(Failing::new(false), |builder| builder);
    let (login, other) = (server.login(), NewSession::new("43", browser()));
    let other = block_on(server.sessions.login(other)).unwrap();
    server.store.fail_after(0);
    let look = |token: &str| block_on(server.sessions.introspect(token));
    let error = look(login.refresh_token()).unwrap_err();
    assert_eq!(error.code(), "store_unavailable");
    assert_eq!(error.oauth_error(), "temporarily_unavailable");
    assert!(is_active(&server, &login, login.refresh_token()));
    server.store.answer_with(other.session().clone());
    let error: RefreshError = look(login.refresh_token()).unwrap_err();
    assert_eq!(code(Err::<(), _>(error)), "store_corrupt");
}

/// Whoever asks is not the client of the token: it is told whose it is.
#[test]
fn the_session_says_whose_it_is() {
    let server = server_with(|builder| builder);
    for client in [Presenter::public("app"), Presenter::authenticated("app")] {
        let whole = client.scope("a b").audience(["x", "y"]);
        let login = block_on(server.sessions.login(NewSession::new("42", whole))).unwrap();
        let looked = block_on(server.sessions.introspect(login.refresh_token()));
        let session = looked.unwrap().unwrap();
        assert_eq!(session, *login.session());
        assert_eq!(session.client_id(), Some("app"));
        assert_eq!(session.scope(), Some("a b"));
    }
}
