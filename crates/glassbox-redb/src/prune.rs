//! Finds what is over, and deletes it.

use std::collections::BTreeMap;

use glassbox::NumericDate;
use glassbox::session::{SessionId, Stamp};
use redb::{ReadTransaction, ReadableTable, WriteTransaction};

use crate::error::{Fault, failed};
use crate::live;
use crate::tables::{SESSIONS, STAMPS, SUBJECTS, decode, read, read_stamps};

/// What is over in the file: at most `limit` rows, and stamps as they are.
pub(crate) struct Over {
    pub(crate) rows: Vec<SessionId>,
    stamps: BTreeMap<(Vec<u8>, Vec<u8>), Stamp>,
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
        stamps: BTreeMap::new(),
    };
    for entry in stamps.iter().map_err(failed)? {
        let (names, stamp) = entry.map_err(failed)?;
        let ((subject, client), (value, at)) = (names.value(), stamp.value());
        if at < before.seconds() {
            let names = (subject.to_vec(), client.to_vec());
            over.stamps
                .insert(names, Stamp::new(*value, NumericDate::from_seconds(at)));
        }
    }
    for entry in sessions.iter().map_err(failed)? {
        let (id, row) = entry.map_err(failed)?;
        if over.rows.len() >= limit {
            // The rows after this one may need these stamps.
            over.stamps.clear();
            break;
        }
        // A row that cannot be read stays, and is reported when somebody asks for it.
        if let Ok(session) = decode(&SessionId::from_bytes(*id.value()), row.value()) {
            let (subject, client) = (session.subject(), session.client_id());
            let of_row = read_stamps(&stamps, subject, client)?;
            if session.is_over(&of_row, before) {
                over.rows.push(*session.id());
            } else {
                over.keep(subject, client);
            }
        }
    }
    Ok(over)
}

impl Over {
    /// Keeps the stamps of a row that stays.
    fn keep(&mut self, subject: &str, client: Option<&str>) {
        if self.stamps.is_empty() {
            return;
        }
        for subject in ["", subject] {
            for client in [Some(""), client].into_iter().flatten() {
                self.stamps.remove(&(subject.into(), client.into()));
            }
        }
    }
}

/// Deletes what is still over, judged again in the same transaction. Returns how many rows. A row that
/// was inserted meanwhile, or lives on, is admitted even without its stamp.
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
        let of_row = read_stamps(&stamps, session.subject(), session.client_id())?;
        if session.is_over(&of_row, before) {
            sessions.remove(id.as_bytes()).map_err(failed)?;
            let key = (session.subject().as_bytes(), id.as_bytes());
            subjects.remove(key).map_err(failed)?;
            live::note(transaction, Some(&session), None)?;
            deleted = deleted.saturating_add(1);
        }
    }
    for ((subject, client), old) in &over.stamps {
        let names = (subject.as_slice(), client.as_slice());
        let stamp = stamps.get(names).map_err(failed)?;
        let old = (old.value(), old.at().seconds());
        let is_the_same = stamp.is_some_and(|stamp| stamp.value() == old);
        if is_the_same {
            stamps.remove(names).map_err(failed)?;
        }
    }
    Ok(deleted)
}

#[cfg(test)]
mod tests {
    use redb::backends::InMemoryBackend;

    use glassbox::session::Group;
    use redb::{Database, ReadableDatabase};

    use super::*;
    use crate::tables::{create, set_stamp, stamp};

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
            set_stamp(transaction, Group::Client("a"), &old).unwrap();
            set_stamp(transaction, Group::Subject("a"), &old).unwrap();
        });
        let over = find_over(&database.begin_read().unwrap(), before, 10).unwrap();
        assert_eq!(over.stamps.len(), 2);
        write(&|transaction| {
            set_stamp(transaction, Group::Client("a"), &new).unwrap();
        });
        write(&|transaction| assert_eq!(delete_over(transaction, &over, before).unwrap(), 0));
        let transaction = database.begin_read().unwrap();
        assert_eq!(stamp(&transaction, Group::Client("a")).unwrap(), Some(new));
        assert_eq!(stamp(&transaction, Group::Subject("a")).unwrap(), None);
    }
}
