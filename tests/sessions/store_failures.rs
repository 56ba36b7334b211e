//! A store that fails, before it did what it was asked or after: nobody is logged out, and to ask
//! again is safe.

use glassbox::session::{ClientAction, NewSession, RefreshKind, Refreshed};

use super::failing::Failing;
use super::support::{Server, block_on, browser, code, server_over};

/// A server over a store that is about to fail, and somebody who is logged in.
fn failing(fails_when_done: bool) -> (Failing, Server<Failing>, Refreshed) {
    let store = Failing::new(fails_when_done);
    let server = server_over(store.clone(), |builder| builder);
    let login = server.login();
    (store, server, login)
}

#[test]
fn a_refresh_that_failed_anywhere_is_asked_again() {
    for fails_when_done in [false, true] {
        for calls in 0..2 {
            let (store, server, login) = failing(fails_when_done);
            server.pass(60);
            store.fail_after(calls);
            let error = server.refresh(login.refresh_token()).unwrap_err();
            assert_eq!(error.client_action(), ClientAction::Retry);
            assert_eq!(error.oauth_error(), "temporarily_unavailable");
            assert!(error.is_retryable());
            server.pass(5);
            let again = server.refresh(login.refresh_token()).unwrap();
            let was_done = fails_when_done && calls == 1;
            let kind = match was_done {
                true => RefreshKind::Replayed,
                false => RefreshKind::Rotated,
            };
            assert_eq!(again.kind(), kind);
            assert_eq!(server.row(&login).generation(), 1);
        }
    }
}

/// Done or not, what is asked again gives what was asked for.
#[test]
fn a_logout_that_failed_says_so() {
    for fails_when_done in [false, true] {
        for calls in 0..2 {
            let (store, server, login) = failing(fails_when_done);
            store.fail_after(calls);
            let result = block_on(server.sessions.logout(login.refresh_token()));
            assert_eq!(code(result), "store_unavailable");
            assert_eq!(server.is_revoked(&login), fails_when_done && calls == 1);
            assert!(block_on(server.sessions.logout(login.refresh_token())).is_ok());
            assert!(server.is_revoked(&login));
        }
    }
}

#[test]
fn theft_is_not_answered_before_it_is_written() {
    for fails_when_done in [false, true] {
        let (store, server, login) = failing(fails_when_done);
        let first = server.rotate(login.refresh_token());
        server.rotate(first.refresh_token());
        store.fail_after(1);
        let token = login.refresh_token();
        assert_eq!(code(server.refresh(token)), "store_unavailable");
        assert_eq!(server.is_revoked(&login), fails_when_done);
        let expected = match fails_when_done {
            true => "session_revoked",
            false => "refresh_token_reuse",
        };
        assert_eq!(code(server.refresh(token)), expected);
        assert!(server.is_revoked(&login));
    }
}

#[test]
fn a_login_that_failed_leaves_nothing_behind() {
    // The stamp and the insert; what is between them is of the limit.
    for calls in [0, 2] {
        let (store, server, _) = failing(false);
        store.fail_after(calls);
        let new = NewSession::new("43", browser());
        let failed = block_on(server.sessions.login(new.clone()));
        assert_eq!(code(failed), "store_unavailable");
        assert_eq!(block_on(server.sessions.sessions("43")).unwrap(), []);
        assert!(block_on(server.sessions.login(new)).is_ok());
    }
}

#[test]
fn what_is_no_subject_is_not_asked_for() {
    let store = Failing::new(false);
    let server = server_over(store.clone(), |builder| builder);
    store.fail_after(0);
    let login = NewSession::new("x".repeat(1025), browser());
    assert_eq!(
        code(block_on(server.sessions.login(login))),
        "invalid_session"
    );
}

/// Once it is written the user has it, and what is beyond the limit goes with the next one.
#[test]
fn a_login_stands_whatever_becomes_of_the_limit() {
    for fails_when_done in [false, true] {
        // What is beside stamp and insert: a look at those that live before it and after, the load and
        // the swap of what goes, and a last look at what is new.
        for calls in [1, 3, 4, 5, 6] {
            let store = Failing::new(fails_when_done);
            let server = server_over(store.clone(), |builder| builder.limit_per_client(1));
            let old = server.login();
            server.pass(60);
            store.fail_after(calls);
            let login = server.login();
            let was_done = calls == 6 || fails_when_done && calls == 5;
            assert_eq!(server.is_revoked(&old), was_done, "{calls}");
            server.pass(60);
            assert!(server.refresh(login.refresh_token()).is_ok());
            let next = server.login();
            assert!(server.is_revoked(&old) && server.is_revoked(&login));
            assert!(!server.is_revoked(&next));
        }
    }
}

#[test]
fn presenting_and_granting_say_that_the_store_failed() {
    for fails_when_done in [false, true] {
        let (store, server, login) = failing(fails_when_done);
        let present = || block_on(server.sessions.present(login.refresh_token(), &browser()));
        server.pass(60);
        store.fail_after(0);
        assert_eq!(code(present()), "store_unavailable");
        for calls in 0..2 {
            let presented = present().unwrap();
            store.fail_after(calls);
            let revoked = block_on(presented.revoke("locked"));
            assert_eq!(code(revoked), "store_unavailable");
            let was_done = fails_when_done && calls == 1;
            assert_eq!(server.is_revoked(&login), was_done, "{calls}");
        }
        let (store, server, login) = failing(fails_when_done);
        for calls in 0..2 {
            server.pass(60);
            let presented = block_on(server.sessions.present(login.refresh_token(), &browser()));
            let presented = presented.unwrap();
            store.fail_after(calls);
            let granted = block_on(presented.grant(&serde_json::json!({})));
            assert_eq!(code(granted), "store_unavailable");
            let was_done = fails_when_done && calls == 1;
            assert_eq!(server.row(&login).generation(), u64::from(was_done));
        }
    }
}

#[test]
fn the_other_calls_say_that_the_store_failed() {
    let (store, server, login) = failing(false);
    let id = *login.session().id();
    store.fail_after(0);
    assert_eq!(
        code(block_on(server.sessions.sessions("42"))),
        "store_unavailable"
    );
    store.fail_after(0);
    assert_eq!(
        code(block_on(server.sessions.introspect(login.refresh_token()))),
        "store_unavailable"
    );
    store.fail_after(0);
    assert_eq!(
        code(block_on(server.sessions.revoke_subject("42"))),
        "store_unavailable"
    );
    store.fail_after(0);
    assert_eq!(
        code(block_on(server.sessions.revoke_subject_at("42", "app"))),
        "store_unavailable"
    );
    store.fail_after(0);
    assert_eq!(
        code(block_on(server.sessions.revoke_client("app"))),
        "store_unavailable"
    );
    store.fail_after(0);
    assert_eq!(
        code(block_on(server.sessions.revoke_all())),
        "store_unavailable"
    );
    store.fail_after(0);
    assert_eq!(
        code(block_on(server.sessions.revoke_session("42", &id))),
        "store_unavailable"
    );
    store.fail_after(0);
    assert_eq!(
        code(block_on(server.sessions.revoke_others("42", &id))),
        "store_unavailable"
    );
    store.fail_after(0);
    assert_eq!(
        code(block_on(server.sessions.prune(1))),
        "store_unavailable"
    );
    assert!(server.refresh(login.refresh_token()).is_ok());
}

/// A pool or a cache that gives one caller the answer of another: nobody is let in as somebody else.
#[test]
fn the_row_of_another_session_is_refused() {
    let store = Failing::new(false);
    let server = server_over(store.clone(), |builder| builder);
    let own = server.login();
    let victim = NewSession::new("victim", browser());
    let victim = block_on(server.sessions.login(victim)).unwrap();
    store.answer_with(victim.session().clone());
    server.pass(60);
    let token = own.refresh_token();
    assert_eq!(code(server.refresh(token)), "store_corrupt");
    assert_eq!(
        code(block_on(server.sessions.logout(token))),
        "store_corrupt"
    );
    assert_eq!(
        code(block_on(server.sessions.sessions("42"))),
        "store_corrupt"
    );
    let spared = block_on(server.sessions.sessions("victim")).unwrap();
    assert_eq!(spared, [victim.session().clone()]);
}
