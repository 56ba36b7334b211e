//! The statements that the documents give to an operator, run as they stand.

use std::time::Duration;

use glassbox::session::{Group, NewSession, Presenter, SessionStore};

use super::Scene;
use crate::support::browser;

const SCHEMA: &str = include_str!("../../../src/schema_3.sql");
const README: &str = include_str!("../../../README.md");

/// What the documents tell an operator to do: the statements themselves.
fn statements() -> [String; 2] {
    let lines = SCHEMA
        .lines()
        .filter_map(|line| line.strip_prefix("--     "));
    let told = lines.collect::<Vec<_>>().join("\n");
    assert!(README.contains(&format!("```sql\n{told}\n```")), "{told}");
    let statements: Vec<_> = told.split_inclusive(';').map(String::from).collect();
    statements.try_into().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_operator_revokes_as_the_schema_says() {
    let scene = Scene::new().await;
    let [one, all] = statements();
    let login = async |subject| {
        let new = NewSession::new(subject, browser());
        scene.app.login(new).await.unwrap()
    };
    let (second, other) = (login("42").await, login("43").await);
    // Each character of its alphabet is in the text of an id some day.
    let id = [0xfb, 0xff, 0xbf].repeat(6)[..16].to_vec();
    let renamed = "UPDATE glassbox_session SET id = $1 WHERE id = $2";
    let by = second.session().id().as_bytes().as_slice();
    scene.operator.execute(renamed, &[&id, &by]).await.unwrap();
    for id in [
        *scene.login.session().id(),
        glassbox::session::SessionId::from_bytes(id.try_into().unwrap()),
    ] {
        let before = scene.live("42").await;
        let one = one.replace("SID", &id.to_string());
        assert_eq!(scene.operator.execute(&one, &[]).await.unwrap(), 1);
        assert_eq!(scene.live("42").await, before - 1);
    }
    assert_eq!(scene.refresh().await, Err("session_revoked"));
    assert_eq!(scene.live("43").await, 1);
    let third = login("42").await;
    // The app has a clock of its own here, and the database the machine's.
    let all = all.replace("SUBJECT", "42").replace("CLIENT", "");
    let stamp = async || {
        let stamps = scene.store.stamps("42", None).await.unwrap();
        *stamps.get(Group::Subject("42")).unwrap().value()
    };
    assert_eq!(scene.operator.execute(&all, &[]).await.unwrap(), 1);
    let first = stamp().await;
    let refused = scene.app.refresh(third.refresh_token(), &browser()).await;
    assert_eq!(refused.unwrap_err().code(), "session_revoked");
    assert_eq!(scene.live("42").await, 0);
    assert_eq!(scene.operator.execute(&all, &[]).await.unwrap(), 1);
    assert_ne!(stamp().await, first);
    scene.clock.advance(Duration::from_secs(60));
    scene
        .app
        .refresh(other.refresh_token(), &browser())
        .await
        .unwrap();
}

/// Of a client, of a subject at a client, and of everybody: those that are in it, and no others.
#[tokio::test(flavor = "multi_thread")]
async fn an_operator_ends_a_group_as_the_schema_says() {
    let scene = Scene::new().await;
    let [_, all] = statements();
    for (subject, client, ended) in [
        ("", "app", [false, true, false, true]),
        ("42", "app", [false, true, false, false]),
        ("", "", [true; 4]),
    ] {
        let mut logins = Vec::new();
        for (subject, by) in [
            ("42", browser()),
            ("42", Presenter::public("app")),
            ("42", Presenter::public("42")),
            ("43", Presenter::public("app")),
        ] {
            let new = NewSession::new(subject, by.clone());
            logins.push((scene.app.login(new).await.unwrap(), by));
        }
        let all = all.replace("SUBJECT", subject).replace("CLIENT", client);
        assert_eq!(scene.operator.execute(&all, &[]).await.unwrap(), 1);
        for ((login, by), is_ended) in logins.iter().zip(ended) {
            let refreshed = scene.app.refresh(login.refresh_token(), by).await;
            let code = refreshed.err().map(|error| error.code());
            assert_eq!(
                code,
                is_ended.then_some("session_revoked"),
                "{subject} {client}"
            );
        }
    }
}
