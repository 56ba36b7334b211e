use std::fmt;
use std::time::Duration;

use deadpool_postgres::tokio_postgres::types::ToSql;
use deadpool_postgres::tokio_postgres::{Error, Row};
use deadpool_postgres::{Client, Pool};
use glassbox::NumericDate;
use glassbox::session::{
    Group, Loaded, Session, SessionId, SessionStore, Stamp, Stamps, StoreError, Version,
};
use tokio::time::timeout;

use crate::connections::Connections;
use crate::error::{OpenError, TRIES, failed, is_lost_race, unconnected};
use crate::row::{State, client_of, idle_of, loaded_of, note_stamp, session_of};
use crate::{schema, statements};

/// Sessions in a database, for any number of processes at once. Cheap to clone.
#[derive(Clone)]
pub struct PostgresStore {
    connections: Connections,
    timeout: Duration,
}

/// How long the database may be silent by default.
const TIMEOUT: Duration = Duration::from_secs(10);

/// The most rows that are deleted in one transaction.
const BATCH: usize = 1000;

type Values<'a> = &'a [&'a (dyn ToSql + Sync)];

impl PostgresStore {
    /// Takes a pool of connections, and makes the tables if they are missing, in the first schema of
    /// the connections' `search_path`. Any number of processes may do so at once. If the pool is made
    /// larger later, the store still uses its former size.
    ///
    /// # Errors
    /// [`Failed`](OpenError::Failed) without a connection, without the right to make missing tables,
    /// and when there is no answer within ten seconds; [`Newer`](OpenError::Newer),
    /// [`Replica`](OpenError::Replica), [`NotDurable`](OpenError::NotDurable).
    pub async fn open(pool: Pool) -> Result<Self, OpenError> {
        let connections = Connections::of(pool);
        let look = async {
            let connection = connections.take().await?;
            let is_current = schema::is_current(connection.client()).await;
            connection.give_back();
            is_current
        };
        let looked = timeout(TIMEOUT, look).await;
        if !looked.map_err(|_| OpenError::Failed(no_answer(TIMEOUT)))?? {
            schema::make(&connections.pool).await?; // which may take its time
        }
        let timeout = TIMEOUT;
        Ok(Self {
            connections,
            timeout,
        })
    }

    /// How long the database may be silent before a call fails with
    /// [`Unavailable`](StoreError::Unavailable): to give a connection, and to answer. Ten seconds by
    /// default.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The rows that a statement gives.
    async fn ask(&self, statement: &str, values: Values<'_>) -> Result<Vec<Row>, StoreError> {
        let silent = |_| StoreError::unavailable(no_answer(self.timeout));
        let connection = timeout(self.timeout, self.connections.take()).await;
        let connection = connection.map_err(silent)?.map_err(unconnected)?;
        let answer = query(connection.client(), statement, values);
        let answer = timeout(self.timeout, answer).await.map_err(silent)?;
        connection.give_back();
        answer.map_err(failed)
    }
}

fn no_answer(timeout: Duration) -> String {
    format!("no answer within {timeout:?}")
}

/// Tries a statement again if it lost a race and did nothing: under the database's default isolation
/// level it may not see the end of that race.
async fn query(client: &Client, statement: &str, values: Values<'_>) -> Result<Vec<Row>, Error> {
    let statement = client.prepare_cached(statement).await?;
    let mut tries = 0..TRIES;
    loop {
        match client.query(&statement, values).await {
            Err(error) if is_lost_race(&error) && tries.next().is_some() => {}
            answer => return answer,
        }
    }
}

fn limit_of(rows: usize) -> i64 {
    i64::try_from(rows).unwrap_or(i64::MAX)
}

impl SessionStore for PostgresStore {
    async fn insert(&self, row: &Session) -> Result<(), StoreError> {
        let state = State::of(row);
        let values: Values<'_> = &[
            &row.id().as_bytes().as_slice(),
            &row.subject().as_bytes(),
            &client_of(row.client_id()),
            &row.stamp_values(),
            &state.generation,
            &state.rotated_at,
            &idle_of(row),
            &row.expires_at().seconds(),
            &state.revoked_at,
            &state.reason,
            &row.rest_to_bytes(),
        ];
        let inserted = self.ask(statements::INSERT, values).await?;
        match inserted.is_empty() {
            true => Err(StoreError::Conflict),
            false => Ok(()),
        }
    }

    async fn load(&self, id: &SessionId) -> Result<Option<Loaded>, StoreError> {
        let id = id.as_bytes().as_slice();
        let rows = self.ask(statements::LOAD, &[&id]).await?;
        Ok(loaded_of(&rows)?.pop())
    }

    async fn swap(&self, seen: Version, row: &Session) -> Result<bool, StoreError> {
        let state = State::of(row);
        let values: Values<'_> = &[
            &row.id().as_bytes().as_slice(),
            &seen.generation.cast_signed(),
            &seen.rotated_at.seconds(),
            &seen.is_revoked,
            &state.generation,
            &state.rotated_at,
            &state.revoked_at,
            &state.reason,
            &row.rest_to_bytes(),
        ];
        Ok(!self.ask(statements::SWAP, values).await?.is_empty())
    }

    async fn list(
        &self,
        subject: &str,
        after: Option<&SessionId>,
        limit: usize,
    ) -> Result<Vec<Loaded>, StoreError> {
        let after = after.map_or(&[][..], |after| after.as_bytes());
        let values: Values<'_> = &[&subject.as_bytes(), &after, &limit_of(limit)];
        loaded_of(&self.ask(statements::LIST, values).await?)
    }

    async fn live(
        &self,
        subject: &str,
        client: Option<&str>,
        now: NumericDate,
    ) -> Result<Vec<Session>, StoreError> {
        let (subject, client) = (subject.as_bytes(), client_of(client));
        let values: Values<'_> = &[&subject, &client, &now.seconds()];
        let rows = self.ask(statements::LIVE, values).await?;
        rows.iter().map(session_of).collect()
    }

    async fn stamps(&self, subject: &str, client: Option<&str>) -> Result<Stamps, StoreError> {
        let values: Values<'_> = &[&subject.as_bytes(), &client_of(client)];
        let mut stamps = Stamps::default();
        for row in self.ask(statements::STAMPS, values).await? {
            note_stamp(&row, &mut stamps)?;
        }
        Ok(stamps)
    }

    async fn set_stamp(&self, group: Group<'_>, stamp: &Stamp) -> Result<(), StoreError> {
        let (subject, client) = group.names();
        let (value, at) = (stamp.value().as_slice(), stamp.at().seconds());
        let values: Values<'_> = &[&subject.as_bytes(), &client.as_bytes(), &value, &at];
        self.ask(statements::SET_STAMP, values).await.map(drop)
    }

    async fn prune(&self, before: NumericDate, limit: usize) -> Result<usize, StoreError> {
        let (before, mut pruned) = (before.seconds(), 0_usize);
        for statement in [statements::PRUNE_OVER, statements::PRUNE_STAMPED_OUT] {
            while pruned < limit {
                let batch = limit.saturating_sub(pruned).min(BATCH);
                let deleted = self.ask(statement, &[&before, &limit_of(batch)]).await?;
                pruned = pruned.saturating_add(deleted.len());
                if deleted.len() < batch {
                    break;
                }
            }
        }
        let batch: Values<'_> = &[&before, &limit_of(BATCH)];
        while self.ask(statements::PRUNE_STAMPS, batch).await?.len() == BATCH {}
        Ok(pruned)
    }
}

impl fmt::Debug for PostgresStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresStore")
            .field("connections", &self.connections.pool.status())
            .finish_non_exhaustive()
    }
}
