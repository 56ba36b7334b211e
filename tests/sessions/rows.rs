//! What a row may hold, and how it ends.

use std::collections::BTreeMap;

use glassbox::session::{NewSession, RefreshError, Session, SessionStore, Stamps};
use serde_json::json;

use super::support::{DAY, Server, block_on, browser, code, server, server_with};
use crate::support::NOW;

/// All that the documentation of [`NewSession::detail`] names, and each alone.
#[test]
fn a_detail_names_nothing_that_is_the_sessions_own() {
    let server = server();
    for name in [
        "iss",
        "sub",
        "aud",
        "exp",
        "nbf",
        "iat",
        "jti",
        "scope",
        "sid",
        "client_id",
    ] {
        // A value that it may have, so that its name alone is what is wrong.
        let value = match name {
            "exp" | "nbf" | "iat" => json!(NOW),
            _ => json!("x"),
        };
        let detail = json!({"username": "testAdmin", name: value});
        let new = NewSession::new("42", browser()).detail(&detail);
        let refused = block_on(server.sessions.login(new));
        assert_eq!(code(refused), "invalid_session", "{detail}");
    }
    assert!(server.store.is_empty());
    // Only at the top, where the claims are.
    let new = NewSession::new("42", browser()).detail(&json!({"user": {"sub": "x"}, "Sub": "x"}));
    assert!(block_on(server.sessions.login(new)).is_ok());
}

/// Of a newer version, perhaps, that did not say so: what it means is not guessed.
#[test]
fn a_row_with_an_unknown_member_is_not_read() {
    let server = server();
    let bytes = server.login().session().to_bytes();
    assert!(Session::from_bytes(&bytes).is_ok());
    let (brace, rest) = bytes.split_last().unwrap();
    assert_eq!(*brace, b'}');
    let added = [rest, br#","x":1}"#].concat();
    let error = Session::from_bytes(&added).unwrap_err();
    assert_eq!(error.code(), "store_corrupt");
}

#[test]
fn what_is_ahead_of_its_row_is_revoked_for_that() {
    let server = server();
    let login = server.login();
    let before = server.row(&login);
    let rotated = server.rotate(login.refresh_token());
    let seen = rotated.session().version();
    assert!(block_on(server.store.swap(seen, &before)).unwrap());
    let error = server.refresh(rotated.refresh_token()).unwrap_err();
    let RefreshError::Ahead { session, .. } = error else {
        panic!("{error}");
    };
    let now = rotated.session().rotated_at();
    assert_eq!(session.revoked(), Some((now, "store behind")));
    assert_eq!(server.row(&login).revoked(), session.revoked());
}

/// Fewer than a page, and more than one.
#[test]
fn all_other_devices_are_ended_however_many() {
    for devices in [4, 150] {
        let server = server_with(|builder| builder.limit_per_client(200));
        let logins: Vec<_> = (0..devices).map(|_| server.login()).collect();
        let keep = logins[1].session();
        let ended = block_on(server.sessions.revoke_others("42", keep.id()));
        assert_eq!(ended.unwrap(), devices - 1);
        let live: Vec<_> = logins.iter().filter(|it| !server.is_revoked(it)).collect();
        assert_eq!(live.len(), 1, "{devices}");
        assert_eq!(live[0].session(), keep);
    }
}

fn prune(server: &Server) -> usize {
    block_on(server.sessions.prune(10)).unwrap()
}

#[test]
fn an_idle_row_is_kept_for_a_day_to_the_second() {
    let server = server();
    let login = server.login();
    let end = login.session().ends_at().seconds();
    assert_eq!(end, NOW + 10 * DAY as i64);
    server.set(end + DAY as i64);
    assert_eq!(prune(&server), 0);
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "session_expired"
    );
    server.pass(1);
    assert_eq!(prune(&server), 1);
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "unknown_session"
    );
}

#[test]
fn a_stamped_out_row_is_kept_for_a_day_to_the_second() {
    let server = server();
    let login = server.login();
    // From the stamp on, and not from the login.
    server.pass(DAY);
    block_on(server.sessions.revoke_subject("42")).unwrap();
    // A stamp without a row is kept as long, and stops a login that began before it.
    block_on(server.sessions.revoke_subject("43")).unwrap();
    let stamps = || block_on(server.store.stamps("43", None)).unwrap();
    server.pass(DAY);
    assert_eq!(prune(&server), 0);
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "session_revoked"
    );
    assert_ne!(stamps(), Stamps::default());
    server.pass(1);
    assert_eq!(prune(&server), 1);
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "unknown_session"
    );
    assert_eq!(stamps(), Stamps::default());
}

/// What is stored is read as a `Value`, which holds integers of 64 bits.
#[test]
fn a_detail_keeps_its_integers_or_is_refused() {
    let wide = u128::from(u64::MAX) + 1;
    let login = |new: NewSession| block_on(server().sessions.login(new));
    let detail =
        |detail: &dyn Fn(NewSession) -> NewSession| login(detail(NewSession::new("42", browser())));
    let refused: [&dyn Fn(NewSession) -> NewSession; 5] = [
        &|new| new.detail(&BTreeMap::from([("id", wide)])),
        &|new| new.detail(&BTreeMap::from([("id", i128::from(i64::MIN) - 1)])),
        &|new| new.detail(&BTreeMap::from([("ids", vec![0, wide])])),
        &|new| new.detail(&BTreeMap::from([("\"{[\\", Some(u128::MAX))])),
        &|new| new.detail(&BTreeMap::from([("a", BTreeMap::from([("b", i128::MIN)]))])),
    ];
    for new in refused {
        let error = detail(new).unwrap_err();
        assert!(error.to_string().contains("64 bits"), "{error}");
        assert_eq!(error.code(), "invalid_session");
    }
    let kept = json!({"a": u64::MAX, "b": [i64::MIN, -1, 0], "c": 1e300, "d": 1.5, "e": -2e-7,
        "f": "18446744073709551616", "18446744073709551616": "\"18446744073709551616"});
    let login = login(NewSession::new("42", browser()).detail(&kept)).unwrap();
    assert_eq!(json!(login.session().detail()), kept);
    let read = Session::from_bytes(&login.session().to_bytes()).unwrap();
    assert_eq!(json!(read.detail()), kept);
}
