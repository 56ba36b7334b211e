//! Files of earlier versions: what was in them, and how they are brought to this version.

use redb::{
    Database, ReadTransaction, ReadableDatabase, ReadableTable, TableDefinition, TableError,
    TableHandle, WriteTransaction,
};

use crate::live;
use crate::tables::{self, Id, Rows, SESSIONS, STAMPS};

/// The names of the table of rows in versions 1 and 2. Those versions refuse a file without it:
/// otherwise they would change rows without updating what is [live](crate::live), or ignore a stamp.
const FORMER_ROWS: [Rows; 2] = [
    TableDefinition::new("session"),
    TableDefinition::new("session 2"),
];

/// The stamps of both versions, which were for subjects only.
const OF_SUBJECTS: TableDefinition<'_, &[u8], (Id<'_>, i64)> = TableDefinition::new("stamp");

/// Of version 2; its content is made anew.
const LIVE: &str = "live";

/// Whether a file is of an earlier version.
pub(crate) fn check(transaction: &ReadTransaction) -> Result<(), TableError> {
    transaction.open_table(OF_SUBJECTS)?;
    let [first, second] = FORMER_ROWS;
    match transaction.open_table(first) {
        Err(TableError::TableDoesNotExist(_)) => transaction.open_table(second).map(drop),
        found => found.map(drop),
    }
}

/// Brings a file to this version. All of it, or nothing.
pub(crate) fn migrate(database: &Database) -> Result<(), redb::Error> {
    let reading = database.begin_read()?;
    for former in FORMER_ROWS {
        match reading.open_table(former) {
            Err(TableError::TableDoesNotExist(_)) => {}
            found => {
                drop(found?);
                drop(reading);
                let transaction = database.begin_write()?;
                rewrite(&transaction, former)?;
                return Ok(transaction.commit()?);
            }
        }
    }
    Ok(())
}

fn rewrite(transaction: &WriteTransaction, rows: Rows) -> Result<(), redb::Error> {
    transaction.rename_table(rows, SESSIONS)?;
    {
        let mut stamps = transaction.open_table(STAMPS)?;
        for stamp in transaction.open_table(OF_SUBJECTS)?.iter()? {
            let (subject, stamp) = stamp?;
            stamps.insert((subject.value(), tables::ANY), stamp.value())?;
        }
    }
    transaction.delete_table(OF_SUBJECTS)?;
    let mut tables = transaction.list_tables()?;
    if let Some(live) = tables.find(|table| table.name() == LIVE) {
        drop(tables);
        transaction.delete_table(live)?;
    }
    live::fill(transaction)
}
