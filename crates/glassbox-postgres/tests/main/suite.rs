//! The suite of stores, and what it does not know of.

use glassbox::session::NewSession;
use std::time::Duration;

use glassbox::session::conformance::{check, check_corrupt};
use glassbox_postgres::PostgresStore;

use super::support::{Postgres, browser, clock, pool, sessions};

#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_the_rules_of_a_store() {
    let server = Postgres::start();
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let spawn = |task| drop(tokio::spawn(task));
    check(store, spawn).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_row_is_told() {
    let server = Postgres::start();
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let client = server.pool().get().await.unwrap();
    let damage = async |id: glassbox::session::SessionId| {
        let damage = "UPDATE glassbox_session SET data = 'damaged' WHERE id = $1";
        let id = id.as_bytes().as_slice();
        assert_eq!(client.execute(damage, &[&id]).await.unwrap(), 1);
    };
    check_corrupt(store, damage).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_stamp_is_told() {
    let server = Postgres::start();
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let here = sessions(store, &clock());
    here.revoke_subject("42").await.unwrap();
    let client = server.pool().get().await.unwrap();
    let damage = "ALTER TABLE glassbox_stamp DROP CONSTRAINT glassbox_stamp_value_check; \
                  UPDATE glassbox_stamp SET value = 'short'";
    client.batch_execute(damage).await.unwrap();
    let refused = here
        .login(NewSession::new("42", browser()))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "store_corrupt");
}

/// Whatever an operator made the default, and whichever plans the planner makes.
#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_them_under_any_settings() {
    let server = Postgres::start();
    for (name, settings) in [
        (
            "repeatable",
            &["default_transaction_isolation = 'repeatable read'"][..],
        ),
        (
            "serializable",
            &["default_transaction_isolation = 'serializable'"],
        ),
        (
            "planless",
            &[
                "enable_indexscan = off",
                "enable_bitmapscan = off",
                "enable_indexonlyscan = off",
            ],
        ),
    ] {
        let pool = server.database(name, settings).await;
        let store = PostgresStore::open(pool).await.unwrap();
        let spawn = |task| drop(tokio::spawn(task));
        check(store, spawn).await.unwrap();
    }
}

/// A refresh that is under way when the row would be pruned: it is not waited for, and it wins.
#[tokio::test(flavor = "multi_thread")]
async fn pruning_leaves_alone_what_is_being_changed() {
    let server = Postgres::start();
    let clock = clock();
    let here = sessions(PostgresStore::open(server.pool()).await.unwrap(), &clock);
    let live = here.login(NewSession::new("42", browser())).await.unwrap();
    here.login(NewSession::new("43", browser())).await.unwrap();
    here.revoke_subject("43").await.unwrap();
    let mut client = server.pool().get().await.unwrap();
    let over = "UPDATE glassbox_session SET expires_at = 0 WHERE subject = '42'";
    client.batch_execute(over).await.unwrap();
    clock.advance(Duration::from_secs(2 * 24 * 60 * 60));
    let refresh = client.transaction().await.unwrap();
    let change = "UPDATE glassbox_session SET expires_at = 9223372036854775807";
    refresh.batch_execute(change).await.unwrap();
    let pruned = tokio::time::timeout(Duration::from_secs(20), here.prune(10)).await;
    assert_eq!(pruned.expect("it waits").unwrap(), 0);
    refresh.commit().await.unwrap();
    assert_eq!(here.prune(10).await.unwrap(), 1); // the one that is stamped out
    here.refresh(live.refresh_token(), &browser())
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_are_pruned_in_batches() {
    let server = Postgres::start();
    let store = PostgresStore::open(pool(server.url(), 8)).await.unwrap();
    let clock = clock();
    let here = sessions(store, &clock);
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    let client = server.pool().get().await.unwrap();
    let columns = "subject, client, stamp_values, generation, rotated_at, idle, expires_at, data";
    let copies = &format!(
        "INSERT INTO glassbox_session (id, {columns}) SELECT decode(md5(n::text), 'hex'), {columns} \
         FROM glassbox_session, generate_series(1, 4999) n"
    );
    client.batch_execute(copies).await.unwrap();
    let stamps = "INSERT INTO glassbox_stamp (subject, client, value, set_at) \
                  SELECT CASE WHEN n % 4 > 0 THEN decode(md5(n::text), 'hex') ELSE '' END, \
                  CASE WHEN n % 4 < 2 THEN decode(md5(n::text), 'hex') ELSE '' END, \
                  'it is of nobody.', 5 FROM generate_series(1, 2500) n";
    client.batch_execute(stamps).await.unwrap();
    assert_eq!(here.prune(5000).await.unwrap(), 0);
    let count = "SELECT count(*) FROM glassbox_stamp";
    let left = client.query_one(count, &[]).await.unwrap();
    assert_eq!(left.get::<_, i64>(0), 0);
    clock.advance(Duration::from_secs(16 * 24 * 60 * 60));
    assert_eq!(here.prune(2500).await.unwrap(), 2500);
    assert_eq!(here.prune(5000).await.unwrap(), 2500);
    let again = here.refresh(login.refresh_token(), &browser()).await;
    assert_eq!(again.unwrap_err().code(), "unknown_session");
    // By the index, and not by reading all.
    let plan = "EXPLAIN SELECT id FROM glassbox_session WHERE over_hour <= 5 / 3600 AND over_at < 5 \
                ORDER BY over_hour LIMIT 9";
    client
        .batch_execute("SET enable_seqscan = off")
        .await
        .unwrap();
    let plan: String = client
        .query(plan, &[])
        .await
        .unwrap()
        .iter()
        .map(|row| row.get::<_, String>(0))
        .collect();
    assert!(plan.contains("using glassbox_session_over "), "{plan}");
}
