//! Less than was granted at login, whichever way an access token is asked for.

use glassbox::session::{NewSession, Presenter, RefreshKind, Refreshed};
use serde_json::json;

use super::support::{Server, block_on, claims, code, server};

fn app() -> Presenter {
    Presenter::public("app")
}

fn narrow() -> Presenter {
    app().scope("c a").audience("y")
}

fn login(server: &Server) -> Refreshed {
    let whole = app().scope("a b c").audience(["x", "y"]);
    let new = NewSession::new("42", whole).detail(&json!({"username": "testAdmin"}));
    block_on(server.sessions.login(new)).unwrap()
}

type Begin = fn(&Server, &str);

/// Each kind of refresh, and what brings a token there.
const KINDS: [(RefreshKind, Begin); 3] = [
    (RefreshKind::Rotated, |server, _| server.pass(60)),
    (RefreshKind::Same, |_, _| ()),
    (RefreshKind::Replayed, |server, token| {
        server.pass(60);
        block_on(server.sessions.refresh(token, &app())).unwrap();
    }),
];

#[track_caller]
fn assert_narrow(refreshed: &Refreshed) {
    let access = claims(refreshed.access_token());
    let signed = (&access["scope"], &access["aud"]);
    let kind = refreshed.kind();
    assert_eq!(signed, (&json!("c a"), &json!("y")), "{kind:?}");
    assert_eq!(refreshed.scope(), Some("c a"), "{kind:?}");
    // What was granted at login is what stays.
    assert_eq!(refreshed.session().scope(), Some("a b c"), "{kind:?}");
}

#[test]
fn each_kind_of_refresh_signs_what_was_asked_for() {
    for (kind, begin) in KINDS {
        let server = server();
        let login = login(&server);
        begin(&server, login.refresh_token());
        let asked = block_on(server.sessions.refresh(login.refresh_token(), &narrow()));
        let refreshed = asked.unwrap();
        assert_eq!(refreshed.kind(), kind);
        assert_narrow(&refreshed);
    }
}

#[test]
fn what_is_presented_for_less_is_granted_for_less() {
    for (kind, begin) in KINDS {
        let server = server();
        let login = login(&server);
        begin(&server, login.refresh_token());
        let presented = block_on(server.sessions.present(login.refresh_token(), &narrow()));
        let granted = block_on(presented.unwrap().grant(&json!({"role": "fresh"}))).unwrap();
        assert_eq!(granted.kind(), kind);
        assert_narrow(&granted);
        assert_eq!(claims(granted.access_token())["role"], "fresh");
    }
}

/// Before anybody looks the user up.
#[test]
fn nothing_is_presented_for_more() {
    for (_, begin) in KINDS {
        let server = server();
        let login = login(&server);
        begin(&server, login.refresh_token());
        let row = server.row(&login);
        let present = |by| block_on(server.sessions.present(login.refresh_token(), &by));
        for (by, error) in [
            (app().scope("a d"), "scope_exceeded"),
            (app().scope("a b c d"), "scope_exceeded"),
            (app().audience("z"), "audience_exceeded"),
            (app().audience(["x", "y", "z"]), "audience_exceeded"),
        ] {
            assert_eq!(code(present(by)), error);
        }
        assert_eq!(server.row(&login), row);
        assert!(present(narrow()).is_ok());
    }
}

#[test]
fn each_kind_of_refresh_signs_the_detail_of_the_row() {
    for (kind, begin) in KINDS {
        let server = server();
        let login = login(&server);
        begin(&server, login.refresh_token());
        let refreshed = block_on(server.sessions.refresh(login.refresh_token(), &app())).unwrap();
        assert_eq!(refreshed.kind(), kind);
        let access = claims(refreshed.access_token());
        assert_eq!(access["username"], "testAdmin", "{kind:?}");
        assert_eq!(access["sub"], "42", "{kind:?}");
    }
}
