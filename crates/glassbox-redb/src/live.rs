//! Which rows are live, by subject and client: a login reads these, however many dead rows the file
//! has.

use glassbox::NumericDate;
use glassbox::session::{Session, SessionId};
use redb::{ReadTransaction, ReadableTable, Table, TableDefinition, TableError, WriteTransaction};

use crate::error::{Fault, failed};
use crate::tables;

/// Subject, client, the stamps that it was begun under, the hour of the end, and the id.
type Entry<'a> = (&'a [u8], Option<&'a [u8]>, &'a [u8], i64, &'a [u8; 16]);

/// Each row that is not revoked has its entry.
const LIVE: TableDefinition<'_, Entry<'_>, ()> = TableDefinition::new("live 2");

const FIRST: &[u8; 16] = &[0; 16];
const LAST: &[u8; 16] = &[u8::MAX; 16];
/// After all that there can be.
const LAST_STAMPS: &[u8] = &[u8::MAX];

/// By the hour, so that a rotation seldom changes this table.
fn hour(at: NumericDate) -> i64 {
    at.seconds().div_euclid(60 * 60)
}

fn entry(row: &Session) -> Option<Entry<'_>> {
    row.revoked().is_none().then(|| {
        (
            row.subject().as_bytes(),
            row.client_id().map(str::as_bytes),
            row.stamp_values(),
            hour(row.ends_at()),
            row.id().as_bytes(),
        )
    })
}

pub(crate) fn create(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    transaction.open_table(LIVE)?;
    Ok(())
}

pub(crate) fn check(transaction: &ReadTransaction) -> Result<(), TableError> {
    transaction.open_table(LIVE).map(drop)
}

/// Makes the table from the existing rows.
pub(crate) fn fill(transaction: &WriteTransaction) -> Result<(), redb::Error> {
    let mut live = transaction.open_table(LIVE)?;
    for row in transaction.open_table(tables::SESSIONS)?.iter()? {
        let (_, row) = row?;
        // A row that cannot be read hinders nobody, and is reported when somebody asks for it.
        if let Ok(row) = Session::from_bytes(row.value())
            && let Some(entry) = entry(&row)
        {
            live.insert(entry, ())?;
        }
    }
    Ok(())
}

/// Updates the entry of a row that was inserted, changed or deleted.
pub(crate) fn note(
    transaction: &WriteTransaction,
    old: Option<&Session>,
    new: Option<&Session>,
) -> Result<(), Fault> {
    let (old, new) = (old.and_then(entry), new.and_then(entry));
    if old == new {
        return Ok(());
    }
    let mut live: Table<'_, Entry<'_>, ()> = transaction.open_table(LIVE).map_err(failed)?;
    if let Some(old) = old {
        live.remove(old).map_err(failed)?;
    }
    if let Some(new) = new {
        live.insert(new, ()).map_err(failed)?;
    }
    Ok(())
}

/// The ids of a subject and a client that may be live. Of those that are over, these are only the ones
/// that ended within this hour. Without a stamp any value is admitted: its stamp may have been pruned.
pub(crate) fn find(
    transaction: &ReadTransaction,
    (subject, client): (&str, Option<&str>),
    stamps: &[u8],
    now: NumericDate,
) -> Result<Vec<SessionId>, Fault> {
    let live = transaction.open_table(LIVE).map_err(failed)?;
    let (subject, client) = (subject.as_bytes(), client.map(str::as_bytes));
    let last_stamps = match stamps.is_empty() {
        true => LAST_STAMPS,
        false => stamps,
    };
    let first: Entry<'_> = (subject, client, stamps, hour(now), FIRST);
    let last: Entry<'_> = (subject, client, last_stamps, i64::MAX, LAST);
    let mut ids = Vec::new();
    for entry in live.range(first..=last).map_err(failed)? {
        let (key, _) = entry.map_err(failed)?;
        let (_, _, _, hour, id) = key.value();
        if hour >= first.3 {
            ids.push(SessionId::from_bytes(*id));
        }
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;
    use redb::{Database, ReadableDatabase};

    use super::*;

    const NOW: i64 = 1_700_000_000;
    const HOUR: i64 = 3_600;

    fn row(id: u16, client: &str, stamp: &str, ends: i64, more: &str) -> Session {
        let mut bytes = [0; 16];
        bytes[..2].copy_from_slice(&id.to_be_bytes());
        let id = SessionId::from_bytes(bytes);
        let text = format!(
            r#"{{"format":3,"id":"{id}","generation":0,"created_at":0,"turn":1,"rotated_at":0,
            "idle":9000000000,"expires_at":{ends},"subject":"42"{client}{stamp}{more}}}"#
        );
        Session::from_bytes(text.as_bytes()).unwrap()
    }

    /// However many sessions are revoked, ended by a stamp, expired or of others, none of them is read.
    #[test]
    fn what_lies_dead_is_not_looked_at() {
        let now = NumericDate::from_seconds(NOW);
        let (value, app) = ([2; 16], r#","client":"app""#);
        let stamp = format!(r#","stamp":"{}""#, SessionId::from_bytes(value));
        let of_all = format!(r#","all_stamp":"{}""#, SessionId::from_bytes([3; 16]));
        let before = format!(r#","stamp":"{}"{of_all}"#, SessionId::from_bytes([1; 16]));
        let revoked = format!(r#","revoked_at":{NOW},"reason":"dead""#);
        let both = format!("{stamp}{of_all}");
        for (stamp, stamps) in [
            ("", vec![]),
            (&*stamp, vec![(2, value)]),
            (&both, vec![(0, [3; 16]), (2, value)]),
        ] {
            let database = Database::builder().create_with_backend(InMemoryBackend::new());
            let database = database.unwrap();
            let transaction = database.begin_write().unwrap();
            let mut next = 0_u16;
            let mut add = |client: &str, stamp: &str, ends: i64| {
                next += 1;
                let row = row(next, client, stamp, ends, "");
                note(&transaction, None, Some(&row)).unwrap();
                row
            };
            let mut live = Vec::new();
            for number in 0..1_000 {
                add(app, stamp, NOW - HOUR);
                add(r#","client":"app2""#, stamp, NOW + HOUR);
                add("", stamp, NOW + HOUR);
                let old = add(app, stamp, NOW + HOUR);
                let new = row(
                    u16::from_be_bytes([old.id().as_bytes()[0], old.id().as_bytes()[1]]),
                    app,
                    stamp,
                    NOW + HOUR,
                    &revoked,
                );
                note(&transaction, Some(&old), Some(&new)).unwrap();
                if !stamp.is_empty() {
                    add(app, &before, NOW + HOUR);
                    add(app, "", NOW + HOUR);
                }
                if number % 200 == 0 {
                    live.push(*add(app, stamp, NOW + HOUR).id());
                }
            }
            transaction.commit().unwrap();
            let stamps = stamps
                .iter()
                .flat_map(|(kind, value)| [&[*kind][..], value].concat());
            let stamps: Vec<u8> = stamps.collect();
            let transaction = database.begin_read().unwrap();
            let found = find(&transaction, ("42", Some("app")), &stamps, now).unwrap();
            assert_eq!(found, live);
        }
    }
}
