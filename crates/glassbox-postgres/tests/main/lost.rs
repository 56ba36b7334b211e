//! Connections that are lost, and a server that is not there: the client keeps its token.

use std::time::Duration;

use glassbox::session::NewSession;
use glassbox_postgres::deadpool_postgres::tokio_postgres::NoTls;
use glassbox_postgres::deadpool_postgres::{Config, Runtime};
use glassbox_postgres::{OpenError, PostgresStore};

use super::support::{Postgres, assert_retry, browser, clock, pool, sessions};

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_cut_costs_a_question_at_most() {
    let server = Postgres::start();
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let clock = clock();
    let here = sessions(store, &clock);
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    let mut token = login.into_tokens().1;
    let operator = pool(server.url() + "?application_name=operator", 1)
        .get()
        .await
        .unwrap();
    let cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity \
               WHERE backend_type = 'client backend' AND application_name <> 'operator'";
    let (mut cuts, mut asked_again) = (0, 0);
    for _ in 0..50 {
        clock.advance(Duration::from_secs(60));
        let refresh = async {
            loop {
                match here.refresh(&token, &browser()).await {
                    Ok(refreshed) => return refreshed,
                    Err(error) => assert_retry(&error),
                }
                asked_again += 1;
                assert!(asked_again < 1000, "it is refused for ever");
            }
        };
        let (refreshed, cut) = tokio::join!(refresh, operator.query_one(cut, &[]));
        cuts += cut.unwrap().get::<_, i64>(0);
        token = refreshed.into_tokens().1;
    }
    let devices = loop {
        match here.sessions("42").await {
            Ok(devices) => break devices,
            Err(error) => assert_retry(&error), // it had a connection that was cut
        }
    };
    assert_eq!(devices[0].generation(), 50);
    assert!(cuts >= 5, "{cuts}"); // a connection is seldom made and cut in vain
    println!("{cuts} connections cut under 50 rotations, {asked_again} asked again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_down_logs_nobody_out() {
    let mut server = Postgres::start();
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let clock = clock();
    let here = sessions(store, &clock);
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    clock.advance(Duration::from_secs(60));
    server.stop();
    for _ in 0..3 {
        assert_retry(
            &here
                .refresh(login.refresh_token(), &browser())
                .await
                .unwrap_err(),
        );
        assert_retry(&here.logout(login.refresh_token()).await.unwrap_err());
        assert_retry(
            &here
                .login(NewSession::new("42", browser()))
                .await
                .unwrap_err(),
        );
    }
    let opened = PostgresStore::open(server.pool()).await;
    assert!(matches!(opened, Err(OpenError::Failed(_))), "{opened:?}");
    server.start_again();
    let refreshed = here
        .refresh(login.refresh_token(), &browser())
        .await
        .unwrap();
    assert_eq!(refreshed.session().generation(), 1);
}

/// A partition of the network, or a machine that hangs. On one thread, so that time can be the test's.
#[tokio::test]
async fn a_database_that_is_silent_is_given_up() {
    let server = Postgres::start();
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let clock = clock();
    let here = sessions(store.timeout(Duration::from_secs(3)), &clock);
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    clock.advance(Duration::from_secs(60));
    server.freeze();
    tokio::time::pause();
    for _ in 0..3 {
        let token = login.refresh_token();
        let error = here.refresh(token, &browser()).await.unwrap_err();
        assert_retry(&error);
        let text = "the store could not be asked: no answer within 3s";
        assert_eq!(error.to_string(), text);
        assert_retry(&here.logout(token).await.unwrap_err());
    }
    let opened = PostgresStore::open(server.pool()).await.unwrap_err();
    let text = "the database cannot be used: no answer within 10s";
    assert_eq!(opened.to_string(), text);
    tokio::time::resume();
    server.thaw();
    // The row was asked for, and nothing was done.
    let refreshed = here.refresh(login.refresh_token(), &browser()).await;
    assert_eq!(refreshed.unwrap().session().generation(), 1);
}

/// A caller that no longer waits, between any two steps: nothing is spent in vain.
#[tokio::test(flavor = "multi_thread")]
async fn a_question_that_nobody_waits_for_any_more_does_no_harm() {
    let server = Postgres::start();
    let store = PostgresStore::open(pool(server.url(), 1)).await.unwrap();
    let clock = clock();
    let here = sessions(store, &clock);
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    let mut token = login.into_tokens().1;
    for polls in 0..60 {
        clock.advance(Duration::from_secs(60));
        {
            let by = browser();
            let mut refresh = std::pin::pin!(here.refresh(&token, &by));
            for _ in 0..polls % 12 {
                let once = std::future::poll_fn(|context| {
                    std::task::Poll::Ready(refresh.as_mut().poll(context).is_ready())
                });
                if once.await {
                    break;
                }
                tokio::task::yield_now().await;
            }
        }
        let answered = here.refresh(&token, &browser()).await.unwrap();
        token = answered.into_tokens().1;
    }
    let devices = here.sessions("42").await.unwrap();
    assert_eq!(devices[0].generation(), 60);
}

/// The only connection is taken: the pool's own timeout says so.
#[tokio::test(flavor = "multi_thread")]
async fn a_pool_without_a_free_connection_is_asked_again() {
    let server = Postgres::start();
    let url = Some(server.url());
    let mut config = Config {
        url,
        ..Config::new()
    };
    config.pool = Some(glassbox_postgres::deadpool_postgres::PoolConfig {
        max_size: 1,
        timeouts: glassbox_postgres::deadpool_postgres::Timeouts::wait_millis(50),
        ..Default::default()
    });
    let pool = config.create_pool(Some(Runtime::Tokio1), NoTls).unwrap();
    let here = sessions(PostgresStore::open(pool.clone()).await.unwrap(), &clock());
    let taken = pool.get().await.unwrap();
    let refused = here
        .login(NewSession::new("42", browser()))
        .await
        .unwrap_err();
    assert_retry(&refused);
    drop(taken);
    here.login(NewSession::new("42", browser())).await.unwrap();
}

/// What the database says of a row in its DETAIL stays out of our errors.
#[tokio::test(flavor = "multi_thread")]
async fn an_error_quotes_no_row() {
    let server = Postgres::start();
    let here = sessions(PostgresStore::open(server.pool()).await.unwrap(), &clock());
    let client = server.pool().get().await.unwrap();
    let forbid = "ALTER TABLE glassbox_session ADD CONSTRAINT none CHECK (rotated_at < 0)";
    client.batch_execute(forbid).await.unwrap();
    let new = NewSession::new("alice@example.org", browser());
    let error = here.login(new).await.unwrap_err();
    let text = "the store could not be asked: new row for relation \"glassbox_session\" violates \
                check constraint \"none\" (23514)";
    assert_eq!(error.to_string(), text);
    // It is bytes in there.
    let hex: String = "alice".bytes().map(|byte| format!("{byte:x}")).collect();
    assert!(server.log().contains(&hex), "the server's own log has it");
    let debug = format!("{error:?}");
    assert!(!debug.contains(&hex) && !debug.contains("alice"), "{debug}");
}

/// No room and damage are told apart from what goes away when it is asked again.
#[tokio::test(flavor = "multi_thread")]
async fn what_the_database_says_of_itself_is_told() {
    let server = Postgres::start();
    let here = sessions(PostgresStore::open(server.pool()).await.unwrap(), &clock());
    let client = server.pool().get().await.unwrap();
    for (state, code) in [
        ("53100", "store_full"),
        ("XX001", "store_corrupt"),
        ("XX002", "store_corrupt"),
        ("53300", "store_unavailable"),
    ] {
        let refuse = format!(
            "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS \
             $$ BEGIN RAISE 'no' USING ERRCODE = '{state}'; END $$; \
             CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON glassbox_session \
             EXECUTE FUNCTION refuse()"
        );
        client.batch_execute(&refuse).await.unwrap();
        let refused = here.login(NewSession::new("42", browser())).await;
        assert_eq!(refused.unwrap_err().code(), code, "{state}");
    }
}
