//! What is in the file, and what is done to it within a transaction.

use glassbox::NumericDate;
use glassbox::session::{Loaded, Session, SessionId, Stamp, StoreError, Version};
use redb::{
    Database, ReadTransaction, ReadableDatabase, ReadableTable, Table, TableDefinition, TableError,
    WriteTransaction,
};

use crate::error::{Fault, failed};
use crate::live;

type Id<'a> = &'a [u8; 16];

type Rows = TableDefinition<'static, Id<'static>, &'static [u8]>;

pub(crate) const SESSIONS: Rows = TableDefinition::new("session 2");
/// Its name in a version before, which refuses a file without it: it would change rows, and not what
/// is [live](crate::live).
pub(crate) const FORMER: Rows = TableDefinition::new("session");
const SUBJECTS: TableDefinition<'_, (&[u8], Id<'_>), ()> = TableDefinition::new("subject");
const STAMPS: TableDefinition<'_, &[u8], (Id<'_>, i64)> = TableDefinition::new("stamp");

/// Makes the tables, so that a reader finds them.
pub(crate) fn create(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(SESSIONS)?;
    transaction.open_table(SUBJECTS)?;
    transaction.open_table(STAMPS)?;
    live::create(transaction)
}

/// A file that was made has its tables, whatever happens to it.
pub(crate) fn check(database: &Database) -> Result<(), redb::Error> {
    let transaction = database.begin_read()?;
    let missing = |error| match error {
        TableError::TableDoesNotExist(_) => {
            redb::Error::Corrupted("its tables cannot be read".into())
        }
        error => error.into(),
    };
    match transaction.open_table(SESSIONS) {
        Ok(_) => live::check(&transaction).map_err(missing)?,
        Err(_) => drop(transaction.open_table(FORMER).map_err(missing)?),
    }
    transaction.open_table(SUBJECTS).map_err(missing)?;
    transaction.open_table(STAMPS).map_err(missing)?;
    Ok(())
}

pub(crate) fn insert(transaction: &WriteTransaction, row: &Session) -> Result<(), Fault> {
    let mut sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let id = row.id().as_bytes();
    if sessions.get(id).map_err(failed)?.is_some() {
        return Err(StoreError::Conflict.into());
    }
    // First, since an entry without a row does no harm, and a row without an entry would.
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

/// A row that was just written, and its subject's stamp.
pub(crate) fn with_stamp(transaction: &WriteTransaction, row: Session) -> Result<Loaded, Fault> {
    let stamps = transaction.open_table(STAMPS).map_err(failed)?;
    let stamp = read_stamp(&stamps, row.subject())?;
    Ok(Loaded::new(row, stamp))
}

fn read(
    sessions: &impl ReadableTable<Id<'static>, &'static [u8]>,
    id: &SessionId,
) -> Result<Option<Session>, Fault> {
    let row = sessions.get(id.as_bytes()).map_err(failed)?;
    let row = row.map(|row| decode(id, row.value())).transpose()?;
    Ok(row)
}

/// A row, if it is the one that is kept under its id.
fn decode(id: &SessionId, row: &[u8]) -> Result<Session, StoreError> {
    let session = Session::from_bytes(row)?;
    match session.id() == id {
        true => Ok(session),
        false => Err(StoreError::corrupt("a row is of another session")),
    }
}

fn read_stamp(
    stamps: &impl ReadableTable<&'static [u8], (Id<'static>, i64)>,
    subject: &str,
) -> Result<Option<Stamp>, Fault> {
    let found = stamps.get(subject.as_bytes()).map_err(failed)?;
    Ok(found.map(|found| {
        let (value, at) = found.value();
        Stamp::new(*value, NumericDate::from_seconds(at))
    }))
}

pub(crate) fn set_stamp(
    transaction: &WriteTransaction,
    subject: &str,
    stamp: &Stamp,
) -> Result<(), Fault> {
    let mut stamps = transaction.open_table(STAMPS).map_err(failed)?;
    let value = (stamp.value(), stamp.at().seconds());
    stamps.insert(subject.as_bytes(), value).map_err(failed)?;
    Ok(())
}

pub(crate) fn load(transaction: &ReadTransaction, id: &SessionId) -> Result<Option<Loaded>, Fault> {
    let sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let Some(session) = read(&sessions, id)? else {
        return Ok(None);
    };
    let stamp = stamp(transaction, session.subject())?;
    Ok(Some(Loaded::new(session, stamp)))
}

pub(crate) fn stamp(transaction: &ReadTransaction, subject: &str) -> Result<Option<Stamp>, Fault> {
    let stamps = transaction.open_table(STAMPS).map_err(failed)?;
    read_stamp(&stamps, subject)
}

pub(crate) fn list(
    transaction: &ReadTransaction,
    subject: &str,
    after: Option<&SessionId>,
    limit: usize,
) -> Result<Vec<Session>, Fault> {
    let sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let subjects = transaction.open_table(SUBJECTS).map_err(failed)?;
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
        rows.extend(row);
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
    let stamp = stamp(transaction, subject)?;
    let stamp = stamp.as_ref().map(Stamp::value);
    let mut rows = Vec::new();
    for id in live::find(transaction, (subject, client), stamp, now)? {
        // An entry without a row would be damage: both are written in one transaction.
        let row = read(&sessions, &id)?.ok_or_else(|| StoreError::corrupt("a row is missing"))?;
        if (row.subject(), row.client_id()) != (subject, client) {
            return Err(StoreError::corrupt("a row is of another subject").into());
        }
        rows.extend((now < row.ends_at()).then_some(row));
    }
    Ok(rows)
}

/// What a look at the file finds to be over: rows, at most `limit`, and stamps.
pub(crate) struct Over {
    pub(crate) rows: Vec<SessionId>,
    pub(crate) subjects: Vec<Vec<u8>>,
}

pub(crate) fn find_over(
    transaction: &ReadTransaction,
    before: NumericDate,
    limit: usize,
) -> Result<Over, Fault> {
    let sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let stamps = transaction.open_table(STAMPS).map_err(failed)?;
    let mut over = Over {
        rows: Vec::new(),
        subjects: Vec::new(),
    };
    for entry in sessions.iter().map_err(failed)? {
        let (id, row) = entry.map_err(failed)?;
        if over.rows.len() >= limit {
            break;
        }
        // A row that cannot be read stays, and is told when somebody asks for it.
        if let Ok(session) = decode(&SessionId::from_bytes(*id.value()), row.value()) {
            let stamp = read_stamp(&stamps, session.subject())?;
            if session.is_over(stamp.as_ref(), before) {
                over.rows.push(*session.id());
            }
        }
    }
    for entry in stamps.iter().map_err(failed)? {
        let (subject, value) = entry.map_err(failed)?;
        if value.value().1 < before.seconds() {
            over.subjects.push(subject.value().to_vec());
        }
    }
    Ok(over)
}

/// Deletes what is still over, judged again in the same transaction; how many rows.
pub(crate) fn delete_over(
    transaction: &WriteTransaction,
    over: &Over,
    before: NumericDate,
) -> Result<usize, Fault> {
    let mut sessions = transaction.open_table(SESSIONS).map_err(failed)?;
    let mut subjects = transaction.open_table(SUBJECTS).map_err(failed)?;
    let mut stamps = transaction.open_table(STAMPS).map_err(failed)?;
    let mut deleted = 0_usize;
    for id in &over.rows {
        let session = match read(&sessions, id) {
            Ok(Some(session)) => session,
            Err(fault) if fault.is_of_engine => return Err(fault),
            Ok(None) | Err(_) => continue,
        };
        let stamp = read_stamp(&stamps, session.subject())?;
        if session.is_over(stamp.as_ref(), before) {
            sessions.remove(id.as_bytes()).map_err(failed)?;
            let key = (session.subject().as_bytes(), id.as_bytes());
            subjects.remove(key).map_err(failed)?;
            live::note(transaction, Some(&session), None)?;
            deleted = deleted.saturating_add(1);
        }
    }
    for subject in &over.subjects {
        let subject = subject.as_slice();
        let range = (subject, &[0; 16])..=(subject, &[u8::MAX; 16]);
        let has_rows = subjects.range(range).map_err(failed)?.next().is_some();
        let at = stamps
            .get(subject)
            .map_err(failed)?
            .map(|found| found.value().1);
        if !has_rows && at.is_some_and(|at| at < before.seconds()) {
            stamps.remove(subject).map_err(failed)?;
        }
    }
    Ok(deleted)
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;

    use super::*;

    #[test]
    fn a_stamp_that_is_set_between_a_look_and_its_deletion_stays() {
        let database = Database::builder().create_with_backend(InMemoryBackend::new());
        let database = database.unwrap();
        let write = |job: &dyn Fn(&WriteTransaction)| {
            let transaction = database.begin_write().unwrap();
            job(&transaction);
            transaction.commit().unwrap();
        };
        let before = NumericDate::from_seconds(100);
        let [old, new] = [50, 150].map(|at| Stamp::new([7; 16], NumericDate::from_seconds(at)));
        write(&|transaction| {
            create(transaction).unwrap();
            set_stamp(transaction, "a", &old).unwrap();
            set_stamp(transaction, "b", &old).unwrap();
        });
        let over = find_over(&database.begin_read().unwrap(), before, 10).unwrap();
        assert_eq!(over.subjects.len(), 2);
        write(&|transaction| set_stamp(transaction, "a", &new).unwrap());
        write(&|transaction| assert_eq!(delete_over(transaction, &over, before).unwrap(), 0));
        let transaction = database.begin_read().unwrap();
        assert_eq!(stamp(&transaction, "a").unwrap(), Some(new));
        assert_eq!(stamp(&transaction, "b").unwrap(), None);
    }
}
