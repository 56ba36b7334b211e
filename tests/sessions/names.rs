//! What a request names: a parameter without a value counts as omitted, and a name that comes twice
//! as once (RFC 6749 §3.2, §3.3), at login and at refresh.

use glassbox::session::{NewSession, Presenter, Refreshed};
use serde_json::json;

use super::support::{Server, block_on, browser, claims, code, server};

fn login(server: &Server, by: Presenter) -> Refreshed {
    block_on(server.sessions.login(NewSession::new("42", by))).unwrap()
}

#[test]
fn a_scope_of_no_name_is_omitted_at_login() {
    for empty in ["", " ", "   "] {
        let server = server();
        let login = login(&server, browser().scope(empty));
        assert_eq!(login.scope(), None);
        assert_eq!(login.session().scope(), None);
        assert_eq!(claims(login.access_token()).get("scope"), None);
        // And it grants none that could be asked for.
        let by = browser().scope("a");
        let more = block_on(server.sessions.refresh(login.refresh_token(), &by));
        assert_eq!(code(more), "scope_exceeded");
    }
}

/// What is asked for last counts, as everywhere.
#[test]
fn a_scope_of_no_name_takes_back_what_was_asked_for() {
    let server = server();
    let login = login(&server, browser().scope("a b"));
    let by = browser().scope("a").scope("");
    let again = block_on(server.sessions.refresh(login.refresh_token(), &by));
    assert_eq!(again.unwrap().scope(), Some("a b"));
}

#[test]
fn a_scope_of_no_name_is_omitted_at_refresh() {
    for empty in ["", " ", "   "] {
        for settled in [0, 60] {
            let server = server();
            let login = login(&server, browser().scope("a b"));
            server.pass(settled);
            let by = browser().scope(empty);
            let again = block_on(server.sessions.refresh(login.refresh_token(), &by)).unwrap();
            assert_eq!(again.scope(), Some("a b"));
            assert_eq!(claims(again.access_token())["scope"], "a b");
            let presented = block_on(server.sessions.present(again.refresh_token(), &by));
            let granted = block_on(presented.unwrap().grant(&json!({}))).unwrap();
            assert_eq!(granted.scope(), Some("a b"));
        }
    }
}

#[test]
fn names_that_come_again_count_once() {
    let server = server();
    let by = browser().scope("b a b  a c b").audience(["y", "x", "y"]);
    let login = login(&server, by);
    let access = claims(login.access_token());
    assert_eq!(
        (&access["scope"], &access["aud"]),
        (&json!("b a c"), &json!(["y", "x"]))
    );
    assert_eq!(login.session().scope(), Some("b a c"));
    let ask = |by| block_on(server.sessions.refresh(login.refresh_token(), &by));
    for (scope, expected) in [
        ("a a", "a"),
        ("c a c a b c", "c a b"),
        (&*"a ".repeat(1 << 19), "a"),
        (&*"b a c ".repeat(1 << 17), "b a c"),
    ] {
        let refreshed = ask(browser().scope(scope)).unwrap();
        assert_eq!(refreshed.scope(), Some(expected));
        assert_eq!(claims(refreshed.access_token())["scope"], expected);
    }
    for (audience, expected) in [
        (vec!["x", "x", "x"], json!(["x"])),
        (vec!["x", "y", "x"], json!(["x", "y"])),
    ] {
        let refreshed = ask(browser().audience(audience)).unwrap();
        assert_eq!(claims(refreshed.access_token())["aud"], expected);
    }
    // And more is still more.
    assert_eq!(code(ask(browser().scope("a a d d"))), "scope_exceeded");
    assert_eq!(
        code(ask(browser().audience(["x", "x", "z"]))),
        "audience_exceeded"
    );
}

/// Many different names cost no more than reading them: who asks for a megabyte of them is refused at
/// the first that was not granted.
#[test]
fn a_megabyte_of_names_is_refused() {
    let server = server();
    let login = login(&server, browser().scope("a b"));
    let names: Vec<String> = (0..150_000).map(|number| format!("n{number}")).collect();
    let by = browser().scope(names.join(" "));
    assert_eq!(
        code(block_on(
            server.sessions.refresh(login.refresh_token(), &by)
        )),
        "scope_exceeded"
    );
    // The limit of a login is that of what is kept.
    let new = NewSession::new("42", browser().scope("a ".repeat(1 << 19)));
    assert_eq!(
        block_on(server.sessions.login(new)).unwrap().scope(),
        Some("a")
    );
}
