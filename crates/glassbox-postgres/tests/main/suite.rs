//! The suite of stores, and what it does not know of.

use glassbox::session::NewSession;
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
    client
        .batch_execute("UPDATE glassbox_stamp SET value = 'short'")
        .await
        .unwrap();
    let refused = here
        .login(NewSession::new("42", browser()))
        .await
        .unwrap_err();
    assert_eq!(refused.code(), "store_corrupt");
}

/// Whatever an operator made the default.
#[tokio::test(flavor = "multi_thread")]
async fn it_keeps_them_under_any_isolation() {
    let server = Postgres::start();
    for isolation in ["repeatable read", "serializable"] {
        let setting = format!("default_transaction_isolation = '{isolation}'");
        let name = isolation.replace(' ', "_");
        let pool = server.database(&name, &[&setting]).await;
        let store = PostgresStore::open(pool).await.unwrap();
        let spawn = |task| drop(tokio::spawn(task));
        check(store, spawn).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn thousands_are_pruned_in_batches() {
    let server = Postgres::start();
    let store = PostgresStore::open(pool(server.url(), 8)).await.unwrap();
    let clock = clock();
    let here = sessions(store, &clock);
    let login = here.login(NewSession::new("42", browser())).await.unwrap();
    let client = server.pool().get().await.unwrap();
    let copies = "INSERT INTO glassbox_session SELECT decode(md5(n::text), 'hex'), subject, stamp, \
                  generation, rotated_at, revoked_at, over_at, data \
                  FROM glassbox_session, generate_series(1, 4999) n";
    client.batch_execute(copies).await.unwrap();
    assert_eq!(here.prune(5000).await.unwrap(), 0);
    clock.advance(std::time::Duration::from_secs(16 * 24 * 60 * 60));
    assert_eq!(here.prune(2500).await.unwrap(), 2500);
    assert_eq!(here.prune(5000).await.unwrap(), 2500);
    let again = here.refresh(login.refresh_token(), &browser()).await;
    assert_eq!(again.unwrap_err().code(), "unknown_session");
    // By the index, and not by reading all.
    let plan = "EXPLAIN SELECT id FROM glassbox_session WHERE over_at < 5 ORDER BY over_at LIMIT 9";
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
    assert!(plan.contains("glassbox_session_over_at"), "{plan}");
}
