//! The tables in the file, and what is done to them within a transaction.

use glassbox::NumericDate;
use glassbox::session::{Group, Loaded, Session, SessionId, Stamp, Stamps, StoreError, Version};
use redb::{
    Database, ReadTransaction, ReadableDatabase, ReadableTable, Table, TableDefinition, TableError,
    WriteTransaction,
};

use crate::error::{Fault, failed};
use crate::{live, migration};

pub(crate) type Id<'a> = &'a [u8; 16];

pub(crate) type Rows = TableDefinition<'static, Id<'static>, &'static [u8]>;

pub(crate) const SESSIONS: Rows = TableDefinition::new("session 3");
pub(crate) const SUBJECTS: TableDefinition<'_, (&[u8], Id<'_>), ()> =
    TableDefinition::new("subject");
/// By the names of their groups: subject and client.
pub(crate) const STAMPS: Stamped = TableDefinition::new("stamp 2");
pub(crate) type Stamped = TableDefinition<'static, Names<'static>, Marked>;
pub(crate) type Names<'a> = (&'a [u8], &'a [u8]);
/// The value, and when it was set.
pub(crate) type Marked = (Id<'static>, i64);
/// The name that stands for any.
pub(crate) const ANY: &[u8] = b"";

/// Makes the tables, so that a reader finds them.
pub(crate) fn create(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(SESSIONS)?;
    transaction.open_table(SUBJECTS)?;
    transaction.open_table(STAMPS)?;
    live::create(transaction)
}

/// Checks the tables, which each file has had since it was made.
pub(crate) fn check(database: &Database) -> Result<(), redb::Error> {
    let transaction = database.begin_read()?;
    let missing = |error| match error {
        TableError::TableDoesNotExist(_) => {
            redb::Error::Corrupted("its tables cannot be read".into())
        }
        error => error.into(),
    };
    match transaction.open_table(SESSIONS) {
        Ok(_) => {
            live::check(&transaction).map_err(missing)?;
            transaction.open_table(STAMPS).map_err(missing)?;
        }
        Err(_) => migration::check(&transaction).map_err(missing)?,
    }
    transaction.open_table(SUBJECTS).map_err(missing)?;
    Ok(())
}

pub(crate) fn insert(transaction: &WriteTransaction, row: &Session) -> Result<(), Fault> {
    let mut sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let id = row.id().as_bytes();
    if sessions.get(id).map_err(failed)?.is_some() {
        return Err(StoreError::Conflict.into());
    }
    // First, since an entry without a row does no harm, but a row without an entry would.
    let mut subjects = transaction.open_table(SUBJECTS).map_err(failed)?;
    let key = (row.subject().as_bytes(), id);
    subjects.insert(key, ()).map_err(failed)?;
    live::note(transaction, None, Some(row))?;
    write(&mut sessions, row)
}

fn write(sessions: &mut Table<'_, Id<'_>, &[u8]>, row: &Session) -> Result<(), Fault> {
    let bytes = row.to_bytes();
    let id = row.id().as_bytes();
    sessions.insert(id, bytes.as_slice()).map_err(failed)?;
    Ok(())
}

pub(crate) fn swap(
    transaction: &WriteTransaction,
    seen: Version,
    row: &Session,
) -> Result<bool, Fault> {
    let mut sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let stored = read(&sessions, row.id())?;
    let Some(stored) = stored.filter(|stored| stored.version() == seen) else {
        return Ok(false);
    };
    live::note(transaction, Some(&stored), Some(row))?;
    write(&mut sessions, row)?;
    Ok(true)
}

/// A row that was just written, and the stamps of its groups.
pub(crate) fn with_stamps(transaction: &WriteTransaction, row: Session) -> Result<Loaded, Fault> {
    let stamps = transaction.open_table(STAMPS).map_err(failed)?;
    loaded(&stamps, row)
}

fn loaded(
    stamps: &impl ReadableTable<Names<'static>, Marked>,
    row: Session,
) -> Result<Loaded, Fault> {
    let of_row = read_stamps(stamps, row.subject(), row.client_id())?;
    Ok(Loaded::new(row, of_row))
}

pub(crate) fn read(
    sessions: &impl ReadableTable<Id<'static>, &'static [u8]>,
    id: &SessionId,
) -> Result<Option<Session>, Fault> {
    let row = sessions.get(id.as_bytes()).map_err(failed)?;
    let row = row.map(|row| decode(id, row.value())).transpose()?;
    Ok(row)
}

/// A row, if its id is that under which it is stored.
pub(crate) fn decode(id: &SessionId, row: &[u8]) -> Result<Session, StoreError> {
    let session = Session::from_bytes(row)?;
    match session.id() == id {
        true => Ok(session),
        false => Err(StoreError::corrupt("a row is of another session")),
    }
}

fn read_stamp(
    stamps: &impl ReadableTable<Names<'static>, Marked>,
    group: Group<'_>,
) -> Result<Option<Stamp>, Fault> {
    let (subject, client) = group.names();
    let found = stamps.get((subject.as_bytes(), client.as_bytes()));
    Ok(found.map_err(failed)?.map(|found| {
        let (value, at) = found.value();
        Stamp::new(*value, NumericDate::from_seconds(at))
    }))
}

pub(crate) fn read_stamps(
    stamps: &impl ReadableTable<Names<'static>, Marked>,
    subject: &str,
    client: Option<&str>,
) -> Result<Stamps, Fault> {
    Stamps::read(subject, client, |group| read_stamp(stamps, group))
}

/// Returns the stamp as it is kept.
pub(crate) fn set_stamp(
    transaction: &WriteTransaction,
    group: Group<'_>,
    stamp: &Stamp,
) -> Result<Stamp, Fault> {
    let mut stamps = transaction.open_table(STAMPS).map_err(failed)?;
    let stamp = stamp.replacing(read_stamp(&stamps, group)?);
    let (subject, client) = group.names();
    let value = (stamp.value(), stamp.at().seconds());
    let names = (subject.as_bytes(), client.as_bytes());
    stamps.insert(names, value).map_err(failed)?;
    Ok(stamp)
}

pub(crate) fn load(transaction: &ReadTransaction, id: &SessionId) -> Result<Option<Loaded>, Fault> {
    let sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let Some(session) = read(&sessions, id)? else {
        return Ok(None);
    };
    let stamps = transaction.open_table(STAMPS).map_err(failed)?;
    loaded(&stamps, session).map(Some)
}

pub(crate) fn stamps(
    transaction: &ReadTransaction,
    subject: &str,
    client: Option<&str>,
) -> Result<Stamps, Fault> {
    let stamps = transaction.open_table(STAMPS).map_err(failed)?;
    read_stamps(&stamps, subject, client)
}

pub(crate) fn stamp(
    transaction: &ReadTransaction,
    group: Group<'_>,
) -> Result<Option<Stamp>, Fault> {
    let stamps = transaction.open_table(STAMPS).map_err(failed)?;
    read_stamp(&stamps, group)
}

pub(crate) fn list(
    transaction: &ReadTransaction,
    subject: &str,
    after: Option<&SessionId>,
    limit: usize,
) -> Result<Vec<Loaded>, Fault> {
    let sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let subjects = transaction.open_table(SUBJECTS).map_err(failed)?;
    let stamps = transaction.open_table(STAMPS).map_err(failed)?;
    let subject = subject.as_bytes();
    let start = after.map_or([0; 16], |after| *after.as_bytes());
    let range = (subject, &start)..=(subject, &[u8::MAX; 16]);
    let mut rows = Vec::new();
    for entry in subjects.range(range).map_err(failed)? {
        let (key, ()) = entry
            .map(|(key, value)| (key, value.value()))
            .map_err(failed)?;
        let id = SessionId::from_bytes(*key.value().1);
        if after == Some(&id) {
            continue;
        }
        if rows.len() >= limit {
            break;
        }
        let row = read(&sessions, &id)?;
        let is_theirs = |row: &Session| row.subject().as_bytes() == subject;
        if !row.as_ref().is_none_or(is_theirs) {
            return Err(StoreError::corrupt("a row is of another subject").into());
        }
        rows.extend(row.map(|row| loaded(&stamps, row)).transpose()?);
    }
    Ok(rows)
}

/// The rows of a subject and a client that can be used.
pub(crate) fn live(
    transaction: &ReadTransaction,
    subject: &str,
    client: Option<&str>,
    now: NumericDate,
) -> Result<Vec<Session>, Fault> {
    let sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let stamps = stamps(transaction, subject, client)?.values();
    let mut rows = Vec::new();
    for id in live::find(transaction, (subject, client), &stamps, now)? {
        // An entry without a row would be damage: both are written in one transaction.
        let row = read(&sessions, &id)?.ok_or_else(|| StoreError::corrupt("a row is missing"))?;
        if (row.subject(), row.client_id()) != (subject, client) {
            return Err(StoreError::corrupt("a row is of another subject").into());
        }
        rows.extend((now < row.ends_at()).then_some(row));
    }
    Ok(rows)
}
