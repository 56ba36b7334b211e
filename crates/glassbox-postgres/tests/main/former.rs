//! Databases that versions before made: they are brought to this one, and their sessions go on.

use std::time::Duration;

use glassbox::NumericDate;
use glassbox::session::{Group, NewSession, Presenter, RefreshKind, Session, SessionStore};
use glassbox::time::FixedClock;
use glassbox_postgres::PostgresStore;
use glassbox_postgres::deadpool_postgres::Client;

use super::support::{Postgres, browser, sessions};

const NOW: i64 = 1_700_000_060;
const FIRST: &str = include_str!("../../src/schema.sql");

/// Rows as the library has them: one for the server's own pages, one for a client, one that was revoked;
/// and a refresh token of the second one.
const FORMER: [&str; 3] = [
    r#"{"format":1,"id":"dmasu2d6_JyJRNvFk_xi4A","generation":0,"created_at":1700000000,"rotated_at":1700000000,"idle":1209600,"expires_at":1707776000,"subject":"42"}"#,
    r#"{"format":1,"id":"oX0IiTgjY8qy3T29HV_gWw","generation":1,"created_at":1700000000,"rotated_at":1700000060,"idle":1209600,"expires_at":1707776000,"subject":"sub\\ject","client":"app \"ä\"","is_authenticated":true,"audience":["x"],"scope":"a b","label":"L\u0000","detail":{"t":"\u0000"}}"#,
    r#"{"format":1,"id":"2r3E4AyfXUW5R2FMvBMQfg","generation":0,"created_at":1700000060,"rotated_at":1700000060,"idle":1209600,"expires_at":1707776060,"subject":"42","client":"app","revoked_at":1700000060,"reason":"revoked"}"#,
];
const TOKEN: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6InJ0K2p3dCJ9.eyJmYW0iOiJjVHBFX29MRVEwaWVua1hzVFB1TGNnIiwiZ2VuIjoxLCJpYXQiOjE3MDAwMDAwNjAsImV4cCI6MTcwMTIwOTY2MH0.Ty2RegtypLky9YdY2lhFY-jvv4NPzsuHKLczLUrh3hE";

/// What of them was stored beside their columns.
const RESTS: [&str; 3] = [
    r#"{"format":1,"id":"AAAAAAAAAAAAAAAAAAAAAA","generation":0,"created_at":1700000000,"rotated_at":0,"idle":0,"expires_at":0,"subject":""}"#,
    r#"{"format":1,"id":"AAAAAAAAAAAAAAAAAAAAAA","generation":0,"created_at":1700000000,"rotated_at":0,"idle":0,"expires_at":0,"subject":"","client":"app \"ä\"","is_authenticated":true,"audience":["x"],"scope":"a b","label":"L\u0000","detail":{"t":"\u0000"}}"#,
    r#"{"format":1,"id":"AAAAAAAAAAAAAAAAAAAAAA","generation":0,"created_at":1700000060,"rotated_at":0,"idle":0,"expires_at":0,"subject":"","client":"app"}"#,
];

/// It would not know of a stamp which ends what it goes on with: each of its statements fails.
async fn assert_nothing_goes_on_with_a_version_before(client: &Client) {
    for statement in BEFORE {
        let refused = client.batch_execute(statement).await.unwrap_err();
        let code = refused.code().unwrap().code();
        // A column is missing, or what it goes by where there is a stamp already.
        assert!(["42703", "42P10"].contains(&code), "{statement}: {code}");
    }
}

/// What the first version says at a login, and the second one at a login, at a refresh, when it revokes,
/// and when it prunes: the stamps of all and of a client are no subject's, and it would delete them.
const BEFORE: [&str; 6] = [
    "INSERT INTO glassbox_session \
     (id, subject, stamp, generation, rotated_at, idle, expires_at, data) \
     VALUES ('sixteen bytes, 1', '42', NULL, 0, 0, 0, 0, '')",
    "INSERT INTO glassbox_session \
     (id, subject, client, stamp, generation, rotated_at, idle, expires_at, data) \
     VALUES ('sixteen bytes, 1', '42', '', NULL, 0, 0, 0, 0, '') ON CONFLICT (id) DO NOTHING",
    "SELECT session.id, session.stamp, stamp.value, stamp.at FROM glassbox_session session \
     LEFT JOIN glassbox_stamp stamp ON stamp.subject = session.subject",
    "SELECT id FROM glassbox_session WHERE subject = '42' AND client = '' AND stamp IS NULL",
    "INSERT INTO glassbox_stamp (subject, value, at) VALUES ('42', 'sixteen bytes, 1', 0) \
     ON CONFLICT (subject) DO UPDATE SET value = excluded.value, at = excluded.at",
    "DELETE FROM glassbox_stamp WHERE at < 0 AND subject = ANY (ARRAY ( \
     SELECT stamp.subject FROM glassbox_stamp stamp WHERE stamp.at < 0 AND NOT EXISTS ( \
     SELECT FROM glassbox_session session WHERE session.subject = stamp.subject) \
     LIMIT 1000 FOR UPDATE SKIP LOCKED)) RETURNING true",
];

async fn insert(client: &Client, row: &str, rest: &str) {
    let session = Session::from_bytes(row.as_bytes()).unwrap();
    let insert = "INSERT INTO glassbox_session (id, subject, stamp, generation, rotated_at, idle, \
                  expires_at, revoked_at, reason, data) \
                  VALUES ($1, $2, NULL, $3, $4, $5, $6, $7, $8, $9)";
    let revoked = session.revoked();
    client
        .execute(
            insert,
            &[
                &session.id().as_bytes().as_slice(),
                &session.subject().as_bytes(),
                &session.generation().cast_signed(),
                &session.rotated_at().seconds(),
                &session.idle().as_secs().cast_signed(),
                &session.expires_at().seconds(),
                &revoked.map(|(at, _)| at.seconds()),
                &revoked.map(|(_, reason)| reason.as_bytes()),
                &rest.as_bytes(),
            ],
        )
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tables_of_version_1_are_brought_to_this_one() {
    let server = Postgres::start();
    let client = server.pool().get().await.unwrap();
    let version = "CREATE TABLE glassbox_schema (version int NOT NULL); \
                   INSERT INTO glassbox_schema VALUES (1)";
    client.batch_execute(version).await.unwrap();
    client.batch_execute(FIRST).await.unwrap();
    for (row, rest) in FORMER.into_iter().zip(RESTS) {
        insert(&client, row, rest).await;
    }
    // More than are filled in at once, and some that cannot be read.
    let copies = "INSERT INTO glassbox_session \
         (id, subject, generation, rotated_at, idle, expires_at, data) \
         SELECT decode(md5(n::text), 'hex'), 'copies', generation, rotated_at, idle, expires_at, \
         CASE WHEN n % 100 = 0 THEN 'damaged' ELSE data END \
         FROM glassbox_session, generate_series(1, 2500) n WHERE subject = 'sub\\\\ject'";
    client.batch_execute(copies).await.unwrap();

    let openings: Vec<_> = (0..4)
        .map(|_| tokio::spawn(PostgresStore::open(server.pool())))
        .collect();
    for opening in openings {
        opening.await.unwrap().unwrap();
    }
    let version = "SELECT version FROM glassbox_schema";
    let version: i32 = client.query_one(version, &[]).await.unwrap().get(0);
    assert_eq!(version, 3);
    let name = "app \"ä\"";
    let filled = "SELECT count(*) FILTER (WHERE client = $1), count(*) FILTER (WHERE client = '') \
                  FROM glassbox_session WHERE subject = 'copies'";
    let filled = client.query_one(filled, &[&name.as_bytes()]).await.unwrap();
    assert_eq!((filled.get(0), filled.get(1)), (2475_i64, 25_i64));

    assert_nothing_goes_on_with_a_version_before(&client).await;
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let now = NumericDate::from_seconds(NOW);
    let rows = FORMER.map(|row| Session::from_bytes(row.as_bytes()).unwrap());
    let [own, app, _] = &rows;
    for (subject, client, expected) in [
        ("42", None, &[own][..]),
        ("42", Some("app"), &[]),
        ("sub\\ject", Some(name), &[app]),
        ("sub\\ject", None, &[]),
    ] {
        let live = store.live(subject, client, now).await.unwrap();
        assert_eq!(live.iter().collect::<Vec<_>>(), expected, "{subject}");
    }
    // And they go on.
    let clock = FixedClock::new(now);
    clock.advance(Duration::from_secs(60));
    let here = sessions(store.clone(), &clock);
    let by = Presenter::authenticated(name);
    let refreshed = here.refresh(TOKEN, &by).await.unwrap();
    assert_eq!(refreshed.kind(), RefreshKind::Rotated);
    here.login(NewSession::new("42", browser())).await.unwrap();
    let now = NumericDate::from_seconds(NOW + 60);
    assert_eq!(store.live("42", None, now).await.unwrap().len(), 2);
    let live = store.live("sub\\ject", Some(name), now).await.unwrap();
    assert_eq!(live, [refreshed.session().clone()]);
}

async fn make_second(client: &Client) {
    let second = include_str!("../../src/schema_2.sql");
    let version = "CREATE TABLE glassbox_schema (version int NOT NULL); \
                   INSERT INTO glassbox_schema VALUES (2)";
    for step in [version, FIRST, second] {
        client.batch_execute(step).await.unwrap();
    }
}

/// What goes on under a version before ends, and neither it nor the change of the tables is refused: it
/// takes its locks in the order of a refresh, and if another statement has another order, begins again.
#[tokio::test(flavor = "multi_thread")]
async fn the_tables_are_changed_while_a_version_before_is_at_work() {
    let server = Postgres::start();
    for (name, first, then) in [
        ("refresh", "glassbox_session", "glassbox_stamp"),
        ("prune", "glassbox_stamp", "glassbox_session"),
    ] {
        let database = server.database(name, &["deadlock_timeout = '2s'"]).await;
        let client = database.get().await.unwrap();
        make_second(&client).await;
        // Whoever finds a deadlock first gives way: the change of the tables.
        let begin = format!("SET deadlock_timeout = '60s'; BEGIN; SELECT FROM {first}");
        client.batch_execute(&begin).await.unwrap();
        let opening = tokio::spawn(PostgresStore::open(database.clone()));
        let waiting = "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database \
                       WHERE datname = current_database() AND locktype = 'relation' AND NOT granted";
        while client
            .query_one(waiting, &[])
            .await
            .unwrap()
            .get::<_, i64>(0)
            == 0
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let read = format!("SELECT FROM {then}; COMMIT");
        client.batch_execute(&read).await.unwrap();
        opening.await.unwrap().unwrap();
        assert_nothing_goes_on_with_a_version_before(&client).await;
    }
}

/// Of the second version: rows with the stamp of their subject, and without one.
#[tokio::test(flavor = "multi_thread")]
async fn the_stamps_of_version_2_are_those_of_subjects() {
    let server = Postgres::start();
    let client = server.pool().get().await.unwrap();
    make_second(&client).await;
    // Three logins of two subjects, the second one under a stamp that was set again.
    let rest = RESTS[2].replace("\"format\":1", "\"format\":2");
    let rest = rest.replace(",\"rotated_at\"", ",\"turn\":1,\"rotated_at\"");
    let rows = format!(
        "INSERT INTO glassbox_session (id, subject, client, stamp, generation, rotated_at, idle, \
         expires_at, data) SELECT decode(md5(n::text), 'hex'), subject, 'app', \
         CASE WHEN stamp > 0 THEN decode(md5(stamp::text), 'hex') END, 0, {NOW}, 1209600, \
         {NOW} + 7776000, '{rest}' FROM (VALUES (1, '42'::bytea, 0), (2, '43', 1), (3, '43', 2)) \
         AS logins (n, subject, stamp); \
         INSERT INTO glassbox_stamp VALUES ('43', decode(md5('2'), 'hex'), {NOW})"
    );
    client.batch_execute(&rows).await.unwrap();
    let store = PostgresStore::open(server.pool()).await.unwrap();
    let now = NumericDate::from_seconds(NOW);
    let live = async |subject| {
        let live = store.live(subject, Some("app"), now).await.unwrap();
        let listed = store.list(subject, None, 9).await.unwrap();
        let here = sessions(store.clone(), &FixedClock::new(now));
        assert_eq!(here.sessions(subject).await.unwrap(), live);
        (live.len(), listed.len())
    };
    assert_eq!((live("42").await, live("43").await), ((1, 1), (1, 2)));
    let stamps = store.stamps("43", Some("app")).await.unwrap();
    let found = store.live("43", Some("app"), now).await.unwrap();
    assert_eq!(found[0].stamp_values(), stamps.values());
    assert_eq!(stamps.get(Group::Subject("43")).unwrap().at(), now);
    assert_nothing_goes_on_with_a_version_before(&client).await;
    let here = sessions(store.clone(), &FixedClock::new(now));
    here.revoke_client("app").await.unwrap();
    assert_eq!((live("42").await, live("43").await), ((0, 1), (0, 2)));
}
