//! The end of many sessions by one write: of a subject, of a client, of a subject at a client, of all.

use std::sync::Arc;

use glassbox::session::{MemoryStore, NewSession, Presenter, RefreshError, Refreshed};

use super::support::{DAY, Server, block_on, browser, code, server, server_over};
use crate::support::{NOW, at};

const CLIENT: &str = "app-01";

fn login_at(server: &Server, subject: &str, by: &Presenter) -> Refreshed {
    block_on(server.sessions.login(NewSession::new(subject, by.clone()))).unwrap()
}

fn refresh(server: &Server, of: &Refreshed, by: &Presenter) -> Result<Refreshed, RefreshError> {
    block_on(server.sessions.refresh(of.refresh_token(), by))
}

type End = fn(&Server) -> Result<(), RefreshError>;

/// What ends the sessions of `42` at the client.
const ENDS: [End; 4] = [
    |server| block_on(server.sessions.revoke_subject("42")),
    |server| block_on(server.sessions.revoke_subject_at("42", CLIENT)),
    |server| block_on(server.sessions.revoke_client(CLIENT)),
    |server| block_on(server.sessions.revoke_all()),
];

/// However a client comes, it is the client.
#[test]
fn a_client_that_was_compromised_has_no_session_left() {
    let server = server();
    let phone = Presenter::public("phone");
    let [public, proven] = [Presenter::public(CLIENT), Presenter::authenticated(CLIENT)];
    let mut ended = Vec::new();
    for number in 0..20 {
        let subject = number.to_string();
        ended.push((login_at(&server, &subject, &public), &public));
        ended.push((login_at(&server, &subject, &proven), &proven));
    }
    let spared = [
        (login_at(&server, "1", &phone), &phone),
        (login_at(&server, CLIENT, &phone), &phone),
    ];
    server.pass(60);
    block_on(server.sessions.revoke_client(CLIENT)).unwrap();
    for (login, by) in &ended {
        assert_eq!(code(refresh(&server, login, by)), "session_revoked");
    }
    for (login, by) in &spared {
        assert!(refresh(&server, login, by).is_ok());
    }
    assert_eq!(block_on(server.sessions.sessions("1")).unwrap().len(), 1);
    // It has another secret by now, and its users log in again.
    let again = login_at(&server, "1", &proven);
    server.pass(60);
    assert!(refresh(&server, &again, &proven).is_ok());
}

/// A name that is empty would be that of a larger group.
#[test]
fn what_no_session_has_ends_no_others() {
    let server = server();
    let app = Presenter::public(CLIENT);
    let logins = [
        (login_at(&server, "42", &app), app),
        (login_at(&server, "42", &browser()), browser()),
    ];
    let long = "x".repeat(1025);
    for name in ["", &long] {
        for (refused, field) in [
            (block_on(server.sessions.revoke_subject(name)), "subject"),
            (block_on(server.sessions.revoke_client(name)), "client id"),
            (
                block_on(server.sessions.revoke_subject_at(name, CLIENT)),
                "subject",
            ),
            (
                block_on(server.sessions.revoke_subject_at("42", name)),
                "client id",
            ),
        ] {
            let text = format!("the session's {field} has to have between 1 and 1024 bytes");
            assert_eq!(refused.unwrap_err().to_string(), text);
        }
    }
    server.pass(60);
    for (login, by) in &logins {
        assert!(refresh(&server, login, by).is_ok());
    }
}

/// One who authenticated before is refused, to the second, and one who did so after comes in.
#[test]
fn a_login_from_before_the_end_of_its_group_is_refused() {
    for end in ENDS {
        for (authenticated, is_refused) in [(-1, true), (0, true), (1, false)] {
            let server = server();
            end(&server).unwrap();
            server.pass(2);
            let new = NewSession::new("42", Presenter::public(CLIENT));
            let new = new.authenticated_at(at(NOW + authenticated));
            let result = block_on(server.sessions.login(new));
            let refused = result.err().map(|error| error.code());
            assert_eq!(refused, is_refused.then_some("login_revoked"));
        }
    }
    // Of others it is no matter.
    let server = server();
    block_on(server.sessions.revoke_client("42")).unwrap();
    block_on(server.sessions.revoke_subject(CLIENT)).unwrap();
    block_on(server.sessions.revoke_subject_at("43", CLIENT)).unwrap();
    let new = NewSession::new("42", Presenter::public(CLIENT)).authenticated_at(at(NOW));
    assert!(block_on(server.sessions.login(new)).is_ok());
}

/// A stamp ends what was begun under another one of its group, whatever is set beside it.
#[test]
fn each_end_is_final_whatever_comes_after_it() {
    let app = Presenter::public(CLIENT);
    for first in ENDS {
        for second in ENDS {
            let server = server();
            let before = login_at(&server, "42", &app);
            first(&server).unwrap();
            let between = login_at(&server, "42", &app);
            second(&server).unwrap();
            let mut after = login_at(&server, "42", &app);
            for pass in [60, DAY] {
                server.pass(pass);
                block_on(server.sessions.prune(1)).unwrap();
                for old in [&before, &between] {
                    let refused = code(refresh(&server, old, &app));
                    assert!(["session_revoked", "unknown_session"].contains(&refused));
                }
                after = refresh(&server, &after, &app).unwrap();
            }
            server.pass(DAY);
            while block_on(server.sessions.prune(1)).unwrap() > 0 {}
            assert_eq!(server.store.len(), 1);
        }
    }
}

/// What is kept of those that have no session is bounded; those that have one are ended all the same.
#[test]
fn a_full_store_ends_what_lives() {
    let server = server_over(Arc::new(MemoryStore::with_limit(3)), |builder| builder);
    let app = Presenter::public(CLIENT);
    login_at(&server, "42", &app);
    for number in 0..3 {
        let client = number.to_string();
        block_on(server.sessions.revoke_client(&client)).unwrap();
    }
    let unknown = [
        block_on(server.sessions.revoke_client("unknown")),
        block_on(server.sessions.revoke_subject("unknown")),
        block_on(server.sessions.revoke_subject_at("unknown", CLIENT)),
    ];
    assert!(unknown.into_iter().all(|it| code(it) == "store_full"));
    // One that has its stamp may have another one.
    block_on(server.sessions.revoke_client("2")).unwrap();
    for end in ENDS {
        let login = login_at(&server, "42", &app);
        end(&server).unwrap();
        assert_eq!(code(refresh(&server, &login, &app)), "session_revoked");
        server.pass(DAY + 1);
        block_on(server.sessions.prune(10)).unwrap();
    }
}
