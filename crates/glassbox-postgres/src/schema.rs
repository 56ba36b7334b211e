//! The tables: the first process makes them, or brings them to this library's version.

use deadpool_postgres::tokio_postgres::{Error, IsolationLevel};
use deadpool_postgres::{Client, GenericClient, Pool, Transaction};

use crate::backfill;
use crate::connections::without_timeouts;
use crate::error::{OpenError, TRIES, is_lost_race};

/// The steps that bring the tables from each version to the next; the first one makes them. A step that
/// was released never changes.
const STEPS: [&str; 3] = [
    include_str!("schema.sql"),
    include_str!("schema_2.sql"),
    include_str!("schema_3.sql"),
];

/// After this step, the clients of the existing rows are filled in.
const CLIENTS: usize = 1;

/// The lock of whoever changes the tables; any number will do ("glassbox" in ASCII).
const LOCK: i64 = 0x676c_6173_7362_6f78;

/// Within a transaction, and no longer.
const NO_TIMEOUTS: &str = "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0; \
                        SET LOCAL idle_in_transaction_session_timeout = 0";

/// Whether the tables are there, and of this library's version, in a database that is durable and no
/// replica.
pub(crate) async fn is_current(client: &Client) -> Result<bool, OpenError> {
    let settings = "SELECT pg_is_in_recovery(), current_setting('synchronous_commit') = 'off'";
    let settings = client.query_one(settings, &[]).await?;
    if settings.try_get(0)? {
        return Err(OpenError::Replica);
    }
    if settings.try_get(1)? {
        return Err(OpenError::NotDurable);
    }
    // A role without the right to make tables can still use them.
    let exists = "SELECT to_regclass('glassbox_schema') IS NOT NULL";
    let exists: bool = client.query_one(exists, &[]).await?.try_get(0)?;
    Ok(exists && is_known(version(client).await?)?)
}

/// In the order of most statements, so that they seldom wait for each other in a circle.
const LOCK_TABLES: &str = "LOCK TABLE glassbox_session, glassbox_stamp";

/// Makes what is missing, even if the caller gives up.
pub(crate) async fn make(pool: &Pool) -> Result<(), OpenError> {
    let pool = pool.clone();
    let making = tokio::spawn(async move {
        let mut client = without_timeouts(&pool).await?;
        let mut tries = 0..TRIES;
        loop {
            match make_with(&mut client).await {
                Err(error) if is_lost_race(&error) && tries.next().is_some() => {}
                made => return made?,
            }
        }
    });
    let ended = |_| OpenError::Failed("the runtime ends".into());
    making.await.map_err(ended)?
}

/// The outer error is that of a statement.
async fn make_with(client: &mut Client) -> Result<Result<(), OpenError>, Error> {
    // Each statement sees what was committed before it, not before the lock was waited for.
    let transaction = client.build_transaction();
    let transaction = transaction.isolation_level(IsolationLevel::ReadCommitted);
    let transaction = transaction.start().await?;
    // What bounds the statements of every day would never let a large table be changed, or waited for.
    transaction.batch_execute(NO_TIMEOUTS).await?;
    let lock = "SELECT pg_advisory_xact_lock($1)";
    transaction.execute(lock, &[&LOCK]).await?;
    // Another process may have been first. A mere SELECT could use what this connection knew before the
    // lock.
    let table = "CREATE TABLE IF NOT EXISTS glassbox_schema (version int NOT NULL)";
    transaction.batch_execute(table).await?;
    let version = version(&transaction).await?;
    match is_known(version) {
        Ok(true) => {}
        Ok(false) => bring_from(version, &transaction).await?,
        Err(newer) => return Ok(Err(newer)),
    }
    transaction.commit().await.map(Ok)
}

/// Makes the tables, or brings those of an earlier version to this one.
async fn bring_from(version: Option<i32>, transaction: &Transaction<'_>) -> Result<(), Error> {
    let note = match version {
        Some(_) => {
            transaction.batch_execute(LOCK_TABLES).await?;
            "UPDATE glassbox_schema SET version = $1"
        }
        None => "INSERT INTO glassbox_schema VALUES ($1)",
    };
    let done = usize::try_from(version.unwrap_or_default()).unwrap_or_default();
    for (number, step) in STEPS.iter().enumerate().skip(done) {
        transaction.batch_execute(step).await?;
        if number == CLIENTS {
            backfill::fill_clients(transaction).await?;
        }
    }
    transaction.execute(note, &[&known()]).await.map(drop)
}

fn known() -> i32 {
    i32::try_from(STEPS.len()).unwrap_or(i32::MAX)
}

/// The version of the tables, if there are any.
async fn version(client: &impl GenericClient) -> Result<Option<i32>, Error> {
    let version = "SELECT version FROM glassbox_schema";
    let version = client.query_opt(version, &[]).await?;
    version.map(|row| row.try_get(0)).transpose()
}

fn is_known(version: Option<i32>) -> Result<bool, OpenError> {
    let known = known();
    match version {
        Some(found) if found > known => Err(OpenError::Newer { found, known }),
        found => Ok(found == Some(known)),
    }
}
