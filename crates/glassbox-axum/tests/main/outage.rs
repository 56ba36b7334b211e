//! A store that is really down: the client is told to come back, keeps its cookie, and goes on with it.

use core::time::Duration;
use std::fs;
use std::path::PathBuf;

use glassbox::session::SessionStore;
use glassbox::time::FixedClock;
use glassbox_postgres::PostgresStore;
use glassbox_redb::RedbStore;
use tempfile::TempDir;

use crate::postgres::Postgres;
use crate::support::{HttpVersion, Server, clock, post, server, sessions, set_cookie, with};

/// A browser that has logged in at a server over this store.
struct Browser {
    server: Server,
    clock: FixedClock,
    version: HttpVersion,
    token: String,
}

impl Browser {
    async fn login(store: impl SessionStore + 'static, version: HttpVersion) -> Self {
        let clock = clock();
        let server = Server::start(server(sessions(store, &clock))).await;
        let said = post("/login").same_origin().over(version, &server).await;
        let token = set_cookie(&said).unwrap().0.to_owned();
        clock.advance(Duration::from_secs(60));
        Self {
            server,
            clock,
            version,
            token,
        }
    }

    /// Every route says the same, and none touches the cookie.
    async fn check_all(&self, status: u16, error: &str) {
        let routes = [
            "/refresh",
            "/logout",
            "/login",
            "/logout/everywhere",
            "/refresh/grant",
        ];
        for path in routes {
            let said = with(path, &self.token)
                .over(self.version, &self.server)
                .await;
            assert_eq!((said.status, &*said.error()), (status, error), "{path}");
            assert_eq!(said.field("set-cookie"), None, "{path}");
            let retry_after = (status == 503).then_some("1");
            assert_eq!(said.field("retry-after"), retry_after, "{path}");
        }
    }

    async fn refresh(&mut self) {
        let ask = with("/refresh", &self.token);
        let said = ask.over(self.version, &self.server).await;
        assert_eq!(said.status, 200, "{said:?}");
        let token = set_cookie(&said).unwrap().0;
        assert_ne!(token, self.token);
        self.token = token.to_owned();
        self.clock.advance(Duration::from_secs(60));
    }
}

fn redb() -> (TempDir, PathBuf, RedbStore) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sessions.redb");
    let store = RedbStore::open(&path).unwrap();
    (folder, path, store)
}

#[tokio::test]
async fn a_file_that_is_away_logs_nobody_out() {
    for version in HttpVersion::BOTH {
        let (_folder, path, store) = redb();
        let mut browser = Browser::login(store, version).await;
        browser.refresh().await;
        for _ in 0..2 {
            let away = path.with_extension("away");
            fs::rename(&path, &away).unwrap();
            browser.check_all(503, "temporarily_unavailable").await;
            fs::rename(&away, &path).unwrap();
            browser.refresh().await;
        }
    }
}

#[tokio::test]
async fn a_file_that_was_cut_off_is_an_error_of_the_server() {
    for version in HttpVersion::BOTH {
        let (_folder, path, store) = redb();
        let browser = Browser::login(store, version).await;
        let file = fs::File::options().write(true).open(&path).unwrap();
        file.set_len(4096).unwrap();
        browser.check_all(500, "server_error").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_was_killed_logs_nobody_out() {
    let mut postgres = Postgres::start();
    let store = PostgresStore::open(postgres.pool()).await.unwrap();
    let mut browser = Browser::login(store, HttpVersion::One).await;
    browser.refresh().await;
    for version in HttpVersion::BOTH {
        browser.version = version;
        postgres.kill();
        browser.check_all(503, "temporarily_unavailable").await;
        postgres.start_again();
        browser.refresh().await;
    }
}
