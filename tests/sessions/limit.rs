//! The limit of sessions, for each subject and client (attack H12): who makes room, in one second
//! too, and what a login costs.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use glassbox::NumericDate;
use glassbox::session::{
    AtLimit, Group, Loaded, MemoryStore, NewSession, Presenter, RefreshError, Refreshed, Session,
    SessionId, SessionStore, Stamp, Stamps, StoreError, Version,
};

use super::failing::Failing;
use super::support::{DAY, Server, block_on, browser, code, server_over, server_with};
use crate::support::{NOW, at};

fn login(server: &Server, by: Presenter) -> Refreshed {
    block_on(server.sessions.login(NewSession::new("42", by))).unwrap()
}

fn limited(limit: usize) -> Server {
    server_with(|builder| builder.limit_per_client(limit))
}

#[test]
fn another_client_pushes_nobody_out() {
    for pause in [0, 1, DAY / 100] {
        let server = limited(3);
        let phone = || Presenter::public("phone");
        let own = [login(&server, browser()), login(&server, phone())];
        for _ in 0..100 {
            server.pass(pause);
            login(&server, Presenter::authenticated("third-party"));
        }
        for own in &own {
            assert!(!server.is_revoked(own), "{pause}");
        }
        let live = block_on(server.sessions.sessions("42")).unwrap();
        assert_eq!(live.len(), 2 + 3);
        let refreshed = block_on(server.sessions.refresh(own[1].refresh_token(), &phone()));
        assert!(refreshed.is_ok());
    }
}

/// Whether it has proven who it is or not, it is one client.
#[test]
fn a_client_has_one_limit_however_it_comes() {
    let server = limited(2);
    let first = login(&server, Presenter::public("app"));
    login(&server, Presenter::authenticated("app"));
    login(&server, Presenter::public("app"));
    assert!(server.is_revoked(&first));
    // Names that are alike are not the same.
    login(&server, Presenter::public("App"));
    login(&server, Presenter::public("app "));
    login(&server, browser());
    let live = block_on(server.sessions.sessions("42")).unwrap();
    assert_eq!(live.len(), 2 + 3);
}

/// One after the other, in one second: each is good, and the latest stay, in the order in which they
/// came.
#[test]
fn logins_of_one_second_have_an_order() {
    for limit in [1, 2, 5] {
        let server = limited(limit);
        let logins: Vec<_> = (0..40).map(|_| login(&server, browser())).collect();
        let (over, live) = logins.split_at(logins.len() - limit);
        assert!(over.iter().all(|it| server.is_revoked(it)), "{limit}");
        assert!(!live.iter().any(|it| server.is_revoked(it)), "{limit}");
    }
}

/// And so have those of machines whose clocks differ.
#[test]
fn logins_by_clocks_that_differ_have_an_order() {
    let server = limited(2);
    let mut logins = Vec::new();
    for seconds in [0, -5, 70, -70, 3_600, -3_600, 0] {
        server.clock.set(at(NOW + seconds));
        logins.push(login(&server, browser()));
        assert!(!server.is_revoked(&logins[logins.len() - 1]), "{seconds}");
    }
}

/// What was used since is no more the longest unused, in the second of a login too.
#[test]
fn who_was_used_last_stays() {
    let server = limited(2);
    let (one, two) = (login(&server, browser()), login(&server, browser()));
    server.pass(60);
    assert!(server.refresh(one.refresh_token()).is_ok());
    login(&server, browser());
    assert!(server.is_revoked(&two) && !server.is_revoked(&one));
}

fn refusing(limit: usize) -> Server {
    server_with(|builder| {
        builder
            .limit_per_client(limit)
            .at_limit(AtLimit::RefuseLogin)
    })
}

#[test]
fn a_login_may_be_refused_instead() {
    let server = refusing(2);
    let logins = [login(&server, browser()), login(&server, browser())];
    for pause in [0, 60, DAY] {
        server.pass(pause);
        let refused = block_on(server.sessions.login(NewSession::new("42", browser())));
        assert!(matches!(
            refused,
            Err(RefreshError::LimitReached { limit: 2 })
        ));
    }
    // Nobody was logged out, nothing was written, and others come in.
    assert!(!logins.iter().any(|it| server.is_revoked(it)));
    assert_eq!(server.store.len(), 2);
    login(&server, Presenter::public("app"));
    block_on(server.sessions.login(NewSession::new("43", browser()))).unwrap();
    // A place is free when a session has ended: logged out, or unused for too long.
    block_on(server.sessions.logout(logins[0].refresh_token())).unwrap();
    login(&server, browser());
    assert_eq!(
        code(block_on(
            server.sessions.login(NewSession::new("42", browser()))
        )),
        "limit_reached"
    );
    server.pass(10 * DAY);
    login(&server, browser());
    block_on(server.sessions.revoke_subject("42")).unwrap();
    login(&server, browser());
    login(&server, browser());
}

/// Where it is not known how many there are, none may be one too many.
#[test]
fn a_limit_that_refuses_is_kept_whatever_fails() {
    for fails_when_done in [false, true] {
        // The stamp, a look at those that live, the insert, and the look again.
        for calls in 0..4 {
            let store = Failing::new(fails_when_done);
            let server = server_over(store.clone(), |builder| {
                builder.limit_per_client(1).at_limit(AtLimit::RefuseLogin)
            });
            store.fail_after(calls);
            let failed = block_on(server.sessions.login(NewSession::new("42", browser())));
            assert_eq!(code(failed), "store_unavailable", "{calls}");
            // To ask again is safe: what failed has no place.
            let again = block_on(server.sessions.login(NewSession::new("42", browser())));
            assert!(again.is_ok(), "{calls}");
        }
    }
}

/// A store that gives others' rows ends none of them.
#[test]
fn the_sessions_of_another_subject_are_not_ended() {
    let store = Failing::new(false);
    let server = server_over(store.clone(), |builder| builder.limit_per_client(1));
    let victim = NewSession::new("victim", browser());
    let victim = block_on(server.sessions.login(victim)).unwrap();
    store.answer_with(victim.session().clone());
    server.login();
    server.login();
    let live = block_on(store.live("victim", None, at(NOW))).unwrap();
    assert_eq!(live, [victim.session().clone()]);
}

/// A store in memory that counts the rows that it gives.
#[derive(Clone, Default)]
struct Counting(Arc<MemoryStore>, Arc<AtomicUsize>);

impl Counting {
    fn count(&self, rows: usize) {
        self.1.fetch_add(rows, Ordering::Relaxed);
    }
}

impl SessionStore for Counting {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        self.0.insert(row).await
    }
    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        self.count(1);
        self.0.load(id).await
    }
    async fn swap(&self, seen: Version, row: &Session) -> Result<bool, StoreError> {
        self.0.swap(seen, row).await
    }
    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Loaded>, StoreError> {
        let rows = self.0.list(subject, after, limit).await;
        rows.inspect(|rows| self.count(rows.len()))
    }
    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        let rows = self.0.live(subject, client, now).await;
        rows.inspect(|rows| self.count(rows.len()))
    }
    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        self.0.stamps(subject, client).await
    }
    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        self.0.set_stamp(group, stamp).await
    }
    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        self.0.prune(before, limit).await
    }
}

/// Revoked to make room, stamped out, unused for too long: however many lie dead.
#[test]
fn a_login_asks_for_no_more_rows_than_the_limit() {
    const LIMIT: usize = 5;
    let store = Counting::default();
    let server = server_over(store.clone(), |builder| builder.limit_per_client(LIMIT));
    let mut most = 0;
    for number in 0..2_000 {
        match number % 500 {
            100 => block_on(server.sessions.revoke_subject("42")).unwrap(),
            200 => block_on(server.sessions.revoke_all()).unwrap(),
            300 => server.pass(10 * DAY),
            _ => {}
        }
        store.1.store(0, Ordering::Relaxed);
        server.login();
        most = most.max(store.1.load(Ordering::Relaxed));
    }
    assert_eq!(store.0.len(), 2_000);
    // All that live, before and after; and the one that goes, and a last look at the new one.
    assert_eq!(most, LIMIT + (LIMIT + 1) + 2);
}
