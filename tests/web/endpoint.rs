//! The answers of a token endpoint, and what every error is answered with.

use std::time::Duration;

use glassbox::session::{ClientAction, NewSession, Presenter};
use glassbox::web::{token_error, token_response};
use serde_json::{Value, json};

use super::cookie::{Kept, kept, token_cookie};
use super::header;
use crate::sessions::errors::every_error;
use crate::sessions::support::{block_on, server, server_with};

#[test]
fn tokens_for_a_client_that_keeps_its_own() {
    let server = server();
    let by = Presenter::authenticated("app").scope("b a");
    let login = block_on(server.sessions.login(NewSession::new("42", by))).unwrap();
    let answer = token_response(&login);
    assert_eq!(answer.status(), 200);
    assert_eq!(
        header(&answer, "cache-control").as_deref(),
        Some("no-store")
    );
    assert_eq!(header(&answer, "pragma").as_deref(), Some("no-cache"));
    assert_eq!(
        header(&answer, "content-type").as_deref(),
        Some("application/json")
    );
    assert_eq!(header(&answer, "set-cookie").as_deref(), None);
    let body: Value = serde_json::from_str(answer.body()).unwrap();
    let expected = json!({
        "access_token": login.access_token(),
        "token_type": "Bearer",
        "expires_in": 300,
        "refresh_token": login.refresh_token(),
        "scope": "b a",
    });
    assert_eq!(body, expected);
}

#[test]
fn tokens_without_a_scope() {
    let login = server_with(|builder| builder.lifetime("1m")).login();
    let body: Value = serde_json::from_str(token_response(&login).body()).unwrap();
    assert_eq!(login.access_expires_in(), Duration::from_secs(60));
    assert_eq!(body["expires_in"], 60);
    assert_eq!(body.get("scope"), None);
}

/// Every variant is answered as `docs/ERRORS.md` says.
#[test]
fn each_error_is_answered_as_the_table_of_errors_says() {
    let table = crate::documents::listed(1, &["session/error.rs"]);
    let mut unused: Vec<&str> = table.iter().map(|(code, _)| &**code).collect();
    for (error, code, action, oauth, ..) in every_error() {
        let answer = token_error(&error);
        let found = table.iter().find(|(listed, _)| listed == code).unwrap();
        assert_eq!(format!("{} `{oauth}`", answer.status()), found.1, "{code}");
        assert_eq!(answer.body(), json!({ "error": oauth }).to_string());
        assert_eq!(
            header(&answer, "cache-control").as_deref(),
            Some("no-store")
        );
        assert_eq!(header(&answer, "set-cookie").as_deref(), None);
        let retry_after = (answer.status() == 503).then_some("1");
        assert_eq!(
            header(&answer, "retry-after").as_deref(),
            retry_after,
            "{code}"
        );

        // By cookie it is the same, and only who has to log in again loses it.
        let cookie = match action {
            ClientAction::Reauthenticate => Kept::Cleared,
            _ => Kept::Untouched,
        };
        for by_cookie in [
            token_cookie().failed(&error),
            token_cookie().refreshed(&Err(error.clone())),
            token_cookie().logged_out::<()>(&Err(error.clone())),
        ] {
            assert_eq!(by_cookie.status(), answer.status(), "{code}");
            assert_eq!(by_cookie.body(), answer.body(), "{code}");
            assert_eq!(kept(&by_cookie), cookie, "{code}");
        }
        unused.retain(|listed| *listed != code);
    }
    assert_eq!(unused, Vec::<&str>::new());
}
