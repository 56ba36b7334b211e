//! What a login asks for visits no row that lies dead, however many there are.

use glassbox::session::NewSession;
use glassbox_postgres::PostgresStore;
use glassbox_postgres::deadpool_postgres::Client;
use glassbox_postgres::deadpool_postgres::tokio_postgres::SimpleQueryMessage;

use super::support::{Postgres, START, browser, clock, sessions};

#[allow(dead_code)] // the others
#[path = "../../src/statements.rs"]
mod statements;

/// The lines of what was done, by the plan for any values: that of a statement which is asked often.
async fn plan(client: &Client) -> Vec<String> {
    let explain = format!(
        "EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF, SUMMARY OFF) EXECUTE live ('42', 'app', {START})"
    );
    let messages = client.simple_query(&explain).await.unwrap();
    let line = |message: &SimpleQueryMessage| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(String::from),
        _ => None,
    };
    messages.iter().filter_map(line).collect()
}

/// How many rows were found, and that no other one was looked at.
fn found(plan: &[String]) -> usize {
    let text = plan.join("\n");
    assert!(!text.contains("Removed by"), "{text}");
    assert!(!text.contains("Seq Scan on glassbox_session"), "{text}");
    let scans = plan.iter().filter(|line| {
        // What a bitmap's scan of the rows finds, its scan of the index has found.
        let is_scan = line.contains("Scan") && line.contains("glassbox_session");
        let is_scan = is_scan && !line.contains("Bitmap Heap Scan");
        assert!(!is_scan || line.contains("glassbox_session_live"), "{text}");
        is_scan && !line.contains("never executed")
    });
    let rows = |line: &String| {
        let (_, rows) = line.split_once("(actual rows=").unwrap();
        let (rows, loops) = rows.split_once(' ').unwrap();
        assert_eq!(loops, "loops=1)", "{text}");
        rows.parse::<usize>().unwrap()
    };
    scans.map(rows).sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_dead_is_not_visited() {
    let server = Postgres::start();
    let here = sessions(PostgresStore::open(server.pool()).await.unwrap(), &clock());
    here.login(NewSession::new("42", browser())).await.unwrap();
    let client = server.pool().get().await.unwrap();
    let prepare = format!(
        "PREPARE live (bytea, bytea, bigint) AS {}",
        statements::LIVE
    );
    client.batch_execute(&prepare).await.unwrap();
    let generic = "SET plan_cache_mode = force_generic_plan";
    client.batch_execute(generic).await.unwrap();
    let add = async |count: usize, client_id: &str, stamp: &str, end: i64, revoked: &str| {
        let add = format!(
            "INSERT INTO glassbox_session \
             (id, subject, client, stamp, generation, rotated_at, idle, revoked_at, expires_at, data) \
             SELECT uuid_send(gen_random_uuid()), subject, '{client_id}', {stamp}, 0, 0, 9000000000, \
             {revoked}, {end}, data FROM glassbox_session, generate_series(1, {count}) n \
             WHERE client = ''"
        );
        client.batch_execute(&add).await.unwrap();
    };
    let day = 24 * 60 * 60;
    // Without a stamp, and then with the second one of the subject.
    for (round, present, before) in [
        (0, "NULL", "NULL"),
        (
            1,
            "decode(md5('second'), 'hex')",
            "decode(md5('first'), 'hex')",
        ),
    ] {
        add(3, "app", present, START + day, "NULL").await;
        add(3_000, "app", present, START, &START.to_string()).await;
        add(3_000, "app", present, START - day, "NULL").await;
        add(3_000, "app2", present, START + day, "NULL").await;
        if round == 1 {
            add(3_000, "app", before, START + day, "NULL").await;
            let stamp = format!(
                "INSERT INTO glassbox_stamp VALUES ('42', {present}, {START}); \
                 INSERT INTO glassbox_stamp SELECT ('s' || n)::bytea, {before}, {START} \
                 FROM generate_series(1, 3000) n"
            );
            client.batch_execute(&stamp).await.unwrap();
        }
        // Before the database knows how many rows there are, and after.
        for know in ["DISCARD PLANS", "ANALYZE; DISCARD PLANS"] {
            client.batch_execute(know).await.unwrap();
            assert_eq!(found(&plan(&client).await), 3, "{round} {know}");
        }
    }
}
