//! Who makes the tables, and what is refused.

use glassbox::session::{NewSession, SessionStore};
use glassbox_postgres::{OpenError, PostgresStore};

use super::support::{Postgres, browser, clock, pool, sessions};

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_are_made_once_whoever_comes_first() {
    let server = Postgres::start();
    for settings in [&[][..], &["default_transaction_isolation = 'serializable'"]] {
        let name = format!("race{}", settings.len());
        let database = server.database(&name, settings).await;
        let openings: Vec<_> = (0..8)
            .map(|_| tokio::spawn(PostgresStore::open(database.clone())))
            .collect();
        for opening in openings {
            opening.await.unwrap().unwrap();
        }
        let client = database.get().await.unwrap();
        let versions = client
            .query("SELECT version FROM glassbox_schema", &[])
            .await
            .unwrap();
        let versions: Vec<i32> = versions.iter().map(|row| row.get(0)).collect();
        assert_eq!(versions, [3]);
        // And what is in them stays.
        let here = sessions(
            PostgresStore::open(database.clone()).await.unwrap(),
            &clock(),
        );
        here.login(NewSession::new("42", browser())).await.unwrap();
        let again = PostgresStore::open(database).await.unwrap();
        assert_eq!(again.list("42", None, 9).await.unwrap().len(), 1);
    }
}

/// However large they are, and however long another one takes.
#[tokio::test(flavor = "multi_thread")]
async fn the_tables_are_made_without_the_bounds_of_other_statements() {
    let server = Postgres::start();
    let bounds = [
        "statement_timeout",
        "lock_timeout",
        "idle_in_transaction_session_timeout",
    ];
    let settings = bounds.map(|bound| format!("{bound} = '9s'"));
    let database = server
        .database("bounded", &settings.each_ref().map(String::as_str))
        .await;
    let client = database.get().await.unwrap();
    // Looked at before each of its steps.
    let are_lifted = bounds.map(|bound| format!("ASSERT current_setting('{bound}') = '0';"));
    let trigger = format!(
        "CREATE FUNCTION look() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN {} END $$;
         CREATE EVENT TRIGGER look ON ddl_command_start EXECUTE FUNCTION look()",
        are_lifted.concat()
    );
    client.batch_execute(&trigger).await.unwrap();
    drop(client);
    PostgresStore::open(database.clone()).await.unwrap();
    // And no longer: the same connection is the pool's again.
    let client = database.get().await.unwrap();
    for bound in bounds {
        let left = client.query_one(&format!("SHOW {bound}"), &[]).await;
        assert_eq!(left.unwrap().get::<_, &str>(0), "9s");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_role_that_may_not_make_tables_uses_those_that_are_there() {
    let server = Postgres::start();
    let operator = server.pool().get().await.unwrap();
    operator
        .batch_execute("CREATE ROLE app LOGIN")
        .await
        .unwrap();
    let app = pool(server.url().replace("test@", "app@"), 4);
    let refused = PostgresStore::open(app.clone()).await.unwrap_err();
    let text = "the database cannot be used: permission denied for schema public (42501)";
    assert_eq!(refused.to_string(), text);
    PostgresStore::open(server.pool()).await.unwrap();
    let grant = "GRANT SELECT, INSERT, UPDATE, DELETE ON glassbox_session, glassbox_stamp TO app; \
                 GRANT SELECT ON glassbox_schema TO app";
    operator.batch_execute(grant).await.unwrap();
    let here = sessions(PostgresStore::open(app).await.unwrap(), &clock());
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    here.revoke_subject("42").await.unwrap();
    here.prune(10).await.unwrap();
    let refused = here.refresh(login.refresh_token(), &browser()).await;
    assert_eq!(refused.unwrap_err().code(), "session_revoked");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_not_keep_its_word_is_refused() {
    let server = Postgres::start();
    let setting = "synchronous_commit = off";
    let opened = PostgresStore::open(server.database("hasty", &[setting]).await).await;
    assert_eq!(opened.unwrap_err(), OpenError::NotDurable);
    PostgresStore::open(server.pool()).await.unwrap();
    let client = server.pool().get().await.unwrap();
    client
        .batch_execute("UPDATE glassbox_schema SET version = 7")
        .await
        .unwrap();
    let newer = PostgresStore::open(server.pool()).await.unwrap_err();
    assert_eq!(newer, OpenError::Newer { found: 7, known: 3 });
    let text = "the tables are of version 7, and this library knows 3: update it";
    assert_eq!(newer.to_string(), text);
    assert_eq!(format!("{newer:?}"), format!("Newer: {text}"));
}

/// A replica of the server itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_replica_is_refused() {
    let server = Postgres::start();
    PostgresStore::open(server.pool()).await.unwrap();
    let replica = server.replica();
    let refused = PostgresStore::open(replica.pool()).await.unwrap_err();
    assert_eq!(refused, OpenError::Replica);
    let text = "Replica: the database is a replica, and what is read there may be old: connect to the \
                primary";
    assert_eq!(format!("{refused:?}"), text);
}
