//! What is shown of sessions holds no token, no secret, and nothing of the user.

use glassbox::session::{NewSession, Session, SessionStore, Sessions};
use serde_json::json;

use super::support::{block_on, browser, claims, refresh_key, server, signer};

#[test]
fn debug_output_and_errors_show_neither_tokens_nor_users() {
    let server = server();
    let detail = json!({"username": "Wilhelmina"});
    let new = NewSession::new("subject-4711", browser()).detail(&detail);
    let builder = Sessions::builder(signer(), refresh_key(), server.store.clone());
    let mut shown = vec![format!("{new:?}{builder:?}{:?}", server.sessions)];
    let login = block_on(server.sessions.login(new)).unwrap();
    let presented = block_on(server.sessions.present(login.refresh_token(), &browser())).unwrap();
    let loaded = block_on(server.store.load(login.session().id())).unwrap();
    shown.push(format!(
        "{login:?}{presented:?}{loaded:?}{:?}",
        server.store
    ));
    let first = server.rotate(login.refresh_token());
    server.rotate(first.refresh_token());
    for token in [login.refresh_token(), first.refresh_token(), "x"] {
        let error = server.refresh(token).unwrap_err();
        shown.push(format!("{error:?} {error}"));
    }
    let family = claims(login.refresh_token())["fam"].clone();
    let signature = login.refresh_token().rsplit('.').next().unwrap();
    let access = login.access_token().rsplit('.').next().unwrap();
    let secrets = [
        family.as_str().unwrap(),
        signature,
        access,
        "4711",
        "Wilhelmina",
    ];
    let shown = shown.join("\n");
    for secret in secrets {
        assert!(!shown.contains(secret), "{secret} is in\n{shown}");
    }
    // The id is public.
    assert!(shown.contains(&login.session().id().to_string()));
    // What is stored has the user, and no token.
    let row = String::from_utf8(login.session().to_bytes()).unwrap();
    assert!(row.contains("Wilhelmina") && !row.contains(secrets[0]));
    let damaged = row.replace("created_at", "Wilhelmina");
    let error = Session::from_bytes(damaged.as_bytes()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains("Wilhelmina"));
}
