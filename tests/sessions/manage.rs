//! Logout, lists of devices, revocation, pruning.

use glassbox::session::{NewSession, SessionId, SessionStore, Stamps};

use super::support::{DAY, block_on, browser, code, server};

#[test]
fn logout_takes_any_token_of_the_family() {
    for passed in [0, 60, 100 * DAY] {
        let server = server();
        let login = server.login();
        let first = server.rotate(login.refresh_token());
        server.rotate(first.refresh_token());
        server.pass(passed);
        // Two behind, and perhaps long over.
        let id = block_on(server.sessions.logout(login.refresh_token())).unwrap();
        assert_eq!(id.as_ref(), Some(login.session().id()));
        assert_eq!(server.row(&login).revoked().unwrap().1, "logout");
        let again = block_on(server.sessions.logout(first.refresh_token())).unwrap();
        assert_eq!(again, id);
    }
}

#[test]
fn logout_of_nothing_is_nothing() {
    let (here, elsewhere) = (server(), server());
    let login = elsewhere.login();
    for token in ["", "x", login.access_token(), login.refresh_token()] {
        assert_eq!(
            block_on(here.sessions.logout(token)).unwrap(),
            None,
            "{token}"
        );
    }
}

#[test]
fn devices_are_listed_while_they_live() {
    let server = server();
    let list = || {
        let mut sessions = block_on(server.sessions.sessions("42")).unwrap();
        sessions.sort_by_key(|session| session.created_at());
        let ids = sessions.iter().map(|session| *session.id());
        ids.collect::<Vec<SessionId>>()
    };
    let (first, second, third) = (server.login(), server.login(), server.login());
    assert_eq!(list().len(), 3);
    block_on(server.sessions.logout(first.refresh_token())).unwrap();
    assert!(!list().contains(first.session().id()));
    server.pass(9 * DAY);
    let second = server.refresh(second.refresh_token()).unwrap();
    server.pass(DAY);
    // The third went unused for ten days.
    assert!(!list().contains(third.session().id()));
    let devices = block_on(server.sessions.sessions("42")).unwrap();
    assert_eq!(devices.len(), 1);
    assert_eq!(devices[0].label(), Some("Firefox"));
    assert_eq!(devices[0].rotated_at(), second.session().rotated_at());
    assert_eq!(block_on(server.sessions.sessions("43")).unwrap(), []);
    block_on(server.sessions.revoke_subject("42")).unwrap();
    assert_eq!(list(), []);
}

#[test]
fn many_sessions_are_listed_page_by_page() {
    let server = super::support::server_with(|builder| builder.limit_per_client(1000));
    for _ in 0..250 {
        server.login();
    }
    assert_eq!(block_on(server.sessions.sessions("42")).unwrap().len(), 250);
}

#[test]
fn one_session_is_ended_by_its_owner_alone() {
    let server = server();
    let (mine, other) = (server.login(), server.login());
    let revoke = |subject, of: &glassbox::session::Refreshed| {
        block_on(server.sessions.revoke_session(subject, of.session().id())).unwrap()
    };
    assert!(!revoke("43", &mine));
    assert!(!server.is_revoked(&mine));
    assert!(revoke("42", &mine));
    assert!(!revoke("42", &mine));
    assert!(server.is_revoked(&mine) && !server.is_revoked(&other));
    block_on(server.sessions.revoke_subject("42")).unwrap();
    assert!(!revoke("42", &other)); // it was ended with all of them
    let expired = server.login();
    server.pass(31 * DAY);
    assert!(!revoke("42", &expired));
}

#[test]
fn all_others_are_ended_unless_the_one_to_keep_is_not_theirs() {
    let server = server();
    let (mine, second, third) = (server.login(), server.login(), server.login());
    let foreign = block_on(server.sessions.login(NewSession::new("43", browser()))).unwrap();
    let others = |keep| block_on(server.sessions.revoke_others("42", keep));
    assert_eq!(code(others(foreign.session().id())), "invalid_session");
    assert!(!server.is_revoked(&second));
    assert_eq!(others(mine.session().id()).unwrap(), 2);
    assert!(server.is_revoked(&second) && server.is_revoked(&third));
    assert!(!server.is_revoked(&mine) && !server.is_revoked(&foreign));
    assert_eq!(others(mine.session().id()).unwrap(), 0);
    assert_eq!(code(others(second.session().id())), "invalid_session");
}

#[test]
fn what_is_over_goes_after_a_day() {
    let server = server();
    let prune = |limit| block_on(server.sessions.prune(limit)).unwrap();
    let (idle, revoked) = (server.login(), server.login());
    block_on(server.sessions.logout(revoked.refresh_token())).unwrap();
    server.pass(DAY);
    assert_eq!(prune(10), 0);
    server.pass(1);
    assert_eq!(prune(10), 1);
    assert_eq!(
        code(server.refresh(revoked.refresh_token())),
        "unknown_session"
    );
    assert_eq!(prune(10), 0);
    server.pass(10 * DAY);
    assert_eq!(prune(10), 1);
    assert_eq!(
        code(server.refresh(idle.refresh_token())),
        "unknown_session"
    );

    // Stamped out, a few at a time, and the stamp at last.
    for _ in 0..5 {
        server.login();
    }
    block_on(server.sessions.revoke_subject("42")).unwrap();
    assert_eq!(prune(10), 0);
    server.pass(DAY + 1);
    let survivor = server.login();
    assert_eq!([prune(2), prune(2), prune(2)], [2, 2, 1]);
    assert!(server.refresh(survivor.refresh_token()).is_ok());
    let stamps = || block_on(server.store.stamps("42", None)).unwrap();
    assert_ne!(stamps(), Stamps::default());
    server.pass(12 * DAY);
    assert_eq!(prune(10), 1);
    assert_eq!(stamps(), Stamps::default());
    assert!(server.store.is_empty());
}
