//! How long a session lasts that says so at its login: "remember me", or a device that others use.

use std::time::Duration;

use glassbox::session::{Grace, NewSession, RefreshError, Refreshed, Session};

use super::support::{
    DAY, Server, block_on, browser, claims, code, server, server_with, with_grace,
};
use crate::support::{NOW, at};

fn days(days: u64) -> Duration {
    Duration::from_secs(days * DAY)
}

fn login(server: &Server, new: impl FnOnce(NewSession) -> NewSession) -> Refreshed {
    let new = new(NewSession::new("42", browser()));
    block_on(server.sessions.login(new)).unwrap()
}

/// The server says ten days unused and thirty in all.
#[test]
fn a_login_may_last_longer_than_the_others_or_shorter() {
    type Says = fn(NewSession) -> NewSession;
    let cases: [(Says, u64, u64); 5] = [
        (|new| new, 10, 30),
        (|new| new.idle(days(60)).lifetime(days(365)), 60, 365),
        (|new| new.idle(days(1)).lifetime(days(2)), 1, 2),
        (|new| new.lifetime(days(365)), 10, 365),
        (|new| new.idle(days(60)), 60, 30),
    ];
    for (says, idle, lifetime) in cases {
        let server = server();
        let login = login(&server, says);
        let row = server.row(&login);
        assert_eq!((row.idle(), row.created_at()), (days(idle), at(NOW)));
        assert_eq!(row.expires_at(), at(NOW + (lifetime * DAY) as i64));
        let ends = (idle.min(lifetime) * DAY) as i64;
        assert_eq!(login.refresh_expires_at(), at(NOW + ends));
        assert_eq!(claims(login.refresh_token())["exp"], NOW + ends);
        assert_eq!(Session::from_bytes(&row.to_bytes()).unwrap(), row);
        // To the second, and again from each use on, up to the absolute end.
        let mut latest = login;
        loop {
            let end = latest.refresh_expires_at();
            server.set(end.seconds() - 1);
            latest = server.refresh(latest.refresh_token()).unwrap();
            assert_eq!(latest.session().idle(), days(idle));
            if end == latest.refresh_expires_at() {
                break;
            }
        }
        assert_eq!(latest.refresh_expires_at(), row.expires_at());
        server.set(row.expires_at().seconds());
        assert_eq!(
            code(server.refresh(latest.refresh_token())),
            "session_expired"
        );
    }
}

#[test]
fn one_that_is_unused_ends_by_its_own_measure() {
    let server = server();
    let (own, other) = (login(&server, |new| new.idle(days(1))), server.login());
    server.pass(DAY);
    assert_eq!(code(server.refresh(own.refresh_token())), "session_expired");
    assert!(server.refresh(other.refresh_token()).is_ok());
}

/// As the builder refuses its own: a session that ends before its first token could be replayed.
#[test]
fn what_ends_within_the_grace_is_refused() {
    let seconds = Duration::from_secs;
    for (idle, lifetime, expected) in [
        (seconds(0), days(1), Some(("idle", "second"))),
        (
            Duration::from_millis(999),
            days(1),
            Some(("idle", "second")),
        ),
        (days(1), seconds(0), Some(("lifetime", "second"))),
        (seconds(30), days(1), Some(("idle", "grace"))),
        (days(1), seconds(30), Some(("lifetime", "grace"))),
        (seconds(31), seconds(31), None),
        (Duration::from_millis(31_999), days(1), None),
    ] {
        let server = server();
        let new = NewSession::new("42", browser());
        let login = block_on(server.sessions.login(new.idle(idle).lifetime(lifetime)));
        let (Err(error), Some((call, text))) = (&login, expected) else {
            assert_eq!(login.is_ok(), expected.is_none(), "{idle:?} {lifetime:?}");
            continue;
        };
        let RefreshError::Invalid { field, problem } = error else {
            panic!("{error}");
        };
        assert_eq!(*field, call);
        assert!(problem.contains(text), "{problem}");
        assert_eq!(error.code(), "invalid_session");
        assert!(server.store.is_empty());
    }
    // Without a grace a second is enough.
    let server = with_grace(Grace::Strict);
    let login = login(&server, |new| new.idle(seconds(1)).lifetime(seconds(2)));
    assert_eq!(login.refresh_expires_at(), at(NOW + 1));
    // What the server itself says is looked at together with the login's.
    let server = server_with(|builder| builder.grace(Grace::Window(days(5))));
    let new = NewSession::new("42", browser()).idle(days(5));
    let error = block_on(server.sessions.login(new)).unwrap_err();
    assert!(
        matches!(error, RefreshError::Invalid { field: "idle", .. }),
        "{error}"
    );
}

/// For ever is no special case.
#[test]
fn the_longest_duration_is_one() {
    let server = server();
    let login = login(&server, |new| {
        new.idle(Duration::MAX).lifetime(Duration::MAX)
    });
    server.pass(40_000 * DAY);
    let refreshed = server.refresh(login.refresh_token()).unwrap();
    let row = server.row(&refreshed);
    assert_eq!(Session::from_bytes(&row.to_bytes()).unwrap(), row);
}

#[test]
fn a_text_that_is_no_duration_is_refused() {
    type Says = fn(NewSession) -> NewSession;
    let cases: [(Says, Option<&str>); 4] = [
        (|new| new.idle("60 days").lifetime("52w"), None),
        (|new| new.idle("60"), Some("idle")),
        (|new| new.lifetime("a year"), Some("lifetime")),
        (|new| new.idle("soon").lifetime("7"), Some("idle")),
    ];
    for (says, expected) in cases {
        let server = server();
        let new = says(NewSession::new("42", browser()));
        let Some(field) = expected else {
            let login = block_on(server.sessions.login(new)).unwrap();
            assert_eq!(login.session().idle(), days(60));
            continue;
        };
        let error = block_on(server.sessions.login(new)).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the session's {field} is not a duration: write a whole number and its unit, \
                 as in 15m"
            )
        );
        assert!(server.store.is_empty());
    }
}
