//! A login: what is taken, and what is refused.

use glassbox::session::{NewSession, Presenter, RefreshError, Session, StoreError};
use serde_json::json;

use super::support::{DAY, block_on, browser, claims, code, server, server_with};
use crate::support::{NOW, at};

#[test]
fn an_access_token_has_the_detail_and_the_session() {
    let server = server();
    let client = Presenter::public("app")
        .scope(" b  a ")
        .audience(["x", "y"]);
    let new = NewSession::new("42", client).detail(&json!({"username": "testAdmin", "n": 1}));
    let login = block_on(server.sessions.login(new)).unwrap();
    let access = claims(login.access_token());
    let sid = login.session().id().to_string();
    let expected = json!({"username": "testAdmin", "n": 1, "client_id": "app", "scope": "b a",
        "sid": sid, "iat": NOW, "exp": NOW + 300, "aud": ["x", "y"], "sub": "42"});
    assert_eq!(access, expected);
    assert_eq!(login.scope(), Some("b a"));
    assert_eq!(login.access_expires_at(), at(NOW + 300));
    let refresh = claims(login.refresh_token());
    let names: Vec<_> = refresh
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(names.len(), 4);
    assert!(
        login
            .refresh_token()
            .starts_with("eyJhbGciOiJIUzI1NiIsInR5cCI6InJ0K2p3dCJ9.")
    );
    // What is stored is of no use: the family is nowhere in it.
    let row = String::from_utf8(server.row(&login).to_bytes()).unwrap();
    assert!(!row.contains(refresh["fam"].as_str().unwrap()), "{row}");
}

#[test]
fn no_two_logins_are_alike() {
    let server = server();
    let (one, two) = (server.login(), server.login());
    assert_ne!(one.session().id(), two.session().id());
    assert_ne!(one.refresh_token(), two.refresh_token());
}

#[test]
fn what_cannot_be_kept_is_refused() {
    let server = server();
    let long = "a".repeat(1025);
    let field = |new: NewSession| match block_on(server.sessions.login(new)) {
        Err(RefreshError::Invalid { field, .. }) => Some(field),
        Err(error) => panic!("{error}"),
        Ok(_) => None,
    };
    let new = |client| NewSession::new("42", client);
    for (session, expected) in [
        (NewSession::new("", browser()), Some("subject")),
        (NewSession::new(&long[..1024], browser()), None),
        (NewSession::new(long.clone(), browser()), Some("subject")),
        (new(Presenter::public("")), Some("client id")),
        (
            new(Presenter::authenticated(long.clone())),
            Some("client id"),
        ),
        (new(Presenter::public(&long[..1024])), None),
        (new(Presenter::public(long.clone())), Some("client id")),
        (new(browser().scope(&long[..1024])), None),
        (new(browser().scope(long.clone())), Some("scope")),
        (new(browser().audience(["a", &long[..1023]])), None),
        (
            new(browser().audience(["a", &long[..1024]])),
            Some("audience"),
        ),
        (new(browser().scope("")), None),
        (new(browser().scope("a\"b")), Some("scope")),
        (new(browser().scope("ä")), Some("scope")),
        (new(browser().scope("a:b c.d")), None),
        (new(browser().audience("")), Some("audience")),
        (
            new(browser().audience(Vec::<String>::new())),
            Some("audience"),
        ),
        (new(browser().audience(["a", ""])), Some("audience")),
        (new(browser()).label("l".repeat(128)), None),
        (
            new(browser()).detail(&json!({"d": "x".repeat(4096 - 8)})),
            None,
        ),
        (
            new(browser()).detail(&json!({"d": "x".repeat(4096 - 7)})),
            Some("detail"),
        ),
    ] {
        assert_eq!(field(session.clone()), expected, "{session:?}");
    }
}

#[test]
fn a_label_is_cut_where_a_character_ends() {
    let server = server();
    for (label, expected) in [
        ("l".repeat(128), 128),
        ("l".repeat(500), 128),
        (format!("{}ä", "l".repeat(127)), 127),
        ("ä".repeat(64), 128),
        (String::new(), 0),
    ] {
        let new = NewSession::new("42", browser()).label(&label);
        let login = block_on(server.sessions.login(new)).unwrap();
        assert_eq!(login.session().label(), Some(&label[..expected]));
    }
}

/// What is kept can be read again, however deep.
#[test]
fn a_detail_is_as_deep_as_a_row_can_be_read() {
    let server = server();
    for (levels, expected) in [(125, None), (126, Some("invalid_session"))] {
        let nested = (0..levels).fold(json!(1), |inner, _| json!([inner]));
        let new = NewSession::new("42", browser()).detail(&json!({"a": nested}));
        let login = block_on(server.sessions.login(new));
        assert_eq!(
            login.as_ref().err().map(RefreshError::code),
            expected,
            "{levels}"
        );
        if let Ok(login) = login {
            let row = login.session();
            assert_eq!(Session::from_bytes(&row.to_bytes()).unwrap(), *row);
        }
    }
}

#[test]
fn a_detail_that_cannot_be_signed_begins_no_session() {
    let server = server();
    for (detail, expected) in [
        (json!({"sub": "43"}), "invalid_session"),
        (json!({"sid": "x"}), "invalid_session"),
        (json!({"exp": NOW}), "invalid_session"),
        (json!({"iat": NOW}), "invalid_session"), // else each token would begin at the login
        (json!({"name": "u", "jti": "x"}), "invalid_session"),
        (json!([1]), "invalid_session"),
    ] {
        let new = NewSession::new("42", browser()).detail(&detail);
        let refused = code(block_on(server.sessions.login(new)));
        assert_eq!(refused, expected, "{detail}");
    }
    assert!(server.store.is_empty());
}

#[test]
fn beyond_the_limit_the_longest_unused_ends() {
    let server = server_with(|builder| builder.limit_per_client(2));
    let first = server.login();
    server.pass(60);
    let second = server.login();
    server.pass(60);
    let first = server.refresh(first.refresh_token()).unwrap();
    let third = server.login();
    assert!(server.is_revoked(&second));
    assert!(!server.is_revoked(&first) && !server.is_revoked(&third));
    // Others have limits of their own.
    block_on(server.sessions.login(NewSession::new("43", browser()))).unwrap();
    assert_eq!(block_on(server.sessions.sessions("42")).unwrap().len(), 2);
}

#[test]
fn a_login_that_began_before_all_was_revoked_is_refused() {
    let server = server();
    block_on(server.sessions.revoke_subject("42")).unwrap();
    let new = |at_seconds| NewSession::new("42", browser()).authenticated_at(at(at_seconds));
    assert_eq!(
        code(block_on(server.sessions.login(new(NOW - 1)))),
        "login_revoked"
    );
    assert_eq!(
        code(block_on(server.sessions.login(new(NOW)))),
        "login_revoked"
    );
    server.pass(1);
    assert_eq!(
        code(block_on(server.sessions.login(new(NOW)))),
        "login_revoked"
    );
    assert!(block_on(server.sessions.login(new(NOW + 1))).is_ok());
    let login = server.login();
    assert!(server.refresh(login.refresh_token()).is_ok());
}

/// "Change the password, log out everywhere, and go on here", within one second.
#[test]
fn who_logs_in_anew_after_all_was_revoked_comes_in() {
    let server = server();
    let before = server.login();
    block_on(server.sessions.revoke_subject("42")).unwrap();
    let login = server.login();
    server.pass(60);
    assert!(server.refresh(login.refresh_token()).is_ok());
    assert_eq!(
        code(server.refresh(before.refresh_token())),
        "session_revoked"
    );
}

#[test]
fn a_login_takes_no_instant_that_would_hide_a_revocation() {
    let server = server();
    let new = |at_seconds| NewSession::new("42", browser()).authenticated_at(at(at_seconds));
    // A day is as long as a revocation is remembered without a session.
    let day = DAY as i64;
    assert!(block_on(server.sessions.login(new(NOW - day))).is_ok());
    let longer = block_on(server.sessions.login(new(NOW - day - 1)));
    assert_eq!(code(longer), "login_revoked");
    // And what is to come is now.
    block_on(server.sessions.revoke_subject("42")).unwrap();
    let later = block_on(server.sessions.login(new(NOW + 1000)));
    assert_eq!(code(later), "login_revoked");
}

#[test]
fn a_full_store_refuses_and_forgets_nobody() {
    use glassbox::session::MemoryStore;
    let store = std::sync::Arc::new(MemoryStore::with_limit(1));
    let server = super::support::server_over(store, |builder| builder);
    let login = server.login();
    let refused = block_on(server.sessions.login(NewSession::new("43", browser())));
    assert!(matches!(
        refused,
        Err(RefreshError::Store(StoreError::Full))
    ));
    assert!(server.refresh(login.refresh_token()).is_ok());
}

#[test]
fn a_full_store_can_still_end_the_sessions_of_everybody_who_has_one() {
    use glassbox::session::MemoryStore;
    let store = std::sync::Arc::new(MemoryStore::with_limit(2));
    let server = super::support::server_over(store, |builder| builder);
    let login = server.login();
    let revoke = |subject| block_on(server.sessions.revoke_subject(subject));
    revoke("a").unwrap();
    revoke("b").unwrap();
    assert_eq!(code(revoke("c")), "store_full");
    revoke("a").unwrap();
    revoke("42").unwrap();
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "session_revoked"
    );
    server
        .clock
        .advance(std::time::Duration::from_secs(2 * DAY));
    block_on(server.sessions.prune(100)).unwrap();
    revoke("c").unwrap();
}

#[test]
fn what_is_no_subject_has_no_sessions_to_end() {
    let server = server();
    for (subject, expected) in [
        (String::new(), Some("invalid_session")),
        ("x".into(), None),
        ("x".repeat(1024), None),
        ("x".repeat(1025), Some("invalid_session")),
    ] {
        let refused = block_on(server.sessions.revoke_subject(&subject));
        assert_eq!(refused.err().map(|error| error.code()), expected);
    }
}

#[test]
fn a_clock_that_was_set_back_changes_nothing_of_who_makes_room() {
    for _ in 0..20 {
        let server = server_with(|builder| builder.limit_per_client(2));
        let idle = server.login();
        let used = server.login();
        server.pass(60);
        let used = server.rotate(used.refresh_token());
        server.clock.set(at(NOW - 7_200));
        let login = server.login();
        assert!(server.is_revoked(&idle));
        assert!(!server.is_revoked(&used) && !server.is_revoked(&login));
    }
}
