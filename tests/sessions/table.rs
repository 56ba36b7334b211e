//! The decision table, line by line; the first line that fits wins.

use std::time::Duration;

use glassbox::session::{Grace, NewSession, Presenter, RefreshError, RefreshKind};

use super::support::{DAY, block_on, browser, code, server, server_with, with_grace};
use crate::support::NOW;

const WINDOW: Grace = Grace::Window(Duration::from_secs(30));

#[test]
fn line_1_no_row() {
    let (here, elsewhere) = (server(), server());
    let login = elsewhere.login();
    assert_eq!(code(here.refresh(login.refresh_token())), "unknown_session");
}

#[test]
fn line_2_another_client() {
    let server = server();
    let login = |client: Presenter| {
        let login = block_on(server.sessions.login(NewSession::new("42", client)));
        login.unwrap().into_tokens().1
    };
    let refresh = |token: &str, client| block_on(server.sessions.refresh(token, &client)).is_ok();
    let public = login(Presenter::public("a"));
    let authenticated = login(Presenter::authenticated("a"));
    let own = login(browser());
    for (token, client, is_theirs) in [
        (&public, Presenter::public("a"), true),
        (&public, Presenter::authenticated("a"), true),
        (&public, Presenter::public("b"), false),
        (&public, Presenter::authenticated("b"), false),
        (&public, browser(), false),
        (&authenticated, Presenter::authenticated("a"), true),
        (&authenticated, Presenter::public("a"), false),
        (&authenticated, Presenter::authenticated("A"), false),
        (&own, browser(), true),
        (&own, Presenter::public("a"), false),
    ] {
        assert_eq!(refresh(token, client.clone()), is_theirs, "{client:?}");
    }
    let result = block_on(server.sessions.refresh(&own, &Presenter::public("a")));
    assert_eq!(code(result), "binding_mismatch");
}

#[test]
fn line_2_comes_before_the_others() {
    let server = server();
    let login = server.login();
    block_on(server.sessions.logout(login.refresh_token())).unwrap();
    let other = Presenter::public("b");
    let result = block_on(server.sessions.refresh(login.refresh_token(), &other));
    assert_eq!(code(result), "binding_mismatch");
}

#[test]
fn line_3_revoked_or_stamped_out() {
    let server = server();
    let (first, second) = (server.login(), server.login());
    block_on(server.sessions.logout(first.refresh_token())).unwrap();
    assert_eq!(
        code(server.refresh(first.refresh_token())),
        "session_revoked"
    );
    assert!(server.refresh(second.refresh_token()).is_ok());
    block_on(server.sessions.revoke_subject("42")).unwrap();
    assert_eq!(
        code(server.refresh(second.refresh_token())),
        "session_revoked"
    );
    // Before its end is looked at.
    server.pass(100 * DAY);
    assert_eq!(
        code(server.refresh(second.refresh_token())),
        "session_revoked"
    );
}

#[test]
fn line_4_the_absolute_end_and_the_idle_one() {
    let server = server();
    let idle = NOW + 10 * DAY as i64;
    let login = server.login();
    server.set(idle - 1);
    let refreshed = server.refresh(login.refresh_token()).unwrap();
    assert_eq!(refreshed.kind(), RefreshKind::Rotated);
    assert_eq!(
        refreshed.refresh_expires_at().seconds(),
        idle - 1 + 10 * DAY as i64
    );
    server.set(idle - 1 + 10 * DAY as i64);
    let error = server.refresh(refreshed.refresh_token()).unwrap_err();
    assert_eq!(error.code(), "session_expired");
    // Not revoked: nothing was wrong with it.
    assert!(!server.is_revoked(&login));

    // Used every week, and over after thirty days all the same.
    server.set(NOW);
    let mut latest = server.login();
    let end = latest.session().expires_at();
    assert_eq!(end.seconds(), NOW + 30 * DAY as i64);
    for _ in 0..4 {
        server.pass(7 * DAY);
        latest = server.refresh(latest.refresh_token()).unwrap();
        assert_eq!(latest.session().expires_at(), end);
    }
    assert_eq!(latest.refresh_expires_at(), end);
    server.set(end.seconds() - 1);
    latest = server.refresh(latest.refresh_token()).unwrap();
    assert_eq!(latest.access_expires_at(), end);
    server.set(end.seconds());
    let error = server.refresh(latest.refresh_token()).unwrap_err();
    assert!(matches!(error, RefreshError::Expired { end: it, now } if it == end && now == end));
}

/// A token whose rotation the store has lost: a second server has the row as it was at login.
fn ahead(adopt: bool) -> (super::support::Server, glassbox::session::Refreshed, String) {
    let server = server_with(|builder| {
        if adopt {
            builder.adopt_ahead()
        } else {
            builder
        }
    });
    let login = server.login();
    let before = server.row(&login);
    let rotated = server.rotate(login.refresh_token());
    let seen = server.row(&login).version();
    assert!(
        block_on(glassbox::session::SessionStore::swap(
            &server.store,
            seen,
            &before
        ))
        .unwrap()
    );
    (server, login, rotated.into_tokens().1)
}

#[test]
fn line_5_ahead_of_the_store() {
    let (server, login, token) = ahead(false);
    let error = server.refresh(&token).unwrap_err();
    let RefreshError::Ahead { presented, session } = error else {
        panic!("{error}");
    };
    assert_eq!((presented, session), (1, server.row(&login)));
    assert!(server.is_revoked(&login));
    assert_eq!(code(server.refresh(&token)), "session_revoked");

    let (server, login, token) = ahead(true);
    let adopted = server.refresh(&token).unwrap();
    assert_eq!(adopted.kind(), RefreshKind::Adopted);
    assert_eq!(server.row(&login).generation(), 2);
    // And it goes on as ever.
    assert_eq!(
        server.refresh(&token).unwrap().kind(),
        RefreshKind::Replayed
    );
    let next = server.rotate(adopted.refresh_token());
    assert_eq!(next.session().generation(), 3);
}

#[test]
fn line_6_two_behind_is_theft_at_once() {
    for grace in [WINDOW, Grace::Window(Duration::from_secs(DAY))] {
        let server = with_grace(grace);
        let login = server.login();
        let first = server.rotate(login.refresh_token());
        let second = server.rotate(first.refresh_token());
        let error = server.refresh(login.refresh_token()).unwrap_err();
        let RefreshError::Reuse { presented, session } = error else {
            panic!("{error}");
        };
        assert_eq!((presented, session.generation()), (0, 2));
        // For a letter to its user.
        assert_eq!(
            (session.subject(), session.label()),
            ("42", Some("Firefox"))
        );
        let revoked = session.revoked().map(|(_, reason)| reason);
        assert_eq!(revoked, Some("refresh token reuse"));
        assert!(server.is_revoked(&login), "{grace:?}");
        assert_eq!(
            code(server.refresh(second.refresh_token())),
            "session_revoked"
        );
    }
}

#[test]
fn line_6_one_behind_outside_the_window() {
    // In both directions of the clock: |now − rotated_at| < 30.
    for (moved, is_replay) in [
        (29, true),
        (30, false),
        (-29, true),
        (-30, false),
        (0, true),
    ] {
        let server = with_grace(WINDOW);
        let login = server.login();
        server.rotate(login.refresh_token());
        server.set(NOW + 60 + moved);
        let again = server.refresh(login.refresh_token());
        assert_eq!(again.is_ok(), is_replay, "{moved}");
        assert_eq!(server.is_revoked(&login), !is_replay, "{moved}");
    }
}

#[test]
fn line_6_strict_knows_no_window() {
    let server = with_grace(Grace::Strict);
    let login = server.login();
    let first = server.refresh(login.refresh_token()).unwrap();
    assert_eq!(first.kind(), RefreshKind::Rotated);
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "refresh_token_reuse"
    );
    assert_eq!(
        code(server.refresh(first.refresh_token())),
        "session_revoked"
    );
}

#[test]
fn line_6_a_predecessor_ends_when_its_successor_is_used() {
    let length = Duration::from_secs(DAY);
    let server = with_grace(Grace::Window(length));
    let login = server.login();
    let first = server.rotate(login.refresh_token());
    // Given again right away: that is no use of it.
    assert_eq!(
        server.refresh(first.refresh_token()).unwrap().kind(),
        RefreshKind::Same
    );
    server.pass(DAY - 1);
    let again = server.refresh(login.refresh_token()).unwrap();
    assert_eq!(again.refresh_token(), first.refresh_token());
    assert_eq!(
        server.refresh(first.refresh_token()).unwrap().kind(),
        RefreshKind::Rotated
    );
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "refresh_token_reuse"
    );

    let server = with_grace(Grace::Window(length));
    let login = server.login();
    server.rotate(login.refresh_token());
    server.pass(DAY);
    assert_eq!(
        code(server.refresh(login.refresh_token())),
        "refresh_token_reuse"
    );
}

#[test]
fn line_7_comes_after_theft_and_before_anything_is_spent() {
    let server = server();
    let login = server.login();
    let first = server.rotate(login.refresh_token());
    server.pass(60);
    let greedy = browser().scope("admin");
    let result = block_on(server.sessions.refresh(first.refresh_token(), &greedy));
    assert_eq!(code(result), "scope_exceeded");
    let result = block_on(
        server
            .sessions
            .refresh(first.refresh_token(), &browser().audience("x")),
    );
    assert_eq!(code(result), "audience_exceeded");
    assert_eq!(server.row(&login), *first.session());
    let result = block_on(server.sessions.refresh(login.refresh_token(), &greedy));
    assert_eq!(code(result), "refresh_token_reuse");
}

#[test]
fn line_8_the_predecessor_gets_the_same_bytes() {
    let server = server();
    let login = server.login();
    let first = server.rotate(login.refresh_token());
    let row = server.row(&login);
    for passed in [0, 1, 29] {
        server.set(NOW + 60 + passed);
        let again = server.refresh(login.refresh_token()).unwrap();
        assert_eq!(again.kind(), RefreshKind::Replayed);
        assert_eq!(again.refresh_token(), first.refresh_token());
        assert_eq!(again.refresh_expires_at(), first.refresh_expires_at());
        // A new access token, and nothing written: the idle end does not slide.
        assert_eq!(again.access_expires_at().seconds(), NOW + 60 + passed + 300);
        assert_eq!(server.row(&login), row);
    }
}

#[test]
fn line_9_what_was_made_a_moment_ago_is_given_again() {
    for (grace, settles) in [
        (WINDOW, 30),
        (Grace::Window(Duration::from_secs(5)), 5),
        (Grace::Window(Duration::from_secs(300)), 30),
        (Grace::Window(Duration::from_secs(DAY)), 30),
    ] {
        let server = with_grace(grace);
        let login = server.login();
        server.pass(settles - 1);
        let same = server.refresh(login.refresh_token()).unwrap();
        assert_eq!(same.kind(), RefreshKind::Same, "{grace:?}");
        assert_eq!(same.refresh_token(), login.refresh_token());
        assert_eq!(server.row(&login).generation(), 0);
        server.pass(1);
        let next = server.refresh(login.refresh_token()).unwrap();
        assert_eq!(next.kind(), RefreshKind::Rotated, "{grace:?}");
    }
}

#[test]
fn line_10_rotates() {
    let server = server();
    let login = server.login();
    assert_eq!(login.kind(), RefreshKind::Login);
    let first = server.rotate(login.refresh_token());
    assert_eq!(first.kind(), RefreshKind::Rotated);
    assert_ne!(first.refresh_token(), login.refresh_token());
    let row = server.row(&login);
    assert_eq!(
        (row.generation(), row.rotated_at().seconds()),
        (1, NOW + 60)
    );
    assert_eq!(row, *first.session());
}

#[test]
fn two_tabs_and_a_lost_answer_are_no_theft() {
    let server = server();
    let login = server.login();
    server.pass(3600);
    // Both tabs at once; one answer is lost, and its tab asks again.
    let one = server.refresh(login.refresh_token()).unwrap();
    let two = server.refresh(login.refresh_token()).unwrap();
    let again = server.refresh(login.refresh_token()).unwrap();
    assert_eq!(one.refresh_token(), two.refresh_token());
    assert_eq!(one.refresh_token(), again.refresh_token());
    // One after the other, with what the first one got.
    assert_eq!(
        server.refresh(one.refresh_token()).unwrap().kind(),
        RefreshKind::Same
    );
    assert!(server.refresh(login.refresh_token()).is_ok());
    assert!(!server.is_revoked(&login));
}
