//! How long the tokens of an answer are valid, by the clock of the sessions.

use std::time::Duration;

use glassbox::session::RefreshKind;

use super::support::{DAY, server};

const ACCESS: u64 = 300;

#[test]
fn what_remains_counts_from_the_answer_by_the_sessions_clock() {
    let server = server();
    let login = server.login();
    let days = |days| Duration::from_secs(days * DAY);
    assert_eq!(login.access_expires_in(), Duration::from_secs(ACCESS));
    assert_eq!(login.refresh_expires_in(), days(10));

    // The same refresh token again: less of it is left. The access token is new.
    server.pass(20);
    let same = server.refresh(login.refresh_token()).unwrap();
    assert_eq!(same.kind(), RefreshKind::Same);
    assert_eq!(same.access_expires_in(), Duration::from_secs(ACCESS));
    assert_eq!(
        same.refresh_expires_in(),
        days(10) - Duration::from_secs(20)
    );

    server.pass(40);
    let rotated = server.refresh(login.refresh_token()).unwrap();
    assert_eq!(rotated.kind(), RefreshKind::Rotated);
    assert_eq!(rotated.refresh_expires_in(), days(10));
    server.pass(7);
    let replayed = server.refresh(login.refresh_token()).unwrap();
    assert_eq!(replayed.kind(), RefreshKind::Replayed);
    assert_eq!(
        replayed.refresh_expires_in(),
        days(10) - Duration::from_secs(7)
    );
}

#[test]
fn neither_token_outlives_the_session() {
    let server = server();
    let mut token = server.login().into_tokens().1;
    for _ in 0..4 {
        server.pass(7 * DAY);
        token = server.refresh(&token).unwrap().into_tokens().1;
    }
    server.pass(2 * DAY - 120);
    let last = server.refresh(&token).unwrap();
    assert_eq!(last.access_expires_in(), Duration::from_secs(120));
    assert_eq!(last.refresh_expires_in(), Duration::from_secs(120));
}
