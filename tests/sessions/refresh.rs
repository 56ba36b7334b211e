//! Refreshing: narrowing, presenting, granting.

use std::sync::Arc;

use glassbox::session::{MemoryStore, NewSession, Presenter, RefreshKind, Session};
use serde_json::json;

use super::support::{block_on, browser, claims, code, server, server_over};

#[test]
fn scope_and_audience_narrow_for_one_request() {
    let server = server();
    let whole = || Presenter::public("app").scope("a b c").audience(["x", "y"]);
    let login = block_on(server.sessions.login(NewSession::new("42", whole()))).unwrap();
    let app = || Presenter::public("app");
    let mut token = login.refresh_token().to_string();
    for (by, scope, aud) in [
        (app().scope("c a"), "c a", json!(["x", "y"])),
        (app(), "a b c", json!(["x", "y"])),
        (app().audience("y"), "a b c", json!("y")),
        (whole(), "a b c", json!(["x", "y"])),
    ] {
        server.pass(60);
        let refreshed = block_on(server.sessions.refresh(&token, &by)).unwrap();
        let access = claims(refreshed.access_token());
        assert_eq!((&access["scope"], &access["aud"]), (&json!(scope), &aud));
        assert_eq!(refreshed.scope(), Some(scope));
        // What was granted at login is what stays.
        assert_eq!(server.row(&login).scope(), Some("a b c"));
        token = refreshed.into_tokens().1;
    }
    for (by, error) in [
        (app().scope("a d"), "scope_exceeded"),
        (app().scope("ab"), "scope_exceeded"),
        (app().audience(["x", "z"]), "audience_exceeded"),
        (app().audience(Vec::<String>::new()), "audience_exceeded"),
    ] {
        assert_eq!(
            code(block_on(server.sessions.refresh(&token, &by))),
            error,
            "{by:?}"
        );
    }
}

#[test]
fn what_was_not_granted_cannot_be_asked_for() {
    let server = server();
    let login = server.login();
    let result = |by| {
        code(block_on(
            server.sessions.refresh(login.refresh_token(), &by),
        ))
    };
    assert_eq!(result(browser().scope("a")), "scope_exceeded");
    assert_eq!(result(browser().audience("a")), "audience_exceeded");
}

#[test]
fn a_presented_token_is_spent_when_it_is_granted() {
    let server = server();
    let login = server.login();
    server.pass(60);
    let row = server.row(&login);
    let presented = block_on(server.sessions.present(login.refresh_token(), &browser())).unwrap();
    assert_eq!(presented.session(), &row);
    assert_eq!(presented.session().subject(), "42");
    assert_eq!(server.row(&login), row);
    let fresh = json!({"username": "testAdmin", "role": "fresh"});
    let granted = block_on(presented.grant(&fresh)).unwrap();
    assert_eq!(granted.kind(), RefreshKind::Rotated);
    let access = claims(granted.access_token());
    assert_eq!(
        (&access["role"], &access["sub"]),
        (&json!("fresh"), &json!("42"))
    );
    assert_eq!(server.row(&login).generation(), 1);
}

#[test]
fn claims_that_are_the_sessions_spend_nothing() {
    let server = server();
    let login = server.login();
    server.pass(60);
    for name in ["sub", "aud", "scope", "sid", "client_id", "exp"] {
        // A value that it may have, so that its name alone is what is wrong.
        let claims = match name {
            "exp" => json!({ name: 1_900_000_000 }),
            _ => json!({ name: "x" }),
        };
        let presented = block_on(server.sessions.present(login.refresh_token(), &browser()));
        let refused = block_on(presented.unwrap().grant(&claims)).unwrap_err();
        assert_eq!(refused.code(), "not_signed", "{name}");
        let text = format!("the claim {name} is given by the session and its signer");
        assert!(refused.to_string().contains(&text), "{refused}");
        assert_eq!(server.row(&login).generation(), 0, "{name}");
    }
}

/// At once and after a while, and whether the row would be written (`Rotated`) or not (`Same`,
/// `Replayed`).
#[test]
fn what_ended_while_a_token_was_presented_is_not_granted() {
    type End = fn(&super::support::Server, &str);
    let ends: [End; 3] = [
        |server, _| block_on(server.sessions.revoke_subject("42")).unwrap(),
        |server, token| assert!(block_on(server.sessions.logout(token)).unwrap().is_some()),
        |server, _| {
            let id = *block_on(server.sessions.sessions("42")).unwrap()[0].id();
            assert!(block_on(server.sessions.revoke_session("42", &id)).unwrap());
        },
    ];
    for end in ends {
        for (settled, passed) in [(0, 0), (60, 0), (60, 29), (60, 30)] {
            for is_replay in [false, true] {
                let server = server();
                let login = server.login();
                server.pass(settled);
                if is_replay {
                    server.rotate(login.refresh_token());
                }
                let token = login.refresh_token();
                let presented = block_on(server.sessions.present(token, &browser())).unwrap();
                end(&server, token);
                server.pass(passed);
                let granted = block_on(presented.grant(&json!({})));
                assert_eq!(code(granted), "session_revoked", "{settled} {passed}");
            }
        }
    }
}

#[test]
fn a_presented_token_may_run_out_while_it_is_held() {
    let server = server();
    let login = server.login();
    let presented = block_on(server.sessions.present(login.refresh_token(), &browser())).unwrap();
    server.pass(10 * super::support::DAY);
    assert_eq!(
        code(block_on(presented.grant(&json!({})))),
        "session_expired"
    );
}

#[test]
fn a_presented_token_that_another_one_got_ahead_of() {
    let server = server();
    let login = server.login();
    server.pass(60);
    let presented = block_on(server.sessions.present(login.refresh_token(), &browser())).unwrap();
    let first = server.refresh(login.refresh_token()).unwrap();
    let second = block_on(presented.grant(&json!({}))).unwrap();
    assert_eq!(second.kind(), RefreshKind::Replayed);
    assert_eq!(second.refresh_token(), first.refresh_token());

    let presented = block_on(server.sessions.present(login.refresh_token(), &browser())).unwrap();
    block_on(presented.revoke("the account is locked")).unwrap();
    assert_eq!(
        server.row(&login).revoked().unwrap().1,
        "the account is locked"
    );
}

#[test]
fn a_reason_is_cut() {
    let server = server();
    let login = server.login();
    let presented = block_on(server.sessions.present(login.refresh_token(), &browser())).unwrap();
    block_on(presented.revoke(&format!("x{}", "ä".repeat(200)))).unwrap();
    assert_eq!(server.row(&login).revoked().unwrap().1.len(), 127);
}

#[test]
fn a_replay_is_the_same_on_another_machine() {
    let store = Arc::new(MemoryStore::new());
    let here = server_over(Arc::clone(&store), |builder| builder);
    let there = server_over(store, |builder| builder);
    let login = here.login();
    let first = here.rotate(login.refresh_token());
    there.pass(70);
    let again = there.refresh(login.refresh_token()).unwrap();
    assert_eq!(again.kind(), RefreshKind::Replayed);
    assert_eq!(again.refresh_token(), first.refresh_token());
    let presented = block_on(there.sessions.present(login.refresh_token(), &browser())).unwrap();
    let granted = block_on(presented.grant(&json!({"role": "fresh"}))).unwrap();
    assert_eq!(granted.kind(), RefreshKind::Replayed);
    assert_eq!(granted.refresh_token(), first.refresh_token());
}

#[test]
fn a_slow_look_at_the_user_is_no_theft() {
    for (held, expected) in [(29, "replayed"), (30, "refresh_token_reuse")] {
        let server = server();
        let login = server.login();
        let first = server.rotate(login.refresh_token());
        server.pass(29);
        let presented = block_on(server.sessions.present(login.refresh_token(), &browser()));
        server.pass(held);
        let granted = block_on(presented.unwrap().grant(&json!({})));
        let said = granted.map_or_else(|error| error.code(), |granted| granted.kind().code());
        assert_eq!(said, expected);
        assert_eq!(server.is_revoked(&first), held == 30);
    }
}

#[test]
fn a_row_comes_back_from_its_bytes() {
    let server = server();
    let client = Presenter::authenticated("app \"ä\"")
        .scope("a b")
        .audience(["x"]);
    let user = json!({"n": u64::MAX, "place": [98.37282740013183, 104.16853677408587]});
    let new = NewSession::new("sub\\ject", client)
        .label("L")
        .detail(&user);
    let login = block_on(server.sessions.login(new)).unwrap();
    block_on(server.sessions.logout(login.refresh_token())).unwrap();
    let row = server.row(&login);
    let bytes = row.to_bytes();
    let read = Session::from_bytes(&bytes).unwrap();
    assert_eq!(read, row);
    assert_eq!(json!(read.detail()), user);
    // Damage is found, or harmless, and never a panic.
    for place in 0..bytes.len() {
        assert!(Session::from_bytes(&bytes[..place]).is_err(), "{place}");
        for flip in 1..=u8::MAX {
            let mut damaged = bytes.clone();
            damaged[place] ^= flip;
            if let Err(error) = Session::from_bytes(&damaged) {
                assert_eq!(error.code(), "store_corrupt");
                assert!(!error.to_string().contains("ject"), "{error}");
            }
        }
    }
    let text = String::from_utf8(bytes).unwrap();
    for part in [r#""client":"app \"ä\"","#, r#""reason":"logout""#] {
        let without = text.replace(part, "").replace(",}", "}");
        assert_ne!(without, text);
        let error = Session::from_bytes(without.as_bytes()).unwrap_err();
        assert_eq!(error.code(), "store_corrupt", "{part}");
    }
}
