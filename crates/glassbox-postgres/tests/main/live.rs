//! What a login asks for visits no row that lies dead, however many there are.

use glassbox::session::{NewSession, Presenter};
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

/// The lines of a plan for any values, of a statement with these types and some values.
async fn generic_plan(client: &Client, statement: &str, types: &str, values: &str) -> String {
    let prepare = format!("DEALLOCATE ALL; PREPARE asked ({types}) AS {statement}");
    client.batch_execute(&prepare).await.unwrap();
    let explain = format!("EXPLAIN EXECUTE asked ({values})");
    let lines = client.query(&explain, &[]).await.unwrap();
    let lines: Vec<String> = lines.iter().map(|line| line.get(0)).collect();
    lines.join("\n")
}

/// A refresh and a login read as many as four stamps, and pruning looks for the rows of each, by an index:
/// however many there are.
#[tokio::test(flavor = "multi_thread")]
async fn other_stamps_are_not_visited() {
    let server = Postgres::start();
    let here = sessions(PostgresStore::open(server.pool()).await.unwrap(), &clock());
    let new = NewSession::new("42", Presenter::public("app"));
    here.login(new).await.unwrap();
    let client = server.pool().get().await.unwrap();
    let many = "INSERT INTO glassbox_session (id, subject, client, stamp_values, generation, \
         rotated_at, idle, expires_at, data) SELECT uuid_send(gen_random_uuid()), \
         ('s' || n)::bytea, ('c' || n % 100)::bytea, '', 0, 0, 9, 9, data \
         FROM glassbox_session, generate_series(1, 5000) n; \
         INSERT INTO glassbox_stamp (subject, client, value, set_at) \
         SELECT CASE WHEN n % 4 > 0 THEN ('s' || n)::bytea ELSE '' END, \
         CASE WHEN n % 4 < 2 THEN ('c' || n)::bytea ELSE '' END, 'sixteen bytes, 1', 5 \
         FROM generate_series(1, 5000) n; \
         SET plan_cache_mode = force_generic_plan";
    client.batch_execute(many).await.unwrap();
    for know in ["DISCARD PLANS", "ANALYZE"] {
        client.batch_execute(know).await.unwrap();
        for (statement, types, values) in [
            (statements::LOAD, "bytea", "'sixteen bytes, 1'"),
            (statements::STAMPS, "bytea, bytea", "'42', 'app'"),
            (statements::LIVE, "bytea, bytea, bigint", "'42', 'app', 9"),
            (statements::LIST, "bytea, bytea, bigint", "'42', '', 100"),
        ] {
            let plan = generic_plan(&client, statement, types, values).await;
            assert!(!plan.contains("Seq Scan"), "{plan}");
        }
        let values = "10, 100";
        let plan = generic_plan(&client, statements::PRUNE_STAMPS, "bigint, bigint", values).await;
        for index in ["glassbox_session_subject", "glassbox_session_client"] {
            assert!(plan.contains(index), "{index}: {plan}");
        }
    }
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
    let add = async |count: usize, client_id: &str, stamps: &str, end: i64, revoked: &str| {
        let add = format!(
            "INSERT INTO glassbox_session \
             (id, subject, client, stamp_values, generation, rotated_at, idle, revoked_at, expires_at, data) \
             SELECT uuid_send(gen_random_uuid()), subject, '{client_id}', {stamps}, 0, 0, 9000000000, \
             {revoked}, {end}, data FROM glassbox_session, generate_series(1, {count}) n \
             WHERE client = ''"
        );
        client.batch_execute(&add).await.unwrap();
    };
    let day = 24 * 60 * 60;
    let of = |kind: u8, name: &str| format!(r"'\x0{kind}'::bytea || decode(md5('{name}'), 'hex')");
    let set = |subject: &str, client: &str, name: &str| {
        format!(
            "INSERT INTO glassbox_stamp (subject, client, value, set_at) \
             VALUES ('{subject}', '{client}', decode(md5('{name}'), 'hex'), {START}) \
             ON CONFLICT (subject, client) DO UPDATE SET value = excluded.value;"
        )
    };
    // Without a stamp; then with the second one of the subject; then with all that there can be.
    let (none, first, second) = ("''".to_owned(), of(2, "first"), of(2, "second"));
    let each = [of(0, "all"), of(1, "app"), second.clone(), of(3, "both")].join(" || ");
    let of_all = [
        set("", "", "all"),
        set("", "app", "app"),
        set("42", "app", "both"),
    ]
    .concat();
    for (round, present, before, stamps) in [
        (0, &none, &none, String::new()),
        (1, &second, &first, set("42", "", "second")),
        (2, &each, &second, of_all),
    ] {
        add(3, "app", present, START + day, "NULL").await;
        add(3_000, "app", present, START, &START.to_string()).await;
        add(3_000, "app", present, START - day, "NULL").await;
        add(3_000, "app2", present, START + day, "NULL").await;
        if round > 0 {
            add(3_000, "app", before, START + day, "NULL").await;
            let others = format!(
                "INSERT INTO glassbox_stamp (subject, client, value, set_at) \
                 SELECT ('s{round}' || n)::bytea, '', decode(md5('other'), 'hex'), {START} \
                 FROM generate_series(1, 3000) n"
            );
            client.batch_execute(&(stamps + &others)).await.unwrap();
        }
        // Before the database knows how many rows there are, and after.
        for know in ["DISCARD PLANS", "ANALYZE; DISCARD PLANS"] {
            client.batch_execute(know).await.unwrap();
            assert_eq!(found(&plan(&client).await), 3, "{round} {know}");
        }
    }
}
