//! Logout by cookie, a row a case.

use super::{Kept, answers, logout, refresh, token_cookie, with};
use crate::sessions::support::{DAY, block_on, browser, server};

#[test]
fn logout_of_any_token_of_the_family() {
    let server = server();
    let login = server.login();
    let next = server.rotate(login.refresh_token());
    server.pass(60);
    // An old one, again, the newest one, one that is expired.
    for token in [
        login.refresh_token(),
        login.refresh_token(),
        next.refresh_token(),
    ] {
        answers(
            &logout(&server.sessions, &with(token)),
            204,
            "",
            Kept::Cleared,
        );
        assert!(server.is_revoked(&login));
    }
    let late = server.login();
    server.pass(31 * DAY);
    answers(
        &logout(&server.sessions, &with(late.refresh_token())),
        204,
        "",
        Kept::Cleared,
    );
    for garbage in ["", "a.b.c", login.access_token()] {
        answers(
            &logout(&server.sessions, &with(garbage)),
            204,
            "",
            Kept::Cleared,
        );
    }
}

#[test]
fn logout_everywhere_and_after_present() {
    let server = server();
    let (laptop, phone, cookie) = (server.login(), server.login(), token_cookie());
    let presented = block_on(server.sessions.present(laptop.refresh_token(), &browser())).unwrap();
    let revoked = block_on(presented.revoke("the user is locked"));
    answers(&cookie.logged_out(&revoked), 204, "", Kept::Cleared);
    let everywhere = block_on(server.sessions.revoke_subject("42"));
    answers(&cookie.logged_out(&everywhere), 204, "", Kept::Cleared);
    let asked = refresh(&server.sessions, &with(phone.refresh_token()), &browser());
    answers(&asked, 400, "invalid_grant", Kept::Cleared);
    // Whose token holds no more is not told that all other devices were logged out.
    let presented = block_on(server.sessions.present(phone.refresh_token(), &browser()));
    answers(
        &cookie.logged_out(&presented),
        400,
        "invalid_grant",
        Kept::Cleared,
    );
}
