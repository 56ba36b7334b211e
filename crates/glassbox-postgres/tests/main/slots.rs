//! A connection is the pool's again when the server has done with it, and no sooner: whatever hangs,
//! and whoever no longer waits, there are never more connections than the pool may have.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use glassbox::session::{NewSession, RefreshError};
use glassbox_postgres::PostgresStore;
use glassbox_postgres::deadpool_postgres::Client;
use tokio::task::JoinSet;

use super::support::{Postgres, Server, assert_retry, browser, clock, pool, sessions};

const SIZE: usize = 4;
const CALLERS: usize = 500;
const ROUNDS: usize = 5;

/// Its log tells of each connection that was ever made.
fn server() -> Postgres {
    Postgres::start_with(&[("postgresql.auto.conf", "log_connections = on\n")])
}

/// Sessions over a pool of [`SIZE`].
async fn app(server: &Postgres) -> Arc<Server> {
    let pool = pool(server.url() + "?application_name=app", SIZE);
    let store = PostgresStore::open(pool).await.unwrap();
    Arc::new(sessions(store, &clock()))
}

async fn operator(server: &Postgres) -> Client {
    let pool = pool(server.url() + "?application_name=operator", 1);
    pool.get().await.unwrap()
}

/// Many who ask at once.
fn callers(app: &Arc<Server>) -> JoinSet<Result<(), RefreshError>> {
    let call = |caller: usize| {
        let app = Arc::clone(app);
        async move {
            let new = NewSession::new(caller.to_string(), browser());
            app.login(new).await.map(drop)
        }
    };
    (0..CALLERS).map(call).collect()
}

/// All of them wait until their time is up, and no longer.
async fn all_give_up(mut callers: JoinSet<Result<(), RefreshError>>) {
    while let Some(answer) = callers.join_next().await {
        let error = answer.unwrap().unwrap_err();
        assert_retry(&error);
        let text = "the store could not be asked: no answer within 10s";
        assert_eq!(error.to_string(), text);
    }
}

async fn count(operator: &Client, what: &str) -> usize {
    let row = operator.query_one(what, &[]).await.unwrap();
    usize::try_from(row.get::<_, i64>(0)).unwrap()
}

const BACKENDS: &str = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'app'";
const WAITING: &str = "SELECT count(*) FROM pg_locks WHERE NOT granted";

/// Holds a lock on the table while `meanwhile` goes on.
async fn locked<T>(operator: &Client, meanwhile: impl Future<Output = T>) -> T {
    let lock = "BEGIN; LOCK TABLE glassbox_session, glassbox_stamp";
    operator.batch_execute(lock).await.unwrap();
    let done = meanwhile.await;
    operator.batch_execute("COMMIT").await.unwrap();
    done
}

/// How many connections it ever had.
fn made(server: &Postgres) -> usize {
    server.log().matches("application_name=app").count()
}

/// As many as the pool may have were ever made, and each of them serves again.
async fn assert_all_is_well(server: &Postgres, app: &Arc<Server>) {
    let mut callers = callers(app);
    while let Some(answer) = callers.join_next().await {
        answer.unwrap().unwrap();
    }
    let operator = operator(server).await;
    assert_eq!(count(&operator, BACKENDS).await, SIZE);
    assert_eq!(made(server), SIZE, "connections were made");
}

/// On one thread, so that time can be the test's.
#[tokio::test]
async fn a_locked_table_outgrows_no_pool() {
    let server = server();
    let app = app(&server).await;
    let operator = operator(&server).await;
    let rounds = async {
        tokio::time::pause();
        let mut rounds = 0;
        while rounds < ROUNDS || count(&operator, WAITING).await < SIZE {
            assert!(rounds < 100, "the pool is never used up");
            all_give_up(callers(&app)).await;
            let backends = count(&operator, BACKENDS).await;
            assert!(backends <= SIZE, "{backends} after round {rounds}");
            assert!(made(&server) <= SIZE, "connections were made");
            rounds += 1;
        }
        tokio::time::resume();
    };
    locked(&operator, rounds).await;
    assert_all_is_well(&server, &app).await;
}

/// They time out while others are dropped, wherever they are.
#[tokio::test]
async fn callers_that_are_dropped_outgrow_no_pool() {
    let server = server();
    let app = app(&server).await;
    let operator = operator(&server).await;
    let rounds = async {
        for round in 0..ROUNDS {
            let mut dropped = callers(&app);
            while count(&operator, WAITING).await < SIZE {}
            dropped.shutdown().await;
            tokio::time::pause();
            all_give_up(callers(&app)).await;
            tokio::time::resume();
            let backends = count(&operator, BACKENDS).await;
            assert_eq!(backends, SIZE, "round {round}");
        }
    };
    locked(&operator, rounds).await;
    assert_all_is_well(&server, &app).await;
}

/// A machine that hangs: it takes questions, and connections too, and says nothing.
#[tokio::test]
async fn a_frozen_server_outgrows_no_pool() {
    let server = server();
    let app = app(&server).await; // with one connection, so that others must be made
    server.freeze();
    for _ in 0..ROUNDS {
        let mut dropped = callers(&app);
        tokio::task::yield_now().await;
        dropped.shutdown().await;
        tokio::time::pause();
        all_give_up(callers(&app)).await;
        tokio::time::resume();
    }
    server.thaw();
    assert_all_is_well(&server, &app).await;
}

/// A server that is gone has done with all that it worked for.
#[tokio::test]
async fn a_server_that_dies_gives_all_slots_back() {
    let mut server = server();
    let app = app(&server).await;
    let operator = operator(&server).await;
    operator
        .batch_execute("BEGIN; LOCK TABLE glassbox_session, glassbox_stamp")
        .await
        .unwrap();
    let mut dropped = callers(&app);
    while count(&operator, WAITING).await < SIZE {}
    dropped.shutdown().await;
    server.kill();
    server.start_again();
    for _ in 0..SIZE {
        let new = NewSession::new("42", browser());
        app.login(new).await.unwrap();
    }
}

/// With `statement_timeout`, what hangs on one row costs the others a moment.
#[tokio::test]
async fn a_locked_row_is_given_up_by_the_server_where_it_may() {
    let server = server();
    let hasty = "?options=-c%20statement_timeout%3D100ms";
    let store = PostgresStore::open(pool(server.url() + hasty, 1)).await;
    let clock = clock();
    let app = sessions(store.unwrap(), &clock);
    let login = app.login(NewSession::new("42", browser())).await.unwrap();
    clock.advance(Duration::from_secs(60));
    let operator = operator(&server).await;
    let lock = "BEGIN; SELECT FROM glassbox_session FOR UPDATE";
    operator.batch_execute(lock).await.unwrap();
    let refused = app.refresh(login.refresh_token(), &browser()).await;
    let text = "the store could not be asked: canceling statement due to statement timeout (57014)";
    assert_eq!(refused.unwrap_err().to_string(), text);
    app.login(NewSession::new("43", browser())).await.unwrap();
    operator.batch_execute("COMMIT").await.unwrap();
    let refreshed = app.refresh(login.refresh_token(), &browser()).await;
    assert_eq!(refreshed.unwrap().session().generation(), 1);
}

/// The timeouts of the pool itself do not leave the server alone with a connection either.
#[tokio::test]
async fn a_connection_that_is_long_in_the_making_is_made_once() {
    use glassbox_postgres::deadpool_postgres::tokio_postgres::NoTls;
    use glassbox_postgres::deadpool_postgres::{Config, PoolConfig, Runtime, Timeouts};

    let server = server();
    let mut config = Config::new();
    config.url = Some(server.url() + "?application_name=app");
    let moment = Some(Duration::from_millis(1));
    config.pool = Some(PoolConfig {
        max_size: SIZE,
        timeouts: Timeouts {
            create: moment,
            recycle: moment,
            ..Timeouts::default()
        },
        ..PoolConfig::default()
    });
    let pool = config.create_pool(Some(Runtime::Tokio1), NoTls).unwrap();
    server.freeze();
    for _ in 0..ROUNDS {
        tokio::time::pause();
        let mut openings: JoinSet<_> = (0..CALLERS)
            .map(|_| PostgresStore::open(pool.clone()))
            .collect();
        while let Some(opened) = openings.join_next().await {
            opened.unwrap().unwrap_err();
        }
        tokio::time::resume();
    }
    server.thaw();
    let app = sessions(PostgresStore::open(pool).await.unwrap(), &clock());
    assert_all_is_well(&server, &Arc::new(app)).await;
}
