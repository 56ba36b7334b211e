//! A detail and a label that are new at a refresh.

use std::sync::Arc;

use glassbox::session::{
    Grace, MemoryStore, NewSession, Presented, RefreshKind, Refreshed, Session, SessionStore,
};
use serde_json::{Value, json};

use super::support::{Server, block_on, browser, claims, code, server, server_over, with_grace};

fn present<'s>(server: &'s Server, token: &str) -> Presented<'s, Arc<MemoryStore>> {
    block_on(server.sessions.present(token, &browser())).unwrap()
}

fn grant(presented: Presented<'_, Arc<MemoryStore>>) -> Refreshed {
    block_on(presented.grant(&json!({"role": "granted"}))).unwrap()
}

fn about(session: &Session) -> (Option<&str>, Value) {
    (session.label(), json!(session.detail()))
}

#[test]
fn a_rotation_stores_what_is_new() {
    let server = server();
    let login = server.login();
    let old = json!({"username": "testAdmin", "role": "admin"});
    assert_eq!(about(login.session()), (Some("Firefox"), old.clone()));
    server.pass(60);
    let reader = json!({"role": "reader"});
    let presented = present(&server, login.refresh_token()).label("Firefox 140");
    let granted = grant(presented.detail(&reader));
    assert_eq!(granted.kind(), RefreshKind::Rotated);
    assert_eq!(server.row(&login), *granted.session());
    let new = (Some("Firefox 140"), reader.clone());
    assert_eq!(about(&server.row(&login)), new);
    // This token has the claims that were granted, and the next one the row's.
    assert_eq!(claims(granted.access_token())["role"], "granted");
    let next = server.rotate(granted.refresh_token());
    assert_eq!(claims(next.access_token())["role"], "reader");
    assert_eq!(claims(next.access_token()).get("username"), None);
    assert_eq!(about(next.session()), new);
    // One of the two alone, and neither.
    server.pass(60);
    let granted = grant(present(&server, next.refresh_token()).label("Safari"));
    assert_eq!(about(&server.row(&login)), (Some("Safari"), reader));
    server.pass(60);
    let granted = grant(present(&server, granted.refresh_token()).detail(&old));
    assert_eq!(about(&server.row(&login)), (Some("Safari"), old.clone()));
    server.pass(60);
    let granted = grant(present(&server, granted.refresh_token()));
    assert_eq!(about(&server.row(&login)), (Some("Safari"), old));
    // The last one counts, and an empty one is one.
    server.pass(60);
    let presented = present(&server, granted.refresh_token());
    grant(
        presented
            .detail(&json!({"a": 1}))
            .detail(&json!({}))
            .label(""),
    );
    assert_eq!(about(&server.row(&login)), (Some(""), json!({})));
    // Nothing else of the row is another one.
    let row = server.row(&login);
    assert_eq!(row.created_at(), login.session().created_at());
    assert_eq!(row.expires_at(), login.session().expires_at());
    assert_eq!((row.idle(), row.generation()), (login.session().idle(), 6));
}

/// `Same` and `Replayed` write nothing, so that no version of a row has two contents.
#[test]
fn what_is_given_again_stores_nothing() {
    let server = server();
    let login = server.login();
    let new = json!({"role": "reader"});
    let with_new = |token: &str| grant(present(&server, token).label("new").detail(&new));
    let same = with_new(login.refresh_token());
    assert_eq!(same.kind(), RefreshKind::Same);
    // What it says is what is stored; the claims are those that were granted.
    assert_eq!(same.session(), login.session());
    assert_eq!(server.row(&login), *login.session());
    assert_eq!(claims(same.access_token())["role"], "granted");
    let rotated = server.rotate(login.refresh_token());
    let replayed = with_new(login.refresh_token());
    assert_eq!(replayed.kind(), RefreshKind::Replayed);
    assert_eq!(replayed.session(), rotated.session());
    assert_eq!(server.row(&login), *rotated.session());
    // Said at each refresh, it is stored at the next one that rotates.
    server.pass(60);
    assert_eq!(
        with_new(rotated.refresh_token()).kind(),
        RefreshKind::Rotated
    );
    assert_eq!(about(&server.row(&login)), (Some("new"), new.clone()));
}

/// Two servers with news of their own: one of them is stored, whole.
#[test]
fn whoever_rotates_stores() {
    let store = Arc::new(MemoryStore::new());
    let here = server_over(Arc::clone(&store), |builder| builder);
    let there = server_over(store, |builder| builder.clock(here.clock.clone()));
    let login = here.login();
    here.pass(60);
    let [one, two] = [&here, &there].map(|server| present(server, login.refresh_token()));
    let one = one.label("one").detail(&json!({"n": 1}));
    let two = two.label("two").detail(&json!({"n": 2}));
    assert_eq!(grant(two).kind(), RefreshKind::Rotated);
    let replayed = grant(one);
    assert_eq!(replayed.kind(), RefreshKind::Replayed);
    assert_eq!(about(replayed.session()), (Some("two"), json!({"n": 2})));
    assert_eq!(about(&here.row(&login)), (Some("two"), json!({"n": 2})));
}

/// The limits of a login, and nothing is spent.
#[test]
fn what_cannot_be_kept_is_refused() {
    let server = with_grace(Grace::Strict);
    let login = server.login();
    let deep = (0..126).fold(json!(1), |inner, _| json!([inner]));
    for (detail, expected) in [
        (json!({"d": "x".repeat(4096 - 7)}), "invalid_session"),
        (json!({"sub": "43"}), "invalid_session"),
        (json!({"exp": 1_900_000_000}), "invalid_session"),
        (json!({ "a": deep }), "invalid_session"),
        (json!([1]), "invalid_session"),
    ] {
        let presented = present(&server, login.refresh_token()).detail(&detail);
        // Another one does not make it good.
        let presented = presented.label("x").detail(&json!({}));
        let refused = code(block_on(presented.grant(&json!({}))));
        assert_eq!(refused, expected, "{detail}");
        assert_eq!(server.row(&login), *login.session());
    }
    let wide = std::collections::BTreeMap::from([("id", u128::MAX)]);
    let presented = present(&server, login.refresh_token()).detail(&wide);
    let error = block_on(presented.grant(&json!({}))).unwrap_err();
    assert!(error.to_string().contains("64 bits"), "{error}");
    assert_eq!(server.row(&login), *login.session());
    let largest = json!({"d": "x".repeat(4096 - 8)});
    let presented = present(&server, login.refresh_token()).detail(&largest);
    let granted = grant(presented.label("ä".repeat(100)));
    assert_eq!(json!(granted.session().detail()), largest);
    assert_eq!(granted.session().label(), Some(&*"ä".repeat(64)));
}

/// What is not granted is not stored either.
#[test]
fn claims_that_are_refused_store_nothing() {
    let server = with_grace(Grace::Strict);
    let login = server.login();
    let presented = present(&server, login.refresh_token()).label("new");
    let refused = block_on(presented.grant(&json!({"sub": "43"})));
    assert_eq!(code(refused), "not_signed");
    drop(present(&server, login.refresh_token()).label("new"));
    assert_eq!(server.row(&login), *login.session());
    let presented = present(&server, login.refresh_token()).label("new");
    block_on(presented.revoke("locked")).unwrap();
    assert_eq!(server.row(&login).label(), Some("Firefox"));
}

/// Wherever a row is read, and as bytes.
#[test]
fn it_is_told_everywhere() {
    let server = server();
    let login = server.login();
    server.pass(60);
    let presented = present(&server, login.refresh_token()).label("new");
    let granted = grant(presented.detail(&json!({"n": 1})));
    let row = granted.session();
    assert_eq!(
        block_on(server.sessions.sessions("42")).unwrap(),
        std::slice::from_ref(row)
    );
    let live = block_on(server.store.live("42", None, row.rotated_at()));
    assert_eq!(live.unwrap(), std::slice::from_ref(row));
    assert_eq!(Session::from_bytes(&row.to_bytes()).unwrap(), *row);
    let read = Session::from_columns(&row.columns(), &row.rest_to_bytes()).unwrap();
    assert_eq!(read, *row);
    assert_ne!(row.rest_to_bytes(), login.session().rest_to_bytes());
    assert_ne!(row.version(), login.session().version());
    let new = NewSession::new("42", browser());
    assert!(block_on(server.sessions.login(new)).is_ok());
}
