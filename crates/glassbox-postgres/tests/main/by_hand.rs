//! What an operator writes into the columns by hand: it is believed, wherever a row is read, or the row
//! is corrupt; never by half.

mod documents;

use std::time::Duration;

use glassbox::NumericDate;
use glassbox::session::{NewSession, Refreshed, Session, SessionStore};
use glassbox::time::FixedClock;
use glassbox_postgres::PostgresStore;
use glassbox_postgres::deadpool_postgres::Client;

use super::support::{Postgres, START, Server, browser, clock, pool, sessions};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// A login of `42`, and an operator at the database.
struct Scene {
    _server: Postgres,
    clock: FixedClock,
    store: PostgresStore,
    app: Server,
    login: Refreshed,
    operator: Client,
}

impl Scene {
    async fn new() -> Self {
        let server = Postgres::start();
        let pool = pool(server.url(), 4);
        let store = PostgresStore::open(pool.clone()).await.unwrap();
        let clock = clock();
        let app = sessions(store.clone(), &clock);
        let login = app.login(NewSession::new("42", browser())).await.unwrap();
        clock.advance(Duration::from_secs(60));
        Self {
            _server: server,
            operator: pool.get().await.unwrap(),
            clock,
            store,
            app,
            login,
        }
    }

    /// The one row, with some of its columns set.
    async fn set(&self, columns: &str) {
        let set = format!("UPDATE glassbox_session SET {columns}");
        assert_eq!(self.operator.execute(&set, &[]).await.unwrap(), 1);
    }

    async fn refresh(&self) -> Result<Session, &'static str> {
        let token = self.login.refresh_token();
        let refreshed = self.app.refresh(token, &browser()).await;
        let refreshed = refreshed.map_err(|error| error.code())?;
        Ok(refreshed.session().clone())
    }

    async fn live(&self, subject: &str) -> usize {
        self.app.sessions(subject).await.unwrap().len()
    }

    /// The row, which a list tells as it is when it is loaded.
    async fn row(&self, subject: &str) -> Session {
        let listed = self.store.list(subject, None, 9).await.unwrap();
        let loaded = self.store.load(listed[0].session.id()).await.unwrap();
        assert_eq!(listed, [loaded.unwrap()]);
        listed[0].session.clone()
    }

    /// What the database says when columns are set that cannot be.
    async fn refused(&self, columns: &str) -> String {
        let set = format!("UPDATE glassbox_session SET {columns}");
        let refused = self.operator.execute(&set, &[]).await.unwrap_err();
        refused.code().unwrap().code().into()
    }

    /// Nobody takes it, and nobody overlooks it.
    async fn assert_corrupt(&self, columns: &str, subject: &str) {
        self.set(columns).await;
        assert_eq!(self.refresh().await, Err("store_corrupt"), "{columns}");
        let listed = self.app.sessions(subject).await.unwrap_err();
        assert_eq!(listed.code(), "store_corrupt", "{columns}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_revocation_is_one() {
    let scene = Scene::new().await;
    let seen = scene.row("42").await;
    scene.set("revoked_at = 1800000060").await;
    let row = scene.row("42").await;
    let (at, reason) = row.revoked().unwrap();
    assert_eq!((at.seconds(), reason), (START + 60, "by hand"));
    // A refresh that had read it before does not undo it.
    assert!(!scene.store.swap(seen.version(), &seen).await.unwrap());
    assert_eq!(scene.live("42").await, 0);
    assert_eq!(scene.refresh().await, Err("session_revoked"));
    let revoked = scene.app.revoke_session("42", row.id()).await.unwrap();
    assert!(!revoked, "it had been");
    scene.clock.advance(DAY + Duration::from_secs(1));
    assert_eq!(scene.app.prune(9).await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_another_users_is_theirs() {
    let scene = Scene::new().await;
    scene.set("subject = '43'").await;
    assert_eq!(scene.live("42").await, 0);
    assert_eq!(scene.live("43").await, 1);
    assert_eq!(scene.refresh().await.unwrap().subject(), "43");
    scene.app.revoke_subject("42").await.unwrap();
    scene.app.revoke_subject("43").await.unwrap();
    assert_eq!(scene.refresh().await, Err("session_revoked"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_generation_is_the_one_that_counts() {
    let scene = Scene::new().await;
    scene.set("generation = 5").await;
    assert_eq!(scene.row("42").await.generation(), 5);
    assert_eq!(scene.refresh().await, Err("refresh_token_reuse"));
    assert_eq!(scene.live("42").await, 0);
    assert_eq!(
        scene.row("42").await.revoked().unwrap().1,
        "refresh token reuse"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_end_is_one() {
    for end in ["expires_at = 1800000060", "idle = 60", "rotated_at = 1"] {
        let scene = Scene::new().await;
        scene.set(end).await;
        assert_eq!(scene.refresh().await, Err("session_expired"), "{end}");
        assert_eq!(scene.live("42").await, 0, "{end}");
        scene.clock.advance(DAY + Duration::from_secs(1));
        assert_eq!(scene.app.prune(9).await.unwrap(), 1, "{end}");
    }
    let scene = Scene::new().await;
    scene.set("expires_at = 1900000000, idle = 100000000").await;
    scene.clock.advance(DAY * 400);
    assert_eq!(scene.app.prune(9).await.unwrap(), 0);
    assert_eq!(scene.refresh().await.unwrap().generation(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stamp_is_the_one_that_counts() {
    let scene = Scene::new().await;
    scene.app.revoke_subject("42").await.unwrap();
    assert_eq!(scene.refresh().await, Err("session_revoked"));
    scene
        .set(r"stamp_values = '\x02' || (SELECT value FROM glassbox_stamp)")
        .await;
    scene.clock.advance(DAY * 2);
    assert_eq!(scene.app.prune(9).await.unwrap(), 0);
    assert_eq!(scene.live("42").await, 1);
    assert_eq!(scene.refresh().await.unwrap().generation(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_id_is_another_session() {
    let scene = Scene::new().await;
    scene.set("id = 'sixteen bytes, 1'").await;
    assert_eq!(scene.refresh().await, Err("unknown_session"));
    assert_eq!(scene.row("42").await.id().as_bytes(), b"sixteen bytes, 1");
}

/// To undo a revocation takes both its columns.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_sessions_is_refused_or_corrupt() {
    let scene = Scene::new().await;
    let wrong = [
        "reason = 'a joke'",
        "idle = -1",
        "stamp_values = 'short'",
        "id = 'short'",
    ];
    for columns in wrong {
        assert_eq!(scene.refused(columns).await, "23514", "{columns}");
    }
    scene.assert_corrupt(r"data = '\xff'", "42").await;
    let scene = Scene::new().await;
    let of_no_kind = r"stamp_values = '\x04' || decode(md5(''), 'hex')";
    scene.assert_corrupt(of_no_kind, "42").await;
    let scene = Scene::new().await;
    scene.set(r"subject = '\xff'").await;
    assert_eq!(scene.refresh().await, Err("store_corrupt"));
    // Where the constraints are gone, the library judges alone.
    for columns in wrong {
        let scene = Scene::new().await;
        for constraint in ["", "_idle", "_stamp_values", "_id"] {
            let gone = format!(
                "ALTER TABLE glassbox_session DROP CONSTRAINT glassbox_session{constraint}_check"
            );
            scene.operator.batch_execute(&gone).await.unwrap();
        }
        scene.set(columns).await;
        let listed = scene.app.sessions("42").await.unwrap_err();
        assert_eq!(listed.code(), "store_corrupt", "{columns}");
        let is_lost = columns.starts_with("id =");
        let code = ["store_corrupt", "unknown_session"][usize::from(is_lost)];
        assert_eq!(scene.refresh().await, Err(code), "{columns}");
    }
}

/// In `data` is nothing of what a column says: another one's data brings no rights of another one.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_stands_twice() {
    let scene = Scene::new().await;
    let row = scene.row("42").await;
    let set = "UPDATE glassbox_session SET data = $1";
    scene
        .operator
        .execute(set, &[&row.to_bytes()])
        .await
        .unwrap();
    assert_eq!(scene.refresh().await, Err("store_corrupt"));
}

/// What is computed is the database's.
#[tokio::test(flavor = "multi_thread")]
async fn what_follows_from_other_columns_is_refused() {
    let scene = Scene::new().await;
    for columns in ["over_at = 1", "over_hour = 1"] {
        assert_eq!(scene.refused(columns).await, "428C9", "{columns}");
    }
}

/// By which client a session is used stands in the data, too, and is not changed by hand.
#[tokio::test(flavor = "multi_thread")]
async fn another_client_is_corrupt() {
    let scene = Scene::new().await;
    scene.assert_corrupt("client = 'app'", "42").await;
    let now = NumericDate::from_seconds(START);
    let live = scene.store.live("42", Some("app"), now).await;
    assert_eq!(live.unwrap_err().code(), "store_corrupt");
    scene.set("client = ''").await;
    assert!(scene.refresh().await.is_ok());
}
