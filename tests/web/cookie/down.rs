//! A store that fails deletes nobody's cookie.

use glassbox::session::{NewSession, RefreshError, Refreshed, StoreError};
use glassbox::web::Answer;
use serde_json::json;

use super::{Kept, answers, grants, logout, refresh, token_cookie, with};
use crate::sessions::failing::Failing;
use crate::sessions::support::{DAY, Server, block_on, browser, server, server_over};

/// A server over a store that can be told to fail, and somebody who is logged in.
fn failing() -> (Failing, Server<Failing>, Refreshed) {
    let store = Failing::new(false);
    let server = server_over(store.clone(), |builder| builder);
    let login = server.login();
    (store, server, login)
}

#[test]
fn the_store_is_down() {
    let (store, server, login) = failing();
    let request = with(login.refresh_token());
    let cookie = token_cookie();
    let sessions = &server.sessions;
    let down = |answer: &Answer| answers(answer, 503, "temporarily_unavailable", Kept::Untouched);
    server.pass(60);
    for calls in 0..2 {
        store.fail_after(calls);
        down(&refresh(sessions, &request, &browser()));
        store.fail_after(calls);
        down(&logout(sessions, &request));
    }
    store.fail_after(0);
    let login = block_on(sessions.login(NewSession::new("42", browser())));
    down(&cookie.refreshed(&login));
    store.fail_after(0);
    down(&cookie.logged_out(&block_on(sessions.revoke_subject("42"))));
    store.fail_after(0);
    let presented = block_on(sessions.present(cookie.read(&request).unwrap(), &browser()));
    down(&cookie.failed(&presented.unwrap_err()));
    // It answers again, and nobody was logged out.
    grants(&refresh(sessions, &request, &browser()), 300, 10 * DAY);
}

#[test]
fn the_store_is_corrupt() {
    let (store, server, login) = failing();
    let other = server.login();
    store.answer_with(server.row(&other));
    let request = with(login.refresh_token());
    let asked = refresh(&server.sessions, &request, &browser());
    answers(&asked, 500, "server_error", Kept::Untouched);
    answers(
        &logout(&server.sessions, &request),
        500,
        "server_error",
        Kept::Untouched,
    );
    let corrupt: Result<(), RefreshError> = Err(StoreError::corrupt("a row is damaged").into());
    answers(
        &token_cookie().logged_out(&corrupt),
        500,
        "server_error",
        Kept::Untouched,
    );
}

#[test]
fn not_signed() {
    let server = server();
    let login = server.login();
    let presented = block_on(server.sessions.present(login.refresh_token(), &browser())).unwrap();
    let granted = block_on(presented.grant(&json!(["no object"])));
    answers(
        &token_cookie().refreshed(&granted),
        500,
        "server_error",
        Kept::Untouched,
    );
}
